"""The statement as files."""

import csv
from collections.abc import Callable
from io import BytesIO, StringIO
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from app.reports.sheets import plain
from tests.app.callers import Callers
from tests.app.factories import an_offer, publish, register
from tests.app.reports.conftest import PORTS, Document, Read

Enter = Callable[..., Document]
FIGURES = ("offers", "needs", "answerable", "unmet", "median_age_days")


@pytest.fixture
def filled(client: TestClient, callers: Callers, enter: Enter) -> None:
    enter("offers", "CRI")
    enter("offers", "BRA", title="=HYPERLINK(1)", capacity={"remaining": 0})
    enter("needs", "HND", sectors=["12220", "11120"])
    enter("needs", "PER", **PORTS)
    agency = register(client, callers.administrator())
    publish(client, "offers", an_offer(None, organization=agency, sectors=["all"]), callers.agency(agency))


def _file(client: TestClient, language: str = "en", **asked: str) -> Any:
    answer = client.get("/api/v1/statement", params=asked, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    name = f'attachment; filename="statement-2026-09-01.{asked["format"]}"'
    assert answer.headers["Content-Disposition"] == name
    return answer


def _expected(cell: Document, day: str = "2026-09-01") -> list[Any]:
    return [day, cell["sector"], cell["country"], *(cell[name] for name in FIGURES)]


@pytest.mark.parametrize("by", ["sector,country", "sector", "country"])
def test_the_csv_says_what_the_json_says(client: TestClient, filled: None, read: Read, by: str) -> None:
    text = _file(client, format="csv", by=by).content.decode("utf-8-sig")
    header, *lines = csv.reader(StringIO(text))
    assert header[:3] == ["As of", "Sector code", "Sector"]
    wanted = [["" if value is None else str(value) for value in _expected(row)] for row in read(by=by)["rows"]]
    assert [[line[0], line[1], line[3], *line[5:]] for line in lines] == wanted


def test_the_workbook_says_what_the_json_says(client: TestClient, filled: None, read: Read) -> None:
    found = read()
    book = load_workbook(BytesIO(_file(client, format="xlsx").content))
    assert book.sheetnames == ["Statement", "Deserts", "Idle supply", "Definitions"]
    _, *lines = book["Statement"].values
    figures = [[line[0], line[1], line[3], *line[5:]] for line in lines]
    assert figures[:-1] == [_expected(row) for row in found["rows"]]
    assert figures[-1] == _expected(found["totals"])
    _, *deserts = book["Deserts"].values
    assert [line[3] for line in deserts] == [cell["country"] for cell in found["deserts"]]
    _, *idle = book["Idle supply"].values
    assert [line[0] for line in idle] == [entry["offer_id"] for entry in found["idle_supply"]]


def test_the_workbook_defines_its_words_day_and_threshold(client: TestClient, filled: None) -> None:
    book = load_workbook(BytesIO(_file(client, format="xlsx", group="SICA", level="regional").content))
    lines = list(book["Definitions"].values)
    assert lines[:2] == [("As of", "2026-09-01"), ("Threshold", 0.5)]
    assert lines[3:5] == [("Group of countries", "Central American Integration System"), ("Level", "Regional")]
    meanings = dict(lines[lines.index(("Term", "Meaning")) + 1 :])
    assert "reaches the threshold" in meanings["Answerable needs"]
    assert {"As of", "Deserts", "Level", "Median age of needs (days)"} <= set(meanings)


def test_a_text_that_looks_like_a_formula_stays_a_text(client: TestClient, filled: None) -> None:
    book = load_workbook(BytesIO(_file(client, format="xlsx").content))
    cells = [cell for row in book["Idle supply"].iter_rows() for cell in row if cell.value == "=HYPERLINK(1)"]
    assert [cell.data_type for cell in cells] == ["s"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_no_cell_of_a_csv_begins_a_formula(text: str) -> None:
    assert plain(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Perú", -5, 2.5, None, ""])
def test_other_cells_of_a_csv_stay_as_they_are(value: object) -> None:
    assert plain(value) == value  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["es", "pt", "fr", "en"])
def test_names_are_in_the_language_of_the_reader(client: TestClient, filled: None, language: str) -> None:
    answer = _file(client, language, format="csv")
    assert answer.headers["Content-Language"] == language
    assert {"es": "Salud", "pt": "Saúde", "fr": "Santé", "en": "Health"}[language] in answer.content.decode()
