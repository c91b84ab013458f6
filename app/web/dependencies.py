"""The two contexts of a request, and the only commit of the web.

``scope="function"``: the transaction ends before the answer leaves. With FastAPI's default the client would have
its 201 first, even if the commit then failed.
"""

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from anyio import Semaphore
from anyio.lowlevel import RunVar
from fastapi import Depends, Header, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core.actor import ANONYMOUS, Actor
from app.core.context import Context
from app.core.errors import ConditionMissing, FieldError, Invalid, NotSignedIn, Unavailable
from app.core.languages import LANGUAGES, negotiate
from app.web import cookies, csrf
from app.web.house import house_of
from app.web.idempotency import claim

log = logging.getLogger(__name__)
bearer = HTTPBearer(auto_error=False, description="`Authorization: Bearer <token>`, made by `tcdc token create`.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
#: Read by its name in this environment; here for the description.
session_cookie = APIKeyCookie(
    name="__Host-tcdc",
    auto_error=False,
    description="The session of a person who signed in on the pages. Changes need the header `X-CSRF-Token` too.",
)
SessionCookie = Annotated[str | None, Depends(session_cookie)]
CsrfHeader = Annotated[
    str | None,
    Header(alias=csrf.HEADER, description="With a session cookie only: the value of `csrf` in a form of our pages."),
]
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


async def given_token(request: Request) -> None:
    """Keeps the CSRF token that came with a browser's change: in a header, else in the form."""
    given = request.headers.get(csrf.HEADER)
    is_form = request.headers.get("content-type", "").startswith(("application/x-www-form-urlencoded", "multipart/"))
    if given is None and is_form and cookies.read(request, cookies.SESSION):
        value = (await request.form()).get(csrf.FIELD)
        given = value if isinstance(value, str) else None
    request.state.csrf_given = given


GivenToken = Annotated[None, Depends(given_token)]


@dataclass(frozen=True)
class Caller:
    """Who may have sent a request: found out in the transaction that answers it."""

    request: Request
    credentials: HTTPAuthorizationCredentials | None

    def context(self, session: Session) -> Context:
        """Raises NotSignedIn for a token that does not hold, NotAllowed for a change that no page of ours sent."""
        house = house_of(self.request)
        actor = self._by_token(session) if self.credentials else self._by_cookie(session)
        return Context(session, actor, house.clock(), house.settings, house.vocabulary, language_of(self.request))

    def _by_token(self, session: Session) -> Actor:
        house = house_of(self.request)
        found = house.find_actor(session, self.credentials.credentials if self.credentials else "", house.clock())
        if found is None:
            raise NotSignedIn("invalid-token")
        return found

    def _by_cookie(self, session: Session) -> Actor:
        request, house = self.request, house_of(self.request)
        secret = cookies.read(request, cookies.SESSION)
        request.state.person = found = secret and house.find_session(session, secret, house.clock(), house.settings)
        if not found:
            return ANONYMOUS
        if request.method not in csrf.SAFE:
            csrf.check(request, request.state.csrf_given, cookies.SESSION)
        return found.actor

    def mark(self) -> None:
        """Note that the session was used; a store that takes nothing now must not keep anyone from reading."""
        person, secret = getattr(self.request.state, "person", None), cookies.read(self.request, cookies.SESSION)
        if not (person and person.unmarked and secret):
            return
        house = house_of(self.request)
        try:
            with house.database.writing() as session:
                house.mark_session(session, secret, house.clock())
        except DBAPIError:
            log.warning("a session could not be marked as used", exc_info=True)


def caller(request: Request, credentials: Credentials, _cookie: SessionCookie, _given: GivenToken) -> Caller:
    """The caller of this request, by token or by cookie."""
    return Caller(request, credentials)


ACaller = Annotated[Caller, Depends(caller, scope="function")]


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


def reading(_at_work: AtWork, asking: ACaller) -> Iterator[Context]:
    """A context whose transaction is rolled back at the end."""
    with house_of(asking.request).database.reading() as session:
        yield asking.context(session)
    asking.mark()


def writing(
    _at_work: AtWork, asking: ACaller, _csrf: CsrfHeader = None, idempotency_key: IdempotencyKey = None
) -> Iterator[Context]:
    """A context whose transaction is committed when the route ends well. Replays a remembered answer instead.

    Raises Unavailable, and commits nothing, when the border has already answered that it took too long.
    """
    request = asking.request
    with house_of(request).database.writing() as session:
        ctx = asking.context(session)
        if idempotency_key is not None:
            claim(ctx, request, idempotency_key)
        yield ctx
        _stop_if_late(request)
    asking.mark()


def _stop_if_late(request: Request) -> None:
    if getattr(request.state, "given_up", False):
        raise Unavailable("deadline")


@dataclass(frozen=True)
class RequestSteps:
    """The short transactions of one request; each finds out anew who asks."""

    asking: Caller

    @contextmanager
    def reading(self) -> Iterator[Context]:
        """A step that is rolled back at its end."""
        with house_of(self.asking.request).database.reading() as session:
            yield self.asking.context(session)

    @contextmanager
    def writing(self) -> Iterator[Context]:
        """A step that is committed at its end, unless the border has already answered for this request."""
        with house_of(self.asking.request).database.writing() as session:
            yield self.asking.context(session)
            _stop_if_late(self.asking.request)


def in_steps(_at_work: AtWork, asking: ACaller) -> RequestSteps:
    """For a route that must hold no transaction while it works, or keeps something although it refuses."""
    return RequestSteps(asking)


InSteps = Annotated[RequestSteps, Depends(in_steps, scope="function")]
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
