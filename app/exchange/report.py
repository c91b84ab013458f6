"""The report of an import as it is kept: codes and facts, counted; the words come when it is shown."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

from app.core.errors import Fact
from app.exchange.judging import Verdict
from app.exchange.rows import Header, Reading, RowError
from app.exchange.rules import MOST_ERRORS, MOST_FAULTS, MOST_VALUE


@dataclass(slots=True)
class Report:
    """Gathers what is said of rows, at most ``MOST_ERRORS`` of them in words, and of the file."""

    rows: int = 0
    create: int = 0
    update: int = 0
    unchanged: int = 0
    error_count: int = 0
    sheet: str | None = None
    errors: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)

    def count(self, header: Header, reading: Reading, verdict: Verdict) -> None:
        """One row and what it came to."""
        self.rows += 1
        if verdict.outcome != "error":
            setattr(self, verdict.outcome, getattr(self, verdict.outcome) + 1)
        for error in verdict.errors:
            self.add(verdict.number, error, header, reading.raw.get(error.column))

    def add(self, row: int | None, error: RowError, header: Header | None = None, value: Any = None) -> None:
        """``row``: None for the file as a whole."""
        self.error_count += 1
        if len(self.errors) >= MOST_ERRORS:
            return
        self.errors.append(self._fault(row, error, header, value))

    def _fault(self, row: int | None, error: RowError, header: Header | None, value: Any) -> dict[str, Any]:
        column = header.written.get(error.column, error.column) if header else error.column
        return {
            "sheet": self.sheet,
            "row": row,
            "column": excerpt(column) or None,
            "code": error.code,
            "value": excerpt(error.facts.get("value") if value is None else value),
            "facts": {name: safe(fact) for name, fact in error.facts.items()},
        }

    def shown(self, header: Header, reading: Reading, verdict: Verdict) -> Verdict:
        """The verdict with what readers are shown of its row: cells that are not empty, and what does not fit."""
        cells = (
            (excerpt(header.written.get(name, name)) or "", excerpt(value) or "") for name, value in reading.raw.items()
        )
        faults = (
            self._fault(verdict.number, error, header, reading.raw.get(error.column))
            for error in verdict.errors[:MOST_FAULTS]
        )
        return replace(verdict, cells=tuple(cell for cell in cells if cell[1].strip()), faults=tuple(faults))

    def note(self, code: str, facts: dict[str, Fact]) -> None:
        self.notes.append({"code": code, "facts": {name: safe(fact) for name, fact in facts.items()}})

    def document(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "rows": self.rows,
            "create": self.create,
            "update": self.update,
            "unchanged": self.unchanged,
            "error_count": self.error_count,
            "errors": self.errors,
            "notes": self.notes,
        }


def excerpt(value: Any) -> str | None:
    """The beginning of a cell, with a mark for every character that a register could not keep; None for no cell."""
    if value is None:
        return None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return str(safe(text[:MOST_VALUE]))


def safe(fact: Fact) -> Fact:
    """With a mark for every character that a store or a terminal might not take."""
    if not isinstance(fact, str):
        return fact
    return "".join(character if character.isprintable() else "\ufffd" for character in fact)
