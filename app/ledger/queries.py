import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ledger.chain import GENESIS, Break, link
from app.ledger.models import Fact, Head


def about(session: Session, subject: str, audiences: tuple[str, ...]) -> list[Fact]:
    """What happened to a subject, oldest first, as far as these audiences may know."""
    return list(
        session.scalars(
            select(Fact).where(Fact.subject == subject, Fact.audience.in_(audiences)).order_by(Fact.position)
        )
    )


def last_states(session: Session, tags: tuple[str, ...], until: datetime) -> Iterator[tuple[Fact, dict[str, Any]]]:
    """The last fact of each subject among ``tags`` up to a moment, with its payload."""
    latest = (
        select(func.max(Fact.position).label("position"))
        .where(Fact.tag.in_(tags), Fact.at <= until)
        .group_by(Fact.subject)
        .subquery()
    )
    for fact in session.scalars(select(Fact).join(latest, Fact.position == latest.c.position).order_by(Fact.position)):
        yield fact, json.loads(fact.payload)


def last_of(session: Session, tag: str, subject: str, until: datetime) -> tuple[Fact, dict[str, Any]] | None:
    """The last fact with this tag and subject up to a moment, or None."""
    fact = session.scalar(
        select(Fact)
        .where(Fact.tag == tag, Fact.subject == subject, Fact.at <= until)
        .order_by(Fact.position.desc())
        .limit(1)
    )
    return (fact, json.loads(fact.payload)) if fact else None


def head(session: Session) -> tuple[int, str]:
    """Position and hash of the last fact; (0, zeros) when there is none."""
    row = session.scalar(select(Head))
    return (row.position, row.hash) if row else (0, GENESIS)


def verify(session: Session, on_progress: Callable[[int], None] = lambda _position: None) -> Break | None:
    """The first entry that breaks the chain, or None when all is well.

    A cut tail shows against ``ledger_head``; whoever can write both needs the head published elsewhere to be caught.
    """
    previous, position = GENESIS, 0
    for fact in session.scalars(select(Fact).order_by(Fact.position).execution_options(yield_per=1000)):
        position += 1
        if fact.position != position:
            return Break(position, "gap")
        if fact.previous != previous:
            return Break(position, "unlinked")
        if fact.hash != link(fact):
            return Break(position, "changed")
        previous = fact.hash
        on_progress(position)
    return None if (position, previous) == head(session) else Break(position + 1, "tail")
