"""Idempotency-Key: the same key, caller and body give the first answer again.

The row is claimed at the start of the transaction and filled with the rendered answer at its end, so that answer,
record and key are committed together or not at all. A second request with the key waits for the first to end.
"""

import hashlib
import json
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from starlette.concurrency import run_in_threadpool

from app.core.context import Context
from app.core.database import is_taken
from app.core.errors import Conflict, Invalid
from app.web.models import RememberedAnswer

KEPT_HEADERS = ("content-type", "location", "etag")


class Replay(Exception):
    """Not an error: the answer was given before, and is given again."""

    def __init__(self, response: Response) -> None:
        super().__init__("replay")
        self.response = response


def claim(ctx: Context, request: Request, key: str) -> None:
    """Claim the key for this request. Raises Replay with the first answer, or Invalid when it was for another body."""
    request_hash = request.state.request_hash
    row = RememberedAnswer(caller=ctx.actor.id, key=key, request_hash=request_hash, created_at=ctx.now)
    try:
        with ctx.session.begin_nested():
            ctx.session.add(row)
    except IntegrityError as error:
        if not is_taken(error):
            raise
        _replay(ctx, key, request_hash)
    request.state.claim = (ctx, row)


def _replay(ctx: Context, key: str, request_hash: str) -> None:
    first = ctx.session.scalar(
        select(RememberedAnswer).where(RememberedAnswer.caller == ctx.actor.id, RememberedAnswer.key == key)
    )
    if first is None or first.status is None:
        raise Conflict("idempotency-key-busy")
    if first.request_hash != request_hash:
        raise Invalid("idempotency-key-reused")
    raise Replay(Response(first.body, first.status, json.loads(first.headers or "{}")))


class RememberingRoute(APIRoute):
    """A route whose answer is remembered under the request's Idempotency-Key, in the same transaction."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def remembering(request: Request) -> Response:
            if "idempotency-key" in request.headers:
                body = await request.body()
                request.state.request_hash = _hash(request, body)
            try:
                response = await handle(request)
            except Replay as replay:
                return replay.response
            claimed: tuple[Context, RememberedAnswer] | None = getattr(request.state, "claim", None)
            if claimed is not None:
                ctx, row = claimed
                await run_in_threadpool(_remember, ctx, row, response)
            return response

        return remembering


def _hash(request: Request, body: bytes) -> str:
    said = f"{request.method} {request.url.path}?{request.url.query}\n{request.headers.get('if-match', '')}\n".encode()
    # the boundary of a multipart body is chosen anew whenever the same form is sent
    _, _, boundary = request.headers.get("content-type", "").partition("boundary=")
    if boundary:
        body = body.replace(boundary.strip('"').encode("latin-1"), b"")
    return hashlib.sha256(said + body).hexdigest()


def _remember(ctx: Context, row: RememberedAnswer, response: Response) -> None:
    row.status = response.status_code
    row.headers = json.dumps({name: response.headers[name] for name in KEPT_HEADERS if name in response.headers})
    row.body = bytes(response.body)
    ctx.session.flush()


def forget_old_answers(ctx: Context) -> None:
    """Forget keys older than ``idempotency_days``."""
    limit = ctx.now - timedelta(days=ctx.settings.idempotency_days)
    ctx.session.execute(delete(RememberedAnswer).where(RememberedAnswer.created_at < limit))
