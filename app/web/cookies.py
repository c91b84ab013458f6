"""The cookies of pages. In production ``__Host-`` keeps them to this host and to TLS; plain http has plain names."""

from fastapi import Request, Response

from app.core.settings import Settings
from app.web.house import house_of

#: Who is signed in; the form of a visitor; a browser in which somebody signed in before; a single sign-on on its way.
SESSION, FORM, DEVICE, SIGN_ON = "tcdc", "tcdc-form", "tcdc-device", "tcdc-sign-on"


def name_of(settings: Settings, cookie: str) -> str:
    """The cookie's name in this environment."""
    return f"__Host-{cookie}" if settings.env == "production" else cookie


def read(request: Request, cookie: str) -> str | None:
    """Its value, or None without one."""
    return request.cookies.get(name_of(house_of(request).settings, cookie)) or None


def put(request: Request, response: Response, cookie: str, value: str, seconds: int | None = None) -> None:
    """Set it; ``seconds``: None means until the browser is closed."""
    settings = house_of(request).settings
    response.set_cookie(
        name_of(settings, cookie),
        value,
        max_age=seconds,
        path="/",
        secure=settings.env == "production",
        httponly=True,
        samesite="lax",
    )


def remove(request: Request, response: Response, cookie: str) -> None:
    """Have the browser forget it."""
    put(request, response, cookie, "", 0)
