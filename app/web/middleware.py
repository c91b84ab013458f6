"""What every request passes: an id, limits of size and time, a last net for errors, and headers for browsers.

Pure ASGI, so that the deadline holds whatever the thread pool is doing.
"""

import asyncio
import logging
import re
import secrets
from time import perf_counter

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.errors import DomainError, Unavailable
from app.core.languages import LANGUAGES
from app.core.settings import Settings
from app.web import cookies
from app.web.problems import answer, unexpected

log = logging.getLogger("app.requests")
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_SLOW = ("/matches/batch", "/statement", "/export", "/imports", "/desk/import", "/opportunities")
#: Home pages count what is answerable, which takes seconds when the register has just changed.
_HOMES = frozenset(f"/{language}/" for language in LANGUAGES)
_UPLOADS = frozenset({"/api/v1/imports", *(f"/{language}/desk/import" for language in LANGUAGES)})
#: What a form adds to the file that it sends.
_AROUND_FILE = 65_536
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
        self._late: set[asyncio.Future[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        slow = scope["path"] in _HOMES or any(part in scope["path"] for part in _SLOW)
        limit = self.settings.body_limit
        if scope["path"] in _UPLOADS:
            limit = self.settings.upload_limit + _AROUND_FILE
        exchange = _Exchange(scope, receive, send, limit)
        exchange.session_cookie = cookies.name_of(self.settings, cookies.SESSION)
        work = asyncio.ensure_future(self.app(scope, exchange.receive, exchange.send))
        try:
            await asyncio.wait({work}, timeout=self.settings.batch_deadline if slow else self.settings.request_deadline)
            await (work if work.done() else self._give_up(exchange, work))
        except asyncio.CancelledError:
            work.cancel()
            raise
        except Exception as error:  # noqa: BLE001 - the last net: a 500 without details, all of it in the log
            await exchange.refuse(unexpected(exchange.request, error))
        finally:
            exchange.log()

    async def _give_up(self, exchange: "_Exchange", work: "asyncio.Future[None]") -> None:
        """Answer without waiting for work that hangs. A thread that waits for the store cannot be stopped: such work
        is left to end by itself, keeps its place among those at work, and is rolled back when it comes to its end.
        """
        state = exchange.request.state
        state.given_up = True
        if getattr(state, "at_work", False) and exchange.status == 0:
            self._late.add(work)
            work.add_done_callback(self._forget)
        else:
            work.cancel()
        await exchange.refuse(Unavailable("deadline"))

    def _forget(self, work: "asyncio.Future[None]") -> None:
        self._late.discard(work)
        if not work.cancelled() and work.exception() is not None:
            log.warning("late work failed: %r", work.exception())


class _Exchange:
    """One request and its answer. ``limit``: the most bytes of a body."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        self.request, self._receive, self._send = Request(scope, receive), receive, send
        given = self.request.headers.get("x-request-id", "")
        self.id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        self.request.state.request_id = self.id
        self.status, self.begun = 0, perf_counter()
        self._limit, self._read, self._refused = limit, 0, False
        self.session_cookie = ""

    async def receive(self) -> Message:
        """The next part of the body. Raises a 413 as soon as it is announced or proves to be too large."""
        announced = self.request.headers.get("content-length", "")
        if announced.isascii() and announced.isdigit() and (len(announced) > 18 or int(announced) > self._limit):
            raise HTTPException(413)
        message = await self._receive()
        self._read += len(message.get("body", b""))
        if self._read > self._limit:
            raise HTTPException(413)
        return message

    async def send(self, message: Message) -> None:
        """What the application answers; nothing more once the border has answered for it."""
        if not self._refused:
            await self._answer(message)

    async def _answer(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = self.id
            if not self.request.url.path.startswith(_DOCUMENTATION):
                for name, value in BROWSER_HEADERS.items():
                    headers.setdefault(name, value)
                if further := getattr(self.request.state, "forms_lead_to", ""):
                    # browsers hold the addresses that a form is sent on to against the policy too
                    own = "form-action 'self'"
                    headers["Content-Security-Policy"] = CONTENT_POLICY.replace(own, f"{own} {further}")
            if "authorization" in self.request.headers or self.session_cookie in self.request.cookies:
                headers.setdefault("Cache-Control", "no-store")
        await self._send(message)

    async def refuse(self, error: DomainError) -> None:
        """Answer from here, when nothing was answered yet."""
        self._refused = True
        if self.status == 0:
            await answer(self.request, error)(self.request.scope, self._receive, self._answer)

    def log(self) -> None:
        spent = round((perf_counter() - self.begun) * 1000, 1)
        log.info("%s %s %s %sms %s", self.request.method, self.request.url.path, self.status, spent, self.id)
