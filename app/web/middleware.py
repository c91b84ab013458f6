"""What every request passes: an id, a deadline, a last net for errors, and headers for browsers.

Pure ASGI, so that the deadline holds whatever the thread pool is doing.
"""

import asyncio
import logging
import re
import secrets
from time import perf_counter

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.errors import DomainError, Unavailable
from app.core.settings import Settings
from app.web.problems import answer, unexpected

log = logging.getLogger("app.requests")
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_SLOW = ("/matches/batch", "/statement", "/export", "/imports")
CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
BROWSER_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
#: FastAPI's documentation page brings its script from elsewhere; it gets no policy of ours.
_DOCUMENTATION = ("/docs", "/redoc")


class Border:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = _Exchange(scope, receive, send)
        slow = any(part in scope["path"] for part in _SLOW)
        try:
            async with asyncio.timeout(self.settings.batch_deadline if slow else self.settings.request_deadline):
                await self.app(scope, receive, exchange.send)
        except TimeoutError:
            await exchange.refuse(Unavailable("deadline"))
        except Exception as error:  # noqa: BLE001 - the last net: a 500 without details, all of it in the log
            await exchange.refuse(unexpected(exchange.request, error))
        finally:
            exchange.log()


class _Exchange:
    """One request and its answer."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.request, self._send = Request(scope, receive), send
        given = self.request.headers.get("x-request-id", "")
        self.id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        self.request.state.request_id = self.id
        self.status, self.begun = 0, perf_counter()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = self.id
            if not self.request.url.path.startswith(_DOCUMENTATION):
                for name, value in BROWSER_HEADERS.items():
                    headers.setdefault(name, value)
        await self._send(message)

    async def refuse(self, error: DomainError) -> None:
        """Answer from here, when nothing was answered yet."""
        if self.status == 0:
            await answer(self.request, error)(self.request.scope, self.request.receive, self.send)

    def log(self) -> None:
        spent = round((perf_counter() - self.begun) * 1000, 1)
        log.info("%s %s %s %sms %s", self.request.method, self.request.url.path, self.status, spent, self.id)
