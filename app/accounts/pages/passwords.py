"""``/{language}/invitation``, ``forgotten-password`` and ``new-password``: pages that a letter leads to."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.access.permissions import Permission, declares
from app.accounts.pages.browser import goes_on, network_of, page_of
from app.accounts.service import new_passwords
from app.accounts.service.new_passwords import Acceptance
from app.web.dependencies import InSteps, Reading, Writing, language_of
from app.web.forms import NONE_YET, Submitted, shown_again
from app.web.pages import page_router
from schemas.accounts import AcceptIn

router = page_router()
OPEN = declares(Permission.SIGN_IN)
Code = Annotated[str, Query(max_length=200)]


@router.get("/invitation", openapi_extra=OPEN)
def show_invitation(request: Request, ctx: Reading, code: Code = "") -> Response:
    """Who is invited, and the form to accept."""
    account = new_passwords.invited(ctx, code)
    name = "" if account.name == account.email else account.name
    chosen = {"name": name, "language": language_of(request)}
    page = {"code": code, "email": account.email, "role": account.role, "country": account.country, "chosen": chosen}
    return page_of(request, "accounts/invitation.html", NONE_YET | page)


@router.post("/invitation", openapi_extra=OPEN)
def accept(request: Request, steps: InSteps, form: Submitted) -> Response:
    """Signed in, or at the second step."""
    code = form.text("code")
    with steps.reading() as ctx:
        account = new_passwords.invited(ctx, code)
        page = {"here": "", "code": code, "email": account.email, "role": account.role, "country": account.country}
    with shown_again(request, "accounts/invitation.html", page | {"chosen": form.values()}):
        chosen = AcceptIn.model_validate({"name": form.text("name"), "language": form.text("language")})
        acceptance = Acceptance(chosen.name, chosen.language, form.secret("password"))
        entered = new_passwords.accept(steps, code, acceptance)
    return goes_on(request, entered, f"/{chosen.language}/desk")


@router.get("/forgotten-password", openapi_extra=OPEN)
def show_forgotten(request: Request, _ctx: Reading) -> Response:
    """Asks for the address of the account."""
    return page_of(request, "accounts/forgotten.html", NONE_YET | {"sent": False, "email": ""})


@router.post("/forgotten-password", openapi_extra=OPEN)
def forget(request: Request, ctx: Writing, form: Submitted) -> Response:
    """The same answer whether there is such an account or not."""
    page = {"here": "", "sent": False, "email": form.text("email")}
    with shown_again(request, "accounts/forgotten.html", page):
        new_passwords.ask_for_link(ctx, form.text("email"), network_of(request))
    return page_of(request, "accounts/forgotten.html", NONE_YET | {"sent": True, "email": ""})


@router.get("/new-password", openapi_extra=OPEN)
def show_new_password(request: Request, ctx: Reading, code: Code = "") -> Response:
    """The form for a new password."""
    email = new_passwords.asked(ctx, code).email
    return page_of(request, "accounts/new_password.html", NONE_YET | {"code": code, "email": email})


@router.post("/new-password", openapi_extra=OPEN)
def renew(request: Request, steps: InSteps, form: Submitted) -> Response:
    """Signed in with the new password, or at the second step."""
    code = form.text("code")
    with steps.reading() as ctx:
        page = {"here": "", "code": code, "email": new_passwords.asked(ctx, code).email}
    with shown_again(request, "accounts/new_password.html", page):
        entered = new_passwords.renew(steps, code, form.secret("password"))
    return goes_on(request, entered, None)
