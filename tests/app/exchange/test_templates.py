"""A template in any language can be filled in with its own words and sent back."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from app.exchange import columns, wording
from app.exchange.cells import Words, read
from app.records.rules import Kind
from app.web.house import House
from tests.app.callers import Callers
from tests.app.exchange.sending import Sender

LANGUAGES = ("es", "pt", "fr", "en")
WORDS = {"title": "Título", "description": "Texto", "objective": "Meta", "institution": "Secretaría", "sdg": "3; 3.2"}


def template(client: TestClient, language: str, kind: str = "needs", file_format: str = "xlsx") -> bytes:
    answer = client.get(f"/{language}/desk/import/template.{file_format}?kind={kind}")
    assert answer.status_code == 200, answer.text
    assert f"{kind}-{language}.{file_format}" in answer.headers["content-disposition"]
    return answer.content


def named(kind: Kind, sheet: Any) -> dict[str, int]:
    """Our column → its place in the first sheet."""
    headers = [cell.value for cell in sheet[1]]
    found = [columns.find(kind, header) for header in headers]
    assert all(found), headers
    return {column.name: place for place, column in enumerate(found, 1) if column}


def lists(book: Any) -> dict[str, list[str]]:
    """Header (without its mark) → the names that can be chosen."""
    sheet = book.worksheets[2]
    return {
        column[0].value: [cell.value for cell in column[1:] if cell.value]
        for column in sheet.iter_cols()
        if column[0].value
    }


def filled(book: Any, kind: Kind, place: int) -> bytes:
    """A row with the choice at ``place`` of every list, and what the explanations give as example elsewhere."""
    sheet, choices = book.worksheets[0], lists(book)
    for name, column in named(kind, sheet).items():
        chosen = choices.get(str(sheet.cell(1, column).value).rstrip("*"))
        text = chosen[place % len(chosen)] if chosen else WORDS.get(name)
        if text is not None:
            sheet.cell(2, column).value = text
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(Kind))
def test_a_template_filled_with_its_own_lists_is_taken(
    client: TestClient, callers: Callers, sender: Sender, language: str, kind: Kind
) -> None:
    headers = callers.focal_point("HND")
    book = openpyxl.load_workbook(io.BytesIO(template(client, language, kind.plural)))
    applied = sender.take(filled(book, kind, 1), headers, kind.plural)
    assert applied["report"]["notes"] == []
    [record] = sender.records(headers, kind.plural)
    assert record["completeness"]["missing_mandatory"] == []
    assert (record["sectors"], record["modalities"], record["sdg"]) == (["segib:2"], ["M02"], ["3", "3.2"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_reads_back_as_the_code_beside_it(client: TestClient, house: House, language: str) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(template(client, language))).worksheets[2]
    words, seen = Words(house.vocabulary, {}), 0
    for place in range(1, sheet.max_column, 2):
        column = columns.find(Kind.NEED, sheet.cell(1, place).value)
        assert column is not None
        for row in range(2, sheet.max_row + 1):
            name, code = sheet.cell(row, place).value, sheet.cell(row, place + 1).value
            if name:
                value = read(words, column.form, name)
                assert str(value[0] if isinstance(value, list) else value) == code, (column.name, name)
                seen += 1
    assert seen > 500


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(Kind))
def test_an_empty_template_has_every_column_once_and_no_row(client: TestClient, language: str, kind: Kind) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(client, language, kind.plural)))
    sheet = book.worksheets[0]
    assert sheet.max_row == 1
    expected = {column.name for column in columns.COLUMNS if kind in column.kinds and column.name in wording.HEADERS}
    assert set(named(kind, sheet)) == expected
    [row] = csv.reader(io.StringIO(template(client, language, kind.plural, "csv").decode("utf-8-sig")))
    assert row == [cell.value for cell in sheet[1]]


def test_the_lists_are_offered_where_they_are_filled_in(client: TestClient) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(client, "es")))
    sheet = book.worksheets[0]
    places = {str(rule.sqref) for rule in sheet.data_validations.dataValidation}
    wanted = {"language", "sectors", "modalities", "institution_type", "priority", "cost_sharing"}
    letters = {
        name: sheet.cell(2, place).column_letter for name, place in named(Kind.NEED, sheet).items() if name in wanted
    }
    assert {f"{letter}2:{letter}1001" for letter in letters.values()} <= places


def test_every_column_is_explained(client: TestClient) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(client, "pt")))
    told = {row[0].value: row[2].value for row in book.worksheets[1].iter_rows() if row[2].value}
    assert {cell.value for cell in book.worksheets[0][1]} <= set(told)
    assert set(wording.HINTS) == set(wording.HEADERS)


def test_an_empty_template_says_that_it_has_no_rows(client: TestClient, callers: Callers, sender: Sender) -> None:
    checked = sender.check(template(client, "fr"), callers.focal_point("HND"))
    assert (checked["status"], checked["report"]["rows"], checked["report"]["errors"]) == ("checked", 0, [])


def test_programs_get_the_same_file(client: TestClient) -> None:
    answer = client.get("/api/v1/imports/templates/offers?format=csv", headers={"Accept-Language": "pt"})
    assert answer.content == template(client, "pt", "offers", "csv")
    assert client.get("/api/v1/imports/templates/friends").status_code == 404
    assert client.get("/es/desk/import/template.xlsx?kind=friends").status_code == 422
