"""The matching index can always be rebuilt, in every process, on an operator's word."""

from __future__ import annotations

import pytest

from app.core.actor import SERVICE
from app.core.context import Context
from app.ledger import record
from app.matches.index import REBUILD, IndexKeeper, State
from app.web.house import House

pytestmark = pytest.mark.usefixtures("told")


def test_an_operators_word_has_a_serving_process_build_its_index_anew(house: House) -> None:
    keeper = IndexKeeper()

    def current() -> State:
        with house.database.reading() as session:
            return keeper.current(Context(session, SERVICE, house.clock(), house.settings, house.vocabulary))

    before = current()
    assert current() is before
    with house.database.writing() as session:
        ctx = Context(session, SERVICE, house.clock(), house.settings, house.vocabulary)
        record.record(ctx, REBUILD, "index", {})
    after = current()
    assert after.index is not before.index
    assert after.index.fingerprint == before.index.fingerprint
    assert current() is after
