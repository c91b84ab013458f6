"""What the reading process says, one JSON document a line.

``{"note": code, "facts"}`` something to know · ``{"sheet", "row", "header": […]}`` the names of columns ·
``{"row", "cells": […]}`` a row of a table · ``{"row", "item": {…}}`` a record of a JSON file ·
``{"row", "error": code, "value"}`` a row that cannot be read · ``{"failed": code, "reason", "facts"}`` the file
cannot be read · ``{"end": rows}`` all was said. Without one of the last two, the process was stopped by a limit.
"""

import json
from dataclasses import dataclass
from typing import Any, TextIO

Cell = str | int | float | bool | None
UNREADABLE, TOO_LARGE = "unreadable-file", "too-large"
MOST_COLUMNS = 200
#: Characters of one cell; the longest legitimate one holds twenty translations.
LONGEST_CELL = 300_000


class Refused(Exception):
    """The file cannot be read at all. ``code`` is one of the two above, ``reason`` says exactly why."""

    def __init__(self, code: str, reason: str, **facts: int | str) -> None:
        super().__init__(reason)
        self.code, self.reason, self.facts = code, reason, facts


@dataclass
class Teller:
    """Writes the lines; ``most_rows``: how many rows may be told. ``sheet``: the sheet being read, or None."""

    out: TextIO
    most_rows: int
    rows: int = 0

    def note(self, code: str, **facts: int | str) -> None:
        self._say({"note": code, "facts": facts})

    def header(self, row: int, names: list[Cell], sheet: str | None = None) -> None:
        """Raises Refused for too many columns."""
        _check_width(names)
        self._say({"sheet": sheet, "row": row, "header": ["" if n is None else str(n) for n in names]})

    def cells(self, row: int, cells: list[Cell]) -> None:
        """Raises Refused for too many columns or rows, or too long a cell."""
        _check_width(cells)
        for cell in cells:
            if isinstance(cell, str) and len(cell) > LONGEST_CELL:
                raise Refused(TOO_LARGE, "cell-too-long", row=row, most=LONGEST_CELL)
        self._count()
        self._say({"row": row, "cells": cells})

    def item(self, row: int, item: dict[str, Any]) -> None:
        """Raises Refused for too many rows."""
        self._count()
        self._say({"row": row, "item": item})

    def error(self, row: int, code: str, value: str) -> None:
        self._count()
        self._say({"row": row, "error": code, "value": value[:80]})

    def failed(self, refused: Refused) -> None:
        self._say({"failed": refused.code, "reason": refused.reason, "facts": refused.facts})

    def end(self) -> None:
        self._say({"end": self.rows})

    def _count(self) -> None:
        self.rows += 1
        if self.rows > self.most_rows:
            raise Refused(TOO_LARGE, "too-many-rows", most=self.most_rows)

    def _say(self, document: dict[str, Any]) -> None:
        self.out.write(json.dumps(document) + "\n")


def _check_width(cells: list[Cell]) -> None:
    if len(cells) > MOST_COLUMNS:
        raise Refused(TOO_LARGE, "too-many-columns", most=MOST_COLUMNS)


def trimmed(cells: list[Cell]) -> list[Cell]:
    """Without the empty cells at the end."""
    end = len(cells)
    while end and (cells[end - 1] is None or cells[end - 1] == ""):
        end -= 1
    return cells[:end]
