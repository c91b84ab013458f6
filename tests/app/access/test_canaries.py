"""Ways around the front door: lists, counts, text search, sorting, matches, exports, files, pages, the ledger."""

import io
import zipfile
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.web.house import House
from tests.app.access.world import ALWAYS_HIDDEN, STAGES, World, build, of_stage
from tests.app.callers import Callers
from tests.app.conftest import SetClock
from tests.app.factories import Document, a_need, amend, an_offer, publish

SORTS = ("-updated_at", "updated_at", "-created_at", "created_at", "title", "-title", "valid_until", "priority")
HIDDEN = [of_stage(stage) for stage in STAGES if stage != "published"]


@pytest.fixture
def world(client: TestClient, callers: Callers, clock: SetClock) -> World:
    return build(client, callers, clock)


def strangers(world: World) -> dict[str, Any]:
    return {who: h for who, h in world.foreign.items() if who not in {"expired", "ended", "coordinator"}}


def assert_silent(said: str, *more: str) -> None:
    found = [canary for canary in (*ALWAYS_HIDDEN, *HIDDEN, *more) if canary in said.lower()]
    assert not found, (found, said[:500])


def test_lists_hold_and_count_only_what_their_reader_may_see(world: World) -> None:
    for path in ("offers", "needs"):
        for who, headers in strangers(world).items():
            for sort in SORTS if who == "visitor" else SORTS[:1]:
                params = {"sort": sort, "country": "CRI"}
                answer = world.client.get(f"/api/v1/{path}", params=params, headers=headers)
                assert_silent(answer.text)
                ids = {item["id"] for item in answer.json()["items"]}
                assert (ids, answer.json()["total"]) == ({world.records[path, "published"]["id"]}, 1), who
            for stage in STAGES:
                found = world.client.get(f"/api/v1/{path}", params={"stage": stage, "country": "CRI"}, headers=headers)
                assert found.json()["total"] == (stage == "published"), (who, stage)


def test_searching_for_a_hidden_word_finds_nothing(world: World) -> None:
    for path in ("offers", "needs"):
        for word in (*ALWAYS_HIDDEN, *HIDDEN):
            for who, headers in strangers(world).items():
                answer = world.client.get(f"/api/v1/{path}", params={"q": word}, headers=headers)
                assert (answer.status_code, answer.json()["total"]) == (200, 0), (who, word)


def test_a_waiting_change_is_found_by_nobody(world: World) -> None:
    for who, headers in (world.own | world.foreign).items():
        answer = world.client.get("/api/v1/offers", params={"q": "waitingcanary"}, headers=headers)
        assert answer.status_code == 401 or answer.json()["total"] == 0, who


def test_matches_near_misses_and_previews_tell_nothing_hidden(world: World, callers: Callers) -> None:
    need = publish(world.client, "needs", a_need("HND"), callers.focal_point("HND"))
    hidden_ids = [r["id"] for (_, stage), r in world.records.items() if stage != "published"]
    preview = {"side": "need", "title": " ".join(HIDDEN), "description": "banco de leche", "sectors": ["12220"]}
    for kind in ("bilateral", "triangular"):
        for who, headers in strangers(world).items():
            asked = [
                world.client.get(f"/api/v1/needs/{need['id']}/matches", params={"kind": kind}, headers=headers),
                world.client.post(
                    "/api/v1/matches/search", json=preview | {"kind": kind, "limit": 50}, headers=headers
                ),
                world.client.post(
                    "/api/v1/matches/batch", json={"need_ids": [need["id"]], "kind": kind}, headers=headers
                ),
            ]
            for answer in asked:
                assert answer.status_code == 200, (who, answer.text)
                assert_silent(answer.text, *hidden_ids)


def test_a_batch_with_a_hidden_need_is_the_same_as_with_an_absent_one(world: World) -> None:
    for who, headers in strangers(world).items():
        answers = [
            world.client.post("/api/v1/matches/batch", json={"need_ids": [need_id]}, headers=headers)
            for need_id in (world.records["needs", "draft"]["id"], "ned_00000000000000000000")
        ]
        assert [a.status_code for a in answers] == [404, 404], who
        assert answers[0].json()["detail"] == answers[1].json()["detail"]


def test_the_statement_counts_only_what_is_public_and_is_the_same_for_everyone(world: World) -> None:
    texts = {
        world.client.get("/api/v1/statement", params={"by": "sector,country"}, headers=headers).text
        for headers in strangers(world).values()
    }
    assert len(texts) == 1
    totals = world.client.get("/api/v1/statement").json()["totals"]
    assert (totals["offers"], totals["needs"]) == (1, 1)


def unzipped(workbook: bytes) -> str:
    """All text of a workbook, hidden sheets and properties too."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        return "\n".join(parts.read(name).decode() for name in parts.namelist())


def test_exports_hold_only_what_their_reader_may_see(world: World) -> None:
    for form in ("csv", "json", "jsonl", "xlsx"):
        for kind in ("offers", "needs"):
            for who, headers in strangers(world).items():
                answer = world.client.get(f"/api/v1/exports/{kind}", params={"format": form}, headers=headers)
                assert answer.status_code == 200, (form, who, answer.text[:300])
                said = unzipped(answer.content) if form == "xlsx" else answer.text
                assert_silent(said)
                assert of_stage("published") in said


def test_pages_show_only_what_is_public(world: World) -> None:
    addresses = ["", "/offers", "/needs", "/statement", "/offers?q=draftcanary", "/about-matching"]
    addresses += [f"/{path}/{record['id']}" for (path, _), record in world.records.items()]
    for language in ("es", "en"):
        for address in addresses:
            answer = world.client.get(f"/{language}{address}", headers={"Accept": "text/html"})
            assert answer.status_code < 500, address
            # A page repeats what was looked for, and nothing else.
            assert_silent(answer.text.replace("draftcanary", "") if "draftcanary" in address else answer.text)
    for (path, stage), record in world.records.items():
        page = world.client.get(f"/es/{path}/{record['id']}", headers={"Accept": "text/html"})
        assert page.status_code == (200 if stage == "published" else 404)


def test_the_ledger_keeps_no_contact(world: World, house: House) -> None:
    with house.database.reading() as session:
        rows = list(session.execute(text("SELECT tag, payload FROM facts")))
    assert len(rows) > 40
    assert not [tag for tag, payload in rows if "contactcanary" in payload]


def traces(world: World, headers: dict[str, str], need: Document) -> list[Any]:
    """Everything a stranger can ask about matches."""
    client = world.client
    found = []
    for kind in ("bilateral", "triangular"):
        for address in (f"/api/v1/needs/{need['id']}/matches?kind={kind}&limit=50",):
            found.append(client.get(address, headers=headers).json())
    preview = {"side": "need", "country": "HND", "title": need["title"], "description": need["description"],
               "sectors": need["sectors"], "modalities": need["modalities"], "limit": 50}  # fmt: skip
    found.append(client.post("/api/v1/matches/search", json=preview, headers=headers).json())
    found.append(client.post("/api/v1/matches/batch", json={"need_ids": [need["id"]]}, headers=headers).json())
    found.append(client.get("/api/v1/statement?by=sector,country", headers=headers).json())
    return found


def test_an_excluded_pair_is_as_if_the_other_record_were_not_there(
    client: TestClient, callers: Callers, clock: SetClock
) -> None:
    """Not in matches, near-misses, counts or the statement's answerable needs, for anyone, and at once."""
    world = build(client, callers, clock)
    honduras = callers.focal_point("HND")
    need = publish(client, "needs", a_need("HND"), honduras)
    offer = publish(client, "offers", an_offer("PER", capacity={"remaining": 0}), callers.focal_point("PER"))
    full = publish(client, "offers", an_offer("PER"), callers.focal_point("PER"))
    readers = {**strangers(world), "honduras": honduras, "peru": callers.focal_point("PER")}
    before = {who: traces(world, h, need) for who, h in readers.items()}
    seen = str(before)
    assert offer["id"] in seen
    assert full["id"] in seen

    answer = client.post(
        "/api/v1/countries/HND/exclusions",
        json={"kind": "country", "code": "PER", "applies_to": "needs"},
        headers=honduras,
    )
    assert answer.status_code == 201
    excluded = {who: traces(world, h, need) for who, h in readers.items()}
    matched = str([answers[:2] + answers[3:4] for answers in excluded.values()])
    assert offer["id"] not in matched
    assert full["id"] not in matched
    assert "PER" not in matched

    # Nothing else moved: what is left is what was there, without Peru's two offers.
    for who, answers in excluded.items():
        for now, was in zip(answers[:2], before[who][:2], strict=True):
            lists = {name: [i for i in was[name] if not peruvian(i)] for name in ("items", "near_misses")}
            assert now == was | lists, who


def peruvian(item: Document) -> bool:
    """Whether a match or near-miss has to do with Peru."""
    return "'PER'" in str(item)


def test_each_kind_of_exclusion_closes_the_pair_and_ending_it_opens_it(client: TestClient, callers: Callers) -> None:
    honduras = callers.focal_point("HND")
    need = publish(client, "needs", a_need("HND"), honduras)
    offer = publish(client, "offers", an_offer("CRI"), callers.focal_point("CRI"))
    address = f"/api/v1/needs/{need['id']}/matches"

    def listed() -> list[str]:
        answer = client.get(address).json()
        assert not answer["near_misses"]
        return [item["id"] for item in answer["items"]]

    [match] = listed()
    for country, kind, code, applies_to, closes in (
        ("HND", "country", "CRI", "needs", True), ("HND", "country", "CRI", "both", True), ("HND", "country", "CRI", "offers", False),
        ("HND", "country", "PER", "both", False), ("HND", "sector", "12220", "needs", True), ("HND", "sector", "122", "needs", True),
        ("HND", "sector", "segib:2", "needs", True), ("HND", "modality", "M01", "needs", True), ("HND", "modality", "M14", "needs", False),
        ("CRI", "country", "HND", "offers", True), ("CRI", "country", "HND", "needs", False), ("CRI", "sector", "12220", "both", True),
    ):  # fmt: skip
        who = callers.focal_point(country)
        body = {"kind": kind, "code": code, "applies_to": applies_to}
        made = client.post(f"/api/v1/countries/{country}/exclusions", json=body, headers=who)
        assert made.status_code == 201, made.text
        assert listed() == ([] if closes else [match]), body
        assert client.get(f"/api/v1/matches/{match}").status_code == (404 if closes else 200)
        assert [n["id"] for n in client.get(f"/api/v1/offers/{offer['id']}/matches").json()["items"]] == listed()
        assert client.delete(made.headers["location"], headers=who).status_code == 204
    assert listed() == [match]


def test_an_exclusion_is_seen_by_its_country_and_administrators_only(client: TestClient, callers: Callers) -> None:
    own = callers.focal_point("HND")
    body = {"kind": "country", "code": "CRI", "reason": "exclusioncanary"}
    made = client.post("/api/v1/countries/HND/exclusions", json=body, headers=own)
    for who in (own, callers.country_admin("HND"), callers.administrator()):
        assert "exclusioncanary" in client.get("/api/v1/countries/HND/exclusions", headers=who).text
    for who, status in (({}, 401), (callers.focal_point("CRI"), 403), (callers.submitter("HND"), 403)):
        answers = [
            client.get("/api/v1/countries/HND/exclusions", headers=who),
            client.delete(made.headers["location"], headers=who),
            client.delete("/api/v1/countries/HND/exclusions/exc_0", headers=who),
        ]
        assert {a.status_code for a in answers} == {status}
    wrong = client.post("/api/v1/countries/HND/exclusions", json={"kind": "country", "code": "HND"}, headers=own)
    assert wrong.status_code == 422


def test_a_change_by_hand_is_seen_in_the_digest(world: World, house: House) -> None:
    """The digest that the matrix relies on does bite."""
    before = world.digest(house)
    record = world.records["offers", "draft"]
    amend(world.client, "offers", record, {"title": "Otro"}, world.own["focal point"])
    assert world.digest(house) != before
