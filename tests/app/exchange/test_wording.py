"""Every code that reading or judging a file may give has its words, and no words of imports lie idle."""

import ast
from collections.abc import Iterator
from pathlib import Path

from app.exchange import wording
from app.web.refusals import DETAILS, FIELDS

ROOM = Path(__file__).parents[3] / "app" / "exchange"
#: Call → place of the code among its arguments.
ROW_CODES = {"Misfit": 0, "RowError": 1, "_Against": 1, "error": 1}
REASONS, NOTES = {"Refused": 1}, {"note": 0}


def said(places: dict[str, int]) -> Iterator[str]:
    """The codes that are written out in such calls."""
    for file in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in places and len(node.args) > places[name]:
                yield from literals(node.args[places[name]])


def literals(node: ast.expr) -> Iterator[str]:
    branches = (node.body, node.orelse) if isinstance(node, ast.IfExp) else (node,)
    for one in branches:
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value


def test_every_code_of_a_row_has_its_words() -> None:
    found = set(said(ROW_CODES))
    assert {"doubtful-country", "repeated-row", "invalid-json"} <= found
    assert not found - wording.WORDS.keys() - FIELDS.keys() - DETAILS.keys()


def test_no_words_lie_idle() -> None:
    elsewhere = {"garbled", "unknown-column"} | {"too-large", "unreadable-file"}
    assert set(said(ROW_CODES)) | elsewhere >= wording.WORDS.keys()
    reasons = set(said(REASONS)) | {"limits", "workbook-entities", "workbook-damaged"}
    assert reasons == wording.REASONS.keys()
    assert set(said(NOTES)) == wording.NOTES.keys()
