"""Compressed text for slow lines: our files, and pages for visitors.

A page for somebody who signed in, or whose form has a token, goes as it is: compressed, its length would tell an
onlooker who can make the reader open addresses of ours, guess by guess, what the secret in it is (BREACH).
"""

from fastapi import Request
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.languages import LANGUAGES
from app.core.settings import Settings
from app.web import cookies

#: Bytes below which packing gains nothing.
LEAST = 1000
#: Files that are packed already.
_PACKED = (".xlsx", ".zip", ".png")


class Compressing:
    """Passes on what must not or need not be compressed, and compresses the rest for those who take it."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._plainly = app
        self._compressed = GZipMiddleware(app, minimum_size=LEAST, compresslevel=6)
        self._secrets = {cookies.name_of(settings, cookie) for cookie in (cookies.SESSION, cookies.FORM)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._compressed if scope["type"] == "http" and self._fits(Request(scope)) else self._plainly
        await app(scope, receive, send)

    def _fits(self, request: Request) -> bool:
        path = request.url.path
        first = path.removeprefix("/").partition("/")[0]
        if request.method != "GET" or path.endswith(_PACKED):
            return False
        return first == "static" or (first in LANGUAGES and not self._secrets & request.cookies.keys())
