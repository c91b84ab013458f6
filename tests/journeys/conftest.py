"""A server on each store, killed when its test ends."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.server import Server


@pytest.fixture
def server(store_url: str, tmp_path: Path) -> Iterator[Server]:
    """Not started yet; on SQLite it uses the file that it would make by itself."""
    server = Server(tmp_path, "" if store_url.startswith("sqlite") else store_url)
    yield server
    server.kill()


@pytest.fixture
def sqlite_server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    yield server
    server.kill()
