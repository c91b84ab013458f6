"""From figures to the contract, and to the matrix that pages show."""

from dataclasses import dataclass
from urllib.parse import urlencode

from app.core.context import Context
from app.core.text import fold
from app.matches.present import near_miss_out
from app.reports import wording
from app.reports.rules import COUNTRY, SECTOR, Cell
from app.reports.service import Idle, Statement
from schemas.matches import Engine
from schemas.reports import CellOut, IdleOut, RecordsOut, StatementOut

API = "/api/v1"


def statement_out(ctx: Context, statement: Statement) -> StatementOut:
    """The statement as the contract has it."""
    engine, idle, deserts = statement.engine, statement.idle, statement.deserts
    return StatementOut.model_validate(
        {
            "as_of": statement.as_of,
            "engine": engine
            and Engine(version=engine.version, weights=engine.weights, index_fingerprint=engine.fingerprint),
            "threshold": statement.threshold,
            "by": list(statement.by),
            "group": statement.group,
            "level": statement.level,
            "since": statement.since,
            "rows": [_cell_out(statement, cell, statement.by) for cell in statement.cells()],
            "totals": _cell_out(statement, statement.totals, ()),
            "records_in_several_cells": statement.in_several_cells,
            "deserts": None if deserts is None else [_cell_out(statement, c, statement.by) for c in deserts],
            "idle_supply": None if idle is None else [_idle_out(ctx, entry) for entry in idle],
        }
    )


def _cell_out(statement: Statement, cell: Cell, by: tuple[str, ...]) -> CellOut:
    return CellOut(
        sector=cell.sector,
        country=cell.country,
        offers=cell.offers,
        needs=cell.needs,
        answerable=cell.answerable,
        unmet=cell.unmet,
        median_age_days=cell.median_age_days,
        records=_records(statement, cell, by, API),
    )


def _records(statement: Statement, cell: Cell, by: tuple[str, ...], root: str) -> RecordsOut:
    """Addresses of the lists under ``root``; a side without records has an empty list."""
    if not statement.live or statement.since is not None:
        return _rows(statement, cell, by, root)
    narrowed = narrowing(statement, cell, by)
    if root != API:
        # pages of lists know no stages
        del narrowed["stage"]
    query = urlencode(narrowed, safe=":")
    return RecordsOut(offers=f"{root}/offers?{query}", needs=f"{root}/needs?{query}")


def _rows(statement: Statement, cell: Cell, by: tuple[str, ...], root: str) -> RecordsOut:
    """Lists know today's records; for a past day or a period the statement's own list has them."""
    asked = {"as_of": statement.as_of, "since": statement.since, "level": statement.level}
    asked |= {name: value for name, value in narrowing(statement, cell, by).items() if name != "stage"}
    query = urlencode({name: value for name, value in asked.items() if value is not None}, safe=":")
    address = f"{root}/statement/records?{query}"
    return RecordsOut(offers=f"{address}&kind=offer", needs=address)


def narrowing(statement: Statement, cell: Cell, by: tuple[str, ...]) -> dict[str, str]:
    """The filters of a list that shows the records of a cell, to whoever asks: ``stage`` leaves out one's own drafts,
    ``group`` a coordinator's usual beginning."""
    found = {"stage": "published"}
    if SECTOR in by:
        found["sector"] = cell.sector or "all"
    if COUNTRY in by and cell.country is None:
        return found | {"owner": "organization", "group": "all"}
    if COUNTRY in by and cell.country is not None:
        return found | {"country": cell.country}
    return found | {"group": statement.group or "all"}


def _idle_out(ctx: Context, idle: Idle) -> IdleOut:
    offer = idle.offer
    return IdleOut(
        offer_id=offer.id,
        title=offer.title,
        language=offer.language,
        country=offer.country,
        organization=offer.organization,
        sectors=[sector for sector in offer.sectors if sector is not None],
        nearest=near_miss_out(ctx, idle.nearest, other_is_offer=False) if idle.nearest else None,
    )


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the matrix. ``cell``: its figures; ``share_unmet``: in [0, 1], None without needs or when nobody
    counted; ``links``: addresses of the pages with its records."""

    cell: Cell
    share_unmet: float | None
    links: RecordsOut


@dataclass(frozen=True, slots=True)
class Head:
    """A row's or column's head: ``code`` None is the bucket without one; ``total`` counts each record once."""

    code: str | None
    name: str
    total: Box


@dataclass(frozen=True, slots=True)
class Matrix:
    """Sectors down, countries across; ``boxes[row][column]`` is None where there is nothing."""

    sectors: tuple[Head, ...]
    countries: tuple[Head, ...]
    boxes: tuple[tuple[Box | None, ...], ...]
    total: Box


def matrix(ctx: Context, statement: Statement) -> Matrix:
    """The statement as a heat matrix, whatever ``by`` it was asked with; links lead to pages in the reader's language.

    Sectors by SEGIB's number, countries by name; offers to all sectors and those of organizations come last.
    """

    def box(cell: Cell, by: tuple[str, ...]) -> Box:
        return Box(cell, _share_unmet(cell), _records(statement, cell, by, f"/{ctx.language}"))

    def heads(by: str, name: wording.Naming) -> dict[str | None, Head]:
        cells = {getattr(cell, by): cell for cell in statement.cells((by,))}
        return {code: Head(code, name(ctx, code), box(cell, (by,))) for code, cell in cells.items()}

    rows = heads(SECTOR, wording.sector_name)
    columns = heads(COUNTRY, wording.country_name)
    both = (SECTOR, COUNTRY)
    inner = {(cell.sector, cell.country): box(cell, both) for cell in statement.cells(both)}
    across = sorted(columns.values(), key=lambda head: (head.code is None, fold(head.name)))
    boxes = tuple(tuple(inner.get((row, column.code)) for column in across) for row in rows)
    return Matrix(tuple(rows.values()), tuple(across), boxes, box(statement.totals, ()))


def _share_unmet(cell: Cell) -> float | None:
    return None if cell.unmet is None or cell.needs == 0 else round(cell.unmet / cell.needs, 6)
