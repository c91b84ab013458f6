"""The ledger shows what was done to it (battery T13), and to which entry first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.ledger import queries as ledger
from app.ledger.chain import GENESIS, Break, link
from app.ledger.models import Fact, Head
from app.web.house import House

pytestmark = pytest.mark.usefixtures("told")
LAST = 6


def edit(session: Session) -> None:
    session.execute(update(Fact).where(Fact.position == 3).values(payload='{"stage":"draft"}'))


def antedate(session: Session) -> None:
    from datetime import timedelta

    fact = session.get_one(Fact, 4)
    fact.at -= timedelta(microseconds=1)


def cut_out(session: Session) -> None:
    session.execute(delete(Fact).where(Fact.position == 3))


def swap(session: Session) -> None:
    for old, new in ((2, -1), (3, 2), (-1, 3)):
        session.execute(update(Fact).where(Fact.position == old).values(position=new))


def copy_of(fact: Fact, **changes: object) -> Fact:
    values = {column.name: getattr(fact, column.name) for column in Fact.__table__.columns}
    return Fact(**(values | changes))


def add_at_the_end(session: Session) -> None:
    """A well-linked one, but the head does not know it."""
    last = session.get_one(Fact, LAST)
    more = copy_of(last, position=LAST + 1, previous=last.hash)
    more.hash = link(more)
    session.add(more)


def cut_the_tail(session: Session) -> None:
    session.execute(delete(Fact).where(Fact.position > LAST - 2))


def cut_all(session: Session) -> None:
    session.execute(delete(Fact))


def relink(session: Session) -> None:
    """Edit one entry, then link all that follow anew, head included: the chain holds together again."""
    edit(session)
    session.flush()
    session.expire_all()
    previous = GENESIS
    for fact in session.scalars(select(Fact).order_by(Fact.position)):
        fact.previous = previous
        fact.hash = previous = link(fact)
    session.get_one(Head, 1).hash = previous


def put_an_older_state_back(session: Session) -> None:
    cut_the_tail(session)
    head, last = session.get_one(Head, 1), session.get_one(Fact, LAST - 2)
    head.position, head.hash = last.position, last.hash


TAMPERING: dict[str, tuple[Callable[[Session], None], Break | None, Break]] = {
    "edit": (edit, Break(3, "changed"), Break(3, "changed")),
    "antedate": (antedate, Break(4, "changed"), Break(4, "changed")),
    "delete": (cut_out, Break(3, "gap"), Break(3, "gap")),
    "swap": (swap, Break(2, "unlinked"), Break(2, "unlinked")),
    "insert": (add_at_the_end, Break(LAST + 2, "tail"), Break(LAST + 2, "tail")),
    "cut tail": (cut_the_tail, Break(LAST - 1, "tail"), Break(LAST - 1, "tail")),
    "cut all": (cut_all, Break(1, "tail"), Break(1, "tail")),
    "re-hash all": (relink, None, Break(LAST, "rewritten")),
    "restore an older state": (put_an_older_state_back, None, Break(LAST - 1, "tail")),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_is_found_and_the_first_bad_entry_named(house: House, how: str) -> None:
    """What holds together again shows only against a head that was kept elsewhere."""
    tamper, alone, against_a_known_head = TAMPERING[how]
    with house.database.reading() as session:
        known = ledger.head(session)
        assert known[0] == LAST
        assert ledger.verify(session) is None
        assert ledger.verify(session, known=known) is None
    with house.database.writing() as session:
        tamper(session)
    with house.database.reading() as session:
        assert ledger.verify(session) == alone
        assert ledger.verify(session, known=known) == against_a_known_head


def test_an_older_head_stays_true_while_the_ledger_grows(house: House) -> None:
    with house.database.reading() as session:
        fact = session.get_one(Fact, 2)
        assert ledger.verify(session, known=(2, fact.hash)) is None
        assert ledger.verify(session, known=(0, GENESIS)) is None


def test_progress_is_told_entry_by_entry(house: House) -> None:
    told: list[int] = []
    with house.database.reading() as session:
        ledger.verify(session, told.append)
    assert told == list(range(1, LAST + 1))
