"""Suggesting sectors, goals and targets for a text, each with the words that say so. Nothing is filled in by itself."""

from dataclasses import dataclass, replace

import numpy as np

from matching.content import text_of
from matching.profiles import Offer, Party
from matching.text.reading import Reading, read
from matching.text.subjects import DECIMALS, Heard, Model, Told, hear, load_model, sector_model, tell

#: CRS: activities that nobody has given a sector. To suggest it would say nothing.
UNSAID = "998"
#: A smaller strength is not worth a reader's look.
LEAST = 0.08
#: A target needs more than its goal: there are ten of them for each.
LEAST_TARGET = 0.15
MOST_WORDS = 4
#: Words that add less than this share of the strongest one's voice are not named.
FAINT = 0.25


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``code``: CRS category, goal ("4") or target ("4.3"). ``strength`` in [0, 1]: how much of what the text says is
    about it; all sectors, and all goals, add up to 1 at most. ``because``: words of the text, strongest first."""

    code: str
    strength: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """``language``: the one declared, else the one that the text seems to be in, None unknown or several. ``sectors``
    and ``sdg``: strongest first, then by code; targets follow their goal."""

    language: str | None
    sectors: tuple[Suggestion, ...]
    sdg: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class _Source:
    """A text as it was read; what it says as a whole, and its title alone."""

    text: str
    reading: Reading
    whole: Heard
    title: Heard


def suggest(title: str, text: str = "", language: str | None = None) -> Suggestions:
    """Sectors, goals and targets of a text; its title counts as much as the whole. Empty where it says nothing of any;
    the same text gives the same answer."""
    full = text_of(Offer(id="", party=Party(), title=title, description=text))
    whole = read(full, language)
    words = sum(word.start < len(title) for word in whole.words)
    source = _Source(full, whole, hear(whole), hear(whole.part(0, words - 1) if words else whole))
    return Suggestions(language or whole.language, _sectors(source), _goals(source))


def suggest_sectors(title: str, text: str = "", language: str | None = None) -> tuple[Suggestion, ...]:
    """CRS categories of three digits, strongest first."""
    return suggest(title, text, language).sectors


def suggest_sdg(title: str, text: str = "", language: str | None = None) -> tuple[Suggestion, ...]:
    """Goals, strongest first, each followed by those of its targets that the text speaks of clearly."""
    return suggest(title, text, language).sdg


def _sectors(source: _Source) -> tuple[Suggestion, ...]:
    told = _told(sector_model(), source)
    found = [
        Suggestion(code, share, _because(told, number, source))
        for number, code, share in _shares(told)
        if share >= LEAST and code != UNSAID
    ]
    return tuple(sorted(found, key=lambda item: (-item.strength, item.code)))


def _goals(source: _Source) -> tuple[Suggestion, ...]:
    told, closer = _told(load_model("goals-1"), source), _told(load_model("targets-1"), source)
    found: list[Suggestion] = []
    for number, goal, share in sorted(_shares(told), key=lambda item: (-item[2], int(item[1]))):
        if share >= LEAST:
            found.append(Suggestion(goal, share, _because(told, number, source)))
            found += _targets(closer, goal, share, source)
    return tuple(found)


def _targets(told: Told, goal: str, share: float, source: _Source) -> list[Suggestion]:
    """A goal's share handed out among its targets."""
    own = [(number, code, part) for number, code, part in _shares(told) if code.partition(".")[0] == goal]
    whole = sum(part for *_, part in own)
    found = [
        Suggestion(code, round(share * part / whole, DECIMALS), _because(told, number, source))
        for number, code, part in own
        if share * part / whole >= LEAST_TARGET
    ]
    return sorted(found, key=lambda item: (-item.strength, item.code))


def _told(model: Model, source: _Source) -> Told:
    """What title and whole text say on average; the whole alone where the title says nothing."""
    told, ahead = tell(model, source.whole), tell(model, source.title).shares
    if not ahead.any():
        return told
    return replace(told, shares=np.round((told.shares + ahead) / 2, DECIMALS))


def _shares(told: Told) -> list[tuple[int, str, float]]:
    """(number, code, share) of what is said at all."""
    return [(number, told.codes[number], float(told.shares[number])) for number in np.flatnonzero(told.shares).tolist()]


def _because(told: Told, number: int, source: _Source) -> tuple[str, ...]:
    """The places that speak loudest for a code, as they are written; a word within a longer place is not said again."""
    loud: dict[int, float] = {}
    for place, voice in zip(told.places.tolist(), told.voices[:, number].tolist(), strict=True):
        loud[place] = loud.get(place, 0.0) + voice
    most = max(loud.values(), default=0.0)
    spans: list[tuple[int, int]] = []
    for place in sorted(loud, key=lambda place: (-loud[place], place)):
        start, end = _span(source.reading, place)
        if loud[place] < FAINT * most or len(spans) == MOST_WORDS:
            break
        if all(end <= other or start >= until for other, until in spans):
            spans.append((start, end))
    return tuple(dict.fromkeys(source.text[start:end] for start, end in spans))


def _span(reading: Reading, place: int) -> tuple[int, int]:
    size = len(reading.words)
    item = reading.words[place] if place < size else reading.spoken[place - size]
    return item.start, item.end
