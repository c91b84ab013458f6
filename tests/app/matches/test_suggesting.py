"""Sectors for a text, duplicates that the reader may see, and what a country could also offer."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.app.callers import VISITOR, Callers, Headers
from tests.app.conftest import SetClock
from tests.app.factories import Document, a_need, act, an_offer, create, publish, register

ENGLISH_TWIN = {
    "language": "en",
    "title": "Human milk banks in public hospitals",
    "description": "Experts accompany the installation of a human milk bank: selection of donors, pasteurization and "
    "quality control in public hospitals.",
}
ROADS = {
    "title": "Mantenimiento de caminos rurales con microempresas",
    "description": "Cuadrillas locales limpian cunetas y reparan puentes.",
    "sectors": ["21020"],
}


def suggestions(client: TestClient, **body: Any) -> Document:
    answer = client.post("/api/v1/suggestions/sectors", json=body)
    assert answer.status_code == 200, answer.text
    found: Document = answer.json()
    return found


def search(client: TestClient, headers: Headers, limit: int = 10, **fields: Any) -> Document:
    answer = client.post("/api/v1/duplicates/search", json=fields | {"limit": limit}, headers=headers)
    assert answer.status_code == 200, answer.text
    found: Document = answer.json()
    return found


def ids(found: Document) -> list[str]:
    return [item["id"] for item in found["items"]]


def twins_of(client: TestClient, path: str, record: Document, headers: Headers = VISITOR) -> list[str]:
    answer = client.get(f"/api/v1/{path}/{record['id']}/duplicates", headers=headers)
    assert answer.status_code == 200, answer.text
    return ids(answer.json())


def test_a_text_is_given_sectors_of_both_lists_and_goals_with_reasons(client: TestClient) -> None:
    found = suggestions(
        client, title="Banco de leche humana", description="Pasteurización y formación de parteras en el hospital."
    )
    assert found["language"] == "es"
    sector = found["sectors"][0]
    assert (sector["segib"], sector["code"]) == ("segib:2", "122")
    assert "Banco de leche humana" in sector["because"]
    assert found["sdg"][0]["code"] == "3"
    assert any(item["code"].startswith("3.") for item in found["sdg"])


@pytest.mark.parametrize("tag", ["pt-BR", "PT"])
def test_the_declared_language_stays_as_declared(client: TestClient, tag: str) -> None:
    found = suggestions(client, title="Vigilância da dengue", language=tag)
    assert found["language"] == tag
    assert found["sectors"]


def test_a_text_that_says_nothing_gets_nothing(client: TestClient) -> None:
    assert suggestions(client, title="zzz") == {"language": None, "sectors": [], "sdg": []}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"title": ""}, "/title"),
        ({}, "/title"),
        ({"title": "x" * 301}, "/title"),
        ({"title": "x", "description": "x" * 10_001}, "/description"),
        ({"title": "x", "language": "xx"}, "/language"),
        ({"title": "x", "sectors": []}, "/sectors"),
    ],
)
def test_a_text_out_of_bounds_is_refused(client: TestClient, body: Document, pointer: str) -> None:
    answer = client.post("/api/v1/suggestions/sectors", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_the_same_offer_in_another_language_is_found_before_it_is_stored(client: TestClient, callers: Callers) -> None:
    offer = publish(client, "offers", an_offer("CRI"), callers.focal_point("CRI"))
    publish(client, "offers", an_offer("CRI", **ROADS), callers.focal_point("CRI"))
    publish(client, "offers", an_offer("PAN"), callers.focal_point("PAN"))
    found = search(client, VISITOR, side="offer", country="CRI", sectors=["12220"], **ENGLISH_TWIN)
    (item,) = found["items"]
    assert item["id"] == offer["id"]
    assert (item["stage"], item["same_owner"], item["sectors"]) == ("published", True, "same")
    assert 0.5 <= item["strength"] < 1
    assert "human-milk-bank" in {words["concept"] for words in item["shared"]}
    assert found["engine"]["index_fingerprint"]


def test_an_agency_s_offer_is_found_beside_the_country_s(client: TestClient, callers: Callers) -> None:
    organization = register(client, callers.administrator())
    offer = publish(client, "offers", an_offer("CRI"), callers.focal_point("CRI"))
    of_agency = an_offer(None, organization=organization, **ENGLISH_TWIN)
    twin = publish(client, "offers", of_agency, callers.agency(organization))
    assert twins_of(client, "offers", offer) == [twin["id"]]
    assert twins_of(client, "offers", twin) == [offer["id"]]


def test_own_drafts_are_compared_and_those_of_others_are_not(client: TestClient, callers: Callers) -> None:
    cri, pan = callers.focal_point("CRI"), callers.focal_point("PAN")
    published = publish(client, "needs", a_need("CRI"), cri)
    draft = create(client, "needs", a_need("CRI"), cri)
    assert twins_of(client, "needs", published, cri) == [draft["id"]]
    assert twins_of(client, "needs", draft, cri) == [published["id"]]
    for stranger in (VISITOR, pan):
        assert twins_of(client, "needs", published, stranger) == []
        assert client.get(f"/api/v1/needs/{draft['id']}/duplicates", headers=stranger).status_code == 404
        assert draft["id"] not in ids(search(client, stranger, side="need", **a_need("CRI")))
    assert search(client, cri, side="need", **a_need("CRI"))["items"][0]["stage"] in {"draft", "published"}


def test_withdrawn_records_are_nobody_s_duplicates(client: TestClient, callers: Callers) -> None:
    cri = callers.focal_point("CRI")
    first, second = (publish(client, "offers", an_offer("CRI"), cri) for _ in range(2))
    assert twins_of(client, "offers", first) == [second["id"]]
    act(client, "offers", second, "withdraw", cri)
    assert twins_of(client, "offers", first, cri) == []


def test_a_lapsed_record_is_left_out_for_others_and_shown_as_dormant_to_its_owner(
    client: TestClient, callers: Callers, clock: SetClock
) -> None:
    cri = callers.focal_point("CRI")
    lapsing = publish(client, "offers", an_offer("CRI", valid_until="2026-12-31"), cri)
    clock.move(days=200)
    fresh = publish(client, "offers", an_offer("CRI"), cri)
    assert twins_of(client, "offers", fresh) == []
    assert twins_of(client, "offers", lapsing, cri) == [fresh["id"]]


def test_the_list_of_duplicates_is_cut(client: TestClient, callers: Callers) -> None:
    offers = [publish(client, "offers", an_offer("CRI"), callers.focal_point("CRI")) for _ in range(4)]
    whole = twins_of(client, "offers", offers[0])
    assert len(whole) == 3
    assert ids(search(client, VISITOR, limit=2, side="offer", **an_offer("CRI"))) == sorted(o["id"] for o in offers)[:2]


def test_unknown_codes_and_sides_are_refused(client: TestClient) -> None:
    for body in ({"side": "offer", "sectors": ["99999"]}, {"side": "both"}, {"side": "need", "limit": 0}):
        assert client.post("/api/v1/duplicates/search", json=body).status_code == 422


Hints = Callable[..., Document]


@pytest.fixture
def hints(client: TestClient, callers: Callers) -> Hints:
    def hints(country: str, headers: Headers | None = None, **params: Any) -> Document:
        whose = callers.focal_point(country) if headers is None else headers
        answer = client.get(f"/api/v1/countries/{country}/could-offer", params=params, headers=whose)
        assert answer.status_code == 200, answer.text
        found: Document = answer.json()
        return found

    return hints


def test_what_a_country_has_solved_for_itself_it_could_share(
    client: TestClient, callers: Callers, hints: Hints
) -> None:
    need = publish(client, "needs", a_need("HND"), callers.focal_point("HND"))
    assert hints("CRI")["items"] == []
    own = publish(client, "needs", a_need("CRI", **ENGLISH_TWIN), callers.focal_point("CRI"))
    assert hints("CRI")["items"] == []
    act(client, "needs", own, "fulfil", callers.focal_point("CRI"))
    (item,) = hints("CRI")["items"]
    assert (item["need_id"], item["country"], item["answered"]) == (need["id"], "HND", False)
    assert item["source"] == {"side": "need", "id": own["id"], "title": own["title"], "stage": "fulfilled"}
    assert "human-milk-bank" in {words["concept"] for words in item["shared"]}
    publish(client, "offers", an_offer("URY"), callers.focal_point("URY"))
    assert hints("CRI")["items"][0]["answered"] is True
    publish(client, "offers", an_offer("CRI"), callers.focal_point("CRI"))
    assert hints("CRI")["items"] == []


def test_an_offer_without_capacity_is_a_source_too(client: TestClient, callers: Callers, hints: Hints) -> None:
    publish(client, "needs", a_need("HND"), callers.focal_point("HND"))
    full = an_offer("CRI", capacity={"per_year": 1, "remaining": 0})
    offer = publish(client, "offers", full, callers.focal_point("CRI"))
    assert hints("CRI")["items"][0]["source"]["id"] == offer["id"]


def test_a_pair_that_was_put_away_is_no_hint(client: TestClient, callers: Callers, hints: Hints) -> None:
    need = publish(client, "needs", a_need("HND"), callers.focal_point("HND"))
    full = an_offer("CRI", capacity={"per_year": 1, "remaining": 0})
    offer = publish(client, "offers", full, callers.focal_point("CRI"))
    body = {"need_id": need["id"], "reason_code": "other"}
    address = f"/api/v1/offers/{offer['id']}/dismissals"
    assert client.post(address, json=body, headers=callers.focal_point("CRI")).status_code == 201
    assert hints("CRI")["items"] == []


def test_excluded_countries_leave_no_hint(client: TestClient, callers: Callers, hints: Hints) -> None:
    publish(client, "needs", a_need("HND"), callers.focal_point("HND"))
    own = publish(client, "needs", a_need("CRI"), callers.focal_point("CRI"))
    act(client, "needs", own, "fulfil", callers.focal_point("CRI"))
    assert len(hints("CRI")["items"]) == 1
    body = {"kind": "country", "code": "CRI"}
    barred = client.post("/api/v1/countries/HND/exclusions", json=body, headers=callers.focal_point("HND"))
    assert barred.status_code == 201
    assert hints("CRI")["items"] == []


def test_a_coordinator_sees_hints_from_published_offers_alone(
    client: TestClient, callers: Callers, hints: Hints
) -> None:
    organization = register(client, callers.administrator(), acronym="SELA")
    publish(client, "needs", a_need("HND"), callers.focal_point("HND"))
    own = publish(client, "needs", a_need("CRI"), callers.focal_point("CRI"))
    act(client, "needs", own, "fulfil", callers.focal_point("CRI"))
    coordinator = callers.coordinator(organization)
    assert hints("CRI", coordinator)["items"] == []
    full = an_offer("CRI", capacity={"per_year": 1, "remaining": 0})
    offer = publish(client, "offers", full, callers.focal_point("CRI"))
    assert hints("CRI", coordinator)["items"][0]["source"]["id"] == offer["id"]


def test_hints_are_for_the_country_s_focal_point_and_coordinators(client: TestClient, callers: Callers) -> None:
    address = "/api/v1/countries/CRI/could-offer"
    assert client.get(address).status_code == 401
    assert client.get(address, headers=callers.focal_point("HND")).status_code == 403
    assert client.get(address, headers=callers.submitter("CRI")).status_code == 403
    unknown = client.get("/api/v1/countries/ZZZ/could-offer", headers=callers.focal_point("HND"))
    assert (unknown.status_code, unknown.json()["code"]) == (404, "country-not-found")
