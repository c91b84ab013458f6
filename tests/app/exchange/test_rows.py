"""What does not fit in a row: said with row, column, code and words, and never guessed."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.app.callers import Callers
from tests.app.exchange.sending import Sender, a_row, as_csv, as_json, as_lines, as_xlsx, codes
from tests.app.factories import a_need, create, publish

CASES = [
    pytest.param({"country": "CH"}, "country", "doubtful-country", id="two letters that old forms used for another"),
    pytest.param({"country": "Atlantis"}, "country", "unknown-code", id="no country"),
    pytest.param({"country": "PER"}, "country", "other-owner", id="another country's row"),
    pytest.param({"language": "xx"}, "language", "unknown-language", id="no language"),
    pytest.param({"sectors": "12220; magia"}, "sectors", "unknown-code", id="no sector"),
    pytest.param({"modalities": "M99"}, "modalities", "unknown-code", id="no modality"),
    pytest.param({"priority": "7"}, "priority", "out-of-range", id="priority out of range"),
    pytest.param({"priority": "1.5"}, "priority", "not-whole-number", id="half a priority"),
    pytest.param({"institution_type": "99"}, "institution_type", "unknown-code", id="no actor type"),
    pytest.param({"institution": None}, "institution", "missing", id="a type without its institution"),
    pytest.param({"available_from": "03/04/2026"}, "available_from", "ambiguous-day", id="day or month first"),
    pytest.param({"available_from": "2026-02-30"}, "available_from", "not-a-day", id="no such day"),
    pytest.param({"available_from": "46000"}, "available_from", "not-a-day", id="a spreadsheet's bare number"),
    pytest.param({"cost_sharing": "en especie"}, "cost_sharing", "doubtful-cost-sharing", id="en especie"),
    pytest.param({"cost_sharing": "Em espécie"}, "cost_sharing", "doubtful-cost-sharing", id="em espécie"),
    pytest.param({"cost_sharing": "en espèces"}, "cost_sharing", "doubtful-cost-sharing", id="en espèces"),
    pytest.param({"inputs": "funds: 1.000,50 USD"}, "inputs", "doubtful-number", id="points and commas"),
    pytest.param({"inputs": "funds: 225.000 USD"}, "inputs", "doubtful-number", id="thousands or decimals"),
    pytest.param({"inputs": "magia: 2"}, "inputs", "unknown-code", id="no kind of input"),
    pytest.param({"external_ids": "siete"}, "external_ids", "external-id-form", id="an id without its source"),
    pytest.param({"source": "SIGCI"}, "external_id", "missing", id="a source without an id"),
    pytest.param({"title": "PaÃ­s"}, "title", "garbled", id="accents that were broken on the way"),
    pytest.param({"title": "a\u202eb"}, "title", "invalid-text", id="letters that run backwards"),
    pytest.param({"title": "a\0b"}, "title", "invalid-text", id="a zero"),
    pytest.param({"title": "dos\nlíneas"}, "title", "invalid-line", id="a title of two lines"),
    pytest.param({"title": "a" * 301}, "title", "too-long", id="too long a title"),
    pytest.param({"title": " "}, "title", "missing", id="no title"),
    pytest.param({"contact_email": "=HYPERLINK(1)"}, "contact_email", "malformed", id="a formula for an address"),
    pytest.param({"id": "=1+1"}, "id", "record-not-found", id="a formula for an id"),
    pytest.param({"id": "ned_0000"}, "id", "record-not-found", id="an id of nothing"),
    pytest.param({"stage": "published"}, "stage", "read-only-column", id="publishing by file"),
    pytest.param({"assured_on": "2026-01-01"}, "assured_on", "read-only-column", id="assuring by file"),
    pytest.param({"created_at": "2026-01-01T00:00:00Z"}, "created_at", "read-only-column", id="an invented date"),
]


@pytest.mark.parametrize(("cells", "column", "code"), CASES)
def test_a_cell_that_does_not_fit_is_named(
    callers: Callers, sender: Sender, cells: dict[str, Any], column: str, code: str
) -> None:
    checked = sender.check(as_csv([a_row(**cells)]), callers.focal_point("HND"))
    assert codes(checked) == [(2, column, code)]
    [error] = checked["report"]["errors"]
    assert error["message"]
    assert "{" not in error["message"]


def test_errors_are_the_same_in_every_format(callers: Callers, sender: Sender) -> None:
    headers = callers.focal_point("HND")
    row = a_row(cost_sharing="en especie", available_from="03/04/2026")
    found = []
    for written in (as_csv, as_xlsx, as_json, as_lines):
        errors = sender.check(written([row]), headers)["report"]["errors"]
        found.append([(error["column"], error["code"], error["value"]) for error in errors])
    assert found[0] == [
        ("cost_sharing", "doubtful-cost-sharing", "en especie"),
        ("available_from", "ambiguous-day", "03/04/2026"),
    ]
    assert found[1:] == found[:1] * 3


def test_errors_are_told_in_the_readers_language_under_the_files_own_headers(
    client: TestClient, callers: Callers, sender: Sender
) -> None:
    headers = callers.focal_point("HND")
    file = "País;Idioma;Título\nCH;español;Agua\n"
    checked = sender.check(file, headers)
    [error] = checked["report"]["errors"]
    assert (error["row"], error["column"], error["value"]) == (2, "País", "CH")
    answer = client.get(f"/api/v1/imports/{checked['id']}", headers=headers | {"Accept-Language": "es"}).json()
    [told] = answer["report"]["errors"]
    assert "Suiza (CHE) / Chile (CHL)" in told["message"]


@pytest.mark.parametrize(
    ("header", "column", "code"),
    [
        ("país,título,approved_by", "approved_by", "unknown-column"),
        ("país,pays,título", "pays", "repeated-column"),
        ("uno,dos", "uno", "unknown-column"),
        ("PaÃ\xads,title", "PaÃ\ufffds", "garbled"),
    ],
)
def test_a_header_that_is_not_understood_is_named(
    callers: Callers, sender: Sender, header: str, column: str, code: str
) -> None:
    checked = sender.check(f"{header}\na,b,c\n", callers.focal_point("HND"))
    assert (checked["status"], checked["report"]["rows"]) == ("checked", 0)
    assert (1, column, code) in codes(checked)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("HND,es,Agua,más\n", "ragged-row"),
        ("HND,es\n", "ragged-row"),
        ("country,language,title\n", "repeated-header"),
        ("HND,es,Agua\nHND,es,Agua\n", "repeated-row"),
    ],
)
def test_rows_that_do_not_follow_the_header_are_named(callers: Callers, sender: Sender, rows: str, code: str) -> None:
    checked = sender.check(f"country,language,title\n\n{rows}", callers.focal_point("HND"))
    number = 2 + rows.count("\n")
    assert codes(checked) == [(number, None, code)]


def test_more_errors_than_can_be_read_are_counted(callers: Callers, sender: Sender) -> None:
    rows = [a_row(title=f"N{n}", modalities="M99") for n in range(520)]
    report = sender.check(as_csv(rows), callers.focal_point("HND"))["report"]
    assert (len(report["errors"]), report["more_errors"]) == (500, 20)


def test_values_are_told_in_excerpts_without_what_could_do_harm(callers: Callers, sender: Sender) -> None:
    row = a_row(sectors="\ud800\0\u202e" + "x" * 500)
    [error] = sender.check(as_json([row]), callers.focal_point("HND"))["report"]["errors"]
    assert error["value"] == "\ufffd\ufffd\ufffd" + "x" * 77


def test_nothing_of_another_countrys_record_can_be_changed(
    client: TestClient, callers: Callers, sender: Sender
) -> None:
    owner, other = callers.focal_point("HND"), callers.focal_point("PER")
    need = publish(client, "needs", a_need("HND"), owner)
    draft = create(client, "needs", a_need("HND", title="Borrador"), owner)
    rows = [{"id": need["id"], "title": "Mío"}, {"id": draft["id"], "title": "Mío"}]
    assert codes(sender.check(as_csv(rows), other)) == [(2, "id", "other-owner"), (3, "id", "record-not-found")]


def test_check_columns_are_compared_and_never_written(client: TestClient, callers: Callers, sender: Sender) -> None:
    headers = callers.focal_point("HND")
    need = publish(client, "needs", a_need("HND"), headers)
    right = {
        "id": need["id"],
        "country": "HND",
        "stage": "published",
        "assured_on": need["assured_on"],
        "created_at": need["created_at"],
        "updated_at": need["updated_at"],
        "title": "Otro",
    }
    wrong = {
        "country": "PER",
        "stage": "draft",
        "assured_on": "2020-01-01",
        "created_at": "2020-01-01T00:00:00Z",
        "updated_at": "2020-01-01T00:00:00Z",
    }
    for name, value in wrong.items():
        checked = sender.check(as_csv([right | {name: value}]), headers)
        assert codes(checked) == [(2, name, "read-only-column")]
    assert sender.take(as_csv([right]), headers)["report"]["update"] == 1


def test_an_unambiguous_day_is_understood_however_it_is_written(callers: Callers, sender: Sender) -> None:
    headers = callers.focal_point("HND")
    row = a_row(available_from="31/12/2026", available_until="12/31/2027", valid_until="05/05/2028")
    sender.take(as_csv([row]), headers)
    [record] = sender.records(headers)
    days = (record["available_from"], record["available_until"], record["valid_until"])
    assert days == ("2026-12-31", "2027-12-31", "2028-05-05")


def test_a_change_of_title_makes_translations_stale(client: TestClient, callers: Callers, sender: Sender) -> None:
    headers = callers.focal_point("HND")
    translations = {"pt": {"title": "Criar um banco", "status": "human"}}
    need = create(client, "needs", a_need("HND", translations=translations), headers)
    [row] = client.get("/api/v1/exports/needs?format=json", headers=headers).json()["items"]
    assert row["id"] == need["id"]
    sender.take(as_json([row | {"title": "Otro título"}]), headers)
    assert sender.records(headers)[0]["translations"]["pt"]["status"] == "stale"


def test_a_published_record_cannot_lose_what_it_must_have(client: TestClient, callers: Callers, sender: Sender) -> None:
    headers = callers.focal_point("HND")
    need = publish(client, "needs", a_need("HND"), headers)
    checked = sender.check(as_json([{"id": need["id"], "objective": None}]), headers)
    assert codes(checked) == [(1, "objective", "missing")]


def test_an_answer_of_the_api_can_be_sent_back(client: TestClient, callers: Callers, sender: Sender) -> None:
    headers = callers.focal_point("HND")
    publish(client, "needs", a_need("HND", sectors=["segib:21"]), headers)
    page = client.get("/api/v1/needs", headers=headers).content
    checked = sender.check(page, headers)
    assert (checked["report"]["errors"], checked["report"]["unchanged"]) == ([], 1)
    assert {note["code"] for note in checked["report"]["notes"]} == {"computed-column"}
