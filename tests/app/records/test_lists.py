"""Lists: filters that narrow, values that widen, sorts, pages that neither miss nor repeat."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.app.callers import Callers, Headers
from tests.app.conftest import SetClock
from tests.app.factories import Document, a_need, act, amend, an_offer, create, publish, register

RECORDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("CRI", {"title": "Ámbar", "sectors": ["12220"], "modalities": ["M01"], "language": "es"}),
    ("BRA", {"title": "açaí", "sectors": ["31163"], "modalities": ["M02", "M03"], "language": "pt"}),
    ("JAM", {"title": "Zebra", "sectors": ["segib:14"], "modalities": ["M01"], "language": "en"}),
    ("CRI", {"title": "banano", "sectors": ["31110"], "modalities": ["M04"], "inputs": [{"kind": "equipment"}]}),
    (
        "PER",
        {
            "title": "Ambar",
            "sectors": ["43030"],
            "modalities": ["M08"],
            "levels": ["regional"],
            "actor_types_welcome": ["22"],
        },
    ),
)


@pytest.fixture
def offers(client: TestClient, callers: Callers) -> list[Document]:
    return [
        publish(client, "offers", an_offer(country, **fields), callers.focal_point(country))
        for country, fields in RECORDS
    ]


def titles(client: TestClient, headers: Headers | None = None, **params: Any) -> list[str]:
    answer = client.get("/api/v1/offers", params={"sort": "created_at"} | params, headers=headers or {})
    assert answer.status_code == 200, answer.text
    assert answer.json()["total"] == len(answer.json()["items"])
    return [item["title"] for item in answer.json()["items"]]


FILTERS: tuple[tuple[dict[str, Any], list[str]], ...] = (
    ({"country": "CRI"}, ["Ámbar", "banano"]),
    ({"country": ["CRI", "PER"]}, ["Ámbar", "banano", "Ambar"]),
    ({"country": "CRI", "sector": "311"}, ["banano"]),
    ({"sector": "311"}, ["açaí", "Zebra", "banano"]),
    ({"sector": "31110"}, ["banano"]),
    ({"sector": "segib:2"}, ["Ámbar"]),
    ({"modality": "M01"}, ["Ámbar", "Zebra"]),
    ({"modality": ["M02", "M04"]}, ["açaí", "banano"]),
    ({"language": "pt"}, ["açaí"]),
    ({"input": "equipment"}, ["banano"]),
    ({"level": "regional"}, ["Ambar"]),
    ({"actor_type": "22"}, ["Ambar"]),
    ({"group": "CARICOM"}, ["Zebra"]),
    ({"group": "SICA", "country": "PER"}, []),
    ({"q": "AMBAR"}, ["Ámbar", "Ambar"]),
    ({"q": "acai"}, ["açaí"]),
    ({"q": "pasteurización ambar"}, ["Ámbar", "Ambar"]),
    ({"q": "100%"}, []),
    ({"q": "_"}, []),
    ({"stage": "published"}, ["Ámbar", "açaí", "Zebra", "banano", "Ambar"]),
    ({"stage": "draft"}, []),
)


def test_filters_narrow_and_their_values_widen(client: TestClient, offers: list[Document]) -> None:
    found = [(params, titles(client, **params)) for params, _ in FILTERS]
    assert found == list(FILTERS)


UNKNOWN = (
    ("country", "XXX"), ("country", "cri"), ("group", "NOTHING"), ("sector", "99999"), ("theme", "x"), ("modality", "M99"),
    ("stage", "sleeping"), ("language", "xx"), ("input", "magic"), ("level", "global"), ("actor_type", "99"), ("sort", "colour"),
    ("limit", "0"), ("limit", "201"), ("limit", "ten"), ("updated_since", "yesterday"), ("nonsense", "1"),
)  # fmt: skip


def test_an_unknown_code_or_filter_is_named(client: TestClient) -> None:
    for name, value in UNKNOWN:
        answer = client.get("/api/v1/offers", params={name: value})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid-parameter"), (name, value)
        assert answer.json()["errors"][0]["pointer"] == name


@pytest.mark.parametrize(
    "sort", ["-updated_at", "updated_at", "-created_at", "created_at", "title", "-title", "valid_until", "priority"]
)
def test_pages_put_together_are_the_whole_list_in_every_sort(sort: str, client: TestClient, callers: Callers) -> None:
    focal_point = callers.focal_point("CRI")
    for number in range(7):
        fields = {
            "title": f"Título {number % 3}",
            "priority": number % 3 + 1,
            "valid_until": f"2027-0{number % 2 + 1}-01",
        }
        create(client, "needs", a_need("CRI", **fields), focal_point)
    whole = client.get("/api/v1/needs", params={"sort": sort}, headers=focal_point).json()
    found: list[Document] = []
    query: dict[str, Any] | None = {"sort": sort, "limit": 2}
    while query is not None:
        page = client.get("/api/v1/needs", params=query, headers=focal_point).json()
        assert page["total"] == 7
        found += page["items"]
        query = {"sort": sort, "limit": 2, "cursor": page["next"]} if page["next"] else None
    assert [r["id"] for r in found] == [r["id"] for r in whole["items"]]
    assert len({r["id"] for r in found}) == 7
    name = sort.lstrip("-")
    values = [r[name] for r in found]
    assert values == sorted(values, reverse=sort.startswith("-"))


def test_a_cursor_of_one_sort_is_refused_by_another(client: TestClient, offers: list[Document]) -> None:
    cursor = client.get("/api/v1/offers", params={"limit": 1}).json()["next"]
    answer = client.get("/api/v1/offers", params={"limit": 1, "sort": "title", "cursor": cursor})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "invalid-cursor")


def test_another_readers_cursor_shows_only_what_its_user_may_see(
    client: TestClient, callers: Callers, offers: list[Document]
) -> None:
    focal_point = callers.focal_point("CRI")
    drafts = {create(client, "offers", an_offer("CRI"), focal_point)["id"] for _ in range(3)}
    cursor = client.get("/api/v1/offers", params={"limit": 1}, headers=focal_point).json()["next"]
    page = client.get("/api/v1/offers", params={"cursor": cursor}).json()
    assert drafts.isdisjoint(item["id"] for item in page["items"])
    assert page["total"] == len(offers)


def test_titles_are_sorted_without_regard_to_accents_and_capitals(client: TestClient, offers: list[Document]) -> None:
    first, *alike, fourth, last = titles(client, sort="title")
    assert (first, set(alike), fourth, last) == ("açaí", {"Ámbar", "Ambar"}, "banano", "Zebra")
    last, fourth, *alike, first = titles(client, sort="-title")
    assert (first, set(alike), fourth, last) == ("açaí", {"Ámbar", "Ambar"}, "banano", "Zebra")


def test_updated_since_finds_what_changed_and_nothing_older(
    client: TestClient, callers: Callers, offers: list[Document], clock: SetClock
) -> None:
    since = offers[2]["updated_at"]
    assert titles(client, updated_since=since) == ["Zebra", "banano", "Ambar"]
    clock.move(days=1)
    moment = clock.now.isoformat()
    assert titles(client, updated_since=moment) == []
    act(client, "offers", offers[0], "assure", callers.focal_point("CRI"))
    assert titles(client, updated_since=moment) == ["Ámbar"]
    assert titles(client, updated_since=moment.replace("+00:00", "Z")) == ["Ámbar"]


def test_a_coordinators_list_starts_at_its_members_and_can_be_widened(
    client: TestClient, callers: Callers, offers: list[Document]
) -> None:
    organization = register(client, callers.administrator(), acronym="CARICOM", group="CARICOM")
    coordinator = callers.coordinator(organization)
    assert titles(client, coordinator) == ["Zebra"]
    assert titles(client, coordinator, group="all") == [fields["title"] for _, fields in RECORDS]
    assert titles(client, coordinator, country="PER") == ["Ambar"]


def test_mine_are_the_records_that_the_caller_answers_for(
    client: TestClient, callers: Callers, offers: list[Document]
) -> None:
    create(client, "offers", an_offer("CRI", title="Borrador"), callers.submitter("CRI"))
    assert titles(client, callers.focal_point("CRI"), mine="true") == ["Ámbar", "banano", "Borrador"]
    assert titles(client, callers.submitter("CRI"), mine="true") == ["Borrador"]
    assert titles(client, callers.system("CRI", "offers:write"), mine="true") == ["Ámbar", "banano", "Borrador"]
    assert titles(client, mine="true") == []


def test_filters_follow_a_change_at_once(client: TestClient, callers: Callers, offers: list[Document]) -> None:
    amend(client, "offers", offers[0], {"modalities": ["M14"], "sectors": ["72010"]}, callers.focal_point("CRI"))
    assert titles(client, modality="M14") == titles(client, sector="720") == ["Ámbar"]
    assert titles(client, modality="M01") == ["Zebra"]
