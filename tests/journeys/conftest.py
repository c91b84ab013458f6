"""A real server on a free port, with the sample registry in a store of its own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from app import sample
from app.core import migrate
from app.core.actor import SERVICE
from app.core.context import Context
from app.core.settings import Settings
from app.main import create_app, make_house

PATIENCE = 60.0  # seconds: how long the server may take to stand


@pytest.fixture(scope="session")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the server; relative addresses of browser pages start from it."""
    folder: Path = tmp_path_factory.mktemp("journeys")
    house = make_house(Settings(_env_file=None, data_dir=folder, request_deadline=60))
    migrate.upgrade(house.database.engine)
    with house.database.writing() as session:
        sample.load(Context(session, SERVICE, house.clock(), house.settings, house.vocabulary))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        server = uvicorn.Server(uvicorn.Config(create_app(house), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        wait_until_started(server)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(PATIENCE)


def wait_until_started(server: uvicorn.Server) -> None:
    limit = time.monotonic() + PATIENCE
    while not server.started:
        assert time.monotonic() < limit, "the server does not stand"
        time.sleep(0.05)
