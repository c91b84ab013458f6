"""Marks of support on needs, and what could be done next."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.access.permissions import Permission, declares
from app.matches.api import Keeper, NeedId
from app.opportunities import present
from app.opportunities.service import finding, supports
from app.web.dependencies import Reading, Writing
from app.web.idempotency import RememberingRoute
from app.web.openapi import errors
from schemas.opportunities import OpportunitiesOut, OpportunitiesQuery, SupportIn, SupportOut, SupportPage

router = APIRouter(prefix="/api/v1", tags=["opportunities"], route_class=RememberingRoute)
SupportId = Annotated[str, Path(pattern=r"^sup_[0-9a-z]{1,40}$")]
MARK = declares(Permission.MARK_SUPPORT)


@router.get(
    "/needs/{need_id}/supports",
    operation_id="list_supports",
    openapi_extra=declares(Permission.READ_SUPPORT),
    responses=errors(401, 403, 404, 503),
)
def list_supports(ctx: Reading, need_id: NeedId) -> SupportPage:
    """Who supports a need, with what and until when; for agencies, coordinators and the need's country."""
    rows = supports.list_supports(ctx, need_id)
    return SupportPage(items=[present.support_out(row) for row in rows], total=len(rows))


@router.post(
    "/needs/{need_id}/supports",
    status_code=201,
    operation_id="mark_support",
    openapi_extra=MARK,
    responses=errors(401, 403, 404, 409, 413, 422, 503),
)
def mark_support(ctx: Writing, need_id: NeedId, body: SupportIn, response: Response) -> SupportOut:
    """Say what one's organization does for a need; one mark each, which ends by its day."""
    row = supports.mark_support(ctx, need_id, body.what, body.until)
    response.headers["Location"] = f"/api/v1/needs/{need_id}/supports/{row.id}"
    return present.support_out(row)


@router.delete(
    "/needs/{need_id}/supports/{support_id}",
    status_code=204,
    operation_id="end_support",
    openapi_extra=MARK,
    responses=errors(401, 403, 404, 409, 422, 503),
)
def end_support(ctx: Writing, need_id: NeedId, support_id: SupportId) -> None:
    """Take one's organization's mark back."""
    supports.end_support(ctx, need_id, support_id)


@router.get(
    "/opportunities",
    operation_id="list_opportunities",
    openapi_extra=declares(Permission.READ_OPPORTUNITIES),
    responses=errors(401, 422, 503),
)
def list_opportunities(ctx: Reading, keeper: Keeper, query: Annotated[OpportunitiesQuery, Query()]) -> OpportunitiesOut:
    """Unanswered needs with their best proposal, exchanges, triangles with their gap, and what needs attention."""
    return present.opportunities_out(ctx, finding.opportunities(ctx, keeper, query), query)
