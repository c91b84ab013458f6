"""Every route says who may use it, and the API's description says everything a caller must know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from app.access.permissions import Permission
from app.core.languages import LANGUAGES
from app.core.settings import Settings
from app.main import create_app, make_house
from tests.house.code import listed

#: What needs no permission: documentation, files anyone may have, and the way to the pages.
OPEN = {"/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc", "/static", "/"}
APP = create_app(make_house(Settings.model_construct()))
DESCRIPTION = APP.openapi()
METHODS = {"get", "post", "put", "patch", "delete"}


def all_routes(routes: list[BaseRoute]) -> Iterator[BaseRoute]:
    """Those of included routers too."""
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is None:
            yield route
        else:
            yield from all_routes(included.routes)


ROUTES = list(all_routes(APP.routes))
OPERATIONS = [
    pytest.param(path, operation, id=f"{method} {path}")
    for path, methods in DESCRIPTION["paths"].items()
    for method, operation in methods.items()
    if method in METHODS
]


def test_the_walk_finds_the_routes() -> None:
    """If the framework keeps its routes elsewhere one day, the rules below must not fall silent."""
    assert len(OPERATIONS) > 40
    assert sum(isinstance(route, APIRoute) for route in ROUTES) >= len(OPERATIONS)


def test_every_route_declares_its_permission() -> None:
    known = {permission.name.lower() for permission in Permission}
    offenders = [
        str(route)
        for route in ROUTES
        if getattr(route, "path", None) not in OPEN
        and (getattr(route, "openapi_extra", None) or {}).get("x-permission") not in known
    ]
    assert not offenders, listed(offenders)


def test_no_route_stands_open_that_is_not_there() -> None:
    paths = {getattr(route, "path", None) for route in ROUTES}
    assert not (OPEN - paths) - {"/"}


def test_a_route_is_described_or_is_a_page_in_a_language() -> None:
    offenders = [
        route.path
        for route in ROUTES
        if isinstance(route, APIRoute)
        and not route.include_in_schema
        and route.path != "/"
        and not route.path.startswith(("/{language}", *(f"/{language}" for language in LANGUAGES)))
    ]
    assert not offenders, listed(offenders)


def test_operation_ids_are_words_and_unique() -> None:
    ids = [param.values[1]["operationId"] for param in OPERATIONS]
    assert len(ids) == len(set(ids))
    assert not [name for name in ids if not name.isidentifier() or "api_v1" in name]


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_an_operation_is_described(path: str, operation: dict[str, Any]) -> None:
    assert operation["x-permission"]
    assert operation["summary"]
    for status, answer in operation["responses"].items():
        assert answer["description"]
        if status >= "400":
            assert list(answer["content"]) == ["application/problem+json"], status
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            assert parameter["name"] != "id", "path parameters are named after their resource"


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_whatever_reads_the_store_may_say_that_it_is_away(path: str, operation: dict[str, Any]) -> None:
    if path != "/health/live":
        assert "503" in operation["responses"]


@pytest.mark.parametrize(
    ("path", "operation"), [param for param in OPERATIONS if param.id and param.id.split()[0] != "get"]
)
def test_what_changes_something_is_idempotent_or_conditional(path: str, operation: dict[str, Any]) -> None:
    """Some questions are too long for an address."""
    headers = {p["name"] for p in operation.get("parameters", ()) if p["in"] == "header"}
    questions = {"matches/search", "matches/batch", "suggestions/sectors", "duplicates/search"}
    asks_only = path.removeprefix("/api/v1/") in questions
    assert asks_only or {"Idempotency-Key", "If-Match"} & headers
