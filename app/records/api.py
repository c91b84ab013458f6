"""``/api/v1/offers`` and ``/api/v1/needs``: the same moves on both, each with its own contract types."""

from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Body, Path, Response

from app.access.permissions import Permission, allows, declares
from app.core.context import Context
from app.ledger import queries as ledger
from app.records import present, queries, service
from app.records.listing import Narrowing, read_list
from app.records.rules import WHO, Action, Kind
from app.web.dependencies import Expected, MaybeExpected, Reading, Writing
from app.web.idempotency import RememberingRoute
from app.web.openapi import errors
from schemas.records import (
    ActionIn,
    History,
    NeedIn,
    NeedOut,
    NeedPage,
    NeedPatch,
    OfferIn,
    OfferOut,
    OfferPage,
    OfferPatch,
)

offers = APIRouter(prefix="/api/v1/offers", tags=["offers"], route_class=RememberingRoute)
needs = APIRouter(prefix="/api/v1/needs", tags=["needs"], route_class=RememberingRoute)
OfferId = Annotated[str, Path(pattern=r"^off_[0-9a-z]{1,36}$")]
NeedId = Annotated[str, Path(pattern=r"^ned_[0-9a-z]{1,36}$")]
WRITE, PUBLIC = declares(Permission.WRITE), declares(Permission.READ_PUBLIC)
Out = TypeVar("Out", OfferOut, NeedOut)
WRITE_ERRORS = errors(401, 403, 404, 409, 412, 413, 422, 428, 503)


def _tagged(response: Response, out: Out) -> Out:
    response.headers["ETag"] = f'"{out.version}"'
    return out


def _created(response: Response, kind: Kind, out: Out) -> Out:
    response.headers["Location"] = f"/api/v1/{kind.plural}/{out.id}"
    return _tagged(response, out)


def _page(ctx: Context, kind: Kind, query: Narrowing) -> dict[str, Any]:
    page = read_list(ctx, kind, query)
    return {
        "items": [present.record_out(ctx, row) for row in page.rows],
        "next": page.next,
        "total": page.total,
    }


def _history(ctx: Context, kind: Kind, record_id: str) -> History:
    record = queries.get_record(ctx, kind, record_id)
    owner = allows(Permission.READ_OWN, ctx.actor, service.subject_of(record))
    facts = ledger.about(ctx.session, record_id, ("public", "owner") if owner else ("public",))
    return History(items=[present.fact_out(fact, owner=owner) for fact in facts])


@offers.post(
    "",
    status_code=201,
    operation_id="create_offer",
    openapi_extra=WRITE,
    responses=errors(401, 403, 409, 413, 422, 503),
)
def create_offer(ctx: Writing, body: OfferIn, response: Response) -> OfferOut:
    """Enter an offer as a draft."""
    content = body.model_dump(mode="json", exclude_none=True)
    record = service.create_record(ctx, Kind.OFFER, content)
    return _created(response, Kind.OFFER, present.offer_out(ctx, record))


@needs.post(
    "",
    status_code=201,
    operation_id="create_need",
    openapi_extra=WRITE,
    responses=errors(401, 403, 409, 413, 422, 503),
)
def create_need(ctx: Writing, body: NeedIn, response: Response) -> NeedOut:
    """Enter a need as a draft."""
    content = body.model_dump(mode="json", exclude_none=True)
    record = service.create_record(ctx, Kind.NEED, content)
    return _created(response, Kind.NEED, present.need_out(ctx, record))


@offers.get("", operation_id="list_offers", openapi_extra=PUBLIC, responses=errors(401, 422, 503))
def list_offers(ctx: Reading, query: Narrowing) -> OfferPage:
    """Offers that the caller may see."""
    return OfferPage.model_validate(_page(ctx, Kind.OFFER, query))


@needs.get("", operation_id="list_needs", openapi_extra=PUBLIC, responses=errors(401, 422, 503))
def list_needs(ctx: Reading, query: Narrowing) -> NeedPage:
    """Needs that the caller may see."""
    return NeedPage.model_validate(_page(ctx, Kind.NEED, query))


@offers.get("/{offer_id}", operation_id="get_offer", openapi_extra=PUBLIC, responses=errors(401, 404, 503))
def get_offer(ctx: Reading, offer_id: OfferId, response: Response) -> OfferOut:
    """One offer."""
    return _tagged(response, present.offer_out(ctx, queries.get_record(ctx, Kind.OFFER, offer_id)))


@needs.get("/{need_id}", operation_id="get_need", openapi_extra=PUBLIC, responses=errors(401, 404, 503))
def get_need(ctx: Reading, need_id: NeedId, response: Response) -> NeedOut:
    """One need."""
    return _tagged(response, present.need_out(ctx, queries.get_record(ctx, Kind.NEED, need_id)))


@offers.patch("/{offer_id}", operation_id="amend_offer", openapi_extra=WRITE, responses=WRITE_ERRORS)
def amend_offer(ctx: Writing, offer_id: OfferId, patch: OfferPatch, expected: Expected, response: Response) -> OfferOut:
    """Change an offer (JSON merge patch)."""
    given = patch.model_dump(mode="json", exclude_unset=True)
    return _tagged(response, present.offer_out(ctx, service.amend_record(ctx, Kind.OFFER, offer_id, given, expected)))


@needs.patch("/{need_id}", operation_id="amend_need", openapi_extra=WRITE, responses=WRITE_ERRORS)
def amend_need(ctx: Writing, need_id: NeedId, patch: NeedPatch, expected: Expected, response: Response) -> NeedOut:
    """Change a need (JSON merge patch)."""
    given = patch.model_dump(mode="json", exclude_unset=True)
    return _tagged(response, present.need_out(ctx, service.amend_record(ctx, Kind.NEED, need_id, given, expected)))


@offers.delete("/{offer_id}", status_code=204, operation_id="delete_offer", openapi_extra=WRITE, responses=WRITE_ERRORS)
def delete_offer(ctx: Writing, offer_id: OfferId, expected: Expected) -> None:
    """Delete a draft or rejected offer."""
    service.delete_record(ctx, Kind.OFFER, offer_id, expected)


@needs.delete("/{need_id}", status_code=204, operation_id="delete_need", openapi_extra=WRITE, responses=WRITE_ERRORS)
def delete_need(ctx: Writing, need_id: NeedId, expected: Expected) -> None:
    """Delete a draft or rejected need."""
    service.delete_record(ctx, Kind.NEED, need_id, expected)


@offers.get(
    "/{offer_id}/history",
    operation_id="read_offer_history",
    openapi_extra=PUBLIC,
    responses=errors(401, 404, 503),
)
def read_offer_history(ctx: Reading, offer_id: OfferId) -> History:
    """What happened to an offer."""
    return _history(ctx, Kind.OFFER, offer_id)


@needs.get(
    "/{need_id}/history",
    operation_id="read_need_history",
    openapi_extra=PUBLIC,
    responses=errors(401, 404, 503),
)
def read_need_history(ctx: Reading, need_id: NeedId) -> History:
    """What happened to a need."""
    return _history(ctx, Kind.NEED, need_id)


def _add_offer_action(action: Action) -> None:
    """``POST /offers/{id}/<action>``, from the table of moves."""

    def act_on_offer(
        ctx: Writing,
        offer_id: OfferId,
        response: Response,
        expected: MaybeExpected,
        body: Annotated[ActionIn | None, Body()] = None,
    ) -> OfferOut:
        record = service.act(ctx, Kind.OFFER, offer_id, action, body.reason if body else None, expected)
        return _tagged(response, present.offer_out(ctx, record))

    offers.post(
        f"/{{offer_id}}/{action.value}",
        operation_id=f"{action.value}_offer",
        summary=f"{action.value.title()} an offer",
        openapi_extra=declares(WHO[action]),
        responses=WRITE_ERRORS,
    )(act_on_offer)


def _add_need_action(action: Action) -> None:
    """``POST /needs/{id}/<action>``, from the table of moves."""

    def act_on_need(
        ctx: Writing,
        need_id: NeedId,
        response: Response,
        expected: MaybeExpected,
        body: Annotated[ActionIn | None, Body()] = None,
    ) -> NeedOut:
        record = service.act(ctx, Kind.NEED, need_id, action, body.reason if body else None, expected)
        return _tagged(response, present.need_out(ctx, record))

    needs.post(
        f"/{{need_id}}/{action.value}",
        operation_id=f"{action.value}_need",
        summary=f"{action.value.title()} a need",
        openapi_extra=declares(WHO[action]),
        responses=WRITE_ERRORS,
    )(act_on_need)


for _action in Action:
    _add_offer_action(_action)
    _add_need_action(_action)
