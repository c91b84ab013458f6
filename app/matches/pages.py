"""One need, one offer: the record in full, and who could answer it."""

from typing import Annotated, Any

from fastapi import Path, Request, Response

from app.access.permissions import Permission, allows, declares
from app.core.context import Context
from app.core.errors import WrongStage
from app.ledger import queries as ledger
from app.matches import service
from app.matches.showing import Proposed, dismissed, kind_names, proposed
from app.records import present, queries
from app.records.rules import Kind
from app.records.service import subject_of
from app.registry.present import organizations_out
from app.web.dependencies import Reading
from app.web.house import house_of
from app.web.pages import page_router, render
from schemas.records import FactOut, NeedOut, OfferOut

router = page_router()
PUBLIC = declares(Permission.READ_PUBLIC)
OfferId = Annotated[str, Path(pattern=r"^off_[0-9a-z]{1,36}$")]
NeedId = Annotated[str, Path(pattern=r"^ned_[0-9a-z]{1,36}$")]
#: How many proposals a record's page shows; the API gives more.
BILATERAL, TRIANGULAR = 5, 3
NONE = Proposed((), (), 0.0)


@router.get("/needs/{need_id}", openapi_extra=PUBLIC)
def show_need(request: Request, ctx: Reading, need_id: NeedId) -> Response:
    """A need and who could answer it, alone or together."""
    page = _page(ctx, Kind.NEED, need_id) | {
        "bilateral": _proposed(request, ctx, Kind.NEED, need_id, ("bilateral", BILATERAL)),
        "triangular": _proposed(request, ctx, Kind.NEED, need_id, ("triangular", TRIANGULAR)),
    }
    return render(request, "matches/need.html", page)


@router.get("/offers/{offer_id}", openapi_extra=PUBLIC)
def show_offer(request: Request, ctx: Reading, offer_id: OfferId) -> Response:
    """An offer and the needs that it could serve."""
    page = _page(ctx, Kind.OFFER, offer_id) | {
        "bilateral": _proposed(request, ctx, Kind.OFFER, offer_id, ("bilateral", BILATERAL)),
    }
    return render(request, "matches/offer.html", page)


@router.get("/about-matching", openapi_extra=PUBLIC)
def explain_matching(request: Request, ctx: Reading) -> Response:
    """How a score is made, with the weights in force."""
    weights = house_of(request).index.current(ctx).index.weights
    return render(request, "matches/about.html", {"here": "about-matching", "weights": weights})


def _page(ctx: Context, kind: Kind, record_id: str) -> dict[str, Any]:
    record = queries.get_record(ctx, kind, record_id)
    out: OfferOut | NeedOut = present.record_out(ctx, record)
    owner = allows(Permission.READ_OWN, ctx.actor, subject_of(record))
    facts = ledger.about(ctx.session, record_id, ("public", "owner") if owner else ("public",))
    history: list[FactOut] = [present.fact_out(fact, owner=owner) for fact in facts]
    return {
        "here": kind.plural,
        "record": out,
        "history": history,
        "organizations": organizations_out(ctx),
        "kinds": kind_names(ctx),
        "dismissed": dismissed(ctx, kind, record_id) if owner else [],
    }


def _proposed(request: Request, ctx: Context, kind: Kind, record_id: str, how: tuple[str, int]) -> Proposed:
    """Nothing for one's own record that is not published and valid."""
    try:
        return proposed(ctx, service.matches_of(ctx, house_of(request).index, kind, record_id, how))
    except WrongStage:
        return NONE
