"""Letters to send: queued in the transaction of what they tell, so that neither goes without the other."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.core.context import Context
from app.core.ids import new_id
from app.jobs.queue import enqueue
from app.mail.models import Mail

JOB = "send-mail"


@dataclass(frozen=True, slots=True)
class SignedPath:
    """A link of ours in a letter: the page below the language, and what is signed for which purpose. The signature is
    made when the letter is sent, so that the store never holds the link."""

    page: str
    purpose: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list in a letter: English words of the catalogues, what fills them, and beneath them a page of ours
    below the language, or a signed one."""

    words: str
    facts: dict[str, Any] = field(default_factory=dict)
    page: str | None = None
    link: SignedPath | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """``kind``: a name of ``wording.LETTERS``; ``facts`` fill its words and hold no secret; ``not_after``: when it
    is of no more use, None when it always is. ``off``: where its reader ends such letters with one click, or None."""

    address: str
    language: str
    kind: str
    facts: dict[str, Any] = field(default_factory=dict)
    link: SignedPath | None = None
    not_after: datetime | None = None
    lines: tuple[Line, ...] = ()
    off: SignedPath | None = None


def send(ctx: Context, letter: Letter) -> str:
    """Queue a letter for the worker; its id."""
    lines = [[line.words, line.facts, line.page, _told(line.link)] for line in letter.lines]
    told = {"facts": letter.facts, "link": _told(letter.link), "lines": lines, "off": _told(letter.off)}
    mail = Mail(
        id=new_id("mai"),
        address=letter.address,
        language=letter.language,
        letter=letter.kind,
        facts=told,
        created_at=ctx.now,
        not_after=letter.not_after,
        tries=0,
    )
    ctx.session.add(mail)
    ctx.session.flush()
    enqueue(ctx, JOB, {"mail": mail.id}, once_key=f"{JOB}:{mail.id}:0")
    return mail.id


def _told(path: SignedPath | None) -> list[str] | None:
    return [path.page, path.purpose, path.text] if path else None
