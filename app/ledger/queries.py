import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ledger.chain import GENESIS, Break, walk
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


def verify(
    session: Session,
    on_progress: Callable[[int], None] = lambda _position: None,
    known: tuple[int, str] | None = None,
) -> Break | None:
    """The first entry that breaks the chain, or None when all is well.

    A cut tail shows against ``ledger_head``. Whoever can write both can also link everything anew: that shows
    against ``known``, position and hash of a head that was kept elsewhere; None when there is none.
    """
    seen: list[str] = []

    def look(position: int, link_hash: str) -> None:
        if known and position == known[0]:
            seen.append(link_hash)
        on_progress(position)

    # Columns, not objects of the mapper: what is verified is what the store holds.
    columns = select(*Fact.__table__.columns).order_by(Fact.position).execution_options(yield_per=1000)
    end = walk(session.execute(columns), look)
    if isinstance(end, Break):
        return end
    if known and known[0] > 0 and seen != [known[1]]:
        return Break(*((known[0], "rewritten") if seen else (end[0] + 1, "tail")))
    return None if end == head(session) else Break(end[0] + 1, "tail")
