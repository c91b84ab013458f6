"""From the cells of a row to what they say of a record. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.errors import Fact
from app.exchange import columns
from app.exchange.accents import is_garbled
from app.exchange.cells import Words, read
from app.exchange.columns import Column, Use
from app.exchange.misfits import Misfit
from app.records.rules import Kind


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a row does not fit. ``column``: our name of it, empty for the row as a whole."""

    column: str
    code: str
    facts: dict[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Header:
    """Which column stands where. ``written``: our name → the file's own; a JSON file has no header."""

    kind: Kind
    columns: tuple[Column | None, ...] = ()
    written: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """What a row says: ``patch`` of the content, ``keys``, ``owner`` and ``checks`` by column, and what does not fit.
    ``raw``: the cells as they stand, by column."""

    number: int
    patch: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    owner: dict[str, str] = field(default_factory=dict)
    checks: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether the row could be told into its cells; else nothing more can be said of it."""
        return all(error.column for error in self.errors)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The (source, id) pairs by which the record is known elsewhere."""
        given = [item for item in self.patch.get("external_ids") or () if isinstance(item, dict)]
        return [(str(item.get("source")), str(item.get("id"))) for item in given]


def read_header(kind: Kind, names: Sequence[str]) -> tuple[Header, list[RowError]]:
    """The columns of a table, and what is wrong with its header: unknown, repeated, or no columns at all."""
    found = tuple(columns.find(kind, name) if name.strip() else None for name in names)
    errors: list[RowError] = []
    written: dict[str, str] = {}
    for name, column in zip(names, found, strict=True):
        if column is None:
            if name.strip():
                errors.append(RowError(name.strip()[:80], _unknown(name)))
        elif column.name in written:
            errors.append(RowError(name.strip()[:80], "repeated-column"))
        else:
            written[column.name] = name.strip()
    if not written:
        errors.insert(0, RowError("", "no-header"))
    return Header(kind, found, written), errors


def _unknown(name: str) -> str:
    return "garbled" if is_garbled(name) else "unknown-column"


def read_cells(words: Words, header: Header, number: int, cells: Sequence[Any], *, is_ragged: bool) -> Reading:
    """A row of a table. ``is_ragged``: whether every row must have as many cells as the header (CSV)."""
    reading = Reading(number)
    if len(cells) > len(header.columns) or (is_ragged and len(cells) < len(header.columns)):
        reading.errors.append(RowError("", "ragged-row", {"cells": len(cells), "columns": len(header.columns)}))
        return reading
    for column, cell in zip(header.columns, cells, strict=False):
        if column is not None:
            reading.raw[column.name] = cell
        elif not _is_empty(cell):
            reading.errors.append(RowError("", "unnamed-column", {"value": str(cell)[:80]}))
    if _repeats(header, reading.raw):
        reading.errors.append(RowError("", "repeated-header"))
        return reading
    given = ((column, reading.raw[column.name]) for column in header.columns if column and column.name in reading.raw)
    _take(words, reading, ((column, cell) for column, cell in given if not _is_empty(cell)))
    return reading


def read_item(words: Words, kind: Kind, number: int, item: dict[str, Any]) -> tuple[Reading, frozenset[str]]:
    """A record of a JSON file, and the names of computed columns in it."""
    reading = Reading(number)
    given: list[tuple[Column, Any]] = []
    computed: set[str] = set()
    for name, value in item.items():
        column = columns.find(kind, name)
        if column is None:
            reading.errors.append(RowError(name[:80], _unknown(name)))
        elif column.name in reading.raw:
            reading.errors.append(RowError(name[:80], "repeated-column"))
        elif column.use is Use.COMPUTED:
            computed.add(column.name)
        elif value != "":
            reading.raw[column.name] = value
            given.append((column, value))
    _take(words, reading, iter(given))
    return reading, frozenset(computed)


def _is_empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _repeats(header: Header, raw: Mapping[str, Any]) -> bool:
    """Whether the row is the header once more, as in files pasted together."""
    return len(header.written) > 1 and all(
        isinstance(raw.get(name), str) and raw[name].strip() == said for name, said in header.written.items()
    )


def _take(words: Words, reading: Reading, given: Iterator[tuple[Column, Any]]) -> None:
    for column, cell in given:
        if cell is None:
            if column.path:
                _put(reading.patch, column.path, None)
            continue
        try:
            _sort(reading, column, _value(words, column, cell))
        except Misfit as misfit:
            reading.errors.append(RowError(column.name, misfit.code, misfit.facts))
    _add_pair(reading)


def _value(words: Words, column: Column, cell: Any) -> Any:
    if isinstance(cell, str) and is_garbled(cell):
        raise Misfit("garbled")
    return read(words, column.form, cell)


def _sort(reading: Reading, column: Column, value: Any) -> None:
    if column.use is Use.CONTENT:
        _put(reading.patch, column.path, value)
    elif column.use is Use.OWNER:
        reading.owner[column.name] = value
    elif column.use is Use.KEY:
        reading.keys[column.name] = value.strip()
    elif column.use is Use.CHECK:
        reading.checks[column.name] = value


def _put(patch: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for name in path[:-1]:
        inner = patch.get(name)
        patch[name] = inner if isinstance(inner, dict) else {}
        patch = patch[name]
    old = patch.get(path[-1])
    patch[path[-1]] = old | value if isinstance(old, dict) and isinstance(value, dict) else value


def _add_pair(reading: Reading) -> None:
    """``source`` and ``external_id`` are one more external id."""
    source, number = reading.keys.get("source"), reading.keys.get("external_id")
    if source and number:
        pair = {"source": source, "id": number}
        others = reading.patch.get("external_ids") or []
        reading.patch["external_ids"] = others if pair in others else [*others, pair]
    elif source or number:
        reading.errors.append(RowError("external_id" if source else "source", "missing"))
