"""``/{language}/delegations``: who may enter drafts for one's country."""

from typing import Annotated, Any

from fastapi import Path, Request, Response
from fastapi.responses import RedirectResponse

from app.access.permissions import Permission, declares
from app.core.context import Context
from app.core.errors import NotFound, NotSignedIn
from app.delegations import present, service
from app.registry.present import organizations_out
from app.web.dependencies import Reading, Writing, language_of
from app.web.forms import NONE_YET, Form, Submitted, shown_again
from app.web.pages import page_router, render
from schemas.delegations import DelegationIn

router = page_router()
DELEGATE = declares(Permission.DELEGATE)
TEMPLATE = "delegations/delegations.html"


def _country(ctx: Context) -> str:
    """The reader's own. Raises NotSignedIn for visitors, NotFound for those who belong to no country."""
    if ctx.actor.is_anonymous:
        raise NotSignedIn("not-signed-in")
    if ctx.actor.country is None:
        raise NotFound("not-found")
    return ctx.actor.country


def _page(ctx: Context, done: str = "", given: dict[str, str] | None = None) -> dict[str, Any]:
    country = _country(ctx)
    return NONE_YET | {
        "here": "desk",
        "country": country,
        "delegations": [present.delegation_out(ctx, row) for row in service.list_delegations(ctx, country)],
        "organizations": organizations_out(ctx),
        "done": done,
        "given": given or {},
    }


@router.get("/delegations", openapi_extra=declares(Permission.READ_DELEGATIONS))
def show_delegations(request: Request, ctx: Reading, done: str = "") -> Response:
    """Who may, who might, and a form to let another."""
    return render(request, TEMPLATE, _page(ctx, done))


def _done(request: Request, what: str) -> Response:
    return RedirectResponse(f"/{language_of(request)}/delegations?done={what}", 303)


@router.post("/delegations", openapi_extra=DELEGATE)
def delegate(request: Request, ctx: Writing, form: Submitted) -> Response:
    """Let a coordinator's organization enter drafts."""
    with shown_again(request, TEMPLATE, _page(ctx, given=form.values())):
        asked = _asked(form)
        service.delegate(ctx, _country(ctx), asked.organization, asked.until, asked.reason)
    return _done(request, "delegated")


def _asked(form: Form) -> DelegationIn:
    given = {name: value for name in ("organization", "until", "reason") if (value := form.text(name))}
    return DelegationIn.model_validate(given)


@router.post("/delegations/{delegation_id}/end", openapi_extra=DELEGATE)
def end(
    request: Request,
    ctx: Writing,
    delegation_id: Annotated[str, Path(pattern=r"^del_[0-9a-z]{1,40}$")],
    _form: Submitted,
) -> Response:
    """End one at once."""
    service.end_delegation(ctx, _country(ctx), delegation_id)
    return _done(request, "ended")
