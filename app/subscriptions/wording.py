"""Words of the lines in digests and reminders. The facts that fill them are in the reader's language already."""

from datetime import date

from babel.dates import format_date

from app.core.languages import translate
from app.mail.queue import Line, SignedPath
from schemas.desk import DeskEnding, DeskFinding, DeskWaiting

ANSWERED = "Needs of yours that can newly be answered: {n}"
WAITING = "What waits for you: {n}"
ENDING = "What runs out of date: {n}"
TALKS = "Talks in which somebody is waited for: {n}"
TROUBLES = "State of the service:"
ITEM = "– {title}"
DATED = "– {what}: {title} (since {day})"
VALID = "– {title} (valid until {day})"
MORE = "… and {n} more"
#: What waits, at the beginning of a line.
WHATS = {
    "draft": "Draft",
    "rejected": "Sent back",
    "submitted": "To endorse or send back",
    "change": "A change to decide on",
    "interest": "Asks to talk",
}
STATES = {
    "running_out": "Four fifths of its validity have passed",
    "overdue": "Overdue",
    "dormant": "Dormant: no longer matched",
}
FINDINGS = {
    "index": "Records in the matching index",
    "ledger": "Facts in the ledger",
    "jobs-late": "Jobs due for more than an hour",
    "jobs-failed": "Jobs that failed",
    "letters-given-up": "Letters given up in the last days",
    "letters-waiting": "Letters waiting to be sent",
}
COUNTED = "– {what}: {n}"
SHOWN = 10


def day(value: date, language: str) -> str:
    """A day written out."""
    written: str = format_date(value, "long", locale="en_001" if language == "en" else language)
    return written


def heading(words: str, n: int) -> Line:
    """The line above a list."""
    return Line(words, {"n": n})


def more(total: int, shown: int) -> tuple[Line, ...]:
    """The line beneath a list that is cut."""
    return (Line(MORE, {"n": total - shown}),) if total > shown else ()


def titled(title: str, page: str) -> Line:
    """A record by its title."""
    return Line(ITEM, {"title": title}, page)


def waits(one: DeskWaiting, language: str) -> Line:
    """Something that waits, and since when."""
    facts = {"what": translate(language, WHATS[one.what]), "title": one.title, "day": day(one.since, language)}
    page = f"interests/{one.id}" if one.kind is None else f"{one.kind}s/{one.id}"
    return Line(DATED, facts, page)


def ends(one: DeskEnding, language: str) -> Line:
    """A record that is to be assured again."""
    facts = {
        "what": translate(language, STATES[one.state]),
        "title": one.record.title,
        "day": day(one.since, language),
    }
    return Line(DATED, facts, f"{one.record.kind}s/{one.record.id}")


def found(one: DeskFinding, language: str) -> Line:
    """Something for an operator to look at."""
    return Line(COUNTED, {"what": translate(language, FINDINGS[one.code]), "n": one.count})


def reminds(title: str, until: date, language: str, link: SignedPath) -> Line:
    """A record with the link by which it is confirmed."""
    return Line(VALID, {"title": title, "day": day(until, language)}, link=link)
