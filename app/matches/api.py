"""Proposals: computed, not agreed; readable by everyone who may read the records."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from app.access.permissions import Permission, declares
from app.core.errors import FieldError, Invalid
from app.matches import present, service, suggested, suggesting
from app.matches.index import IndexKeeper
from app.records.rules import Kind
from app.web.dependencies import Reading, Writing
from app.web.house import house_of
from app.web.idempotency import RememberingRoute
from app.web.openapi import errors
from schemas.matches import (
    BatchIn,
    BatchOut,
    DismissalOut,
    DismissalPage,
    JudgedMatch,
    KindName,
    NeedDismissalIn,
    OfferDismissalIn,
    Proposals,
    SearchIn,
)
from schemas.suggestions import CouldOfferList, DuplicatesIn, DuplicatesOut, SuggestIn, SuggestionsOut

router = APIRouter(prefix="/api/v1", tags=["matches"], route_class=RememberingRoute)
OfferId = Annotated[str, Path(pattern=r"^off_[0-9a-z]{1,36}$")]
NeedId = Annotated[str, Path(pattern=r"^ned_[0-9a-z]{1,36}$")]
MatchId = Annotated[str, Path(pattern=r"^mat_[0-9a-z]{1,80}$")]
Country = Annotated[str, Path(pattern=r"^[A-Z]{3}$")]
DismissalId = Annotated[str, Path(pattern=r"^dis_[0-9a-z]{1,40}$")]
Limit = Annotated[int, Query(ge=1, le=200)]
PUBLIC, DISMISS = declares(Permission.READ_PUBLIC), declares(Permission.DISMISS)
READ_ERRORS = errors(401, 404, 409, 422, 503)
DISMISS_ERRORS = errors(401, 403, 404, 409, 413, 422, 503)


def keeper_of(request: Request) -> IndexKeeper:
    """The matching index of this process."""
    keeper: IndexKeeper = house_of(request).index
    return keeper


Keeper = Annotated[IndexKeeper, Depends(keeper_of)]


@router.get("/needs/{need_id}/matches", operation_id="match_need", openapi_extra=PUBLIC, responses=READ_ERRORS)
def match_need(
    ctx: Reading, keeper: Keeper, need_id: NeedId, kind: KindName = "bilateral", limit: Limit = 10
) -> Proposals:
    """Who could answer a need: one provider, or two who complete each other."""
    return present.proposals(ctx, service.matches_of(ctx, keeper, Kind.NEED, need_id, (kind, limit)))


@router.get("/offers/{offer_id}/matches", operation_id="match_offer", openapi_extra=PUBLIC, responses=READ_ERRORS)
def match_offer(ctx: Reading, keeper: Keeper, offer_id: OfferId, limit: Limit = 10) -> Proposals:
    """Which needs an offer could serve."""
    return present.proposals(ctx, service.matches_of(ctx, keeper, Kind.OFFER, offer_id, ("bilateral", limit)))


@router.get("/matches/{match_id}", operation_id="get_match", openapi_extra=PUBLIC, responses=errors(401, 404, 503))
def get_match(ctx: Reading, keeper: Keeper, match_id: MatchId) -> JudgedMatch:
    """One match, recomputed and explained now; 404 when a gate closes it."""
    return present.judged(ctx, service.judge_match(ctx, keeper, match_id))


@router.post(
    "/matches/search",
    operation_id="search_matches",
    openapi_extra=PUBLIC,
    responses=errors(401, 413, 422, 503),
)
def search_matches(ctx: Reading, keeper: Keeper, body: SearchIn) -> Proposals:
    """Matches of a text that is not stored: the preview while a person writes."""
    content = body.model_dump(mode="json", exclude_none=True, exclude={"side", "kind", "limit"})
    kind = Kind(body.side)
    if kind is Kind.OFFER and body.kind == "triangular":
        raise Invalid("invalid-body", (FieldError("/kind", "unknown-choice", {"expected": "bilateral"}),))
    return present.proposals(ctx, service.search(ctx, keeper, kind, content, (body.kind, body.limit)))


@router.post(
    "/matches/batch",
    operation_id="batch_matches",
    openapi_extra=PUBLIC,
    responses=errors(401, 404, 409, 413, 422, 503),
)
def batch_matches(ctx: Reading, keeper: Keeper, body: BatchIn) -> BatchOut:
    """Matches of up to 100 needs."""
    return present.batch(ctx, service.batch(ctx, keeper, body.need_ids, (body.kind, body.limit)))


@router.post(
    "/suggestions/sectors",
    operation_id="suggest_sectors",
    openapi_extra=PUBLIC,
    responses=errors(401, 413, 422, 503),
)
def suggest_sectors(ctx: Reading, body: SuggestIn) -> SuggestionsOut:
    """Sectors and goals that a text speaks of, with the words that say so."""
    return suggested.suggestions_out(ctx, suggesting.suggest(ctx, body.title, body.description, body.language))


@router.post(
    "/duplicates/search",
    operation_id="search_duplicates",
    openapi_extra=PUBLIC,
    responses=errors(401, 413, 422, 503),
)
def search_duplicates(ctx: Reading, keeper: Keeper, body: DuplicatesIn) -> DuplicatesOut:
    """Records that may tell of the same thing as a text that is not stored. Nothing is merged."""
    content = body.model_dump(mode="json", exclude_none=True, exclude={"side", "limit"})
    found = suggesting.search_duplicates(ctx, keeper, Kind(body.side), content, body.limit)
    return suggested.duplicates_out(ctx, found)


@router.get(
    "/offers/{offer_id}/duplicates",
    operation_id="list_offer_duplicates",
    openapi_extra=PUBLIC,
    responses=errors(401, 404, 422, 503),
)
def list_offer_duplicates(ctx: Reading, keeper: Keeper, offer_id: OfferId, limit: Limit = 10) -> DuplicatesOut:
    """Offers that may tell of the same thing, whoever entered them."""
    return suggested.duplicates_out(ctx, suggesting.duplicates_of(ctx, keeper, Kind.OFFER, offer_id, limit))


@router.get(
    "/needs/{need_id}/duplicates",
    operation_id="list_need_duplicates",
    openapi_extra=PUBLIC,
    responses=errors(401, 404, 422, 503),
)
def list_need_duplicates(ctx: Reading, keeper: Keeper, need_id: NeedId, limit: Limit = 10) -> DuplicatesOut:
    """Needs of the same country that may tell of the same thing."""
    return suggested.duplicates_out(ctx, suggesting.duplicates_of(ctx, keeper, Kind.NEED, need_id, limit))


@router.get(
    "/countries/{country}/could-offer",
    operation_id="list_could_offer",
    openapi_extra=declares(Permission.READ_HINTS),
    responses=errors(401, 403, 404, 422, 503),
)
def list_could_offer(ctx: Reading, keeper: Keeper, country: Country, limit: Limit = 10) -> CouldOfferList:
    """Needs of others near to what a country shares or has solved for itself, and which none of its offers answers."""
    return suggested.could_offer_out(ctx, suggesting.could_offer(ctx, keeper, country, limit))


@router.get(
    "/needs/{need_id}/dismissals",
    operation_id="list_need_dismissals",
    openapi_extra=DISMISS,
    responses=errors(401, 403, 404, 503),
)
def list_need_dismissals(ctx: Reading, need_id: NeedId) -> DismissalPage:
    """Offers put away for this need."""
    rows = service.list_dismissals(ctx, Kind.NEED, need_id)
    return DismissalPage(items=[present.dismissal_out(row) for row in rows], total=len(rows))


@router.get(
    "/offers/{offer_id}/dismissals",
    operation_id="list_offer_dismissals",
    openapi_extra=DISMISS,
    responses=errors(401, 403, 404, 503),
)
def list_offer_dismissals(ctx: Reading, offer_id: OfferId) -> DismissalPage:
    """Needs put away for this offer."""
    rows = service.list_dismissals(ctx, Kind.OFFER, offer_id)
    return DismissalPage(items=[present.dismissal_out(row) for row in rows], total=len(rows))


@router.post(
    "/needs/{need_id}/dismissals",
    status_code=201,
    operation_id="dismiss_offer",
    openapi_extra=DISMISS,
    responses=DISMISS_ERRORS,
)
def dismiss_offer(ctx: Writing, need_id: NeedId, body: NeedDismissalIn, response: Response) -> DismissalOut:
    """Put an offer away for this need; it stays out of this side's lists."""
    row = service.dismiss(ctx, Kind.NEED, need_id, body.offer_id, (body.reason_code, body.note))
    response.headers["Location"] = f"/api/v1/needs/{need_id}/dismissals/{row.id}"
    return present.dismissal_out(row)


@router.post(
    "/offers/{offer_id}/dismissals",
    status_code=201,
    operation_id="dismiss_need",
    openapi_extra=DISMISS,
    responses=DISMISS_ERRORS,
)
def dismiss_need(ctx: Writing, offer_id: OfferId, body: OfferDismissalIn, response: Response) -> DismissalOut:
    """Put a need away for this offer; it stays out of this side's lists."""
    row = service.dismiss(ctx, Kind.OFFER, offer_id, body.need_id, (body.reason_code, body.note))
    response.headers["Location"] = f"/api/v1/offers/{offer_id}/dismissals/{row.id}"
    return present.dismissal_out(row)


@router.delete(
    "/needs/{need_id}/dismissals/{dismissal_id}",
    status_code=204,
    operation_id="take_offer_back",
    openapi_extra=DISMISS,
    responses=errors(401, 403, 404, 409, 422, 503),
)
def take_offer_back(ctx: Writing, need_id: NeedId, dismissal_id: DismissalId) -> None:
    """Take an offer back into this need's lists."""
    service.end_dismissal(ctx, Kind.NEED, need_id, dismissal_id)


@router.delete(
    "/offers/{offer_id}/dismissals/{dismissal_id}",
    status_code=204,
    operation_id="take_need_back",
    openapi_extra=DISMISS,
    responses=errors(401, 403, 404, 409, 422, 503),
)
def take_need_back(ctx: Writing, offer_id: OfferId, dismissal_id: DismissalId) -> None:
    """Take a need back into this offer's lists."""
    service.end_dismissal(ctx, Kind.OFFER, offer_id, dismissal_id)
