"""CSV: separators comma, semicolon and tab; quotes as RFC 4180 has them."""

import csv
import io
import re

from app.exchange.formulas import disarmed
from app.exchange.reader.saying import LONGEST_CELL, TOO_LARGE, UNREADABLE, Cell, Refused, Teller, trimmed

SEPARATORS = (",", ";", "\t")
_SAID = re.compile(r"sep=(.)\r?\n")
_QUOTED = re.compile(r'"[^"]*"')


def read_separated(text: str, teller: Teller) -> None:
    """Tell header and rows; rows are counted as a spreadsheet counts them, from 1. Raises Refused."""
    csv.field_size_limit(LONGEST_CELL)
    said = _SAID.match(text)
    separator = said.group(1) if said else _separator(text)
    if separator != ",":
        teller.note("separator", separator={"\t": "TAB"}.get(separator, separator))
    rows = csv.reader(io.StringIO(text[said.end() :] if said else text, newline=""), delimiter=separator, strict=True)
    number, width = (1 if said else 0), 0
    try:
        for row in rows:
            number += 1
            cells: list[Cell] = [disarmed(cell) for cell in row]
            if not trimmed(cells):
                continue
            if width:
                teller.cells(number, _fitted(cells, width))
            else:
                cells = trimmed(cells)
                width = len(cells)
                teller.header(number, cells)
    except csv.Error as error:
        if "field limit" in str(error):
            raise Refused(TOO_LARGE, "cell-too-long", row=number + 1, most=LONGEST_CELL) from None
        raise Refused(UNREADABLE, "bad-quotes", row=number + 1) from None
    if not width:
        raise Refused(UNREADABLE, "empty-file")


def _separator(text: str) -> str:
    """The one that occurs most in the header, outside quotes."""
    first = _QUOTED.sub("", text.lstrip()[:100_000]).split("\n", 1)[0]
    return max(SEPARATORS, key=first.count)


def _fitted(cells: list[Cell], width: int) -> list[Cell]:
    """Without empty cells beyond the header; a row that is too short stays so."""
    return cells if len(cells) <= width else cells[:width] + trimmed(cells[width:])
