"""Exports hold all that one may read, and can be imported again as they are."""

import csv
import io
import json
import zipfile
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from tests.app.callers import VISITOR, Callers
from tests.app.exchange.sending import Sender, as_csv, as_json, as_lines, as_xlsx, codes
from tests.app.factories import a_need, an_offer, create, publish

CHECKED = {"id", "country", "stage", "assured_on", "created_at", "updated_at"}
FORMATS = ("csv", "xlsx", "json", "jsonl")
FULL: dict[str, Any] = {
    "title": "=HYPERLINK(\"https://example.org\"; 'x')",
    "description": "+1; dos\n@tres\n'=cuatro _x0041_",
    "sectors": ["12220", "segib:14"],
    "sdg": ["3.2", "8.10"],
    "themes": [],
    "inputs": [
        {"kind": "funds", "amount": "10000.5", "currency": "USD"},
        {"kind": "personnel", "quantity": 2.5, "unit": "expertos", "description": "con; punto (y) coma"},
    ],
    "delivery_languages": ["es", "pt-BR"],
    "target_groups": ["-5", "mujeres; niñas"],
    "translations": {"pt": {"title": "－Criar", "description": "é", "status": "machine"}},
    "external_ids": [{"source": "SIGCI: antiguo", "id": "=7"}],
    "contact": {"name": "@Ana", "email": "ana@example.org"},
    "available_from": "2026-10-01",
    "cost_sharing": "in_kind",
    "levels": ["regional"],
    "actor_types_welcome": ["10", "80"],
    "plan_reference": "-Plan 2030",
}
BARE: dict[str, Any] = {"country": "HND", "language": "es", "title": "Sólo un título"}


@pytest.fixture
def headers(client: TestClient, callers: Callers) -> dict[str, str]:
    """A country with a full published record and a bare draft."""
    headers = callers.focal_point("HND")
    publish(client, "needs", a_need("HND", **FULL), headers)
    create(client, "needs", BARE, headers)
    return headers


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_file_goes_out_and_in_and_out_again_the_same(
    headers: dict[str, str], sender: Sender, file_format: str
) -> None:
    before, file = sender.records(headers), sender.export(headers, format=file_format)
    assert sender.take(file, headers)["report"]["unchanged"] == 2
    assert sender.records(headers) == before
    assert sender.export(headers, format=file_format) == file or file_format == "xlsx"


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_file_without_its_check_columns_makes_the_same_records_anew(
    callers: Callers, headers: dict[str, str], sender: Sender, file_format: str
) -> None:
    """As when a register moves to another house, or another country copies it."""
    file, other = sender.export(headers, format=file_format, mine="true"), callers.focal_point("GTM")
    rows = {"csv": rows_of_csv, "xlsx": rows_of_workbook, "json": rows_of_json, "jsonl": rows_of_lines}[file_format](
        file
    )
    kept = [{name: cell for name, cell in row.items() if name not in CHECKED and cell is not None} for row in rows]
    written = {"csv": as_csv, "xlsx": as_xlsx, "json": as_json, "jsonl": as_lines}[file_format]
    sender.take(written(kept), other)
    pairs = list(zip(sender.records(headers), sender.records(other), strict=True))
    assert len(pairs) == 2
    for mine, theirs in pairs:
        assert {name: theirs[name] for name in FULL} == {name: mine[name] for name in FULL}


def rows_of_csv(file: bytes) -> list[dict[str, Any]]:
    return [dict(row) for row in csv.DictReader(io.StringIO(file.decode(), newline=""))]


def rows_of_workbook(file: bytes) -> list[dict[str, Any]]:
    names, *rows = openpyxl.load_workbook(io.BytesIO(file)).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(map(str, names), row, strict=True)) for row in rows]


def rows_of_json(file: bytes) -> list[dict[str, Any]]:
    return list(json.loads(file)["items"])


def rows_of_lines(file: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.decode().split("\n") if line]


def test_no_cell_of_a_csv_begins_a_formula(headers: dict[str, str], sender: Sender) -> None:
    rows = list(csv.reader(io.StringIO(sender.export(headers, format="csv").decode(), newline="")))
    for cell in (cell for row in rows for cell in row):
        assert cell[:1] not in {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"}
    [title] = [row[rows[0].index("title")] for row in rows[1:] if "HYPERLINK" in row[rows[0].index("title")]]
    assert title == "'" + FULL["title"]


def test_cells_of_a_workbook_are_texts_and_never_formulas(headers: dict[str, str], sender: Sender) -> None:
    data = sender.export(headers, format="xlsx")
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s", "n"}
    names = [cell.value for cell in sheet[1]]
    priorities = {row[names.index("priority")].value for row in sheet.iter_rows(min_row=2)}
    assert 1 in priorities


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_visitor_gets_what_is_public_without_contacts(
    headers: dict[str, str], client: TestClient, callers: Callers, sender: Sender, file_format: str
) -> None:
    for reader in (VISITOR, callers.focal_point("PER")):
        data = sender.export(reader, format=file_format)
        if file_format == "xlsx":
            data = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
        assert "ana@example.org" not in data.decode()
        assert "Sólo un título" not in data.decode()
        assert "HYPERLINK" in data.decode()


def test_filters_narrow_an_export_as_they_narrow_a_list(
    headers: dict[str, str], client: TestClient, sender: Sender
) -> None:
    assert sender.export(headers, format="jsonl", stage="draft").count(b"\n") == 1
    assert sender.export(headers, format="jsonl", country="PER") == b""
    answer = client.get("/api/v1/exports/needs?modality=M99")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-parameter")
    assert client.get("/api/v1/exports/matches").status_code == 404
    assert client.get("/api/v1/exports/needs?format=pdf").status_code == 422


def test_the_whole_public_register_cannot_be_sent_back_by_one_country(
    client: TestClient, callers: Callers, headers: dict[str, str], sender: Sender
) -> None:
    publish(client, "needs", a_need("GTM"), callers.focal_point("GTM"))
    checked = sender.check(sender.export(headers, format="csv"), headers)
    assert [code for _, _, code in codes(checked)] == ["other-owner"]
    assert sender.check(sender.export(headers, format="csv", mine="true"), headers)["report"]["errors"] == []


def test_offers_with_capacities_go_out_and_in(client: TestClient, callers: Callers, sender: Sender) -> None:
    headers = callers.focal_point("CRI")
    publish(client, "offers", an_offer("CRI", capacity={"per_year": 4, "remaining": 0}), headers)
    for file_format in FORMATS:
        file = sender.export(headers, "offers", format=file_format)
        assert sender.take(file, headers, "offers")["report"]["unchanged"] == 1


def test_a_text_too_long_for_a_cell_is_left_out_of_a_workbook_and_stays_in_the_register(
    client: TestClient, callers: Callers, sender: Sender
) -> None:
    headers = callers.focal_point("HND")
    long = {tag: {"title": "a", "description": tag * 4900, "status": "human"} for tag in ("pt", "fr", "en", "de")}
    create(client, "needs", a_need("HND", translations=long), headers)
    file = sender.export(headers, format="xlsx")
    aside = openpyxl.load_workbook(io.BytesIO(file)).worksheets[1]
    assert [cell.value for cell in aside[1]][1:] == ["translations"]
    assert sender.take(file, headers)["report"]["unchanged"] == 1
    assert sender.take(sender.export(headers, format="csv"), headers)["report"]["unchanged"] == 1
