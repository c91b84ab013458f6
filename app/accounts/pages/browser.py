"""What these pages tell the browser: to keep nothing, and which session it has from now on."""

from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.accounts import rules
from app.accounts.service.sessions import Entered
from app.web import cookies
from app.web.dependencies import language_of
from app.web.house import house_of
from app.web.pages import query_string, render

DAY = 86_400


def page_of(request: Request, template: str, page: dict[str, Any], status: int = 200) -> Response:
    """A page that stays in no cache."""
    response = render(request, template, {"here": ""} | page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def sign_in_facts(request: Request, email: str, following: str | None) -> dict[str, Any]:
    """What the page for signing in shows. Its button for single sign-on leads to another host, by way of ours."""
    settings = house_of(request).settings
    request.state.forms_lead_to = settings.oidc_targets
    return {"here": "", "email": email, "next": following or "", "single_sign_on": settings.oidc_label}


def network_of(request: Request) -> str:
    """The address that the request comes from."""
    return request.client.host if request.client else ""


def goes_on(request: Request, entered: Entered, following: str | None) -> Response:
    """To the next step, or signed in: to the page that was asked for, else to the desk."""
    language = language_of(request)
    wanted = following or f"/{language}/desk"
    if entered.next_step:
        wanted = f"/{language}/{entered.next_step}{query_string([('next', following)])}"
    return with_session(request, RedirectResponse(wanted, 303, {"Cache-Control": "no-store"}), entered)


def with_session(request: Request, response: Response, entered: Entered) -> Response:
    """The answer with the cookies of a new session."""
    cookies.put(request, response, cookies.SESSION, entered.secret, entered.seconds)
    if entered.device is not None:
        cookies.put(request, response, cookies.DEVICE, entered.device, rules.DEVICE_DAYS * DAY)
    return response


def leaves(request: Request) -> Response:
    """To the home page, without the session. The browser stays recognised."""
    response = RedirectResponse(f"/{language_of(request)}/", 303, {"Cache-Control": "no-store"})
    cookies.remove(request, response, cookies.SESSION)
    return response
