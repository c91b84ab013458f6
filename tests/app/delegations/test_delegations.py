"""A country lets a coordinator's organization enter its drafts, until a day (R4.1)."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.app.callers import VISITOR, Callers, Headers
from tests.app.conftest import SetClock
from tests.app.factories import Document, a_need, act, amend, an_offer, create, register

UNTIL = "2026-10-15"
DELEGATIONS = "/api/v1/countries/HND/delegations"


@pytest.fixture
def sela(client: TestClient, callers: Callers) -> str:
    return register(client, callers.administrator(), acronym="SELA", group="SELA")


def delegate(client: TestClient, headers: Headers, organization: str, /, **fields: Any) -> Any:
    body = {"organization": organization, "until": UNTIL, "reason": "Levantamiento regional."} | fields
    return client.post(DELEGATIONS, json=body, headers=headers)


def enter(client: TestClient, headers: Headers, path: str = "needs") -> Any:
    document = a_need("HND") if path == "needs" else an_offer("HND")
    return client.post(f"/api/v1/{path}", json=document, headers=headers)


def change(client: TestClient, headers: Headers, record: Document) -> Any:
    conditional = headers | {"If-Match": f'"{record["version"]}"'}
    return client.patch(f"/api/v1/needs/{record['id']}", json={"title": "Otro título"}, headers=conditional)


def test_without_a_delegation_nobody_but_the_country_enters_drafts(
    client: TestClient, callers: Callers, sela: str
) -> None:
    """R4.1: for every role, before and after the country let a coordinator's organization do it."""
    other = register(client, callers.administrator(), acronym="CEPAL")
    roles = {
        "visitor": (VISITOR, 401, 401),
        "focal point": (callers.focal_point("HND"), 201, 201),
        "country admin": (callers.country_admin("HND"), 201, 201),
        "submitter": (callers.submitter("HND"), 201, 201),
        "system that writes": (callers.system("HND", "needs:write", "offers:write"), 201, 201),
        "system that reads": (callers.system("HND", "read"), 403, 403),
        "focal point of another": (callers.focal_point("CRI"), 403, 403),
        "submitter of another": (callers.submitter("CRI"), 403, 403),
        "coordinator of the organization": (callers.coordinator(sela), 403, 201),
        "coordinator of another": (callers.coordinator(other), 403, 403),
        "agency of the organization": (callers.agency(sela), 403, 403),
        "system of the organization": (callers.system_of(sela, "needs:write", "offers:write"), 403, 403),
        "administrator": (callers.administrator(), 403, 403),
    }
    for path in ("needs", "offers"):
        assert {who: enter(client, h, path).status_code for who, (h, _, _) in roles.items()} == {
            who: before for who, (_, before, _) in roles.items()
        }
    assert delegate(client, callers.focal_point("HND"), sela).status_code == 201
    for path in ("needs", "offers"):
        assert {who: enter(client, h, path).status_code for who, (h, _, _) in roles.items()} == {
            who: after for who, (_, _, after) in roles.items()
        }


def test_only_the_countrys_focal_points_delegate_and_end_it(client: TestClient, callers: Callers, sela: str) -> None:
    made = delegate(client, callers.focal_point("HND"), sela).json()
    address = f"{DELEGATIONS}/{made['id']}"
    for headers, status in (
        (VISITOR, 401),
        (callers.focal_point("CRI"), 403),
        (callers.submitter("HND"), 403),
        (callers.agency(sela), 403),
        (callers.coordinator(sela), 403),
        (callers.system("HND", "needs:write"), 403),
        (callers.administrator(), 403),
    ):
        assert delegate(client, headers, sela).status_code == status
        assert client.delete(address, headers=headers).status_code == status
    assert client.delete(address, headers=callers.country_admin("HND")).status_code == 204


def test_who_sees_the_delegations_of_a_country(client: TestClient, callers: Callers, sela: str) -> None:
    made = delegate(client, callers.focal_point("HND"), sela).json()
    other = register(client, callers.administrator(), acronym="CEPAL")
    for headers, seen in (
        (callers.focal_point("HND"), [made["id"]]),
        (callers.administrator(), [made["id"]]),
        (callers.coordinator(sela), [made["id"]]),
        (callers.coordinator(other), []),
    ):
        answer = client.get(DELEGATIONS, headers=headers).json()
        assert [item["id"] for item in answer["items"]] == seen
        assert answer["total"] == len(seen)
    assert client.get(DELEGATIONS, headers=callers.focal_point("CRI")).status_code == 403
    assert client.get(DELEGATIONS).status_code == 401


def test_a_delegate_enters_and_changes_drafts_that_are_marked_and_nothing_more(
    client: TestClient, callers: Callers, sela: str
) -> None:
    honduras, coordinator = callers.focal_point("HND"), callers.coordinator(sela)
    delegate(client, honduras, sela)
    draft = enter(client, coordinator).json()
    assert draft["entered_by"] == sela
    assert set(draft["actions"]) == {"amend", "delete"}
    draft = amend(client, "needs", draft, {"contact": {"name": "Ana"}}, coordinator)
    assert client.get(f"/api/v1/needs/{draft['id']}", headers=coordinator).json()["contact"]["name"] == "Ana"
    for action in ("submit", "publish", "withdraw", "reject", "assure", "fulfil"):
        body = {"reason": "No."} if action == "reject" else {}
        answer = client.post(f"/api/v1/needs/{draft['id']}/{action}", json=body, headers=coordinator)
        assert answer.status_code == 403, action
    seen = client.get(f"/api/v1/needs/{draft['id']}", headers=honduras).json()
    assert (seen["entered_by"], "publish" in seen["actions"]) == (sela, True)
    history = client.get(f"/api/v1/needs/{draft['id']}/history", headers=honduras).json()["items"]
    assert {fact["role"] for fact in history} == {"coordinator"}
    published = act(client, "needs", draft, "publish", honduras)
    assert change(client, coordinator, published).status_code == 403
    assert client.get(f"/api/v1/needs/{draft['id']}").json()["entered_by"] is None


def test_a_delegate_sees_and_touches_no_other_draft_of_the_country(
    client: TestClient, callers: Callers, sela: str
) -> None:
    honduras, coordinator = callers.focal_point("HND"), callers.coordinator(sela)
    delegate(client, honduras, sela)
    own = create(client, "needs", a_need("HND"), honduras)
    assert change(client, coordinator, own).status_code == 404
    assert client.get("/api/v1/needs?stage=draft", headers=coordinator).json()["total"] == 0
    entered = enter(client, coordinator).json()
    found = client.get("/api/v1/needs?stage=draft", headers=coordinator).json()["items"]
    assert [item["id"] for item in found] == [entered["id"]]


@pytest.mark.parametrize("how", ["its day passed", "the country ended it"])
def test_when_it_is_over_nothing_can_be_entered_and_the_drafts_are_out_of_sight(
    client: TestClient, callers: Callers, clock: SetClock, sela: str, how: str
) -> None:
    honduras, coordinator = callers.focal_point("HND"), callers.coordinator(sela)
    made = delegate(client, honduras, sela).json()
    draft = enter(client, coordinator).json()
    if how == "its day passed":
        clock.now = clock.now.replace(month=10, day=15, hour=23)
        assert change(client, coordinator, draft).status_code == 200
        clock.move(days=1)
    else:
        assert client.delete(f"{DELEGATIONS}/{made['id']}", headers=honduras).status_code == 204
    assert enter(client, coordinator).status_code == 403
    assert change(client, coordinator, draft).status_code == 404
    assert client.get(f"/api/v1/needs/{draft['id']}", headers=honduras).status_code == 200
    [seen] = client.get(DELEGATIONS, headers=honduras).json()["items"]
    assert seen["state"] == ("expired" if how == "its day passed" else "ended")


def test_what_cannot_be_delegated_is_refused(client: TestClient, callers: Callers, sela: str) -> None:
    honduras = callers.focal_point("HND")
    for fields, code in (
        ({"until": "2026-08-31"}, "day-has-passed"),
        ({"organization": "org_0"}, "unknown-code"),
        ({"until": 20261015}, "not-a-day"),
        ({"more": 1}, "unknown-field"),
    ):
        answer = delegate(client, honduras, sela, **fields)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)
    assert delegate(client, honduras, sela).status_code == 201
    again = delegate(client, honduras, sela, until="2027-01-01")
    assert (again.status_code, again.json()["code"]) == (409, "delegation-stands")
    assert client.delete(f"{DELEGATIONS}/del_0", headers=honduras).status_code == 404
    assert client.get("/api/v1/countries/ZZZ/delegations", headers=honduras).status_code == 404


def test_delegating_and_ending_stand_in_the_ledger(client: TestClient, callers: Callers, sela: str, house: Any) -> None:
    from sqlalchemy import select

    from app.ledger.models import Fact

    honduras = callers.focal_point("HND")
    made = delegate(client, honduras, sela).json()
    for _ in range(2):
        assert client.delete(f"{DELEGATIONS}/{made['id']}", headers=honduras).status_code == 204
    with house.database.reading() as session:
        told = session.scalars(select(Fact.tag).where(Fact.subject == made["id"]).order_by(Fact.position)).all()
    assert told == ["delegation:create", "delegation:end"]
