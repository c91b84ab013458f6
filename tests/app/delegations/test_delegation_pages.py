"""The page on which a focal point lets a coordinator's organization enter drafts, and ends that."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from app.core.actor import Role
from app.web.house import House
from tests.app.accounts.browser import Person, an_account
from tests.app.callers import Callers
from tests.app.desk.seen import Page
from tests.app.factories import register

DELEGATIONS = "/api/v1/countries/HND/delegations"
SignIn = Callable[[], Person]


@pytest.fixture
def sela(client: TestClient, callers: Callers) -> str:
    return register(client, callers.administrator(), acronym="SELA", group="SELA")


@pytest.fixture
def focal_point(house: House) -> Person:
    an_account(house, "ana@gob.example")
    return Person(house).sign_in("ana@gob.example")


def test_a_focal_point_delegates_and_ends_it_on_the_page(
    client: TestClient, callers: Callers, sela: str, focal_point: Person
) -> None:
    honduras = callers.focal_point("HND")
    focal_point.see("delegations").send("delegations", organization=sela, until="2026-12-31", reason="Levantamiento")
    assert (focal_point.status, focal_point.headers["location"]) == (303, "/es/delegations?done=delegated")
    [made] = client.get(DELEGATIONS, headers=honduras).json()["items"]
    assert (made["organization"], made["until"], made["reason"]) == (sela, "2026-12-31", "Levantamiento")
    assert "31 de diciembre de 2026" in focal_point.follow().text
    end = f"/es/delegations/{made['id']}/end"
    assert end in [action for action, _ in Page(focal_point.text).forms]
    focal_point.send(end)
    assert focal_point.status == 303
    assert client.get(DELEGATIONS, headers=honduras).json()["items"][0]["state"] == "ended"
    assert end not in [action for action, _ in Page(focal_point.follow().text).forms]


def test_what_does_not_fit_stands_beside_its_field(sela: str, focal_point: Person) -> None:
    focal_point.see("delegations").send("delegations", organization=sela, until="2026-08-31", reason="Levantamiento")
    assert focal_point.status == 422
    assert focal_point.fault("until") == "Ese día ya pasó."
    assert 'value="Levantamiento"' in focal_point.text
    focal_point.send("delegations", organization=sela, until="")
    assert (focal_point.status, focal_point.fault("until")) == (422, "Este campo es necesario.")
    focal_point.send("delegations", organization=sela, until="2026-12-31")
    focal_point.see("delegations").send("delegations", organization=sela, until="2027-12-31")
    assert focal_point.status == 409
    assert "2026-12-31" in focal_point.text


def test_the_page_is_for_those_who_belong_to_a_country(house: House, sela: str, client: TestClient) -> None:
    page = client.get("/es/delegations", headers={"Accept": "text/html"}, follow_redirects=False)
    assert page.status_code == 303
    an_account(house, "agency@sela.example", Role.AGENCY, organization=sela)
    assert Person(house).sign_in("agency@sela.example").see("delegations").status == 404
    an_account(house, "ngo@ong.example", Role.SUBMITTER)
    assert Person(house).sign_in("ngo@ong.example").see("delegations").status == 403
