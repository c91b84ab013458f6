"""``/api/v1/countries/{country}/delegations``."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.access.permissions import Permission, declares
from app.delegations import present, service
from app.web.dependencies import Reading, Writing
from app.web.idempotency import RememberingRoute
from app.web.openapi import errors
from schemas.delegations import DelegationIn, DelegationOut, DelegationPage

router = APIRouter(prefix="/api/v1/countries/{country}/delegations", tags=["registry"], route_class=RememberingRoute)
Country = Annotated[str, Path(pattern=r"^[A-Z]{3}$", description="ISO 3166-1 alpha-3.")]
DelegationId = Annotated[str, Path(pattern=r"^del_[0-9a-z]{1,40}$")]
DELEGATE = declares(Permission.DELEGATE)


@router.get(
    "",
    operation_id="list_delegations",
    openapi_extra=declares(Permission.READ_DELEGATIONS),
    responses=errors(401, 403, 404, 503),
)
def list_delegations(ctx: Reading, country: Country) -> DelegationPage:
    """Who may enter drafts for the country, and who might before; coordinators see those of their organization."""
    rows = service.list_delegations(ctx, country)
    return DelegationPage(items=[present.delegation_out(ctx, row) for row in rows], total=len(rows))


@router.post(
    "",
    status_code=201,
    operation_id="create_delegation",
    openapi_extra=DELEGATE,
    responses=errors(401, 403, 404, 409, 413, 422, 503),
)
def create_delegation(ctx: Writing, country: Country, body: DelegationIn, response: Response) -> DelegationOut:
    """Let a coordinator's organization enter drafts until a day; publishing stays with the country."""
    row = service.delegate(ctx, country, body.organization, body.until, body.reason)
    response.headers["Location"] = f"/api/v1/countries/{country}/delegations/{row.id}"
    return present.delegation_out(ctx, row)


@router.delete(
    "/{delegation_id}",
    status_code=204,
    operation_id="end_delegation",
    openapi_extra=DELEGATE,
    responses=errors(401, 403, 404, 409, 422, 503),
)
def end_delegation(ctx: Writing, country: Country, delegation_id: DelegationId) -> None:
    """End a delegation at once."""
    service.end_delegation(ctx, country, delegation_id)
