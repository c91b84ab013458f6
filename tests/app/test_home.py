"""The home page's figures: judged now, or as counted last night when there is too much to judge."""

from __future__ import annotations

from datetime import timedelta

from fastapi.testclient import TestClient

from app.core.actor import ANONYMOUS
from app.core.context import Context
from app.home.service import Home, home
from app.reports import counting
from app.web.house import House
from tests.app.callers import Callers
from tests.app.conftest import SetClock
from tests.app.factories import a_need, an_offer, publish


def look(house: House, live_pairs: int) -> Home:
    with house.database.reading() as session:
        ctx = Context(session, ANONYMOUS, house.clock(), house.settings, house.vocabulary)
        return home(ctx, house.index, live_pairs)


def count_yesterday(house: House) -> None:
    with house.database.writing() as session:
        ctx = Context(session, ANONYMOUS, house.clock(), house.settings, house.vocabulary)
        figures = counting.count_day(ctx, ctx.today - timedelta(days=1))
        assert figures is not None
        counting.keep_count(ctx, figures)


def test_a_large_register_tells_last_nights_count(
    client: TestClient, house: House, callers: Callers, clock: SetClock
) -> None:
    publish(client, "needs", a_need(), callers.focal_point("HND"))
    publish(client, "offers", an_offer(), callers.focal_point("CRI"))
    assert (look(house, 1).answerable, look(house, 1).counted_on) == (1, None)
    assert look(house, 0).answerable is None

    day = clock.now.date()
    clock.move(days=1)
    count_yesterday(house)
    assert (look(house, 0).answerable, look(house, 0).counted_on) == (1, day)


def test_records_confirmed_long_ago_lower_the_share(
    client: TestClient, house: House, callers: Callers, clock: SetClock
) -> None:
    publish(client, "offers", an_offer(), callers.focal_point("CRI"))
    clock.move(days=400)
    publish(client, "needs", a_need(), callers.focal_point("HND"))
    assert look(house, 1).assured_share == 0.5


def test_an_empty_register_has_no_shares(house: House) -> None:
    found = look(house, 1)
    assert (found.needs, found.answerable, found.assured_share, found.has_sample) == (0, 0, None, False)
