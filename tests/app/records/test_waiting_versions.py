"""A submitter's change to a published record waits, while the published one stands."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.app.callers import VISITOR, Callers, Headers
from tests.app.factories import Document, Maker, act, amend, an_offer, create

OLD, NEW = "Bancos de leche humana", "Bancos de leche y lactarios"
CHANGE = {"title": NEW}


@pytest.fixture(params=["offers", "needs"])
def maker(request: pytest.FixtureRequest, client: TestClient, callers: Callers) -> Maker:
    return Maker(client, request.param, callers.submitter("CRI"), callers.focal_point("CRI"))


def read(maker: Maker, record: Document, headers: Headers) -> Document:
    answer: Document = maker.client.get(f"/api/v1/{maker.path}/{record['id']}", headers=headers).json()
    return answer


def waiting(maker: Maker, **change: Any) -> Document:
    published = maker.at("published", country="CRI", title=OLD)
    return amend(maker.client, maker.path, published, change or CHANGE, maker.owner)


def test_the_published_version_stands_until_the_focal_point_publishes_the_change(maker: Maker) -> None:
    record = waiting(maker)
    for reader in (VISITOR, maker.focal_point, maker.owner):
        shown = read(maker, record, reader)
        assert (shown["title"], shown["stage"]) == (OLD, "published")
        assert shown["has_submitted_version"] is (reader is not VISITOR)
    found = maker.client.get(f"/api/v1/{maker.path}", params={"q": "lactarios"}).json()
    assert found["total"] == 0

    after = act(maker.client, maker.path, record, "publish", maker.focal_point)
    assert (after["title"], after["stage"], after["has_submitted_version"]) == (NEW, "published", False)
    assert read(maker, record, VISITOR)["title"] == NEW
    assert maker.client.get(f"/api/v1/{maker.path}", params={"q": "lactarios"}).json()["total"] == 1


def test_a_rejected_change_is_gone_and_the_published_version_stays(maker: Maker) -> None:
    record = waiting(maker)
    path = f"/api/v1/{maker.path}/{record['id']}/reject"
    reason = {"reason": "CANARY no corresponde"}
    assert maker.client.post(path, json=reason, headers=maker.focal_point).status_code == 200
    for reader in (VISITOR, maker.focal_point, maker.owner):
        shown = read(maker, record, reader)
        assert (shown["title"], shown["stage"]) == (OLD, "published")
        assert not shown["has_submitted_version"]
    assert read(maker, record, maker.owner)["rejected_reason"] == reason["reason"]
    assert "CANARY" not in str(read(maker, record, VISITOR))
    again = maker.client.post(path, json=reason, headers=maker.focal_point)
    assert (again.status_code, again.json()["code"]) == (409, "wrong-stage")


def test_a_second_change_builds_on_the_one_that_waits(maker: Maker) -> None:
    record = waiting(maker)
    amend(maker.client, maker.path, record, {"description": "Otra descripción."}, maker.owner)
    after = act(maker.client, maker.path, record, "publish", maker.focal_point)
    assert (after["title"], after["description"]) == (NEW, "Otra descripción.")


def test_a_focal_points_change_stands_at_once_and_keeps_the_stage(maker: Maker) -> None:
    for stage in ("draft", "submitted", "rejected", "published"):
        record = maker.at(stage, country="CRI", title=OLD)
        after = amend(maker.client, maker.path, record, CHANGE, maker.focal_point)
        assert (after["title"], after["stage"], after["has_submitted_version"]) == (NEW, stage, False)


def test_a_submitters_change_before_publication_stands_at_once(maker: Maker) -> None:
    for stage in ("draft", "submitted", "rejected"):
        record = maker.at(stage, country="CRI", title=OLD)
        after = amend(maker.client, maker.path, record, CHANGE, maker.owner)
        assert (after["title"], after["stage"], after["has_submitted_version"]) == (NEW, stage, False)


def test_a_waiting_change_must_be_complete_like_what_it_would_replace(maker: Maker) -> None:
    published = maker.at("published", country="CRI")
    headers = maker.owner | {"If-Match": f'"{published["version"]}"'}
    path = f"/api/v1/{maker.path}/{published['id']}"
    answer = maker.client.patch(path, json={"description": None, "sectors": None}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "incomplete")
    assert {e["pointer"] for e in answer.json()["errors"]} == {"/description", "/sectors"}


def test_withdrawing_and_fulfilling_leave_no_change_waiting(maker: Maker) -> None:
    for action in ("withdraw", "fulfil"):
        after = act(maker.client, maker.path, waiting(maker), action, maker.focal_point)
        assert after["has_submitted_version"] is False


def test_assuring_keeps_the_waiting_change(maker: Maker) -> None:
    record = act(maker.client, maker.path, waiting(maker), "assure", maker.owner)
    assert (record["title"], record["has_submitted_version"]) == (OLD, True)


def test_a_business_entry_waits_for_its_countrys_endorsement(client: TestClient, callers: Callers) -> None:
    business = callers.submitter("CRI", "Energía Verde S.A.", "70")
    document = an_offer("CRI", institution={"name": "Energía Verde S.A.", "type": "70"})
    draft = create(client, "offers", document, business)
    path = f"/api/v1/offers/{draft['id']}/publish"
    assert client.post(path, headers=business).status_code == 403
    submitted = act(client, "offers", draft, "submit", business)
    assert submitted["endorsed_on"] is None
    assert act(client, "offers", draft, "publish", callers.focal_point("CRI"))["endorsed_on"] == "2026-09-01"


def test_an_external_id_taken_meanwhile_stops_the_change_that_waited(client: TestClient, callers: Callers) -> None:
    maker = Maker(client, "offers", callers.submitter("CRI"), callers.focal_point("CRI"))
    ids = [{"source": "SIDICSS", "id": "7"}]
    record = waiting(maker, external_ids=ids)
    create(client, "offers", an_offer("CRI", external_ids=ids), maker.focal_point)
    answer = client.post(f"/api/v1/offers/{record['id']}/publish", headers=maker.focal_point)
    assert (answer.status_code, answer.json()["code"]) == (409, "external-id-in-use")
    assert read(maker, record, maker.focal_point)["has_submitted_version"]
