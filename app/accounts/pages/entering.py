"""``/{language}/sign-in``, ``sign-out`` and ``second-step``."""

from typing import Any

import segno
from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.access.permissions import Permission, declares
from app.accounts.pages.browser import goes_on, leaves, network_of, page_of, sign_in_facts, with_session
from app.accounts.service import second_step, sessions, signing_in
from app.accounts.service.second_step import Cookies, Setup
from app.accounts.service.signing_in import Tried
from app.web import cookies
from app.web.dependencies import InSteps, Reading, Writing, language_of
from app.web.forms import NONE_YET, Form, Submitted, shown_again
from app.web.pages import local_path, page_router

router = page_router()
OPEN = declares(Permission.SIGN_IN)


@router.get("/sign-in", openapi_extra=OPEN)
def show_sign_in(request: Request, ctx: Reading, next: str = "") -> Response:  # noqa: A002 - the name in the address
    """The form; whoever is signed in goes on."""
    if not ctx.actor.is_anonymous:
        return RedirectResponse(local_path(next) or f"/{language_of(request)}/desk", 303)
    return page_of(request, "accounts/sign_in.html", NONE_YET | sign_in_facts(request, "", local_path(next)))


@router.post("/sign-in", openapi_extra=OPEN)
def sign_in(request: Request, steps: InSteps, form: Submitted) -> Response:
    """To the desk, to the page that was asked for, or to the second step."""
    device = cookies.read(request, cookies.DEVICE)
    tried = Tried(form.text("email"), form.secret("password"), network_of(request), device)
    following = local_path(form.text("next"))
    with shown_again(request, "accounts/sign_in.html", sign_in_facts(request, tried.email, following)):
        entered = signing_in.sign_in(steps, tried)
    return goes_on(request, entered, following)


@router.post("/sign-out", openapi_extra=OPEN)
def sign_out(request: Request, ctx: Writing, _form: Submitted) -> Response:
    """To the home page."""
    sessions.sign_out(ctx, cookies.read(request, cookies.SESSION))
    return leaves(request)


def _brought(request: Request) -> Cookies:
    return Cookies(cookies.read(request, cookies.SESSION), cookies.read(request, cookies.DEVICE))


@router.get("/second-step", openapi_extra=OPEN)
def show_second_step(request: Request, ctx: Reading, next: str = "") -> Response:  # noqa: A002 - as above
    """Asks for the code of the authenticator."""
    account = second_step.waiting_account(ctx, cookies.read(request, cookies.SESSION))
    second_step.tell_sample_code(ctx, account)
    return page_of(request, "accounts/second_step.html", NONE_YET | {"next": local_path(next) or ""})


@router.post("/second-step", openapi_extra=OPEN)
def take_second_step(request: Request, steps: InSteps, form: Submitted) -> Response:
    """Signed in, with the right code."""
    following = local_path(form.text("next"))
    with shown_again(request, "accounts/second_step.html", {"here": "", "next": following or ""}):
        entered = second_step.take_second_step(steps, _brought(request), form.text("code"))
    return goes_on(request, entered, following)


@router.get("/second-step/new", openapi_extra=OPEN)
def show_set_up(request: Request, ctx: Reading) -> Response:
    """The QR code of a new authenticator, while a sign-in waits for it."""
    account = second_step.waiting_account(ctx, cookies.read(request, cookies.SESSION))
    setup = second_step.set_up(ctx, account)
    return page_of(request, "accounts/set_up.html", NONE_YET | set_up_page(setup, "second-step/new"))


@router.post("/second-step/new", openapi_extra=OPEN)
def set_up(request: Request, ctx: Writing, form: Submitted) -> Response:
    """Signed in; shows the recovery codes, this once."""
    brought = _brought(request)
    account = second_step.waiting_account(ctx, brought.session)
    with shown_again(request, "accounts/set_up.html", again_page(ctx, account, form, "second-step/new")):
        entered, codes = second_step.confirm_first(ctx, brought, form.text("setup"), form.text("code"))
    response = page_of(request, "accounts/recovery_codes.html", {"codes": codes})
    return with_session(request, response, entered)


def again_page(ctx: Any, account: Any, form: Form, place: str) -> dict[str, Any]:
    """The same QR code again, after a wrong code."""
    return set_up_page(second_step.set_up_again(ctx, account, form.text("setup")), place)


def set_up_page(setup: Setup, place: str) -> dict[str, Any]:
    """``place``: where the form goes, below the language."""
    drawn = segno.make(setup.address, error="m").svg_inline(scale=5, border=3, omitsize=True)
    return {"here": "", "setup": setup, "drawn": drawn, "place": place}
