"""Asking to talk about a match, and answering."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from app.access.permissions import Permission, declares
from app.interest import listing, present, service
from app.interest.listing import Narrowing
from app.interest.rules import Answer
from app.interest.service import Said
from app.web.dependencies import Reading, Writing
from app.web.house import house_of
from app.web.idempotency import RememberingRoute
from app.web.openapi import errors
from schemas.interest import AnswerIn, InterestDetail, InterestIn, InterestPage

router = APIRouter(prefix="/api/v1", tags=["interest"], route_class=RememberingRoute)
MatchId = Annotated[str, Path(pattern=r"^mat_[0-9a-z]{1,80}$")]
InterestId = Annotated[str, Path(pattern=r"^int_[0-9a-z]{1,40}$")]
TALK, READ = declares(Permission.TALK), declares(Permission.READ_INTERESTS)


@router.post(
    "/matches/{match_id}/interest",
    status_code=201,
    operation_id="ask_to_talk",
    openapi_extra=TALK,
    responses=errors(401, 403, 404, 409, 413, 422, 503)
    | {200: {"model": InterestDetail, "description": "It was asked before: the case as it stands."}},
)
def ask_to_talk(
    request: Request, ctx: Writing, match_id: MatchId, body: InterestIn, response: Response
) -> InterestDetail:
    """Ask the other sides of a match to talk. Whoever asks says yes; asked twice, it is the same case."""
    case, is_new = service.ask(ctx, house_of(request).index, match_id, body.message)
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = f"/api/v1/interests/{case.interest.id}"
    return present.detail_out(ctx, case)


@router.get("/interests", operation_id="list_interests", openapi_extra=READ, responses=errors(401, 403, 422, 503))
def list_interests(ctx: Reading, query: Narrowing) -> InterestPage:
    """One's own cases; for coordinators who waits for whom and since when."""
    return present.page_out(ctx, listing.read_list(ctx, query))


@router.get(
    "/interests/{interest_id}", operation_id="get_interest", openapi_extra=READ, responses=errors(401, 404, 503)
)
def get_interest(ctx: Reading, interest_id: InterestId) -> InterestDetail:
    """One case; with all contacts once all sides have said yes."""
    return present.detail_out(ctx, service.get_case(ctx, interest_id))


@router.post(
    "/interests/{interest_id}/answers",
    operation_id="answer_interest",
    openapi_extra=TALK,
    responses=errors(401, 403, 404, 409, 413, 422, 503),
)
def answer_interest(ctx: Writing, interest_id: InterestId, body: AnswerIn) -> InterestDetail:
    """Answer for one's side: yes, later, or no with a reason. It may be changed until all sides have said yes."""
    said = Said(Answer(body.answer), body.reason, body.until)
    return present.detail_out(ctx, service.answer(ctx, interest_id, said))
