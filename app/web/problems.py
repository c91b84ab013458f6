"""Every refusal as ``application/problem+json`` (RFC 9457), or as a page for readers of pages."""

import logging
from collections.abc import Iterable, Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from app.core.database import is_taken, is_unavailable
from app.core.errors import Conflict, DomainError, FieldError, Invalid, NotFound, Unavailable
from app.core.languages import translate
from app.web.dependencies import language_of
from app.web.pages import Again, is_page, render_problem, sign_in_address
from app.web.refusals import DETAILS, FIELDS, FROM_PYDANTIC, TITLES
from schemas.base import FieldProblem, Problem

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = "2"
#: Statuses that the framework answers with, as codes.
HTTP_CODES = {
    400: "bad-request", 401: "not-signed-in", 403: "not-allowed", 404: "not-found", 405: "method-not-allowed",
    413: "too-large", 415: "unsupported-media-type",
}  # fmt: skip


def describe(request: Request, error: DomainError) -> Problem:
    """The refusal in the reader's language."""
    language = language_of(request)
    errors = error.errors if isinstance(error, Invalid) else ()
    return Problem(
        type=f"/{language}/problems#{error.code}",
        title=translate(language, TITLES[error.status]),
        status=error.status,
        detail=translate(language, DETAILS[error.code], **error.facts),
        instance=request.url.path,
        code=error.code,
        errors=[_describe_field(language, field) for field in errors],
        request_id=getattr(request.state, "request_id", None),
    )


def _describe_field(language: str, field: FieldError) -> FieldProblem:
    message = translate(language, FIELDS[field.code], **field.facts)
    return FieldProblem(pointer=field.pointer, code=field.code, message=message)


def answer(request: Request, error: DomainError, headers: dict[str, str] | None = None) -> Response:
    """The problem as the reader takes it: JSON, or a page."""
    if error.code == "not-signed-in" and is_page(request):
        return RedirectResponse(sign_in_address(request), 303, {"Cache-Control": "no-store"})
    problem = describe(request, error)
    more = dict(headers or {})
    if error.status == 503:
        more["Retry-After"] = RETRY_AFTER
    if (seconds := error.facts.get("seconds")) is not None and error.status == 429:
        more["Retry-After"] = str(seconds)
    if error.status == 401:
        more["WWW-Authenticate"] = "Bearer"
    if is_page(request):
        return render_problem(request, problem, more)
    more["Content-Language"] = language_of(request)
    return JSONResponse(problem.model_dump(mode="json"), error.status, more, MEDIA_TYPE)


def fields_of(errors: Sequence[Any], root: str) -> tuple[FieldError, ...]:
    """pydantic's errors as ours. ``root``: the first part of ``loc`` that is not part of the body, or ``""``."""
    return tuple(_field(error, root) for error in errors)


def _field(error: dict[str, Any], root: str) -> FieldError:
    code = FROM_PYDANTIC.get(error["type"], "invalid")
    if error["type"] == "too_short" and isinstance(error.get("input"), str):
        code = "too-short"  # text that was only blanks: its length is looked at again after trimming
    place = list(error["loc"])
    if place and place[0] == root:
        place = place[1:]
    facts = {k: v for k, v in (error.get("ctx") or {}).items() if k in {"min_length", "max_length", "expected"}}
    if error["type"] == "json_invalid":
        place = []
    pointer = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in place)
    safe = pointer.encode("utf-8", "replace").decode()
    return FieldError(safe[:200], code, {name: value for name, value in facts.items() if value is not None})


def _from_validation(error: RequestValidationError) -> DomainError:
    errors = error.errors()
    places = {str(e["loc"][0]) for e in errors if e["loc"]}
    if "path" in places:
        return NotFound("not-found")
    if places & {"query", "header", "cookie"}:
        named = [e for e in errors if e["loc"][0] in {"query", "header", "cookie"}]
        fields = tuple(
            FieldError(str(e["loc"][-1]), f.code, f.facts) for e, f in zip(named, fields_of(named, ""), strict=True)
        )
        return Invalid("invalid-parameter", fields)
    return Invalid("invalid-body", fields_of(errors, "body"))


def install(app: FastAPI) -> None:
    """One voice for all refusals of this application."""
    _install_refusals(app)
    _install_store_errors(app)


def _install_refusals(app: FastAPI) -> None:
    @app.exception_handler(DomainError)
    def on_domain_error(request: Request, error: DomainError) -> Response:
        return answer(request, error)

    @app.exception_handler(Again)
    def on_form_again(_request: Request, again: Again) -> Response:
        return again.response

    @app.exception_handler(RequestValidationError)
    def on_request_error(request: Request, error: RequestValidationError) -> Response:
        return answer(request, _from_validation(error))

    @app.exception_handler(ValidationError)
    def on_validation_error(request: Request, error: ValidationError) -> Response:
        return answer(request, Invalid("invalid-body", fields_of(error.errors(), "")))

    @app.exception_handler(HTTPException)
    def on_http_error(request: Request, error: HTTPException) -> Response:
        status = error.status_code if error.status_code in HTTP_CODES else 400
        refusal = DomainError(HTTP_CODES[status])
        refusal.status = status
        headers = dict(error.headers or {})
        if status == 405:
            headers["Allow"] = ", ".join(sorted(_methods_at(request, request.app.routes)))
        return answer(request, refusal, headers)


def _methods_at(request: Request, routes: Iterable[Any]) -> set[str]:
    """Every method of this address; the framework names only those of the first route that fits."""
    found: set[str] = set()
    for route in routes:
        if (inner := getattr(route, "original_router", None)) is not None:
            found |= _methods_at(request, inner.routes)
        elif route.matches(request.scope)[0] is not Match.NONE:
            found |= set(getattr(route, "methods", None) or ())
    return found


def _install_store_errors(app: FastAPI) -> None:
    @app.exception_handler(StaleDataError)
    def on_lost_race(request: Request, _error: StaleDataError) -> Response:
        return answer(request, Conflict("changed-meanwhile"))

    @app.exception_handler(PoolTimeout)
    def on_busy_pool(request: Request, _error: PoolTimeout) -> Response:
        return answer(request, Unavailable("store-unavailable"))

    @app.exception_handler(DBAPIError)
    def on_database_error(request: Request, error: DBAPIError) -> Response:
        if is_taken(error):
            return answer(request, Conflict("changed-meanwhile"))
        if not is_unavailable(error):
            return answer(request, unexpected(request, error))
        log.warning("store unavailable: %s", error.orig)
        return answer(request, Unavailable("store-unavailable"))


def unexpected(request: Request, error: Exception) -> DomainError:
    """A 500 without details for the reader; the log has everything, under the request's id."""
    log.error("unexpected error in request %s", getattr(request.state, "request_id", None), exc_info=error)
    refusal = DomainError("internal")
    refusal.status = 500
    return refusal
