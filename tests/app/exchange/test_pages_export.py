"""Everything that a country has can be taken out, by the country alone, and can be read back."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.core.actor import Role
from app.desk.archive.parts import HELD, LEFT_OUT, PARTS
from app.tables import TABLES
from app.web.house import House
from tests.app.accounts.browser import Person, an_account
from tests.app.callers import VISITOR, Callers, Headers
from tests.app.exchange.reading_pages import Preview
from tests.app.exchange.sending import Sender
from tests.app.factories import a_need, amend, an_offer, create, publish

Parts = dict[str, list[dict[str, Any]]]


def unpacked(data: bytes) -> tuple[Parts, dict[str, Any]]:
    """File → rows, and the manifest."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.testzip() is None
        raw = {name: packed.read(name) for name in packed.namelist()}
    manifest = json.loads(raw.pop("manifest.json"))
    for name, lines in raw.items():
        assert hashlib.sha256(lines).hexdigest() == manifest["parts"][name]["sha256"]
    return {name: [json.loads(line) for line in lines.splitlines()] for name, lines in raw.items()}, manifest


def archive_of(client: TestClient, country: str, headers: Headers) -> tuple[Parts, dict[str, Any]]:
    answer = client.get(f"/api/v1/countries/{country}/export", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    assert f'filename="{country}-2026-09-01.zip"' in answer.headers["content-disposition"]
    return unpacked(answer.content)


def test_an_archive_holds_everything_of_the_country_and_nothing_else(client: TestClient, callers: Callers) -> None:
    own, other, submitter = callers.focal_point("HND"), callers.focal_point("CRI"), callers.submitter("HND")
    draft = create(client, "needs", a_need("HND", contact={"name": "Ana", "email": "ana@hnd.example"}), own)
    need = publish(client, "needs", a_need("HND", title="Publicada"), own)
    theirs = publish(client, "offers", an_offer("CRI"), other)
    entered = create(client, "offers", an_offer("HND", institution={"name": "Fundación", "type": "22"}), submitter)
    create(client, "needs", a_need("CRI", title="Borrador ajeno"), other)
    exclusion = {"kind": "country", "code": "NIC", "applies_to": "both", "reason": "por ahora"}
    client.post("/api/v1/countries/HND/exclusions", json=exclusion, headers=own)
    client.post("/api/v1/countries/CRI/exclusions", json=exclusion, headers=other)
    client.post(
        f"/api/v1/needs/{need['id']}/dismissals",
        json={"offer_id": theirs["id"], "reason_code": "other", "note": "no"},
        headers=own,
    )
    parts, manifest = archive_of(client, "HND", own)

    assert set(parts) == set(PARTS)
    assert {name: len(rows) for name, rows in parts.items()} == {
        name: part["rows"] for name, part in manifest["parts"].items()
    }
    assert {row["id"] for row in parts["needs.jsonl"]} == {draft["id"], need["id"]}
    assert [row["id"] for row in parts["offers.jsonl"]] == [entered["id"]]
    assert parts["needs.jsonl"][0]["contact"]["email"] == "ana@hnd.example"
    assert [row["code"] for row in parts["exclusions.jsonl"]] == ["NIC"]
    assert [(row["side"], row["offer_id"]) for row in parts["dismissals.jsonl"]] == [("need", theirs["id"])]
    assert [row["name"] for row in parts["institutions.jsonl"]] == ["Fundación Agua Clara"]
    tags = [row["tag"] for row in parts["history.jsonl"]]
    assert {"need:create", "need:publish", "offer:create", "exclusion:create", "dismissal:create"} <= set(tags)
    assert manifest["country"] == "HND"
    assert manifest["ledger"]["position"] >= parts["history.jsonl"][-1]["position"]
    assert theirs["id"] not in json.dumps([parts["history.jsonl"][0], parts["offers.jsonl"]])


def test_waiting_changes_are_in_it(client: TestClient, callers: Callers) -> None:
    submitter, own = callers.submitter("HND"), callers.focal_point("HND")
    need = create(client, "needs", a_need("HND"), submitter)
    published = client.post(f"/api/v1/needs/{need['id']}/publish", headers=own).json()
    amend(client, "needs", published, {"title": "Otro título"}, submitter)
    parts, _ = archive_of(client, "HND", own)
    [row] = parts["needs.jsonl"]
    assert (row["title"], row["submitted_version"]["title"]) == (need["title"], "Otro título")


def test_records_of_an_archive_can_be_imported_again(client: TestClient, callers: Callers, sender: Sender) -> None:
    headers = callers.focal_point("HND")
    create(client, "needs", a_need("HND"), headers)
    publish(client, "needs", a_need("HND", title="Otra", sectors=["segib:21"]), headers)
    answer = client.get("/api/v1/countries/HND/export", headers=headers)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        checked = sender.check(packed.read("needs.jsonl"), headers)
    assert (checked["report"]["errors"], checked["report"]["unchanged"]) == ([], 2)


def test_only_the_country_itself_takes_it_out(client: TestClient, callers: Callers) -> None:
    address = "/api/v1/countries/HND/export"
    body = {"acronym": "SELA", "names": {"es": "SELA"}, "type": "40"}
    sela = client.post("/api/v1/organizations", json=body, headers=callers.administrator()).json()["id"]
    statuses = {
        "visitor": client.get(address, headers=VISITOR).status_code,
        "neighbour": client.get(address, headers=callers.focal_point("CRI")).status_code,
        "coordinator": client.get(address, headers=callers.coordinator(sela)).status_code,
        "administrator": client.get(address, headers=callers.administrator()).status_code,
        "submitter": client.get(address, headers=callers.submitter("HND")).status_code,
        "writing system": client.get(address, headers=callers.system("HND", "needs:write")).status_code,
        "reading system": client.get(address, headers=callers.system("HND", "read")).status_code,
        "country admin": client.get(address, headers=callers.country_admin("HND")).status_code,
    }
    assert statuses == {
        "visitor": 401, "neighbour": 403, "coordinator": 403, "administrator": 403, "submitter": 403,
        "writing system": 403, "reading system": 200, "country admin": 200,
    }  # fmt: skip
    assert client.get("/api/v1/countries/XXX/export", headers=callers.focal_point("HND")).status_code == 404


def test_addresses_of_people_are_only_for_whoever_manages_them(
    client: TestClient, callers: Callers, house: House
) -> None:
    an_account(house, "ana@hnd.example")
    assert archive_of(client, "HND", callers.focal_point("HND"))[0]["people.jsonl"] == []
    people = archive_of(client, "HND", callers.country_admin("HND"))[0]["people.jsonl"]
    assert [person["email"] for person in people] == ["ana@hnd.example"]


def test_every_table_is_in_the_archive_or_has_a_reason_to_stay_out() -> None:
    assert set(TABLES) == HELD | set(LEFT_OUT)
    assert not HELD & set(LEFT_OUT)


@pytest.mark.parametrize(
    ("role", "whose", "kinds"),
    [(Role.FOCAL_POINT, {}, {"needs", "offers"}), (Role.SUBMITTER, {}, {"needs", "offers"})],
)
def test_the_page_leads_to_files_of_ones_own(
    house: House, client: TestClient, callers: Callers, role: Role, whose: dict[str, Any], kinds: set[str]
) -> None:
    create(client, "needs", a_need("HND"), callers.focal_point("HND"))
    publish(client, "needs", a_need("CRI", title="Ajena"), callers.focal_point("CRI"))
    an_account(house, "hnd@example.org", role, **whose)
    person = Person(house)
    person.sign_in("hnd@example.org")
    person.see("desk/export")
    files = [link for link in Preview(person.text).links if link.startswith("/api/v1/exports/")]
    assert len(files) == 4 * len(kinds)
    for link in files:
        answer = person.client.get(link)
        assert answer.status_code == 200
        assert b"Ajena" not in answer.content
    whole = [link for link in Preview(person.text).links if link.startswith("/api/v1/countries/")]
    assert len(whole) == (1 if role is Role.FOCAL_POINT else 0)
    for link in whole:
        parts, _ = unpacked(person.client.get(link).content)
        assert len(parts["needs.jsonl"]) == 1


def test_a_visitor_signs_in_first(house: House) -> None:
    assert Person(house).see("desk/export").status == 303
