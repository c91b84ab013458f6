"""``/{language}/matches/{match_id}``: one match with all its reasons, and what its sides may do with it."""

from typing import Annotated, Any

from fastapi import Path, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

import matching
from app.access.permissions import Permission, declares
from app.core.context import Context
from app.core.errors import DomainError, NotFound
from app.interest import present, service
from app.matches import service as matches
from app.matches.putting_away import Pair, pairs_of
from app.matches.service import Answer
from app.matches.showing import completing, concept_names, kind_names, proposed, texts_of
from app.records.rules import Kind
from app.registry.present import organizations_out
from app.web.dependencies import Reading, Writing, language_of
from app.web.forms import NONE_YET, Form, Submitted, shown_again
from app.web.house import house_of
from app.web.pages import local_path, page_router, render
from schemas.interest import InterestIn
from schemas.matches import NeedDismissalIn, OfferDismissalIn

router = page_router()
MatchId = Annotated[str, Path(pattern=r"^mat_[0-9a-z]{1,80}$")]
TEMPLATE = "matches/match.html"
#: Triangles that are looked through for those that complete a bilateral match, and how many are shown.
SOUGHT, SHOWN = 30, 3


@router.get("/matches/{match_id}", openapi_extra=declares(Permission.READ_PUBLIC))
def show_match(request: Request, ctx: Reading, match_id: MatchId, done: str = "") -> Response:
    """A match, recomputed now: the texts side by side and every reason."""
    return render(request, TEMPLATE, NONE_YET | _page(request, ctx, match_id) | {"done": done})


@router.post("/matches/{match_id}/interest", openapi_extra=declares(Permission.TALK))
def ask_to_talk(request: Request, ctx: Writing, match_id: MatchId, form: Submitted) -> Response:
    """To the page of the case."""
    try:
        asked = InterestIn(message=form.text("message"))
        case, _ = service.ask(ctx, house_of(request).index, match_id, asked.message)
    except (ValidationError, DomainError):
        with shown_again(request, TEMPLATE, _again(request, ctx, match_id, form)):
            raise
    return _seen(f"/{language_of(request)}/interests/{case.interest.id}?done=asked")


@router.post("/matches/{match_id}/dismissals", openapi_extra=declares(Permission.DISMISS))
def put_away(request: Request, ctx: Writing, match_id: MatchId, form: Submitted) -> Response:
    """Not for us: the pair stays out of this side's lists. Back to the match."""
    pair = next((one for one in _pairs(ctx, match_id) if one.other_id == form.text("other")), None)
    if pair is None:
        raise NotFound("match-not-found")
    try:
        fields = {"reason_code": form.text("reason_code"), "note": form.text("note") or None}
        kind, name = (NeedDismissalIn, "offer_id") if pair.kind is Kind.NEED else (OfferDismissalIn, "need_id")
        given = kind.model_validate(fields | {name: pair.other_id})
        matches.dismiss(ctx, pair.kind, pair.record_id, pair.other_id, (given.reason_code, given.note))
    except (ValidationError, DomainError):
        with shown_again(request, TEMPLATE, _again(request, ctx, match_id, form)):
            raise
    return _seen(f"/{language_of(request)}/matches/{match_id}?done=put-away")


@router.post("/matches/{match_id}/dismissals/end", openapi_extra=declares(Permission.DISMISS))
def take_back(request: Request, ctx: Writing, match_id: MatchId, form: Submitted) -> Response:
    """The pair comes back into this side's lists, also when it is not proposed now."""
    key, record_id = matching.unpack(match_id), form.text("record")
    if key is None or record_id not in (key.need_id, *key.offer_ids):
        raise NotFound("match-not-found")
    kind = Kind.NEED if record_id == key.need_id else Kind.OFFER
    matches.end_dismissal(ctx, kind, record_id, form.text("dismissal"))
    back = local_path(form.text("back"))
    return _seen(back or f"/{language_of(request)}/matches/{match_id}?done=taken-back")


def _seen(address: str) -> Response:
    return RedirectResponse(address, 303, {"Cache-Control": "no-store"})


def _again(request: Request, ctx: Context, match_id: str, form: Form) -> dict[str, Any]:
    return _page(request, ctx, match_id) | {"done": "", "given": form.values()}


def _pairs(ctx: Context, match_id: str) -> list[Pair]:
    key = matching.unpack(match_id)
    return pairs_of(ctx, key.need_id, key.offer_ids) if key else []


def _page(request: Request, ctx: Context, match_id: str) -> dict[str, Any]:
    answer = matches.judge_match(ctx, house_of(request).index, match_id)
    found, match = proposed(ctx, answer), answer.ranking.items[0]
    return {
        "here": "needs",
        "proposal": found.proposals[0],
        "threshold": found.threshold,
        "texts": texts_of(found.proposals[0]),
        "concepts": concept_names(ctx, found.proposals[0].match.explanation.terms),
        "organizations": organizations_out(ctx),
        "kinds": kind_names(ctx),
        "given": {},
        **_others(request, ctx, answer),
        **_own(ctx, match_id, match),
    }


def _others(request: Request, ctx: Context, answer: Answer) -> dict[str, Any]:
    """What else is there for the need: triangles that complete this match, and what one change would bring in."""
    keeper, match = house_of(request).index, answer.ranking.items[0]
    nearly = matches.matches_of(ctx, keeper, Kind.NEED, match.need.id, ("bilateral", 1))
    found: dict[str, Any] = {"missed": proposed(ctx, nearly).missed, "completing": (), "completed_by": 0}
    if match.second is None:
        triangles = matches.matches_of(ctx, keeper, Kind.NEED, match.need.id, ("triangular", SOUGHT))
        fitting = completing(ctx, triangles, match.first.id)
        found |= {"completing": fitting[:SHOWN], "completed_by": len(fitting)}
    return found


def _own(ctx: Context, match_id: str, match: matching.Match) -> dict[str, Any]:
    """What the reader may do: nothing for visitors."""
    case = service.case_of_match(ctx, match_id)
    return {
        "may_talk": service.may_talk(ctx, match),
        "case": present.interest_out(ctx, case) if case else None,
        "pairs": _pairs(ctx, match_id),
    }
