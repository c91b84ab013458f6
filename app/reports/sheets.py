"""The statement as a table (CSV) and as a workbook with its definitions (XLSX), in the reader's language."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from xlsxwriter import Workbook

from app.core.context import Context
from app.core.languages import translate
from app.matches.service import acronyms
from app.reports import wording
from app.reports.wording import Column
from schemas.reports import CellOut, IdleOut, StatementOut

Value = str | int | float | None
Row = Sequence[Value]
#: What a spreadsheet would take for the beginning of a formula, in full width too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def plain(value: Value) -> Value:
    """The value as a spreadsheet shows it and never reckons it: an apostrophe before what would be a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def csv_of(ctx: Context, statement: StatementOut) -> bytes:
    """The rows, one line each, every line with the day; UTF-8 with a mark, which spreadsheets ask for."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_headers(ctx, wording.TABLE))
    writer.writerows([plain(value) for value in _row(ctx, statement, cell)] for cell in statement.rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_of(ctx: Context, statement: StatementOut) -> bytes:
    """Statement with its totals, deserts, idle supply, and a sheet that says what the words mean."""
    file = BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, safe) as book:
        book.set_properties({"created": ctx.now.replace(tzinfo=None)})
        rows = [_row(ctx, statement, cell) for cell in statement.rows]
        _sheet(ctx, book, wording.STATEMENT, wording.TABLE, [*rows, _total(ctx, statement)])
        deserts = [_row(ctx, statement, cell) for cell in statement.deserts or ()]
        _sheet(ctx, book, wording.DESERTS, wording.TABLE, deserts)
        names = acronyms(ctx)
        idle = [_idle(ctx, offer, names) for offer in statement.idle_supply or ()]
        _sheet(ctx, book, wording.IDLE_SUPPLY, wording.IDLE, idle)
        _define(ctx, book, statement)
    return file.getvalue()


def _headers(ctx: Context, columns: Iterable[Column]) -> list[str]:
    return [translate(ctx.language, column.header) for column in columns]


def _row(ctx: Context, statement: StatementOut, cell: CellOut) -> list[Value]:
    """In the order of ``wording.TABLE``; a side that is not told apart stays empty."""
    by = statement.by
    return [
        statement.as_of.isoformat(),
        cell.sector,
        wording.sector_name(ctx, cell.sector) if "sector" in by else None,
        cell.country,
        wording.country_name(ctx, cell.country) if "country" in by else None,
        *_figures(cell),
    ]


def _figures(cell: CellOut) -> list[Value]:
    return [cell.offers, cell.needs, cell.answerable, cell.unmet, cell.median_age_days]


def _total(ctx: Context, statement: StatementOut) -> list[Value]:
    name = translate(ctx.language, wording.TOTAL)
    return [statement.as_of.isoformat(), None, name, None, None, *_figures(statement.totals)]


def _idle(ctx: Context, offer: IdleOut, organizations: dict[str, str]) -> list[Value]:
    """In the order of ``wording.IDLE``. ``organizations``: id → acronym."""
    owner = organizations[offer.organization] if offer.organization else wording.country_name(ctx, offer.country)
    sectors = [wording.sector_name(ctx, sector) for sector in (offer.sectors or (None,))]
    nearest = offer.nearest
    told = [nearest.need_id, nearest.sentence] if nearest else [None, None]
    return [offer.offer_id, offer.title, owner, "; ".join(sectors), *told]


def _sheet(ctx: Context, book: Any, name: str, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    sheet = book.add_worksheet(translate(ctx.language, name)[:31])
    sheet.write_row(0, 0, _headers(ctx, columns), book.add_format({"bold": True}))
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, row)
    sheet.autofit(300)


def _define(ctx: Context, book: Any, statement: StatementOut) -> None:
    """Facts of this statement, then what its words mean."""
    facts, meanings = _facts(ctx, statement), _meanings()
    sheet = book.add_worksheet(translate(ctx.language, wording.DEFINITIONS)[:31])
    for number, (name, value) in enumerate(facts):
        sheet.write_row(number, 0, [translate(ctx.language, name), value])
    head = [translate(ctx.language, words) for words in (wording.TERM, wording.MEANING)]
    sheet.write_row(len(facts) + 1, 0, head, book.add_format({"bold": True}))
    for number, words in enumerate(meanings, start=len(facts) + 2):
        sheet.write_row(number, 0, [translate(ctx.language, part) for part in words])
    sheet.autofit(600)


def _facts(ctx: Context, statement: StatementOut) -> list[tuple[str, Value]]:
    engine, level = statement.engine, statement.level
    judged = f"{engine.version}, {engine.weights}, {engine.index_fingerprint}" if engine else None
    return [
        (wording.AS_OF.header, statement.as_of.isoformat()),
        (wording.THRESHOLD, statement.threshold),
        (wording.ENGINE, judged),
        (wording.GROUP, statement.group and ctx.vocabulary.name("groups", statement.group, ctx.language)),
        (wording.LEVEL, level and ctx.vocabulary.name("levels", level, ctx.language)),
        (wording.IN_SEVERAL, statement.records_in_several_cells),
    ]


def _meanings() -> list[tuple[str, str]]:
    columns = [(column.header, column.meaning) for column in (*wording.TABLE, *wording.IDLE)]
    return [
        *columns,
        (wording.DESERTS, wording.DESERTS_MEANING),
        (wording.GROUP, wording.GROUP_MEANING),
        (wording.LEVEL, wording.LEVEL_MEANING),
    ]
