"""Everything a reader may see, in a form that can be imported again.

Rows are written to a temporary file while the transaction stands, so that a slow reader holds no connection.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from app.access.permissions import Permission, allows
from app.core.actor import Role
from app.core.clock import stamp
from app.core.context import Context
from app.exchange import columns, queries
from app.exchange.cells import Words, write
from app.exchange.columns import Column
from app.exchange.formulas import armed
from app.records import rules
from app.records.models import Record
from app.records.queries import Filters
from app.records.rules import Kind, Stage
from app.records.service import subject_of

#: Kept in memory up to this size, then in a file.
SPOOLED = 1024 * 1024
LONGEST_IN_XLSX = 32_767
_NO_OWNERS = frozenset({Role.ANONYMOUS, Role.COORDINATOR})
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Export:
    """A finished export: media type, the ending of its name, and an open file at its beginning."""

    media_type: str
    ending: str
    file: IO[bytes]


def export_records(ctx: Context, kind: Kind, filters: Filters, file_format: str) -> Export:
    """All visible records that pass the filters, oldest first. ``file_format``: csv, xlsx, json or jsonl. The caller
    closes the file."""
    media_type, table, write_all = FORMATS[file_format]
    contact = ctx.actor.role not in _NO_OWNERS
    chosen = columns.exported(kind, table=table, contact=contact)
    records = queries.everything(ctx, kind, filters)
    file: IO[bytes] = SpooledTemporaryFile(SPOOLED)  # noqa: SIM115 - handed to the caller open
    write_all(chosen, (row_of(ctx, record) for record in records), Words(ctx.vocabulary, {}), file)
    file.seek(0)
    return Export(media_type, file_format, file)


def row_of(ctx: Context, record: Record) -> Row:
    """A record as a document: content and check columns; the contact only for whoever answers for the record."""
    owner = allows(Permission.READ_OWN, ctx.actor, subject_of(record))
    stage = rules.stage_on(Stage(record.stage), record.expires_on, ctx.today)
    until = record.valid_until
    return {
        **{name: value for name, value in record.content.items() if owner or name != "contact"},
        **({"valid_until": until.isoformat()} if until else {}),
        "id": record.id,
        "stage": stage.value,
        "assured_on": record.assured_on.isoformat() if record.assured_on else None,
        "created_at": stamp(record.created_at),
        "updated_at": stamp(record.updated_at),
    }


def _value(row: Row, column: Column) -> Any:
    """What stands in a column, None when nothing does."""
    value: Any = row
    for name in column.path or (column.name,):
        value = value.get(name) if isinstance(value, dict) else None
    if column.form == "institution" and isinstance(value, dict):
        return value.get("name")
    return value


def _cells(words: Words, chosen: tuple[Column, ...], row: Row) -> Iterator[str | int | None]:
    for column in chosen:
        value = _value(row, column)
        yield None if value is None else write(words, column.form, value)


def _write_csv(chosen: tuple[Column, ...], rows: Iterator[Row], words: Words, file: IO[bytes]) -> None:
    text = io.TextIOWrapper(file, "utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow([column.name for column in chosen])
    for row in rows:
        cells = _cells(words, chosen, row)
        writer.writerow([armed(cell) if isinstance(cell, str) else cell for cell in cells])
    text.detach()


def _write_xlsx(chosen: tuple[Column, ...], rows: Iterator[Row], words: Words, file: IO[bytes]) -> None:
    """Texts are written as texts, never as formulas. What no cell can hold is left empty, and named on a second sheet:
    importing the file again leaves it as it is."""
    import xlsxwriter  # noqa: PLC0415 - half a second that other formats need not wait for

    as_text = dict.fromkeys(("strings_to_formulas", "strings_to_numbers", "strings_to_urls"), False)
    with xlsxwriter.Workbook(file, {**as_text, "constant_memory": True, "in_memory": False}) as workbook:
        sheet = workbook.add_worksheet()
        left_out = []
        sheet.write_row(0, 0, [column.name for column in chosen])
        for number, row in enumerate(rows, 1):
            for place, cell in enumerate(_cells(words, chosen, row)):
                if isinstance(cell, int):
                    sheet.write_number(number, place, cell)
                elif cell is not None and len(cell) <= LONGEST_IN_XLSX:
                    sheet.write_string(number, place, cell)
                elif cell is not None:
                    left_out.append((row["id"], chosen[place].name))
        if left_out:
            aside = workbook.add_worksheet()
            for number, names in enumerate(left_out):
                aside.write_row(number, 0, names)


def _document(chosen: tuple[Column, ...], row: Row) -> str:
    names = (column.name for column in chosen)
    return json.dumps({name: row[name] for name in names if row.get(name) is not None}, ensure_ascii=False)


def _write_json(chosen: tuple[Column, ...], rows: Iterator[Row], _words: Words, file: IO[bytes]) -> None:
    file.write(b'{"items": [')
    for number, row in enumerate(rows):
        file.write((",\n" if number else "\n").encode() + _document(chosen, row).encode())
    file.write(b"\n]}\n")


def _write_lines(chosen: tuple[Column, ...], rows: Iterator[Row], _words: Words, file: IO[bytes]) -> None:
    for row in rows:
        file.write(_document(chosen, row).encode() + b"\n")


Writer = Callable[[tuple[Column, ...], Iterator[Row], Words, IO[bytes]], None]
#: Format → media type, whether it is a table, and who writes it.
FORMATS: dict[str, tuple[str, bool, Writer]] = {
    "csv": ("text/csv; charset=utf-8; header=present", True, _write_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", True, _write_xlsx),
    "json": ("application/json", False, _write_json),
    "jsonl": ("application/jsonl", False, _write_lines),
}


def chunks(export: Export) -> Iterator[bytes]:
    """The file, a piece at a time; closed at the end."""
    with export.file:
        yield from iter(partial(export.file.read, 65_536), b"")
