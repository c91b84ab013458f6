"""``/api/v1/desk`` and ``/api/v1/countries/{country}/handover``."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from app.access.permissions import Permission, declares
from app.desk import handover, present
from app.web.dependencies import Reading
from app.web.house import house_of
from app.web.openapi import errors
from schemas.accounts import HandoverOut
from schemas.desk import DeskOut

router = APIRouter(prefix="/api/v1", tags=["registry"])
Country = Annotated[str, Path(pattern=r"^[A-Z]{3}$", description="ISO 3166-1 alpha-3.")]


@router.get(
    "/countries/{country}/handover",
    operation_id="read_handover",
    openapi_extra=declares(Permission.READ_HANDOVER),
    responses=errors(401, 403, 404, 503),
)
def read_handover(ctx: Reading, country: Country) -> HandoverOut:
    """Everything of a country that is open, for whoever takes over."""
    return handover.handover(ctx, country)


@router.get(
    "/desk",
    operation_id="read_desk",
    openapi_extra=declares(Permission.OWN_ACCOUNT),
    responses=errors(401, 422, 503),
)
def read_desk(
    request: Request,
    ctx: Reading,
    cursor: Annotated[str | None, Query(max_length=1000, description="Of a further page of one's records.")] = None,
) -> DeskOut:
    """What the caller's desk shows: own needs and who can answer them, what waits, what runs out of date."""
    return present.desk_out(ctx, house_of(request).index, cursor)
