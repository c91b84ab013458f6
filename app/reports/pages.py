"""``/{language}/statement``: the consolidated statement as a heat matrix, with deserts and idle supply."""

from dataclasses import replace
from itertools import groupby
from typing import Any

from fastapi import Request, Response
from pydantic import ValidationError

from app.access.permissions import Permission, declares
from app.core.errors import Invalid
from app.registry.present import organizations_out
from app.reports import present, rows, service, wording
from app.reports.present import Matrix
from app.reports.rules import COUNTRY
from app.reports.tiles import tile_map
from app.web.dependencies import Reading
from app.web.house import house_of
from app.web.pages import page_router, render
from app.web.problems import fields_of
from schemas.reports import CellOut, RowsQuery, StatementOut, StatementQuery

router = page_router()
#: What the form asks; ``show`` is the page's own.
ASKED = ("as_of", "since", "group", "level")
#: How many idle offers the page lists; the downloads have all.
MOST_IDLE = 8
#: Definitions under the matrix.
DEFINED = (wording.NEEDS, wording.OFFERS, wording.ANSWERABLE, wording.UNMET, wording.SECTOR_NAME, wording.AGE)


@router.get("/statement", openapi_extra=declares(Permission.READ_PUBLIC))
def show_statement(request: Request, ctx: Reading) -> Response:
    """Needs and offers by sector and country, and which needs can be answered."""
    query = _query(request)
    statement = service.statement(ctx, house_of(request).index, query)
    out = present.statement_out(ctx, statement)
    show = "offers" if request.query_params.get("show") == "offers" else "needs"
    page = {
        "here": "statement",
        "asked": query,
        "show": show,
        "pairs": [(name, getattr(query, name)) for name in ASKED],
        "matrix": _where_any(present.matrix(ctx, statement), show),
        "statement": out,
        "deserts": _by_sector(out),
        "ageing": statement.ageing,
        "tiles": tile_map({cell.country: cell for cell in statement.cells((COUNTRY,))}),
        "idle": (out.idle_supply or [])[:MOST_IDLE],
        "groups": ctx.vocabulary.names("groups", ctx.language, out.as_of),
        "definitions": DEFINED,
        "organizations": organizations_out(ctx),
    }
    return render(request, "reports/statement.html", page)


@router.get("/statement/records", openapi_extra=declares(Permission.READ_PUBLIC))
def show_statement_records(request: Request, ctx: Reading) -> Response:
    """The records behind a figure, as they stood on its day."""
    try:
        query = RowsQuery.model_validate({name: value for name, value in request.query_params.items() if value})
    except ValidationError as error:
        raise Invalid("invalid-parameter", fields_of(error.errors(), "")) from None
    page = {
        "here": "statement",
        "asked": query,
        "pairs": [(name, value) for name, value in request.query_params.items() if name != "cursor"],
        "found": rows.rows(ctx, house_of(request).index, query),
        "organizations": organizations_out(ctx),
    }
    return render(request, "reports/records.html", page)


def _query(request: Request) -> StatementQuery:
    """Raises Invalid for a value that does not fit; parameters that are not ours are passed over."""
    found: dict[str, Any] = {name: request.query_params[name] for name in ASKED if request.query_params.get(name)}
    try:
        return StatementQuery.model_validate(found)
    except ValidationError as error:
        raise Invalid("invalid-parameter", fields_of(error.errors(), "")) from None


def _where_any(whole: Matrix, side: str) -> Matrix:
    """Only the sectors and countries that have any needs (or offers)."""
    rows = [place for place, head in enumerate(whole.sectors) if getattr(head.total.cell, side)]
    columns = [place for place, head in enumerate(whole.countries) if getattr(head.total.cell, side)]
    return replace(
        whole,
        sectors=tuple(whole.sectors[row] for row in rows),
        countries=tuple(whole.countries[column] for column in columns),
        boxes=tuple(tuple(whole.boxes[row][column] for column in columns) for row in rows),
    )


def _by_sector(out: StatementOut) -> list[tuple[str | None, list[CellOut]]]:
    """Deserts grouped by sector, in the order of the matrix."""
    cells = out.deserts or []
    return [(sector, list(found)) for sector, found in groupby(cells, key=lambda cell: cell.sector)]
