"""``/{language}/sign-in/oidc``: to the provider of single sign-on, and back."""

from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from app.access.permissions import Permission, declares
from app.accounts.pages.browser import goes_on, network_of, sign_in_facts
from app.accounts.service import single_sign_on
from app.accounts.service.single_sign_on import Returned
from app.core.errors import DomainError
from app.web import cookies
from app.web.dependencies import InSteps
from app.web.forms import Submitted, refused
from app.web.house import house_of
from app.web.pages import local_path, page_router

router = page_router()
OPEN = declares(Permission.SIGN_IN)
#: Refusals after which the person begins anew on the page for signing in.
BEGIN_ANEW = frozenset({401, 429, 503})
Given = Annotated[str, Query(max_length=4000)]


@router.post("/sign-in/oidc", openapi_extra=OPEN)
def set_out(request: Request, steps: InSteps, form: Submitted) -> Response:
    """To the provider; the browser keeps what its answer is held against."""
    following = local_path(form.text("next")) or ""
    try:
        begun = single_sign_on.set_out(steps, house_of(request).provider, following)
    except DomainError as error:
        return _again(request, error, following)
    response = RedirectResponse(begun.address, 303, {"Cache-Control": "no-store"})
    cookies.put(request, response, cookies.SIGN_ON, begun.cookie, begun.seconds)
    return response


@router.get("/sign-in/oidc/callback", openapi_extra=OPEN)
def finish(request: Request, steps: InSteps, state: Given = "", code: Given = "", iss: Given = "") -> Response:
    """To the page that was asked for, to the desk, or to the second step."""
    house, cookie = house_of(request), cookies.read(request, cookies.SIGN_ON)
    following = local_path(single_sign_on.following_of(house.settings, cookie))
    device = cookies.read(request, cookies.DEVICE)
    try:
        returned = Returned(cookie, state, code, iss, network_of(request), device)
        response = goes_on(request, single_sign_on.finish(steps, house.provider, returned), following)
    except DomainError as error:
        response = _again(request, error, following or "")
    cookies.remove(request, response, cookies.SIGN_ON)
    return response


def _again(request: Request, error: DomainError, following: str) -> Response:
    """The page for signing in, with the refusal. Raises what is none of ours."""
    if error.status not in BEGIN_ANEW:
        raise error
    response = refused(request, "accounts/sign_in.html", sign_in_facts(request, "", following), error)
    response.headers["Cache-Control"] = "no-store"
    return response
