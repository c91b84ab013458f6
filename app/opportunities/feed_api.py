"""``/feeds``: new published offers and needs, per sector and language, for anyone."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from app.access.permissions import Permission, declares
from app.core.actor import ANONYMOUS
from app.core.context import Context
from app.opportunities import feed_writing
from app.opportunities.feed_writing import Place
from app.opportunities.service import feeds
from app.opportunities.service.feeds import Feed
from app.records.listing import ListQuery, filters_of
from app.records.rules import Kind
from app.registry.present import organizations_out
from app.web.dependencies import Reading
from app.web.openapi import errors
from schemas.opportunities import FeedQuery

router = APIRouter(prefix="/feeds", tags=["feeds"])
KindName = Literal["offers", "needs"]
Asked = Annotated[FeedQuery, Query()]
Write = Callable[[Context, Feed, Place, dict[str, str]], bytes]
ATOM_TYPE, JSON_TYPE = "application/atom+xml", "application/feed+json"
MINUTES = 15


def _described(media_type: str, kind: str) -> dict[int | str, dict[str, object]]:
    content = {media_type: {"schema": {"type": kind}}}
    return {
        **errors(401, 404, 422, 503),
        200: {"description": "The newest first.", "content": content},
        304: {"description": "Nothing has changed."},
    }


@router.get(
    "/{kind}.atom",
    operation_id="read_atom_feed",
    openapi_extra=declares(Permission.READ_PUBLIC),
    response_class=Response,
    responses=_described(ATOM_TYPE, "string"),
)
def read_atom_feed(request: Request, ctx: Reading, kind: KindName, query: Asked) -> Response:
    """New published offers or needs as Atom 1.0."""
    return _answer(request, _for(ctx, query), (kind, query), feed_writing.atom, ATOM_TYPE)


@router.get(
    "/{kind}.json",
    operation_id="read_json_feed",
    openapi_extra=declares(Permission.READ_PUBLIC),
    response_class=Response,
    responses=_described(JSON_TYPE, "object"),
)
def read_json_feed(request: Request, ctx: Reading, kind: KindName, query: Asked) -> Response:
    """The same as JSON Feed 1.1."""
    return _answer(request, _for(ctx, query), (kind, query), feed_writing.json_feed, JSON_TYPE)


def _for(ctx: Context, query: FeedQuery) -> Context:
    return replace(ctx, language=query.lang or ctx.language)


def _answer(
    request: Request, ctx: Context, asked: tuple[KindName, FeedQuery], write: Write, media_type: str
) -> Response:
    kind, query = asked
    # the same for everyone: a coordinator's own group must not narrow a feed
    filters = filters_of(replace(ctx, actor=ANONYMOUS), ListQuery(sector=query.sector, language=query.language))
    found = feeds.feed(ctx, Kind(kind.removesuffix("s")), filters)
    names = {key: organization.name for key, organization in organizations_out(ctx).items()}
    body = write(ctx, found, _place(request, ctx, asked), names)
    headers = {
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:24]}"',
        "Cache-Control": f"public, max-age={60 * MINUTES}",
        "Content-Language": ctx.language,
        "Vary": "Accept-Language",
    }
    # within the second of a change, what changes next could not be told from it
    if found.changed_at is not None and (ctx.now - found.changed_at).total_seconds() >= 1:
        headers["Last-Modified"] = format_datetime(found.changed_at.astimezone(UTC), usegmt=True)
    if _is_known(request, headers["ETag"], found.changed_at):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=f"{media_type}; charset=utf-8", headers=headers)


def _place(request: Request, ctx: Context, asked: tuple[KindName, FeedQuery]) -> Place:
    kind, query = asked
    narrowed = [("sector", code) for code in query.sector] + [("language", tag) for tag in query.language]
    root = f"{ctx.settings.address}/{ctx.language}"
    itself = urlencode([*narrowed, ("lang", ctx.language)], safe=":")
    listed = f"?{urlencode(narrowed, safe=':')}" if narrowed else ""
    return Place(f"{ctx.settings.address}{request.url.path}?{itself}", f"{root}/{kind}{listed}", root)


def _is_known(request: Request, etag: str, changed_at: datetime | None) -> bool:
    """Whether the reader has this very feed; If-Modified-Since counts only without If-None-Match (RFC 9110)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except (ValueError, OverflowError):
        return False
    return since.tzinfo is not None and changed_at is not None and changed_at <= since
