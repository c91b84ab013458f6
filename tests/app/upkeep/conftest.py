"""A store with something in every table, and a second one to restore into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.core import migrate
from app.core.database import Database, connect
from app.tables import TABLES
from app.web.house import House
from tests.app.callers import Callers
from tests.app.factories import a_need, an_offer, publish
from tests.migrations.rows import contents, fill


@pytest.fixture
def told(client: TestClient, callers: Callers) -> None:
    """A handful of facts: two records entered and published, and the tokens of those who did it."""
    publish(client, "offers", an_offer("CRI", contact={"email": "someone@example.org"}), callers.focal_point("CRI"))
    publish(client, "needs", a_need("HND"), callers.focal_point("HND"))


@pytest.fixture
def full(house: House, told: None) -> House:
    """A row in every table, those of the ledger as the service writes them."""
    with house.database.writing() as session:
        fill(session.connection(), list(TABLES.values()))
    return house


@pytest.fixture
def other_store(store_url: str) -> Iterator[Database]:
    """An empty store of either kind at the newest schema."""
    database = connect(store_url)
    migrate.upgrade(database.engine)
    yield database
    database.dispose()


@pytest.fixture
def backup_file(tmp_path: Path) -> Path:
    return tmp_path / "backup.zip"


def everything(database: Database) -> dict[str, list[str]]:
    """All rows of all tables, told by other means than the backup's own digests."""
    with database.reading() as session:
        return contents(session.connection(), list(TABLES.values()))
