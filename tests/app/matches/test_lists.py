"""The list of matches: complete, ordered, explained to the last digit, the same however it is asked for."""

import math
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.web.house import House
from tests.app.callers import Callers
from tests.app.factories import Document, a_need, an_offer, publish, register
from tests.app.matches.examples import furnish, honduras_need, matches, offer_ids


@pytest.fixture
def offers(client: TestClient, callers: Callers) -> dict[str, Document]:
    return furnish(client, callers)


@pytest.fixture
def need(client: TestClient, callers: Callers, offers: dict[str, Document]) -> Document:
    return honduras_need(client, callers)


def assert_adds_up(match: Document) -> None:
    explanation = match["explanation"]
    points = explanation["prior"] + sum(signal["points"] for signal in explanation["signals"])
    assert round(points, 6) == explanation["points"]
    assert match["score"] == round(1 / (1 + math.exp(-explanation["points"])), 6)
    for signal in explanation["signals"]:
        assert -1 <= signal["strength"] <= 1
        assert signal["points"] == pytest.approx(signal["weight"] * signal["strength"], abs=2e-6)


def test_points_add_up_as_printed_and_the_score_is_their_logistic(client: TestClient, need: Document) -> None:
    for kind in ("bilateral", "triangular"):
        for match in matches(client, need, kind=kind)["items"]:
            assert_adds_up(match)


def test_the_list_is_every_open_pair_by_points_as_seen_from_the_other_side(
    client: TestClient, need: Document, offers: dict[str, Document]
) -> None:
    """Each offer is asked which needs it could serve; what it says of this need, sorted, is the list."""
    asked = [client.get(f"/api/v1/offers/{o['id']}/matches", params={"limit": 50}).json() for o in offers.values()]
    found = [m for answer in asked for m in answer["items"] if m["roles"]["recipient"]["need_id"] == need["id"]]
    age = {offer["id"]: offer["created_at"] for offer in offers.values()}
    found.sort(key=lambda m: (-m["explanation"]["points"], age[m["roles"]["first_provider"]["offer_id"]]))
    listed = matches(client, need)["items"]
    assert len(listed) == len(offers)
    assert [m["id"] for m in listed] == [m["id"] for m in found]
    assert listed == found
    points = [m["explanation"]["points"] for m in listed]
    assert points == sorted(points, reverse=True)


def test_a_shorter_list_is_the_beginning_of_the_longer_one(client: TestClient, need: Document) -> None:
    whole = matches(client, need)["items"]
    for limit in (1, 2, 5, 10):
        assert matches(client, need, limit=limit)["items"] == whole[:limit]


def test_each_match_recomputed_alone_is_the_one_in_the_list(client: TestClient, need: Document) -> None:
    for kind in ("bilateral", "triangular"):
        listed = matches(client, need, kind=kind)
        for match in listed["items"]:
            alone = client.get(f"/api/v1/matches/{match['id']}").json()
            assert alone == match | {"engine": listed["engine"]}


def test_equal_points_go_to_the_earlier_offer(client: TestClient, callers: Callers) -> None:
    countries = ("PER", "BOL", "ECU", "COL")
    made = [publish(client, "offers", an_offer(c), callers.focal_point(c))["id"] for c in countries]
    listed = matches(client, honduras_need(client, callers))
    assert len({m["explanation"]["points"] for m in listed["items"]}) == 1
    assert offer_ids(listed) == made


def test_asking_again_gives_the_same_bytes_from_any_process(client: TestClient, need: Document, house: House) -> None:
    address = f"/api/v1/needs/{need['id']}/matches?limit=50"
    first = client.get(address).content
    assert client.get(address).content == first
    with house.database.reading() as session:
        house.index.rebuild(context(house, session))
    assert client.get(address).content == first


def context(house: House, session: Any) -> Any:
    from app.core.actor import SERVICE
    from app.core.context import Context

    return Context(session, SERVICE, house.clock(), house.settings, house.vocabulary)


def test_an_index_kept_up_to_date_is_the_index_built_anew(
    client: TestClient, callers: Callers, need: Document, offers: dict[str, Document], house: House
) -> None:
    """Changes come in one by one; then everything is built from the store, and nothing differs."""
    matches(client, need)
    for country, action in (("CRI", "withdraw"), ("PER", "assure"), ("URY", "fulfil")):
        address = f"/api/v1/offers/{offers[country]['id']}/{action}"
        assert client.post(address, headers=callers.focal_point(country)).status_code == 200
        matches(client, need)
    publish(client, "offers", an_offer("CRI", title="Banco de leche"), callers.focal_point("CRI"))
    kept = matches(client, need)
    with house.database.reading() as session:
        house.index.rebuild(context(house, session))
    assert matches(client, need) == kept


def test_a_batch_is_each_list_in_the_order_asked(client: TestClient, callers: Callers, need: Document) -> None:
    others = [publish(client, "needs", a_need(c), callers.focal_point(c)) for c in ("GTM", "SLV")]
    asked = [others[1], need, others[0]]
    for kind in ("bilateral", "triangular"):
        ids = [n["id"] for n in asked]
        batch = client.post("/api/v1/matches/batch", json={"need_ids": [*ids, ids[0]], "kind": kind, "limit": 7}).json()
        assert [r["need_id"] for r in batch["results"]] == ids
        for result, single in zip(batch["results"], asked, strict=True):
            alone = matches(client, single, kind=kind, limit=7)
            assert (result["items"], result["near_misses"]) == (alone["items"], alone["near_misses"])
            assert batch["engine"] == alone["engine"]


WRITTEN = {
    "country", "organization", "language", "title", "description", "objective", "priority", "sectors", "modalities", "institution",
    "inputs", "capacity",
}  # fmt: skip


def unsaved(record: Document) -> Document:
    return {name: value for name, value in record.items() if name in WRITTEN and value is not None}


def test_the_preview_of_a_text_scores_like_the_record_it_becomes(client: TestClient, need: Document) -> None:
    for kind in ("bilateral", "triangular"):
        body = {"side": "need", "kind": kind, "limit": 50, **unsaved(need)}
        preview = client.post("/api/v1/matches/search", json=body).json()
        stored = matches(client, need, kind=kind)
        assert [essence(m) for m in preview["items"]] == [essence(m) for m in stored["items"]]
        assert all(m["roles"]["recipient"]["need_id"] is None for m in preview["items"])


def essence(match: Document) -> tuple[Any, ...]:
    roles = match["roles"]
    return (
        roles["first_provider"],
        roles["second_provider"],
        match["score"],
        match["explanation"]["signals"],
        match["level"],
    )


def test_the_preview_of_an_offer_finds_the_needs_it_could_serve(
    client: TestClient, callers: Callers, need: Document
) -> None:
    body = {"side": "offer", "limit": 50, **an_offer("DOM")}
    preview = client.post("/api/v1/matches/search", json=body).json()
    assert [m["roles"]["recipient"]["need_id"] for m in preview["items"]] == [need["id"]]
    refused = client.post("/api/v1/matches/search", json=body | {"kind": "triangular"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/kind")


def test_only_a_published_and_valid_record_of_ones_own_can_be_asked_about(client: TestClient, callers: Callers) -> None:
    focal_point = callers.focal_point("HND")
    draft = client.post("/api/v1/needs", json=a_need("HND"), headers=focal_point).json()
    answer = client.get(f"/api/v1/needs/{draft['id']}/matches", headers=focal_point)
    assert (answer.status_code, answer.json()["code"]) == (409, "not-matchable")


@pytest.mark.parametrize(
    ("recipient", "provider", "level"),
    [
        ("HND", "CRI", "subregional"), ("HND", "PRY", "regional"), ("HND", "GHA", "interregional"), ("JAM", "TTO", "subregional"),
        ("BOL", "ECU", "subregional"), ("BRA", "URY", "subregional"), ("HTI", "BRB", "subregional"), ("CHL", "MEX", "regional"),
        ("CUB", "VNM", "interregional"),
    ],
)  # fmt: skip
def test_the_level_is_computed_from_recipient_and_first_provider(
    recipient: str, provider: str, level: str, client: TestClient, callers: Callers
) -> None:
    offer = publish(client, "offers", an_offer(provider), callers.focal_point(provider))
    need = publish(client, "needs", a_need(recipient), callers.focal_point(recipient))
    [match] = matches(client, need)["items"]
    assert (match["level"], offer_ids({"items": [match]})) == (level, [offer["id"]])


@pytest.mark.parametrize("language", ["es", "pt", "fr", "en"])
def test_the_sentence_is_in_the_readers_language_and_nothing_else_depends_on_it(
    language: str, client: TestClient, need: Document
) -> None:
    plain = matches(client, need)
    told = matches(client, need, {"Accept-Language": language})
    name = {"es": "Costa Rica", "pt": "Costa Rica", "fr": "Costa Rica", "en": "Costa Rica"}[language]
    assert any(name in m["explanation"]["sentence"] for m in told["items"])
    for answer in (plain, told):
        for match in answer["items"]:
            assert match["explanation"].pop("sentence")
        for miss in answer["near_misses"]:
            assert miss.pop("sentence")
    assert plain == told


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "su texto (portugués) trata del mismo tema que la necesidad (español)"),
        ("pt", "o texto (português) trata do mesmo tema que a necessidade (espanhol)"),
        ("fr", "son texte (portugais) parle du même sujet que le besoin (espagnol)"),
        ("en", "its text (Portuguese) speaks of the same subject as the need (Spanish)"),
    ],
)
def test_the_sentence_names_the_languages_that_were_bridged(
    language: str, words: str, client: TestClient, need: Document, offers: dict[str, Document]
) -> None:
    told = matches(client, need, {"Accept-Language": language}, limit=20)["items"]
    sentences = {m["roles"]["first_provider"]["country"]: m["explanation"]["sentence"] for m in told}
    assert words in sentences["BRA"]
    assert "(" not in sentences["CRI"]


def test_terms_stand_where_their_spans_say(client: TestClient, need: Document, offers: dict[str, Document]) -> None:
    by_id = {offer["id"]: offer for offer in offers.values()}
    for match in matches(client, need)["items"]:
        offer = by_id[match["roles"]["first_provider"]["offer_id"]]
        need_text = "\n".join((need["title"], need["description"], need["objective"]))
        offer_text = "\n".join((offer["title"], offer["description"]))
        for term in match["explanation"]["terms"]:
            assert need_text[slice(*term["need_span"])] == term["need"]
            assert offer_text[slice(*term["offer_span"])] == term["offer"]
            assert 0 <= term["share"] <= 1


def test_a_triangle_names_the_gap_of_the_best_pair_and_who_fills_it(client: TestClient, callers: Callers) -> None:
    fund = register(client, callers.administrator(), acronym="FONPLATA")
    publish(client, "offers", an_offer("CRI", inputs=[{"kind": "personnel"}]), callers.focal_point("CRI"))
    money = an_offer(
        None, organization=fund, sectors=["all"], title="Fondo de cooperación", description="Financia proyectos.",
        inputs=[{"kind": "funds", "amount": "50000", "currency": "USD"}], institution={"name": "Fondo", "type": "40"},
    )  # fmt: skip
    publish(client, "offers", money, callers.agency(fund))
    asked = [{"kind": "personnel"}, {"kind": "funds"}]
    [triangle] = matches(client, honduras_need(client, callers, inputs=asked), kind="triangular")["items"]
    roles, told = triangle["roles"], triangle["explanation"]
    assert (roles["recipient"]["country"], roles["first_provider"]["country"]) == ("HND", "CRI")
    assert roles["second_provider"]["organization"] == fund
    assert told["gap"] == "funds"
    assert told["coverage"] == {
        "asked": ["funds", "personnel"], "by_first_provider": ["personnel"], "by_second_provider": ["funds"], "missing": [],
    }  # fmt: skip
    assert "FONPLATA" in told["sentence"]
    assert_adds_up(triangle)


def test_without_a_gap_there_is_no_triangle(client: TestClient, callers: Callers) -> None:
    both = [{"kind": "personnel"}, {"kind": "funds"}]
    publish(client, "offers", an_offer("CRI", inputs=both), callers.focal_point("CRI"))
    publish(client, "offers", an_offer("PER", inputs=both[1:]), callers.focal_point("PER"))
    need = honduras_need(client, callers, inputs=both)
    assert len(matches(client, need)["items"]) == 2
    assert matches(client, need, kind="triangular")["items"] == []


def test_three_roles_are_three_parties_in_every_triangle(
    client: TestClient, callers: Callers, offers: dict[str, Document]
) -> None:
    asked = [{"kind": k} for k in ("personnel", "equipment", "funds", "training_places")]
    need = honduras_need(client, callers, inputs=asked)
    publish(client, "offers", an_offer("HND", inputs=asked), callers.focal_point("HND"))
    publish(client, "offers", an_offer("CRI", inputs=asked[1:2]), callers.focal_point("CRI"))
    found = matches(client, need, kind="triangular")["items"]
    assert found
    for triangle in found:
        parties = [(role["country"], role["organization"]) for role in triangle["roles"].values()]
        assert len(set(parties)) == 3
        coverage, gap = triangle["explanation"]["coverage"], triangle["explanation"]["gap"]
        assert gap in coverage["by_second_provider"] or gap in {"topic", "language", "proximity"}
        assert gap not in coverage["by_first_provider"]
