"""XLSX: looked at as a zip first, then read row by row with openpyxl and defusedxml."""

import io
import math
import os
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from app.exchange.reader.saying import TOO_LARGE, UNREADABLE, Cell, Refused, Teller, trimmed

MOST_PARTS = 200
MOST_UNPACKED = 100 * 1024 * 1024
#: How many times a part may grow on unpacking, once it is larger than ``SMALL``.
MOST_GROWTH, SMALL = 150, 10 * 1024 * 1024
LAST_ROW = 1_048_576
#: How XLSX writes a control character in a text, and the underline of a text that only looks so. openpyxl undoes it
#: in shared texts, not in those that stand in their cell.
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|005[Ff])_")
_DAMAGED = "workbook-damaged"


def read_workbook(data: bytes, teller: Teller) -> None:
    """Tell the first sheet that has something. Raises Refused."""
    _check_archive(data)
    workbook = _open(data)
    told = False
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible":
            continue
        rows = _rows(sheet)
        if told:
            if next(rows, None) is not None:
                teller.note("sheet-left-out", sheet=sheet.title[:80])
            continue
        for number, cells in rows:
            if told:
                teller.cells(number, cells)
            else:
                teller.header(number, cells, sheet.title)
                told = True
    if not told:
        raise Refused(UNREADABLE, "empty-file")


def _check_archive(data: bytes) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
        names = {part.filename for part in parts}
        kinds = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError):
        raise Refused(UNREADABLE, _DAMAGED) from None
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(UNREADABLE, "workbook-encrypted")
    if len(parts) > MOST_PARTS:
        raise Refused(TOO_LARGE, "workbook-parts", most=MOST_PARTS)
    if any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise Refused(UNREADABLE, _DAMAGED)
    if b"macroEnabled" in kinds or any(name.endswith("vbaProject.bin") for name in names):
        raise Refused(UNREADABLE, "workbook-macros")
    if "xl/workbook.xml" not in names:
        raise Refused(UNREADABLE, "unknown-format")
    _check_growth(parts)


def _check_growth(parts: list[zipfile.ZipInfo]) -> None:
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused(TOO_LARGE, "workbook-swollen")
    for part in parts:
        if part.file_size > SMALL and part.file_size > MOST_GROWTH * max(part.compress_size, 1):
            raise Refused(TOO_LARGE, "workbook-swollen")


def _open(data: bytes) -> Any:
    # openpyxl would import numpy (slow, and its threads reserve more memory than the limit) and lxml if they are
    # there; without lxml it parses everything with defusedxml.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    os.environ["OPENPYXL_LXML"] = "False"
    import openpyxl  # noqa: PLC0415 - half a second that CSV and JSON need not wait for

    if not openpyxl.DEFUSEDXML:
        msg = "defusedxml is missing"
        raise RuntimeError(msg)
    try:
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl has no errors of its own: a damaged part raises anything
        raise _refused(error) from None


def _refused(error: Exception) -> Refused:
    from defusedxml import DefusedXmlException  # noqa: PLC0415 - as above

    entities = isinstance(error, DefusedXmlException)
    return Refused(UNREADABLE, "workbook-entities" if entities else _DAMAGED)


def _rows(sheet: Any) -> Iterator[tuple[int, list[Cell]]]:
    """Rows that have something, with their numbers. The sheet's own word on its size is not taken."""
    sheet.reset_dimensions()
    rows = sheet.rows
    number = 0
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - openpyxl has no errors of its own: a damaged part raises anything
            raise _refused(error) from None
        number += 1
        if number > LAST_ROW:
            raise Refused(TOO_LARGE, "too-many-rows", most=LAST_ROW)
        if cells := trimmed([_plain(cell) for cell in row]):
            yield number, cells


def _plain(cell: Any) -> Cell:
    """The cell's value as JSON has it; days as ISO text, errors as their sign."""
    value = cell.value
    if isinstance(value, str):
        return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return "#NUM!"
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, int | bool) else str(value)
