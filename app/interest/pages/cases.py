"""``/{language}/interests``: who asked whom to talk, and the page of one case."""

from typing import Annotated, Any

from fastapi import Path, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from app.access.permissions import Permission, declares
from app.core.actor import Role
from app.core.context import Context
from app.core.errors import DomainError, Invalid
from app.interest import listing, present, service
from app.interest.listing import InterestQuery
from app.interest.rules import Answer
from app.interest.service import Said
from app.matches.showing import kind_names
from app.registry.present import organizations_out
from app.web.dependencies import Reading, Writing, language_of
from app.web.forms import NONE_YET, Submitted, shown_again
from app.web.pages import page_router, render
from app.web.problems import fields_of
from schemas.interest import AnswerIn

router = page_router()
InterestId = Annotated[str, Path(pattern=r"^int_[0-9a-z]{1,40}$")]
READ, TALK = declares(Permission.READ_INTERESTS), declares(Permission.TALK)
TEMPLATE = "interest/case.html"
PER_PAGE = 50


@router.get("/interests", openapi_extra=READ)
def show_interests(request: Request, ctx: Reading) -> Response:
    """One's own cases by what they wait for; for coordinators who waits for whom."""
    query = _query(request)
    found = present.page_out(ctx, listing.read_list(ctx, query))
    looks_on = ctx.actor.role is Role.COORDINATOR
    page = {
        "here": "desk",
        "cases": found.items,
        "next": found.next,
        "total": found.total,
        "asked": query,
        "pairs": [(n, v) for n, v in request.query_params.multi_items() if n != "cursor"],
        "organizations": organizations_out(ctx),
        "countries": ctx.vocabulary.names("countries", ctx.language, ctx.today) if looks_on else (),
        "groups": ctx.vocabulary.names("groups", ctx.language, ctx.today) if looks_on else (),
    }
    return render(request, "interest/overview.html" if looks_on else "interest/list.html", page)


def _query(request: Request) -> InterestQuery:
    """What the address asks for; foreign parameters and empty fields are passed over."""
    given: dict[str, Any] = {"limit": PER_PAGE}
    for name, value in request.query_params.multi_items():
        if name == "status" and value:
            given.setdefault("status", []).append(value)
        elif name in {"waiting_for", "country", "group", "since", "cursor"} and value:
            given[name] = value
    try:
        return InterestQuery.model_validate(given)
    except ValidationError as error:
        raise Invalid("invalid-parameter", fields_of(error.errors(), "")) from error


@router.get("/interests/{interest_id}", openapi_extra=READ)
def show_interest(request: Request, ctx: Reading, interest_id: InterestId, done: str = "") -> Response:
    """One case: what was asked and answered, and the form to answer."""
    return render(request, TEMPLATE, NONE_YET | _page(ctx, interest_id) | {"done": done})


@router.post("/interests/{interest_id}/answers", openapi_extra=TALK)
def answer_interest(request: Request, ctx: Writing, interest_id: InterestId, form: Submitted) -> Response:
    """Back to the case."""
    try:
        given = AnswerIn.model_validate(
            {
                "answer": form.text("answer"),
                "reason": form.text("reason") or None,
                "until": form.text("until") or None,
            }
        )
        service.answer(ctx, interest_id, Said(Answer(given.answer), given.reason, given.until))
    except (ValidationError, DomainError):
        with shown_again(request, TEMPLATE, _page(ctx, interest_id) | {"done": "", "given": form.values()}):
            raise
    address = f"/{language_of(request)}/interests/{interest_id}?done=answered"
    return RedirectResponse(address, 303, {"Cache-Control": "no-store"})


def _page(ctx: Context, interest_id: str) -> dict[str, Any]:
    case = present.detail_out(ctx, service.get_case(ctx, interest_id))
    own = next((side for side in case.sides if side.role == case.own_role), None)
    until = own.until.isoformat() if own and own.until else ""
    given = {"answer": own.answer or "", "reason": own.reason or "", "until": until} if own else {}
    return {
        "here": "desk",
        "case": case,
        "given": given,
        "organizations": organizations_out(ctx),
        "kinds": kind_names(ctx),
    }
