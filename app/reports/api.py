"""``/api/v1/statement``: the same figures as JSON, CSV and XLSX."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.access.permissions import Permission, declares
from app.matches.api import Keeper
from app.reports import present, service, sheets
from app.web.dependencies import Reading
from app.web.openapi import errors
from schemas.reports import StatementOut, StatementQuery

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
