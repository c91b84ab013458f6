"""Marks of support: two agencies on one need are shown to each other, and nobody else reads what they say."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.core.actor import Role
from app.ledger.models import Fact
from app.web.house import House
from tests.app.accounts.browser import Person, an_account
from tests.app.callers import VISITOR, Callers, Headers
from tests.app.conftest import SetClock
from tests.app.factories import a_need, create
from tests.app.opportunities.conftest import Document, Enter

MARK = {"what": "Paga los pasajes de dos expertos", "until": "2026-12-31"}


def mark(client: TestClient, need: Document, headers: Headers, **fields: Any) -> Any:
    return client.post(f"/api/v1/needs/{need['id']}/supports", json=MARK | fields, headers=headers)


def seen(client: TestClient, need: Document, headers: Headers) -> list[str]:
    answer = client.get(f"/api/v1/needs/{need['id']}/supports", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.json()["total"] == len(answer.json()["items"])
    return [one["organization"] for one in answer.json()["items"]]


def test_a_second_agency_sees_the_firsts_mark_before_it_submits_its_own(
    client: TestClient, callers: Callers, enter: Enter, organizations: dict[str, str]
) -> None:
    need = enter("needs", "HND")
    first, second = callers.agency(organizations["OPS"]), callers.agency(organizations["FAO"])
    assert seen(client, need, second) == []
    made = mark(client, need, first)
    assert made.status_code == 201
    assert made.headers["location"] == f"/api/v1/needs/{need['id']}/supports/{made.json()['id']}"
    assert seen(client, need, second) == [organizations["OPS"]]
    assert mark(client, need, second, what="Dona equipos").status_code == 201
    assert seen(client, need, first) == [organizations["OPS"], organizations["FAO"]]


def test_marks_are_read_by_agencies_coordinators_and_the_needs_country_alone(
    client: TestClient, callers: Callers, enter: Enter, organizations: dict[str, str]
) -> None:
    need = enter("needs", "HND")
    mark(client, need, callers.agency(organizations["OPS"]))
    may = [
        callers.agency(organizations["FAO"]), callers.coordinator(organizations["SELA"]), callers.focal_point("HND"),
        callers.country_admin("HND"), callers.administrator(), callers.system("HND", "read"),
    ]  # fmt: skip
    for who in may:
        assert seen(client, need, who) == [organizations["OPS"]]
    address = f"/api/v1/needs/{need['id']}/supports"
    assert client.get(address).status_code == 401
    for who in (callers.focal_point("CRI"), callers.submitter("HND"), callers.system("CRI", "read")):
        assert client.get(address, headers=who).status_code == 403


def test_only_agencies_mark_support(
    client: TestClient, callers: Callers, enter: Enter, organizations: dict[str, str]
) -> None:
    need = enter("needs", "HND")
    assert mark(client, need, VISITOR).status_code == 401
    for who in (
        callers.focal_point("HND"), callers.coordinator(organizations["SELA"]), callers.administrator(),
        callers.system_of(organizations["OPS"], "read", "offers:write"),
    ):  # fmt: skip
        assert mark(client, need, who).status_code == 403
    assert seen(client, need, callers.administrator()) == []


def test_a_need_that_is_not_public_has_no_marks_for_agencies(
    client: TestClient, callers: Callers, clock: SetClock, enter: Enter, organizations: dict[str, str]
) -> None:
    agency = callers.agency(organizations["OPS"])
    draft = create(client, "needs", a_need("HND"), callers.focal_point("HND"))
    lapsing = enter("needs", "HND", valid_until="2026-09-30")
    assert mark(client, lapsing, agency).status_code == 201
    clock.move(days=200)
    for need in (draft, lapsing):
        assert mark(client, need, agency, until="2027-12-31").json()["code"] == "need-not-found"
        assert client.get(f"/api/v1/needs/{need['id']}/supports", headers=agency).status_code == 404


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"until": "2026-08-31"}, "/until", "day-has-passed"),
        ({"until": "soon"}, "/until", "not-a-day"),
        ({"what": ""}, "/what", "too-short"),
        ({"more": 1}, "/more", "unknown-field"),
    ],
)
def test_a_mark_that_cannot_be_is_told(
    client: TestClient,
    callers: Callers,
    enter: Enter,
    organizations: dict[str, str],
    fields: Document,
    pointer: str,
    code: str,
) -> None:
    answer = mark(client, enter("needs", "HND"), callers.agency(organizations["OPS"]), **fields)
    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [(pointer, code)]


def test_a_mark_ends_by_its_date_and_can_then_be_set_again(
    client: TestClient, callers: Callers, clock: SetClock, enter: Enter, organizations: dict[str, str]
) -> None:
    need, agency = enter("needs", "HND"), callers.agency(organizations["OPS"])
    mark(client, need, agency, until="2026-09-10")
    again = mark(client, need, agency)
    assert (again.status_code, again.json()["code"]) == (409, "support-exists")
    clock.move(days=9)
    assert seen(client, need, agency) == [organizations["OPS"]]
    clock.move(days=1)
    assert seen(client, need, agency) == []
    assert mark(client, need, agency).status_code == 201
    assert seen(client, need, agency) == [organizations["OPS"]]


def test_a_mark_is_taken_back_by_its_own_organization_alone(
    client: TestClient, callers: Callers, enter: Enter, organizations: dict[str, str]
) -> None:
    need, agency = enter("needs", "HND"), callers.agency(organizations["OPS"])
    address = mark(client, need, agency).headers["location"]
    for who, status in ((VISITOR, 401), (callers.agency(organizations["FAO"]), 403), (callers.focal_point("HND"), 403)):
        assert client.delete(address, headers=who).status_code == status
    other = enter("needs", "PER")
    elsewhere = address.replace(need["id"], other["id"])
    assert client.delete(elsewhere, headers=agency).json()["code"] == "support-not-found"
    assert client.delete(address, headers=agency).status_code == 204
    assert client.delete(address, headers=agency).status_code == 404
    assert seen(client, need, agency) == []


def test_the_ledger_tells_of_marks_and_the_needs_public_history_does_not(
    client: TestClient, house: House, callers: Callers, enter: Enter, organizations: dict[str, str]
) -> None:
    need, agency = enter("needs", "HND"), callers.agency(organizations["OPS"])
    made = mark(client, need, agency).json()
    client.delete(f"/api/v1/needs/{need['id']}/supports/{made['id']}", headers=agency)
    with house.database.reading() as session:
        facts = session.scalars(select(Fact).where(Fact.subject == made["id"]).order_by(Fact.position)).all()
    assert [(f.tag, f.audience, f.country, f.role) for f in facts] == [
        ("support:create", "owner", "HND", "agency"),
        ("support:end", "owner", "HND", "agency"),
    ]
    assert json.loads(facts[0].payload) == MARK | {"need_id": need["id"], "organization": organizations["OPS"]}
    assert "support" not in client.get(f"/api/v1/needs/{need['id']}/history", headers=callers.focal_point("HND")).text


def test_the_page_shows_the_others_and_takes_the_own_mark(
    client: TestClient, house: House, callers: Callers, enter: Enter, organizations: dict[str, str]
) -> None:
    need = enter("needs", "HND")
    mark(client, need, callers.agency(organizations["OPS"]), what="Paga <b>pasajes</b>")
    an_account(house, "fao@example.org", Role.AGENCY, organization=organizations["FAO"])
    person = Person(house).sign_in("fao@example.org")
    address = f"needs/{need['id']}/support"
    assert f"/es/{address}" in person.see(f"needs/{need['id']}").text
    assert "Paga &lt;b&gt;pasajes&lt;/b&gt;" in person.see(address).text
    assert person.send(address, what="", until="2026-08-01").status == 422
    assert person.fault("what")
    assert person.send(address, what="Dona semillas", until="2026-08-01").fault("until")
    assert "Dona semillas" in person.text
    assert person.send(address, what="Dona semillas", until="2026-12-01").status == 303
    assert "1 de diciembre de 2026" in person.follow().text
    own = next(part for part in person.text.split('"') if part.endswith("/end"))
    assert person.send(own).status == 303
    assert "Dona semillas" not in person.follow().text
    assert person.client.post(f"/es/{address}", data={"what": "x", "until": "2026-12-01"}).status_code == 403


def test_a_visitor_is_sent_to_sign_in(client: TestClient, enter: Enter) -> None:
    need = enter("needs", "HND")
    answer = client.get(f"/es/needs/{need['id']}/support", headers={"Accept": "text/html"}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/es/sign-in?next=")
