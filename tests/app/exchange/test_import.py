"""A file of a country becomes drafts, all of them or none."""

import pytest
from fastapi.testclient import TestClient

from tests.app.callers import Callers
from tests.app.exchange.sending import Sender, a_row, as_csv, as_json, as_lines, as_xlsx, codes
from tests.app.factories import a_need, amend, create, publish


def test_a_checked_file_waits_until_it_is_applied(client: TestClient, callers: Callers, sender: Sender) -> None:
    headers = callers.focal_point("HND")
    checked = sender.check(as_csv([a_row(), a_row(title="Otra necesidad")]), headers)
    assert (checked["status"], checked["progress"]) == ("checked", 1.0)
    assert checked["report"] == {
        "rows": 2, "create": 2, "update": 0, "unchanged": 0, "errors": [], "more_errors": 0, "notes": [],
    }  # fmt: skip
    assert sender.records(headers) == []

    assert sender.apply(checked, headers)["status"] == "applied"

    first, second = sender.records(headers)
    assert (first["title"], second["title"]) == ("Crear un banco de leche humana", "Otra necesidad")
    assert first["stage"] == "draft"
    assert first["sectors"] == ["12220", "segib:14"]
    assert first["institution"] == {"name": "Secretaría de Salud", "type": "10"}
    assert first["completeness"]["missing_mandatory"] == []


def test_all_formats_give_the_same_records(callers: Callers, sender: Sender) -> None:
    given = []
    row = a_row(inputs="funds: 10000 USD; personnel: 2 experts", delivery_languages="es; pt", sdg="3.2")
    countries = {"HND": as_csv, "GTM": as_xlsx, "SLV": as_json, "NIC": as_lines}
    for country, written in countries.items():
        headers = callers.focal_point(country)
        sender.take(written([row | {"country": country}]), headers)
        [record] = sender.records(headers)
        own = {"id", "country", "created_at", "updated_at"}
        given.append({name: value for name, value in record.items() if name not in own})
    assert given[0]["inputs"][0]["amount"] == "10000"
    assert given[1:] == given[:1] * 3


def test_one_bad_row_keeps_all_out(client: TestClient, callers: Callers, sender: Sender) -> None:
    headers = callers.focal_point("HND")
    rows = [a_row(title=f"Necesidad {n}") for n in range(450)] + [a_row(modalities="M99")]
    checked = sender.check(as_csv(rows), headers)
    assert codes(checked) == [(452, "modalities", "unknown-code")]
    assert checked["report"]["create"] == 450
    refused = client.post(f"/api/v1/imports/{checked['id']}/apply", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "import-has-errors")
    assert sender.records(headers) == []


def test_a_dry_run_can_never_be_applied(client: TestClient, callers: Callers, sender: Sender) -> None:
    headers = callers.focal_point("HND")
    checked = sender.check(as_csv([a_row()]), headers, dry_run="true")
    assert (checked["status"], checked["report"]["create"]) == ("checked", 1)
    refused = client.post(f"/api/v1/imports/{checked['id']}/apply", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "import-is-dry-run")


def test_an_import_is_applied_once(client: TestClient, callers: Callers, sender: Sender) -> None:
    headers = callers.focal_point("HND")
    applied = sender.take(as_csv([a_row()]), headers)
    refused = client.post(f"/api/v1/imports/{applied['id']}/apply", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "import-not-ready")
    assert len(sender.records(headers)) == 1


def test_the_same_file_twice_changes_nothing(callers: Callers, sender: Sender) -> None:
    """With ids of another system, and without any."""
    headers = callers.focal_point("HND")
    file = as_csv([a_row(source="SIGCI", external_id="7"), a_row(title="Sin identificador", source="", external_id="")])
    sender.take(file, headers)
    before = sender.records(headers)
    again = sender.take(file, headers)
    assert (again["report"]["unchanged"], again["report"]["create"], again["report"]["update"]) == (2, 0, 0)
    assert sender.records(headers) == before


def test_a_row_known_by_its_id_elsewhere_updates_the_given_columns(callers: Callers, sender: Sender) -> None:
    headers = callers.focal_point("HND")
    sender.take(as_csv([a_row(source="SIGCI", external_id="7")]), headers)
    sender.take(as_csv([{"source": "SIGCI", "external_id": "7", "title": "Otro título"}]), headers)
    [record] = sender.records(headers)
    assert record["title"] == "Otro título"
    assert record["external_ids"] == [{"source": "SIGCI", "id": "7"}]
    assert record["objective"] == "Reducir la mortalidad neonatal."


def test_the_same_file_sent_by_two_people_at_once_is_taken_once(callers: Callers, sender: Sender) -> None:
    headers, other = callers.focal_point("HND"), callers.country_admin("HND")
    file = as_csv([a_row(), a_row(title="Otra", source="SIGCI", external_id="7")])
    first, second = sender.check(file, headers), sender.check(file, other)
    sender.apply(first, headers)
    sender.apply(second, other)
    assert [record["title"] for record in sender.records(headers)] == ["Crear un banco de leche humana", "Otra"]


def test_two_files_that_claim_one_id_are_not_both_taken(callers: Callers, sender: Sender) -> None:
    headers = callers.focal_point("HND")
    first, second = (
        sender.check(as_csv([a_row(), a_row(title=title, source="SIGCI", external_id="7")]), headers)
        for title in ("Una", "Otra")
    )
    sender.apply(first, headers)
    failed = sender.apply(second, headers)
    assert (failed["status"], failed["problem"]) == ("failed", "external-id-in-use")
    assert codes(failed) == [(3, None, "external-id-in-use")]
    assert [record["title"] for record in sender.records(headers)] == ["Crear un banco de leche humana", "Una"]


def test_a_record_that_moved_on_after_the_check_is_not_overwritten(
    client: TestClient, callers: Callers, sender: Sender
) -> None:
    headers = callers.focal_point("HND")
    need = create(client, "needs", a_need("HND"), headers)
    checked = sender.check(as_csv([a_row(), {"id": need["id"], "title": "De la planilla"}]), headers)
    amend(client, "needs", need, {"title": "De la página"}, headers)
    failed = sender.apply(checked, headers)
    assert (failed["status"], failed["problem"]) == ("failed", "stale")
    assert [record["title"] for record in sender.records(headers)] == ["De la página"]


def test_a_published_record_keeps_its_stage(client: TestClient, callers: Callers, sender: Sender) -> None:
    headers = callers.focal_point("HND")
    need = publish(client, "needs", a_need("HND"), headers)
    sender.take(as_csv([{"id": need["id"], "title": "Otro título"}]), headers)
    [record] = sender.records(headers)
    assert (record["stage"], record["title"]) == ("published", "Otro título")


def test_a_submitters_change_to_a_published_record_waits(client: TestClient, callers: Callers, sender: Sender) -> None:
    submitter, focal_point = callers.submitter("HND"), callers.focal_point("HND")
    need = create(client, "needs", a_need("HND"), submitter)
    client.post(f"/api/v1/needs/{need['id']}/publish", headers=focal_point)
    file = as_csv([{"id": need["id"], "title": "Otro título"}])
    sender.take(file, submitter)
    [record] = sender.records(submitter)
    assert (record["title"], record["has_submitted_version"]) == (need["title"], True)
    assert sender.take(file, submitter)["report"]["unchanged"] == 1


@pytest.mark.parametrize("header", ["país", "pays", "Country (ISO 3166)*", "PAÍS"])
def test_headers_are_read_in_every_language(callers: Callers, sender: Sender, header: str) -> None:
    row = {header: "Honduras", "Língua": "espanhol", "Titre": "Crear un banco", "Modalidades": "Pasantía; M01"}
    headers = callers.focal_point("HND")
    sender.take(as_csv([row]), headers)
    [record] = sender.records(headers)
    assert (record["country"], record["language"], record["title"]) == ("HND", "es", "Crear un banco")
    assert record["modalities"] == ["M02", "M01"]


def test_an_agency_imports_its_organizations_offers(client: TestClient, callers: Callers, sender: Sender) -> None:
    organization = client.post(
        "/api/v1/organizations",
        json={"acronym": "OPS", "names": {"es": "Organización Panamericana de la Salud"}, "type": "40"},
        headers=callers.administrator(),
    ).json()["id"]
    headers = callers.agency(organization)
    sender.take(as_csv([{"organismo": "OPS", "idioma": "es", "título": "Fondo", "sectores": "all"}]), headers, "offers")
    [offer] = sender.records(headers, "offers")
    assert (offer["organization"], offer["country"], offer["sectors"]) == (organization, None, ["all"])
    body = {"file": ("needs.csv", b"a")}
    assert client.post("/api/v1/imports", files=body, data={"kind": "needs"}, headers=headers).status_code == 403


def test_facts_of_an_import_stand_in_the_ledger(client: TestClient, callers: Callers, sender: Sender) -> None:
    headers = callers.focal_point("HND")
    sender.take(as_csv([a_row()]), headers)
    [record] = sender.records(headers)
    history = client.get(f"/api/v1/needs/{record['id']}/history", headers=headers).json()["items"]
    assert [(fact["tag"], fact["role"]) for fact in history] == [("need:create", "focal_point")]
