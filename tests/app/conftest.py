"""The service in a test: both stores, a clock that is set by hand, and callers of every role.

Every test that takes `house` (or `client`, or anything made from it) runs on SQLite and on PostgreSQL. A store is
migrated once per worker and emptied after each test.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.core import migrate
from app.core.database import Database, connect
from app.core.settings import Settings
from app.main import create_app, make_house
from app.tables import TABLES
from app.web.house import House
from tests.app.callers import Callers

START = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


@dataclass
class SetClock:
    """A clock that stands until it is moved, and ticks a millisecond with every look, so that order is kept."""

    now: datetime = field(default=START)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def move(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture(scope="session")
def stores(
    tmp_path_factory: pytest.TempPathFactory, make_postgres_database: Callable[..., str]
) -> Iterator[Callable[[str], Database]]:
    """Migrated databases of this worker by the name of their kind, made when first asked for."""
    made: dict[str, Database] = {}

    def store(kind: str) -> Database:
        if kind not in made:
            file = tmp_path_factory.mktemp("store") / "tcdc.sqlite3"
            made[kind] = connect(f"sqlite:///{file}" if kind == "sqlite" else make_postgres_database())
            migrate.upgrade(made[kind].engine)
        return made[kind]

    yield store
    for database in made.values():
        database.dispose()


@pytest.fixture(params=("sqlite", "postgresql"))
def database(request: pytest.FixtureRequest, stores: Callable[[str], Database]) -> Iterator[Database]:
    """An empty store at the head of its schema."""
    database = stores(request.param)
    yield database
    with database.writing() as session:
        for name in reversed(TABLES):
            session.execute(text(f'DELETE FROM "{name}"'))


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path, request_deadline=60)


@pytest.fixture
def house(database: Database, clock: SetClock, settings: Settings) -> House:
    return make_house(settings, clock, database)


@pytest.fixture
def client(house: House) -> TestClient:
    """The application, asked without a network; errors of ours come as answers, as in production."""
    return TestClient(create_app(house), raise_server_exceptions=False)


@pytest.fixture
def callers(house: House) -> Callers:
    """Headers of every role: `callers.focal_point("PER")` …"""
    return Callers(house)
