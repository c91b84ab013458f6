"""Whether a change that a browser asks for comes from a page of ours.

Two proofs, both demanded: where the browser says the request comes from, and a token that only our pages show. The
token is a signature of the cookie that it goes with, so nothing is stored for it.
"""

import hmac
import secrets
from urllib.parse import urlsplit

from fastapi import Request

from app.core.errors import NotAllowed
from app.core.signing import mark
from app.web import cookies
from app.web.house import house_of

FIELD, HEADER = "csrf", "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def form_token(request: Request) -> str:
    """The token for forms on the page that answers this request. A visitor without a cookie is given one for it."""
    secret = cookies.read(request, cookies.SESSION) or cookies.read(request, cookies.FORM)
    if secret is None:
        secret = getattr(request.state, "new_form_cookie", None) or secrets.token_urlsafe(32)
        request.state.new_form_cookie = secret
    return token_of(request, secret)


def token_of(request: Request, secret: str) -> str:
    """The token that goes with a cookie's value."""
    return mark(house_of(request).settings.key, "form", secret)


def check(request: Request, given: str | None, *kinds: str) -> None:
    """Raises NotAllowed when the request comes from elsewhere, or its token is not that of one of these cookies."""
    values = (cookies.read(request, kind) for kind in kinds)
    tokens = [token_of(request, secret) for secret in values if secret]
    fits = any(hmac.compare_digest((given or "").encode(), token.encode()) for token in tokens)
    if not (fits and comes_from_here(request)):
        raise NotAllowed("csrf-failed")


def comes_from_here(request: Request) -> bool:
    """What the browser says of the page that sends; browsers too old to say anything are held to the token alone."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    ours = {request.headers.get("host"), urlsplit(house_of(request).settings.public_url).netloc} - {"", None}
    return origin is None or urlsplit(origin).netloc in ours
