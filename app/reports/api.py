"""``/api/v1/statement``: the same figures as JSON, CSV and XLSX."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.access.permissions import Permission, declares
from app.matches.api import Keeper
from app.reports import circles, present, rows, service, sheets
from app.web.dependencies import Reading
from app.web.openapi import errors
from schemas.base import CountryCode, ShortLine
from schemas.reports import RowPage, RowsQuery, StatementOut, StatementQuery
from schemas.suggestions import ExchangeLength, ExchangeList

router = APIRouter(prefix="/api/v1", tags=["statement"])
Asking = Annotated[StatementQuery, Query()]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Format → (media type, how it is written).
FILES = {"csv": ("text/csv; charset=utf-8", sheets.csv_of), "xlsx": (XLSX, sheets.xlsx_of)}
_OTHER_FORMS = {
    "content": {
        "text/csv": {"schema": {"type": "string"}},
        XLSX: {"schema": {"type": "string", "format": "binary"}},
    }
}


@router.get(
    "/statement",
    operation_id="read_statement",
    response_model=StatementOut,
    openapi_extra=declares(Permission.READ_PUBLIC),
    responses={**errors(401, 422, 503), 200: _OTHER_FORMS},
)
def read_statement(ctx: Reading, keeper: Keeper, query: Asking) -> StatementOut | Response:
    """Offers and needs by sector and country, how many needs are answerable, deserts and idle supply."""
    found = present.statement_out(ctx, service.statement(ctx, keeper, query))
    if query.format == "json":
        return found
    media_type, write = FILES[query.format]
    headers = {
        "Content-Disposition": f'attachment; filename="statement-{found.as_of}.{query.format}"',
        "Content-Language": ctx.language,
    }
    return Response(write(ctx, found), media_type=media_type, headers=headers)


@router.get(
    "/statement/records",
    operation_id="list_statement_records",
    openapi_extra=declares(Permission.READ_PUBLIC),
    responses=errors(401, 422, 503),
)
def list_statement_records(ctx: Reading, keeper: Keeper, query: Annotated[RowsQuery, Query()]) -> RowPage:
    """The records behind a figure of the statement, as they stood on its day."""
    return rows.rows(ctx, keeper, query)


@router.get(
    "/exchanges",
    operation_id="list_exchanges",
    openapi_extra=declares(Permission.READ_PUBLIC),
    responses=errors(401, 422, 503),
)
def list_exchanges(
    ctx: Reading,
    keeper: Keeper,
    length: Annotated[ExchangeLength | None, Query(description="How many countries; 2 to 4 when not given.")] = None,
    country: Annotated[CountryCode | None, Query(description="One that takes part.")] = None,
    group: Annotated[ShortLine | None, Query(description="Only among its members (`CARICOM`), or `all`.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
) -> ExchangeList:
    """Countries that could help each other, by turns or in a circle, with the best proposal from each to the next."""
    return circles.exchanges(ctx, keeper, circles.Asked(length, country, group, limit))
