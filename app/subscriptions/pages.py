"""Letters and their links: ``/{language}/account/letters``, ``/{language}/letters/off/…``, ``/{language}/renew/…``."""

from typing import Annotated, Any

from fastapi import Path, Request, Response
from fastapi.responses import RedirectResponse

from app.access.permissions import Permission, declares
from app.core.context import Context
from app.records.present import record_out
from app.registry.present import organizations_out
from app.subscriptions import present
from app.subscriptions.rules import Digest
from app.subscriptions.service import choosing, reminders
from app.web.dependencies import Reading, Writing, language_of
from app.web.forms import NONE_YET, Submitted, shown_again
from app.web.pages import page_router, render
from schemas.subscriptions import SubscriptionPatch

router = page_router()
OWN, LINK = declares(Permission.OWN_ACCOUNT), declares(Permission.USE_LINK)
Token = Annotated[str, Path(pattern=r"^[0-9A-Za-z_.-]{1,200}$")]
LETTERS = "subscriptions/letters.html"


@router.get("/account/letters", openapi_extra=OWN)
def show_letters(request: Request, ctx: Reading, done: str = "") -> Response:
    """How often the desk comes by mail."""
    page = {"here": "account", "chosen": present.subscription_out(choosing.look(ctx)), "done": done}
    return render(request, LETTERS, NONE_YET | page)


@router.post("/account/letters", openapi_extra=OWN)
def choose(request: Request, ctx: Writing, form: Submitted) -> Response:
    """Choose how often."""
    now = present.subscription_out(choosing.look(ctx))
    with shown_again(request, LETTERS, NONE_YET | {"here": "account", "chosen": now, "done": ""}):
        asked = SubscriptionPatch.model_validate({"digest": form.text("digest")})
        choosing.choose(ctx, Digest(asked.digest), now.version)
    return RedirectResponse(f"/{language_of(request)}/account/letters?done=saved", 303)


def _private(response: Response) -> Response:
    """What a link opens stands in no cache."""
    response.headers["Cache-Control"] = "no-store"
    return response


def _off(request: Request, token: str, *, done: bool) -> Response:
    return _private(render(request, "subscriptions/off.html", {"token_of_link": token, "done": done}))


@router.get("/letters/off/{token}", openapi_extra=LINK)
def ask_off(request: Request, ctx: Reading, token: Token) -> Response:
    """One button; opening the link alone ends nothing, since mail programs open links by themselves."""
    choosing.reader_of(ctx, token)
    return _off(request, token, done=False)


@router.post("/letters/off/{token}", openapi_extra=LINK)
def end_letters(request: Request, ctx: Writing, token: Token) -> Response:
    """No more digests. Mail programs send this by themselves when their reader unsubscribes (RFC 8058), so the signed
    link alone is asked for, and the answer leads nowhere else."""
    choosing.end_letters(ctx, token)
    return _off(request, token, done=True)


def _renewal(ctx: Context, token: str) -> dict[str, Any]:
    found = reminders.look(ctx, token)
    return NONE_YET | {
        "record": record_out(ctx, found.record),
        "is_open": found.is_open,
        "organizations": organizations_out(ctx),
        "token_of_link": token,
    }


@router.get("/renew/{token}", openapi_extra=LINK)
def show_renewal(request: Request, ctx: Reading, token: Token) -> Response:
    """The record and one button; what was confirmed already is told."""
    return _private(render(request, "subscriptions/renew.html", _renewal(ctx, token)))


@router.post("/renew/{token}", openapi_extra=LINK)
def renew(request: Request, ctx: Writing, token: Token, _form: Submitted) -> Response:
    """Confirm the record without signing in; the link works no more."""
    reminders.renew(ctx, token)
    return RedirectResponse(f"/{language_of(request)}/renew/{token}", 303)
