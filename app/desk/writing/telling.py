"""The history of a record in lines that can be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.access.permissions import Permission, allows
from app.core.context import Context
from app.desk.writing import queries
from app.ledger import queries as ledger
from app.records import present
from app.records.models import Record
from app.records.rules import Kind
from app.records.service import subject_of
from schemas.records import FactOut, NeedOut, OfferOut


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a history. ``times``: how often the same was done in a row; ``until``: when last; ``who``: the
    person's name, for owners alone; ``role``: what they are."""

    at: datetime
    until: datetime
    verb: str
    who: str | None
    role: str | None
    changed: tuple[str, ...]
    reason: str | None
    times: int = 1


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """What happened to a record, newest first."""

    here: str
    kind: str
    record: OfferOut | NeedOut
    history: tuple[Told, ...]


def history_page(ctx: Context, kind: Kind, record: Record) -> HistoryPage:
    """What happened, as far as this reader may know; persons are named to owners alone."""
    owner = allows(Permission.READ_OWN, ctx.actor, subject_of(record))
    rows = ledger.about(ctx.session, record.id, ("public", "owner") if owner else ("public",))
    facts = [present.fact_out(row, owner=owner) for row in rows]
    names = queries.names_of_actors(ctx, [fact.actor for fact in facts if fact.actor])
    return HistoryPage(kind.plural, kind.value, present.record_out(ctx, record), told(facts, names))


def told(facts: list[FactOut], names: Mapping[str, str]) -> tuple[Told, ...]:
    """A history, newest first; the same done several times in a row by the same hand on one day is one line."""
    lines: list[Told] = []
    for fact in facts:
        line = _line(fact, names)
        last = lines[-1] if lines else None
        if last and _goes_on(last, line):
            changed = tuple(dict.fromkeys((*last.changed, *line.changed)))
            lines[-1] = Told(last.at, line.at, *_same(line), changed, line.reason, last.times + 1)
        else:
            lines.append(line)
    return tuple(reversed(lines))


def _line(fact: FactOut, names: Mapping[str, str]) -> Told:
    verb = fact.tag.split(":")[1]
    changed = tuple(fact.changed) if verb in {"amend", "propose"} else ()
    return Told(fact.at, fact.at, verb, names.get(fact.actor or ""), fact.role, changed, fact.reason)


def _same(line: Told) -> tuple[str, str | None, str | None]:
    return line.verb, line.who, line.role


def _goes_on(last: Told, line: Told) -> bool:
    is_repeated = line.verb in {"amend", "propose"} and _same(last) == _same(line)
    return is_repeated and last.until.date() == line.at.date()
