"""A file's rows as the preview shows them: what becomes of each, and what does not fit beside its cell."""

from dataclasses import dataclass

from app.exchange import columns
from app.records.rules import Kind
from schemas.imports import ImportRowOut


@dataclass(frozen=True, slots=True)
class ShownCell:
    """``changes``: the update writes it; ``faults``: why it does not fit, in the reader's language."""

    column: str
    value: str
    changes: bool
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """``title``: the record's in the file, or empty; ``told``: cells to be seen at once, those that change or do not
    fit; ``others``: the rest; ``faults``: of the row as a whole."""

    row: int
    outcome: str
    record_id: str | None
    title: str
    told: tuple[ShownCell, ...]
    others: tuple[ShownCell, ...]
    faults: tuple[str, ...]


def shown(kind: Kind, row: ImportRowOut) -> ShownRow:
    """The row with its faults sorted to their cells; a cell that is missing stands there empty."""
    faults: dict[str, list[str]] = {}
    for error in row.errors:
        faults.setdefault(error.column or "", []).append(error.message)
    given = {cell.column: cell.value for cell in row.cells if cell.column}
    missing = {column: "" for column in faults if column and column not in given}
    cells = [
        ShownCell(column, value, _field(kind, column) in row.changed, tuple(faults.get(column, ())))
        for column, value in {**given, **missing}.items()
    ]
    return ShownRow(
        row=row.row,
        outcome=row.outcome,
        record_id=row.record_id,
        title=next((cell.value for cell in cells if _field(kind, cell.column) == "title"), ""),
        told=tuple(cell for cell in cells if cell.faults or cell.changes),
        others=tuple(cell for cell in cells if not (cell.faults or cell.changes)),
        faults=tuple(faults.get("", ())),
    )


def _field(kind: Kind, header: str) -> str:
    """The field of a record that a column is part of; empty when none."""
    column = columns.find(kind, header)
    if column is not None and column.name in {"source", "external_id"}:
        return "external_ids"
    return column.path[0] if column is not None and column.path else ""
