"""The web front door: one application from settings, with nothing left global."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from anyio import to_thread
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app import vocabulary
from app.accounts import api as accounts_api
from app.accounts.pages import entering, own, passwords, people, single_sign_on
from app.accounts.provider import Provider
from app.accounts.service import sessions
from app.core import migrate
from app.core.clock import Clock, utc_now
from app.core.database import Database, connect
from app.core.settings import Settings
from app.delegations import api as delegations_api
from app.delegations import pages as delegation_pages
from app.delegations import queries as delegations
from app.desk import api as desk
from app.desk import pages as desk_pages
from app.desk.archive import api as archive
from app.desk.writing.pages import acts as writing_acts
from app.desk.writing.pages import forms as writing_forms
from app.exchange import api as exchange
from app.exchange import pages as file_pages
from app.home import pages as home_pages
from app.home import parts as home_parts
from app.interest import api as interest
from app.interest.pages import cases as case_pages
from app.interest.pages import match as match_page
from app.matches import api as matches
from app.matches import pages as match_pages
from app.matches.index import IndexKeeper
from app.opportunities import api as opportunities
from app.opportunities import feed_api as feeds
from app.opportunities.pages import coordinator, directory
from app.opportunities.pages import supports as support_pages
from app.records import api as records
from app.records import pages as record_pages
from app.registry import api as registry
from app.reports import api as reports
from app.reports import pages as report_pages
from app.subscriptions import api as subscriptions
from app.subscriptions import pages as subscription_pages
from app.web import health, problems
from app.web.compressing import Compressing
from app.web.files import KeptFiles
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
    interest.router,
    registry.router,
    accounts_api.router,
    delegations_api.router,
    subscriptions.router,
    desk.router,
    exchange.imports,
    exchange.exports,
    archive.router,
    reports.router,
    opportunities.router,
    feeds.router,
    health.router,
)
PAGE_ROUTERS = (
    home_pages.root,
    home_pages.router,
    home_parts.router,
    # before the records' own pages: "new" is no id
    writing_forms.router,
    writing_acts.router,
    record_pages.router,
    match_pages.router,
    match_page.router,
    case_pages.router,
    report_pages.router,
    coordinator.router,
    support_pages.router,
    directory.router,
    entering.router,
    single_sign_on.router,
    passwords.router,
    own.router,
    people.router,
    desk_pages.router,
    delegation_pages.router,
    subscription_pages.router,
    file_pages.router,
)


def make_house(settings: Settings, clock: Clock = utc_now, database: Database | None = None) -> House:
    """Everything the border needs; tests bring their own database and clock."""
    return House(
        settings=settings,
        database=database or connect(settings.url, settings.pool_size),
        vocabulary=vocabulary.load(settings.vocabulary_dir),
        clock=clock,
        find_actor=delegations.actor_of_token,
        find_session=delegations.signed_in,
        mark_session=sessions.mark,
        schema_is_current=migrate.is_current,
        index=IndexKeeper(),
        provider=Provider(settings) if settings.oidc_issuer else None,
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
    app.mount("/static", KeptFiles(directory=STATIC), name="static")
    problems.install(app)
    app.add_middleware(Compressing, settings=house.settings)
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
