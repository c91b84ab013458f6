"""The two contexts of a request, and the only commit of the web.

``scope="function"``: the transaction ends before the answer leaves. With FastAPI's default the client would have
its 201 first, even if the commit then failed.
"""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Annotated

from anyio import Semaphore
from anyio.lowlevel import RunVar
from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from app.core.actor import ANONYMOUS, Actor
from app.core.context import Context
from app.core.errors import ConditionMissing, FieldError, Invalid, NotSignedIn, Unavailable
from app.core.languages import LANGUAGES, negotiate
from app.web.house import House, house_of
from app.web.idempotency import claim

bearer = HTTPBearer(auto_error=False, description="`Authorization: Bearer <token>`, made by `tcdc token create`.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="The same key, caller and body give the first answer again.",
    ),
]


def language_of(request: Request) -> str:
    """The language in the page's address, else the best for ``Accept-Language``."""
    # not path_params: the language holds also where no route is found
    first = request.url.path.removeprefix("/").partition("/")[0]
    return first if first in LANGUAGES else negotiate(request.headers.get("accept-language"))


def _actor(session: Session, house: House, credentials: HTTPAuthorizationCredentials | None, now: datetime) -> Actor:
    if credentials is None:
        return ANONYMOUS
    actor = house.find_actor(session, credentials.credentials, now)
    if actor is None:
        raise NotSignedIn("invalid-token")
    return actor


def _context(session: Session, request: Request, credentials: HTTPAuthorizationCredentials | None) -> Context:
    house = house_of(request)
    now = house.clock()
    actor = _actor(session, house, credentials, now)
    return Context(session, actor, now, house.settings, house.vocabulary, language_of(request))


_places: RunVar[Semaphore] = RunVar("places")


async def at_work(request: Request) -> AsyncIterator[None]:
    """A place among those at work: one for each database connection, waited for outside of the threads.

    Without it, requests that wait for a connection would take the threads of those that have one.
    """
    places = _places.get(None)
    if places is None:
        places = Semaphore(house_of(request).settings.pool_size)
        _places.set(places)
    async with places:
        request.state.at_work = True
        yield
        request.state.at_work = False


AtWork = Annotated[None, Depends(at_work, scope="function")]


def reading(request: Request, _at_work: AtWork, credentials: Credentials) -> Iterator[Context]:
    """A context whose transaction is rolled back at the end."""
    with house_of(request).database.reading() as session:
        yield _context(session, request, credentials)


def writing(
    request: Request, _at_work: AtWork, credentials: Credentials, idempotency_key: IdempotencyKey = None
) -> Iterator[Context]:
    """A context whose transaction is committed when the route ends well. Replays a remembered answer instead.

    Raises Unavailable, and commits nothing, when the border has already answered that it took too long.
    """
    with house_of(request).database.writing() as session:
        ctx = _context(session, request, credentials)
        if idempotency_key is not None:
            claim(ctx, request, idempotency_key)
        yield ctx
        if getattr(request.state, "given_up", False):
            raise Unavailable("deadline")


Reading = Annotated[Context, Depends(reading, scope="function")]
Writing = Annotated[Context, Depends(writing, scope="function")]


def _version(header: str | None) -> int | None:
    if header is None:
        return None
    tag = header.strip().removeprefix("W/").strip('"')
    if not (tag.isascii() and tag.isdigit() and len(tag) < 12):
        raise Invalid("invalid-parameter", (FieldError("If-Match", "invalid-etag"),))
    return int(tag)


IfMatchHeader = Annotated[str | None, Header(alias="If-Match", description='The ETag last read, such as `"3"`.')]


def expected_version(if_match: IfMatchHeader = None) -> int:
    """The version of If-Match. Raises ConditionMissing without one."""
    version = _version(if_match)
    if version is None:
        raise ConditionMissing("if-match-missing")
    return version


def optional_version(if_match: IfMatchHeader = None) -> int | None:
    """The version of If-Match, or None without one."""
    return _version(if_match)


Expected = Annotated[int, Depends(expected_version)]
MaybeExpected = Annotated[int | None, Depends(optional_version)]
