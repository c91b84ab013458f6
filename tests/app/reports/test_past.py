"""Past days: rebuilt from the ledger, with what the nightly count wrote."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from app.jobs.queue import enqueue
from app.jobs.runner import Worker, run_due
from app.ledger.models import Fact
from app.reports import jobs
from app.web.house import House
from tests.app.callers import Callers
from tests.app.conftest import SetClock
from tests.app.factories import a_need, amend, create
from tests.app.reports.conftest import CATTLE, PORTS, Document, Read

Enter = Callable[..., Document]
DAY = "2026-09-01"


@pytest.fixture
def count(house: House) -> Callable[[], None]:
    """Runs the job of the day, as the worker does."""

    def count() -> None:
        handlers = {"count-statement": jobs.count_statement}
        worker = Worker(house.database, house.settings, house.vocabulary, house.clock, handlers)
        with house.database.writing() as session:
            enqueue(worker.context(session), "count-statement", {"day": house.clock().date().isoformat()})
        assert run_due(worker) == 1

    return count


def _facts(house: House) -> int:
    with house.database.reading() as session:
        return session.scalar(select(func.count()).where(Fact.tag == "statement:count")) or 0


def _counts(found: Document) -> list[tuple[str, str, int, int, int | None]]:
    return [
        tuple(row[name] for name in ("sector", "country", "offers", "needs", "answerable")) for row in found["rows"]
    ]


def test_a_past_day_shows_the_records_as_they_stood(
    client: TestClient, callers: Callers, clock: SetClock, enter: Enter, read: Read
) -> None:
    offer, need = enter("offers", "CRI"), enter("needs", "HND")
    moved = enter("needs", "PER")
    before = read()
    clock.move(days=1)
    client.post(f"/api/v1/offers/{offer['id']}/withdraw", headers=callers.focal_point("CRI"))
    client.post(f"/api/v1/needs/{need['id']}/fulfil", headers=callers.focal_point("HND"))
    amend(client, "needs", moved, {"sectors": ["31195"]}, callers.focal_point("PER"))
    enter("needs", "BRA")
    clock.move(days=1)

    past = read(as_of=DAY)
    assert [row[:4] for row in _counts(past)] == [row[:4] for row in _counts(before)]
    assert past["totals"]["median_age_days"] == before["totals"]["median_age_days"] == 0.0
    assert read()["totals"]["needs"] == 2


def test_what_ran_out_since_was_valid_on_a_past_day(clock: SetClock, enter: Enter, read: Read) -> None:
    enter("needs", "HND", valid_until="2026-09-10")
    clock.move(days=200)
    assert read()["totals"]["needs"] == 0
    assert read(as_of="2026-11-09")["totals"]["needs"] == 1
    assert read(as_of="2026-11-10")["totals"]["needs"] == 0


def test_drafts_of_a_past_day_do_not_count(client: TestClient, callers: Callers, clock: SetClock, read: Read) -> None:
    create(client, "needs", a_need("HND"), callers.focal_point("HND"))
    clock.move(days=1)
    assert read(as_of=DAY)["rows"] == []


def test_a_day_that_nobody_counted_has_no_answerable_needs_to_tell(
    client: TestClient, clock: SetClock, enter: Enter, read: Read
) -> None:
    enter("offers", "CRI")
    enter("needs", "HND")
    clock.move(days=1)
    found = read(as_of=DAY)
    assert [(row["answerable"], row["unmet"]) for row in found["rows"]] == [(None, None)] * 2
    assert (found["engine"], found["deserts"], found["idle_supply"], found["threshold"]) == (None, None, None, 0.5)
    for side, address in found["totals"]["records"].items():
        assert client.get(address).json()["total"] == found["totals"][side]


def test_a_counted_day_tells_what_was_answerable_whatever_happened_since(
    client: TestClient, callers: Callers, clock: SetClock, enter: Enter, read: Read, count: Callable[[], None]
) -> None:
    offer = enter("offers", "CRI")
    enter("offers", "BRA", **CATTLE)
    enter("needs", "HND")
    enter("needs", "PER", **PORTS)
    asked = [{}, {"level": "subregional"}, {"group": "SICA"}, {"by": "sector"}]
    before = [read(**narrowed) for narrowed in asked]
    clock.move(days=1)
    client.post(f"/api/v1/offers/{offer['id']}/withdraw", headers=callers.focal_point("CRI"))
    count()

    for narrowed, then in zip(asked, before, strict=True):
        past = read(as_of=DAY, **narrowed)
        assert _counts(past) == _counts(then)
        assert past["engine"] == then["engine"]
        assert [cell["country"] for cell in past["deserts"]] == [cell["country"] for cell in then["deserts"]]
        assert [entry["offer_id"] for entry in past["idle_supply"]] == [e["offer_id"] for e in then["idle_supply"]]
    assert read()["totals"]["answerable"] == 0


def test_counting_a_day_again_changes_nothing(
    house: House, clock: SetClock, enter: Enter, read: Read, count: Callable[[], None]
) -> None:
    enter("offers", "CRI")
    enter("needs", "HND")
    clock.move(days=1)
    count()
    first = read(as_of=DAY)
    enter("needs", "PER")
    count()
    assert _facts(house) == 1
    assert read(as_of=DAY) == first
    clock.move(days=1)
    count()
    assert _facts(house) == 2


def test_an_exclusion_made_since_leaves_no_trace_in_the_count(
    client: TestClient, callers: Callers, clock: SetClock, enter: Enter, read: Read, count: Callable[[], None]
) -> None:
    enter("offers", "CRI")
    enter("needs", "HND")
    clock.move(days=1)
    exclusion = {"kind": "country", "code": "CRI", "applies_to": "needs", "reason": "Por decisión propia"}
    client.post("/api/v1/countries/HND/exclusions", json=exclusion, headers=callers.focal_point("HND"))
    count()
    assert read(as_of=DAY)["totals"]["answerable"] == 0


def test_the_days_before_the_register_began_are_empty(read: Read, enter: Enter) -> None:
    enter("needs", "HND")
    found = read(as_of="2001-01-01")
    assert (found["rows"], found["totals"]["needs"]) == ([], 0)
