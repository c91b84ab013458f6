"""Exchanges between countries: public, narrowed by length, country and group, without what was put away."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.app.callers import Callers, Headers
from tests.app.factories import Document
from tests.app.reports.conftest import CATTLE, PORTS

Enter = Callable[..., Document]
#: Who offers what to whom: Costa Rica and Honduras help each other; with Peru they make a circle of three.
MILK: dict[str, Any] = {}
CATTLE_OFFER = CATTLE
PORTS_OFFER = {name: value for name, value in PORTS.items() if name != "objective"}


@pytest.fixture
def register(enter: Enter) -> dict[str, Document]:
    return {
        "CRI offers milk": enter("offers", "CRI", **MILK),
        "HND needs milk": enter("needs", "HND", **MILK),
        "HND offers cattle": enter("offers", "HND", **CATTLE_OFFER),
        "CRI needs cattle": enter("needs", "CRI", **CATTLE),
        "PER needs cattle": enter("needs", "PER", **CATTLE),
        "PER offers ports": enter("offers", "PER", **PORTS_OFFER),
        "CRI needs ports": enter("needs", "CRI", **PORTS),
    }


def exchanges(client: TestClient, headers: Headers | None = None, **asked: Any) -> list[Document]:
    answer = client.get("/api/v1/exchanges", params=asked, headers=headers or {})
    assert answer.status_code == 200, answer.text
    assert answer.json()["complete"] is True
    items: list[Document] = answer.json()["items"]
    return items


def countries(items: list[Document]) -> list[list[str]]:
    return sorted(item["countries"] for item in items)


def test_two_countries_and_a_circle_of_three_are_found(client: TestClient, register: dict[str, Document]) -> None:
    found = exchanges(client)
    assert countries(found) == [["CRI", "HND"], ["CRI", "HND", "PER"]]
    pair = next(item for item in found if len(item["countries"]) == 2)
    there, back = pair["links"]
    assert (there["offer_id"], there["need_id"]) == (
        register["CRI offers milk"]["id"],
        register["HND needs milk"]["id"],
    )
    assert (back["supplier"], back["recipient"], back["more"]) == ("HND", "CRI", 0)
    assert pair["weakest"] == min(there["score"], back["score"])
    assert all(link["score"] >= 0.5 for item in found for link in item["links"])
    for link in pair["links"]:
        match = client.get(f"/api/v1/matches/{link['match_id']}").json()
        assert match["score"] == link["score"]


@pytest.mark.usefixtures("register")
def test_they_are_narrowed_by_length_country_group_and_limit(client: TestClient) -> None:
    assert countries(exchanges(client, length=2)) == [["CRI", "HND"]]
    assert countries(exchanges(client, length=3)) == [["CRI", "HND", "PER"]]
    assert exchanges(client, length=4) == []
    assert countries(exchanges(client, country="PER")) == [["CRI", "HND", "PER"]]
    assert countries(exchanges(client, group="SICA")) == [["CRI", "HND"]]
    assert exchanges(client, limit=1) == exchanges(client)[:1]


@pytest.mark.usefixtures("register")
def test_answers_are_the_same_bytes(client: TestClient) -> None:
    assert client.get("/api/v1/exchanges").content == client.get("/api/v1/exchanges").content


def test_what_a_side_put_away_makes_no_link_for_that_side(
    client: TestClient, callers: Callers, register: dict[str, Document]
) -> None:
    need, offer = register["HND needs milk"]["id"], register["CRI offers milk"]["id"]
    body = {"offer_id": offer, "reason_code": "other"}
    honduras = callers.focal_point("HND")
    assert client.post(f"/api/v1/needs/{need}/dismissals", json=body, headers=honduras).status_code == 201
    assert exchanges(client, honduras) == []
    assert len(exchanges(client)) == 2
    assert len(exchanges(client, callers.focal_point("CRI"))) == 2


def test_an_exclusion_leaves_no_link(client: TestClient, callers: Callers, register: dict[str, Document]) -> None:
    assert register
    body = {"kind": "country", "code": "HND"}
    barred = client.post("/api/v1/countries/CRI/exclusions", json=body, headers=callers.focal_point("CRI"))
    assert barred.status_code == 201
    assert exchanges(client) == []


@pytest.mark.parametrize("asked", ["length=1", "length=5", "country=ZZZ", "country=cr", "group=NONE", "limit=0"])
def test_what_cannot_be_asked_is_refused(client: TestClient, asked: str) -> None:
    assert client.get(f"/api/v1/exchanges?{asked}").status_code == 422
