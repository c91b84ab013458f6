"""What a record must have, what may be written, and how it changes."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.app.callers import Callers, Headers
from tests.app.factories import Document, a_need, act, amend, an_offer, create, publish

MANDATORY = {
    "offers": ("description", "sectors", "modalities", "institution"),
    "needs": ("description", "sectors", "modalities", "institution", "objective", "priority"),
}
FACTORY: dict[str, Any] = {"offers": an_offer, "needs": a_need}
BOTH = pytest.mark.parametrize("path", ["offers", "needs"])


@pytest.fixture
def focal_point(callers: Callers) -> Headers:
    return callers.focal_point("CRI")


@BOTH
@pytest.mark.parametrize("action", ["submit", "publish"])
def test_going_on_names_each_mandatory_field_that_is_missing(
    path: str, action: str, client: TestClient, focal_point: Headers
) -> None:
    bare = {"country": "CRI", "language": "es", "title": "Un título"}
    draft = create(client, path, bare, focal_point)
    assert draft["completeness"]["missing_mandatory"] == list(MANDATORY[path])
    answer = client.post(f"/api/v1/{path}/{draft['id']}/{action}", headers=focal_point)
    assert (answer.status_code, answer.json()["code"]) == (422, "incomplete")
    assert [e["pointer"] for e in answer.json()["errors"]] == [f"/{name}" for name in MANDATORY[path]]
    assert client.get(f"/api/v1/{path}/{draft['id']}", headers=focal_point).json() == draft


@BOTH
def test_each_missing_field_alone_stops_it(path: str, client: TestClient, focal_point: Headers) -> None:
    for name in MANDATORY[path]:
        draft = create(client, path, FACTORY[path]("CRI", **{name: None}), focal_point)
        answer = client.post(f"/api/v1/{path}/{draft['id']}/publish", headers=focal_point)
        assert [e["pointer"] for e in answer.json()["errors"]] == [f"/{name}"]


@BOTH
def test_the_next_best_field_leads_through_all_of_them_and_the_score_rises(
    path: str, client: TestClient, focal_point: Headers
) -> None:
    rich: dict[str, Any] = {
        "inputs": [{"kind": "personnel"}], "delivery_languages": ["es"], "capacity": {"remaining": 2},
        "sdg": ["3.2"], "cost_sharing": "shared", "available_from": "2026-10-01",
        "target_groups": ["Madres"], "plan_reference": "Plan 2030", "contact": {"name": "Ana"},
    }  # fmt: skip
    full = FACTORY[path]("CRI") | rich
    record = create(client, path, {"country": "CRI", "language": "es", "title": "Un título"}, focal_point)
    order, scores = [], [record["completeness"]["score"]]
    while (best := record["completeness"]["next_best"]) is not None:
        record = amend(client, path, record, {best: full[best]}, focal_point)
        order.append(best)
        scores.append(record["completeness"]["score"])
    assert set(order[: len(MANDATORY[path])]) == set(MANDATORY[path])
    assert scores == sorted(set(scores))
    assert scores[-1] == 1.0


MALFORMED: tuple[tuple[str, Any, str, str], ...] = (
    ("sectors", ["99999"], "/sectors/0", "unknown-code"),
    ("sectors", ["12220", "segib:99"], "/sectors/1", "unknown-code"),
    ("sectors", [], "/sectors", "too-few"),
    ("sectors", ["12220", "all"], "/sectors/1", "all-sectors-not-here"),
    ("modalities", ["M99"], "/modalities/0", "unknown-code"),
    ("modalities", [], "/modalities", "too-few"),
    ("themes", ["made-up"], "/themes/0", "unknown-code"),
    ("sdg", ["99"], "/sdg/0", "unknown-code"),
    ("actor_types_welcome", ["99"], "/actor_types_welcome/0", "unknown-code"),
    ("language", "xx", "/language", "unknown-language"),
    ("delivery_languages", ["es", "qqq"], "/delivery_languages/1", "unknown-language"),
    ("translations", {"xx": {"title": "T"}}, "/translations/xx", "unknown-language"),
    ("institution", {"name": "X", "type": "99"}, "/institution/type", "unknown-code"),
    ("country", "XXX", "/country", "unknown-code"),
    ("title", "  ", "/title", "too-short"),
    ("title", "x" * 301, "/title", "too-long"),
    ("title", "a\u202eb", "/title", "invalid-text"),
    ("title", "a\nb", "/title", "invalid-line"),
    ("colour", "red", "/colour", "unknown-field"),
    ("stage", "published", "/stage", "unknown-field"),
    ("cost_sharing", "free", "/cost_sharing", "unknown-choice"),
    ("levels", ["global"], "/levels/0", "unknown-choice"),
    ("inputs", [{"kind": "magic"}], "/inputs/0/kind", "unknown-choice"),
    ("inputs", [{"kind": "funds", "amount": "1"}], "/inputs/0", "amount-without-currency"),
    ("inputs", [{"kind": "funds", "amount": "1e3", "currency": "USD"}], "/inputs/0/amount", "malformed"),
    ("valid_until", "2027-02-30", "/valid_until", "not-a-day"),
    ("valid_until", 1790000000, "/valid_until", "not-a-day"),
    ("valid_until", "1789-07-14", "/valid_until", "day-out-of-range"),
    ("contact", {"email": "nobody"}, "/contact/email", "malformed"),
)


@BOTH
def test_a_malformed_value_is_named_before_anyone_is_asked_who_he_is(
    path: str, client: TestClient, callers: Callers
) -> None:
    absent = f"/api/v1/{path}/{'off' if path == 'offers' else 'ned'}_0"
    strangers = ({}, callers.focal_point("PER"), callers.system("PER", "read"))
    for field, value, pointer, code in MALFORMED:
        document = FACTORY[path]("CRI") | {field: value}
        for headers in strangers:
            answer = client.post(f"/api/v1/{path}", json=document, headers=headers)
            assert answer.status_code == 422, (field, value, answer.text)
            named = [(e["pointer"], e["code"]) for e in answer.json()["errors"]]
            assert (pointer, code) in named, (field, value)
        patched = client.patch(absent, json={field: value}, headers={"If-Match": '"1"'})
        assert patched.status_code == 422, (field, value)


def test_an_owner_is_one_country_or_one_registered_organization(client: TestClient, callers: Callers) -> None:
    for owner in (
        {"country": "CRI", "organization": "org_1"},
        {"country": None, "organization": None},
        {"country": None, "organization": "org_unknown"},
    ):
        answer = client.post("/api/v1/offers", json=an_offer("CRI") | owner)
        assert answer.status_code == 422, owner


@BOTH
def test_the_owner_of_a_record_never_changes(path: str, client: TestClient, focal_point: Headers) -> None:
    draft = create(client, path, FACTORY[path]("CRI"), focal_point)
    headers = focal_point | {"If-Match": '"1"'}
    for patch in ({"country": "PER"}, {"country": None}):
        answer = client.patch(f"/api/v1/{path}/{draft['id']}", json=patch, headers=headers)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "read-only")


@BOTH
def test_translations_of_a_changed_text_become_stale_but_for_those_sent_along(
    path: str, client: TestClient, focal_point: Headers
) -> None:
    translations = {
        "en": {"title": "Milk banks", "status": "human"},
        "fr": {"title": "Lactariums", "status": "machine"},
    }
    record = create(client, path, FACTORY[path]("CRI", translations=translations), focal_point)
    record = amend(client, path, record, {"sdg": ["3"]}, focal_point)
    assert {tag: t["status"] for tag, t in record["translations"].items()} == {"en": "human", "fr": "machine"}
    patch = {"title": "Otro título", "translations": {"en": {"title": "Another title"}}}
    record = amend(client, path, record, patch, focal_point)
    assert {tag: t["status"] for tag, t in record["translations"].items()} == {"en": "human", "fr": "stale"}
    record = amend(client, path, record, {"translations": {"fr": {"title": "Nouveau titre"}}}, focal_point)
    assert record["translations"]["fr"]["status"] == "human"
    record = amend(client, path, record, {"translations": {"fr": None}}, focal_point)
    assert set(record["translations"]) == {"en"}


@BOTH
def test_only_a_patch_may_have_null_for_a_translation(path: str, client: TestClient, callers: Callers) -> None:
    for translations in ({"en": None}, {"en": {}}, {"en": {"title": None}}):
        answer = client.post(f"/api/v1/{path}", json=FACTORY[path]("CRI", translations=translations))
        assert answer.status_code == 422, translations


@BOTH
def test_a_merge_patch_replaces_removes_and_merges(path: str, client: TestClient, focal_point: Headers) -> None:
    contact = {"name": "Ana", "email": "ana@example.org"}
    record = create(client, path, FACTORY[path]("CRI", contact=contact, sdg=["3"]), focal_point)
    patch = {"contact": {"email": None, "phone": "+506 1"}, "sdg": None, "modalities": ["M02"]}
    record = amend(client, path, record, patch, focal_point)
    assert record["contact"] == {"name": "Ana", "email": None, "phone": "+506 1"}
    assert (record["sdg"], record["modalities"]) == (None, ["M02"])


def test_part_of_an_institution_may_be_changed_alone(client: TestClient, focal_point: Headers) -> None:
    record = create(client, "offers", an_offer("CRI"), focal_point)
    record = amend(client, "offers", record, {"institution": {"type": "80"}}, focal_point)
    assert record["institution"] == {"name": "Caja Costarricense de Seguro Social", "type": "80"}


def test_a_change_that_changes_nothing_leaves_no_trace(client: TestClient, focal_point: Headers) -> None:
    record = create(client, "offers", an_offer("CRI"), focal_point)
    assert amend(client, "offers", record, {"title": record["title"]}, focal_point) == record
    history = client.get(f"/api/v1/offers/{record['id']}/history", headers=focal_point).json()
    assert len(history["items"]) == 1


def test_text_is_kept_composed_with_plain_line_ends(client: TestClient, focal_point: Headers) -> None:
    document = an_offer("CRI", title=" Ge\u0301nero ", description="uno\r\ndos\rtres")
    record = create(client, "offers", document, focal_point)
    assert (record["title"], record["description"]) == ("Género", "uno\ndos\ntres")


def test_sectors_are_answered_as_crs_and_as_segib(client: TestClient, focal_point: Headers) -> None:
    plain = create(client, "offers", an_offer("CRI", sectors=["15110"]), focal_point)
    assert (plain["sectors_crs"], plain["sectors_segib"]) == (["15110"], ["segib:21"])
    named = create(client, "offers", an_offer("CRI", sectors=["segib:14"]), focal_point)
    assert named["sectors"] == ["segib:14"]
    assert named["sectors_segib"] == ["segib:14"]
    assert named["sectors_crs"]


def test_absent_inputs_stay_unknown_and_an_empty_list_stays_none(client: TestClient, focal_point: Headers) -> None:
    assert create(client, "offers", an_offer("CRI"), focal_point)["inputs"] is None
    assert create(client, "offers", an_offer("CRI", inputs=[]), focal_point)["inputs"] == []


def test_money_is_a_decimal_string_that_keeps_its_digits(client: TestClient, focal_point: Headers) -> None:
    money = {"kind": "funds", "amount": "123456789012345.1234", "currency": "USD", "quantity": 1}
    record = create(client, "offers", an_offer("CRI", inputs=[money]), focal_point)
    assert record["inputs"][0]["amount"] == "123456789012345.1234"


@BOTH
def test_an_external_id_belongs_to_one_record_of_its_owner_and_kind(
    path: str, client: TestClient, callers: Callers, focal_point: Headers
) -> None:
    ids = [{"source": "SIDICSS", "id": "7"}]
    first = create(client, path, FACTORY[path]("CRI", external_ids=ids), focal_point)
    answer = client.post(f"/api/v1/{path}", json=FACTORY[path]("CRI", external_ids=ids), headers=focal_point)
    assert (answer.status_code, answer.json()["code"]) == (409, "external-id-in-use")
    other = "needs" if path == "offers" else "offers"
    create(client, other, FACTORY[other]("CRI", external_ids=ids), focal_point)
    create(client, path, FACTORY[path]("PER", external_ids=ids), callers.focal_point("PER"))
    amend(client, path, first, {"external_ids": None}, focal_point)
    create(client, path, FACTORY[path]("CRI", external_ids=ids), focal_point)


@BOTH
def test_history_tells_the_owner_all_and_the_public_what_is_public(
    path: str, client: TestClient, focal_point: Headers
) -> None:
    record = create(client, path, FACTORY[path]("CRI"), focal_point)
    record = amend(client, path, record, {"title": "Otro título"}, focal_point)
    record = act(client, path, record, "publish", focal_point)
    act(client, path, record, "assure", focal_point)

    def told(headers: Headers) -> list[Document]:
        items: list[Document] = client.get(f"/api/v1/{path}/{record['id']}/history", headers=headers).json()["items"]
        return items

    own, public = told(focal_point), told({})
    assert [f["tag"].split(":")[1] for f in own] == ["create", "amend", "publish", "assure"]
    assert own[1]["changed"] == ["title"]
    assert all(f["actor"] for f in own)
    assert [f["tag"].split(":")[1] for f in public] == ["publish", "assure"]
    assert all(f["actor"] is None and f["reason"] is None for f in public)


def test_contact_is_for_those_who_answer_for_the_record(client: TestClient, callers: Callers) -> None:
    focal_point = callers.focal_point("CRI")
    contact = {"name": "Ana", "email": "ana@example.org", "phone": "+506 1"}
    offer = publish(client, "offers", an_offer("CRI", contact=contact), focal_point)
    path = f"/api/v1/offers/{offer['id']}"
    assert client.get(path, headers=focal_point).json()["contact"] == contact
    for stranger in ({}, callers.focal_point("PER"), callers.submitter("CRI", "Otra", "80")):
        assert client.get(path, headers=stranger).json()["contact"] is None
