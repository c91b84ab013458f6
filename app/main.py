"""The web front door: one application from settings, with nothing left global."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from anyio import to_thread
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.staticfiles import StaticFiles

from app import vocabulary
from app.core import migrate
from app.core.clock import Clock, utc_now
from app.core.database import Database, connect
from app.core.settings import Settings
from app.exchange import api as exchange
from app.home import pages as home_pages
from app.matches import api as matches
from app.matches import pages as match_pages
from app.matches.index import IndexKeeper
from app.records import api as records
from app.records import pages as record_pages
from app.registry import api as registry
from app.registry.queries import actor_of_token
from app.reports import api as reports
from app.reports import pages as report_pages
from app.web import health, problems
from app.web.house import House
from app.web.middleware import Border
from app.web.openapi import describe
from app.web.pages import STATIC

TITLE = "Technical cooperation among developing countries"
VERSION = "0.1.0"
JSON_ROUTERS = (
    records.offers,
    records.needs,
    matches.router,
    registry.router,
    exchange.imports,
    exchange.exports,
    reports.router,
    health.router,
)
PAGE_ROUTERS = (
    home_pages.root,
    home_pages.router,
    record_pages.router,
    match_pages.router,
    report_pages.router,
)


def make_house(settings: Settings, clock: Clock = utc_now, database: Database | None = None) -> House:
    """Everything the border needs; tests bring their own database and clock."""
    return House(
        settings=settings,
        database=database or connect(settings.url, settings.pool_size),
        vocabulary=vocabulary.load(settings.vocabulary_dir),
        clock=clock,
        find_actor=actor_of_token,
        schema_is_current=migrate.is_current,
        index=IndexKeeper(),
    )


def create_app(house: House) -> FastAPI:
    """The application; opens nothing until it is asked something."""
    app = FastAPI(
        title=TITLE,
        version=VERSION,
        summary="Offers and needs of technical cooperation, matched and explained.",
        lifespan=_lifespan,
    )
    app.state.house = house
    for router in (*JSON_ROUTERS, *PAGE_ROUTERS):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    problems.install(app)
    app.add_middleware(Border, settings=house.settings)
    _install_description(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    house: House = app.state.house
    to_thread.current_default_thread_limiter().total_tokens = house.settings.pool_size
    yield
    house.database.dispose()


def _install_description(app: FastAPI) -> None:
    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = describe(
                get_openapi(
                    title=app.title,
                    version=app.version,
                    summary=app.summary,
                    routes=app.routes,
                    openapi_version="3.1.0",
                )
            )
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
