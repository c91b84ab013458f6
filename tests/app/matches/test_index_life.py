"""A large index: a change is in the next answer, and its statistics are renewed beside the requests."""

import threading
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

import matching
from app.core.actor import SERVICE
from app.core.context import Context
from app.core.database import Database
from app.core.settings import Settings
from app.main import make_house
from app.matches.index import IndexKeeper
from app.web.house import House
from tests.app.callers import Callers
from tests.app.conftest import SetClock
from tests.app.factories import Document, act, an_offer, create, publish
from tests.app.matches.examples import furnish, honduras_need, matches, offer_ids


@pytest.fixture
def house(database: Database, clock: SetClock, settings: Settings) -> House:
    """A service for which every register is a large one."""
    return replace(make_house(settings, clock, database), index=IndexKeeper(always_fitted=0))


@pytest.fixture
def need(client: TestClient, callers: Callers) -> Document:
    furnish(client, callers)
    return honduras_need(client, callers)


def finish_fitting() -> None:
    for thread in threading.enumerate():
        if thread.name == "index-fit":
            thread.join()


def test_a_change_is_in_the_next_answer_and_statistics_follow(
    client: TestClient, callers: Callers, house: House, need: Document
) -> None:
    matches(client, need)
    finish_fitting()
    more = [an_offer("URY", title=f"Banco de leche humana, experiencia {number}") for number in range(5)]
    new = [publish(client, "offers", document, callers.focal_point("URY")) for document in more]
    act(client, "offers", new[0], "withdraw", callers.focal_point("URY"))
    listed = matches(client, need, limit=50)
    assert {offer["id"] for offer in new[1:]} <= set(offer_ids(listed))
    assert new[0]["id"] not in offer_ids(listed)
    finish_fitting()
    with house.database.reading() as session:
        ctx = Context(session, SERVICE, house.clock(), house.settings, house.vocabulary)
        index = house.index.current(ctx).index
    assert index.late == 0
    anew = matching.Index.build(*([entry.record for entry in side.entries] for side in (index.offers, index.needs)))
    assert matches(client, need)["engine"]["index_fingerprint"] == anew.fingerprint


def test_a_draft_leaves_the_index_and_what_is_kept_for_it_alone(
    client: TestClient, callers: Callers, house: House, need: Document
) -> None:
    def current() -> matching.Index:
        with house.database.reading() as session:
            ctx = Context(session, SERVICE, house.clock(), house.settings, house.vocabulary)
            return house.index.current(ctx).index

    matches(client, need)
    finish_fitting()
    before = current()
    create(client, "offers", an_offer("URY"), callers.focal_point("URY"))
    assert current() is before
