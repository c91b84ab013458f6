"""``/{language}/account``: one's own account."""

from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.access.permissions import Permission, declares
from app.accounts.pages.browser import page_of, with_session
from app.accounts.pages.entering import set_up_page
from app.accounts.service import new_passwords, own, second_step
from app.core.context import Context
from app.web import cookies
from app.web.dependencies import InSteps, Reading, Writing, language_of
from app.web.forms import NONE_YET, Submitted, shown_again
from app.web.pages import page_router
from schemas.accounts import AcceptIn

router = page_router()
OWN = declares(Permission.OWN_ACCOUNT)
TEMPLATE = "accounts/account.html"


def _page(ctx: Context, done: str = "") -> dict[str, Any]:
    found = own.look(ctx)
    return NONE_YET | {
        "here": "account",
        "done": done,
        "email": found.account.email,
        "chosen": {"name": found.account.name, "language": found.account.language},
        "sessions": found.sessions,
        "second_step": found.second_step,
        "must_second_step": found.must_second_step,
        "recovery_codes": found.recovery_codes,
    }


@router.get("/account", openapi_extra=OWN)
def show_account(request: Request, ctx: Reading, done: str = "") -> Response:
    """Name, language, password, second step and where one is signed in."""
    return page_of(request, TEMPLATE, _page(ctx, done))


def _done(request: Request, what: str) -> Response:
    return RedirectResponse(f"/{language_of(request)}/account?done={what}", 303)


@router.post("/account", openapi_extra=OWN)
def amend(request: Request, ctx: Writing, form: Submitted) -> Response:
    """Another name or language."""
    with shown_again(request, TEMPLATE, _page(ctx) | {"chosen": form.values()}):
        chosen = AcceptIn.model_validate({"name": form.text("name"), "language": form.text("language")})
        own.amend(ctx, chosen.name, chosen.language)
    return _done(request, "saved")


@router.post("/account/password", openapi_extra=OWN)
def change_password(request: Request, steps: InSteps, form: Submitted) -> Response:
    """Another password; one stays signed in here alone."""
    with steps.reading() as ctx:
        page = _page(ctx)
    device = cookies.read(request, cookies.DEVICE)
    with shown_again(request, TEMPLATE, page):
        entered = new_passwords.change(steps, form.secret("old_password"), form.secret("password"), device)
    return with_session(request, _done(request, "password"), entered)


@router.post("/account/sessions", openapi_extra=OWN)
def end_other_sessions(request: Request, ctx: Writing, _form: Submitted) -> Response:
    """Signed out everywhere but here."""
    own.end_other_sessions(ctx, cookies.read(request, cookies.SESSION))
    return _done(request, "sessions")


@router.get("/account/second-step", openapi_extra=OWN)
def show_set_up(request: Request, ctx: Reading) -> Response:
    """The QR code of a new authenticator; it takes the place of another only when its first code was right."""
    account = own.own_account(ctx)
    page = set_up_page(second_step.set_up(ctx, account), "account/second-step")
    return page_of(request, "accounts/set_up.html", NONE_YET | page | {"asks_current": own.look(ctx).second_step})


@router.post("/account/second-step", openapi_extra=OWN)
def set_up(request: Request, steps: InSteps, form: Submitted) -> Response:
    """The recovery codes, shown this once."""
    with steps.reading() as ctx:
        setup = second_step.set_up_again(ctx, own.own_account(ctx), form.text("setup"))
        page = set_up_page(setup, "account/second-step") | {"asks_current": own.look(ctx).second_step}
    with shown_again(request, "accounts/set_up.html", page):
        typed = form.text("code"), form.text("current")
        codes = second_step.replace_authenticator(steps, form.text("setup"), typed)
    return page_of(request, "accounts/recovery_codes.html", {"codes": codes})


@router.post("/account/recovery-codes", openapi_extra=OWN)
def renew_recovery_codes(request: Request, steps: InSteps, form: Submitted) -> Response:
    """New recovery codes, shown this once."""
    with steps.reading() as ctx:
        page = _page(ctx)
    with shown_again(request, TEMPLATE, page):
        codes = second_step.renew_recovery_codes(steps, form.text("code"))
    return page_of(request, "accounts/recovery_codes.html", {"codes": codes})
