"""Assured, valid, overdue, dormant, revived: by the day, at read time and by the job."""

from datetime import UTC, date, datetime

import pytest
from fastapi.testclient import TestClient

from app.records.rules import Kind, default_validity
from app.records.service import lapse_due
from tests.app.callers import VISITOR, Callers
from tests.app.conftest import SetClock
from tests.app.factories import Document, Maker, act, amend

BOTH = pytest.mark.parametrize("path", ["offers", "needs"])


@pytest.fixture
def makers(client: TestClient, callers: Callers) -> dict[str, Maker]:
    focal_point = callers.focal_point("CRI")
    return {path: Maker(client, path, focal_point, focal_point) for path in ("offers", "needs")}


def on(clock: SetClock, day: str) -> None:
    clock.now = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)


def read(maker: Maker, record: Document) -> Document:
    answer: Document = maker.client.get(f"/api/v1/{maker.path}/{record['id']}", headers=maker.focal_point).json()
    return answer


@pytest.mark.parametrize(("path", "until"), [("offers", "2028-09-01"), ("needs", "2027-09-01")])
def test_publishing_assures_for_24_months_an_offer_and_12_a_need(
    path: str, until: str, makers: dict[str, Maker]
) -> None:
    draft = makers[path].at("draft", country="CRI")
    assert (draft["assured_on"], draft["valid_until"]) == (None, None)
    published = act(makers[path].client, path, draft, "publish", makers[path].focal_point)
    assert (published["assured_on"], published["valid_until"]) == ("2026-09-01", until)


@pytest.mark.parametrize(
    ("kind", "assured", "until"),
    [
        (Kind.OFFER, date(2024, 2, 29), date(2026, 2, 28)),
        (Kind.NEED, date(2027, 2, 28), date(2028, 2, 28)),
        (Kind.NEED, date(2028, 2, 29), date(2029, 2, 28)),
        (Kind.OFFER, date(2026, 12, 31), date(2028, 12, 31)),
        (Kind.NEED, date(2026, 1, 31), date(2027, 1, 31)),
    ],
)
def test_months_end_where_the_calendar_ends(kind: Kind, assured: date, until: date) -> None:
    assert default_validity(kind, assured) == until


@BOTH
def test_overdue_for_sixty_days_then_dormant_at_read_time(path: str, makers: dict[str, Maker], clock: SetClock) -> None:
    record = makers[path].at("published", country="CRI", valid_until="2026-10-31")

    def seen(day: str) -> tuple[str, bool, int]:
        on(clock, day)
        shown = read(makers[path], record)
        public = makers[path].client.get(f"/api/v1/{path}/{record['id']}").status_code
        listed = makers[path].client.get(f"/api/v1/{path}").json()["total"]
        assert listed == (public == 200)
        return shown["stage"], shown["overdue"], public

    assert seen("2026-10-31") == ("published", False, 200)
    assert seen("2026-11-01") == ("published", True, 200)
    assert seen("2026-12-30") == ("published", True, 200)
    assert seen("2026-12-31") == ("dormant", False, 404)


@BOTH
def test_the_daily_job_marks_what_ran_out_once_and_tells_it(
    path: str, makers: dict[str, Maker], clock: SetClock, callers: Callers
) -> None:
    maker = makers[path]
    record = maker.at("published", country="CRI", valid_until="2026-10-31")
    kept = maker.at("published", country="CRI")
    on(clock, "2026-12-31")
    for number in (1, 0):
        with callers.writing() as ctx:
            assert lapse_due(ctx) == number
    history = maker.client.get(f"/api/v1/{path}/{record['id']}/history", headers=maker.focal_point).json()
    assert [fact["tag"].split(":")[1] for fact in history["items"]] == ["create", "publish", "lapse"]
    assert read(maker, record)["stage"] == "dormant"
    assert read(maker, kept)["stage"] == "published"


@BOTH
@pytest.mark.parametrize("by_job", [False, True])
def test_assuring_revives_a_dormant_record_with_validity_counted_anew(
    path: str, by_job: bool, makers: dict[str, Maker], clock: SetClock, callers: Callers
) -> None:
    record = makers[path].at("published", country="CRI", valid_until="2026-10-31")
    on(clock, "2027-03-01")
    if by_job:
        with callers.writing() as ctx:
            lapse_due(ctx)
    revived = act(makers[path].client, path, record, "assure", makers[path].focal_point)
    assert (revived["stage"], revived["assured_on"], revived["overdue"]) == ("published", "2027-03-01", False)
    assert revived["valid_until"] == ("2029-03-01" if path == "offers" else "2028-03-01")
    assert makers[path].client.get(f"/api/v1/{path}/{record['id']}").status_code == 200


@BOTH
def test_assuring_keeps_a_day_that_has_not_passed(path: str, makers: dict[str, Maker], clock: SetClock) -> None:
    record = makers[path].at("published", country="CRI", valid_until="2026-10-31")
    on(clock, "2026-10-01")
    assured = act(makers[path].client, path, record, "assure", makers[path].focal_point)
    assert (assured["assured_on"], assured["valid_until"]) == ("2026-10-01", "2026-10-31")


@BOTH
def test_a_day_that_has_passed_stops_publishing(path: str, makers: dict[str, Maker]) -> None:
    draft = makers[path].at("draft", country="CRI", valid_until="2026-08-31")
    answer = makers[path].client.post(f"/api/v1/{path}/{draft['id']}/publish", headers=makers[path].focal_point)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "day-has-passed")


@BOTH
def test_a_new_day_brings_a_dormant_record_back_to_its_readers(
    path: str, makers: dict[str, Maker], clock: SetClock
) -> None:
    """What is dormant only by its dates is published again as soon as they allow it."""
    record = makers[path].at("published", country="CRI", valid_until="2026-10-31")
    on(clock, "2027-03-01")
    assert read(makers[path], record)["stage"] == "dormant"
    amended = amend(makers[path].client, path, record, {"valid_until": "2027-12-31"}, makers[path].focal_point)
    assert amended["stage"] == "published"
    assert makers[path].client.get(f"/api/v1/{path}/{record['id']}", headers=VISITOR).status_code == 200


@BOTH
def test_final_stages_admit_nothing_more(path: str, makers: dict[str, Maker]) -> None:
    maker = makers[path]
    for stage in ("withdrawn", "fulfilled"):
        record = maker.at(stage, country="CRI")
        headers = maker.focal_point | {"If-Match": f'"{record["version"]}"'}
        address = f"/api/v1/{path}/{record['id']}"
        assert maker.client.patch(address, json={"title": "Otro"}, headers=headers).status_code == 409
        assert maker.client.delete(address, headers=headers).status_code == 409
        assert maker.client.get(address).status_code == 404
        assert record["actions"] == []


def test_a_past_window_of_availability_is_refused_when_it_ends_before_it_begins(
    makers: dict[str, Maker],
) -> None:
    maker = makers["offers"]
    record = maker.at("published", country="CRI", available_from="2027-01-01")
    headers = maker.focal_point | {"If-Match": f'"{record["version"]}"'}
    answer = maker.client.patch(
        f"/api/v1/offers/{record['id']}", json={"available_until": "2026-12-31"}, headers=headers
    )
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "window-reversed")
