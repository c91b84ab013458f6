"""The words of every letter: a subject and paragraphs; an address stands alone in its paragraph.

What a list in a letter says is decided by the room that asks for it: its lines come with the letter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.languages import translate
from app.core.settings import Settings
from app.core.signing import signed

SERVICE = "Register of technical cooperation"
#: Paragraphs that hold an address: the letter's link that works once, one of our pages, or where such letters end.
LINK, PAGE, OFF = "link", "page", "off"
#: The paragraph that holds the letter's lines.
LINES = "lines"
GREETING = "Dear {name},"
FOOT = "This letter was sent by the register of technical cooperation at {address}. Please do not answer it."


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter says, in English; the catalogues have the rest."""

    subject: str
    paragraphs: tuple[str, ...]


LETTERS: dict[str, Words] = {
    "invitation": Words(
        "You are invited to the register of technical cooperation",
        (
            "{inviter} invites you to the register of technical cooperation. Open this address and choose a password:",
            LINK,
            "The invitation holds until {until} and works once. If you expected none, leave it as it is.",
        ),
    ),
    "password": Words(
        "Your new password",
        (
            "Somebody asked for a new password for your account. If it was you, open this address and choose one:",
            LINK,
            "It works once, for {minutes} minutes. If it was not you, nothing has changed: leave it as it is.",
        ),
    ),
    "reset": Words(
        "Choose a new password",
        (
            "{inviter} asks you to choose a new password for your account. Open this address:",
            LINK,
            "It works once, until {until}. Until then nobody can sign in to your account.",
        ),
    ),
    "password-changed": Words(
        "Your password was changed",
        (
            "The password of your account was changed, and all sign-ins ended.",
            "If it was not you, ask for a new one at once:",
            PAGE,
        ),
    ),
    "interest-asked": Words(
        "{party} would like to talk",
        (
            "{party} would like to talk with you about this need: {title}",
            "Read what they write, and answer yes, later or no:",
            PAGE,
            "Your contact is shown to them only when all sides have said yes.",
        ),
    ),
    "interest-answered": Words(
        "{party} answered: {answer}",
        ("{party} answered about this need: {title}", "Their answer: {answer}.", PAGE),
    ),
    "interest-agreed": Words(
        "All sides said yes",
        ("All sides said yes to talking about this need: {title}", "The contacts of all sides stand here:", PAGE),
    ),
    "digest": Words(
        "Your desk: what is new, and what waits",
        (
            "This is what your desk in the register shows today.",
            LINES,
            "Everything stands on your desk:",
            PAGE,
            "To have no more of these letters, open this address; you need not sign in:",
            OFF,
        ),
    ),
    "reminder": Words(
        "Is it still true?",
        (
            "These records of yours have four fifths of their validity behind them. Is what they say still true?",
            "Open the address below a record to confirm it. You need not sign in; it works once.",
            LINES,
            "All of them stand on your desk:",
            PAGE,
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as it is sent. ``off``: the address at which its reader ends such letters, or None."""

    subject: str
    body: str
    off: str | None = None


def write(settings: Settings, kind: str, language: str, kept: dict[str, Any]) -> Written:
    """The letter's words in its reader's language. ``kept``: what was queued, as JSON."""
    words, facts = LETTERS[kind], dict(kept["facts"])
    facts["address"] = settings.address
    if kept["link"]:
        page, purpose, text = kept["link"]
        facts[LINK] = f"{settings.address}/{language}/{page}?code={signed(settings.key, purpose, text)}"
    if PAGE in facts:
        facts[PAGE] = f"{settings.address}/{language}/{facts[PAGE]}"
    off = _signed_page(settings, language, kept["off"]) if kept.get("off") else None
    facts |= {OFF: off or "", LINES: _lines(settings, language, kept.get("lines") or ())}
    parts = (GREETING, *words.paragraphs, FOOT)
    said = [facts[part] if part in {LINK, PAGE, LINES, OFF} else translate(language, part, **facts) for part in parts]
    return Written(translate(language, words.subject, **facts), "\n\n".join(filter(None, said)) + "\n", off)


def _signed_page(settings: Settings, language: str, path: Sequence[str]) -> str:
    """A page below which the signed text stands."""
    page, purpose, text = path
    return f"{settings.address}/{language}/{page}/{signed(settings.key, purpose, text)}"


def _lines(settings: Settings, language: str, lines: Iterable[Sequence[Any]]) -> str:
    said = []
    for words, facts, page, link in lines:
        said.append(translate(language, words, **facts))
        if page:
            said.append(f"{settings.address}/{language}/{page}")
        if link:
            said.append(_signed_page(settings, language, link))
    return "\n".join(said)
