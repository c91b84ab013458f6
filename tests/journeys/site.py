"""The service with the sample registry and its people in this process, for journeys in a browser."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from app import sample
from app.core import migrate
from app.core.actor import ANONYMOUS, SERVICE
from app.core.context import Context
from app.core.settings import Settings
from app.home import service as home
from app.jobs.runner import run_due
from app.main import create_app, make_house
from app.web.house import House
from app.worker import worker_of
from tests.browser import PATIENCE

FOCAL_POINT, AGENCY = "honduras@example.org", "ops@example.org"


@dataclass(frozen=True)
class Site:
    """``password``: of all sample people."""

    house: House
    url: str
    password: str

    def work(self) -> None:
        """Run the jobs that are due, as the worker would."""
        run_due(worker_of(self.house))

    def sign_in(self, page: Any, email: str = FOCAL_POINT, language: str = "es") -> None:
        """Through the form, as a person does."""
        page.goto(f"{self.url}/{language}/sign-in")
        page.locator("#email").fill(email)
        page.locator("#password").fill(self.password)
        page.locator("form.sheet button[type=submit], form.sheet button").first.click()
        page.wait_for_url(f"**/{language}/desk")


@contextmanager
def open_site(folder: Path) -> Iterator[Site]:
    """A site on a SQLite store of its own."""
    house = make_house(Settings(_env_file=None, data_dir=folder, request_deadline=60))
    migrate.upgrade(house.database.engine)
    with house.database.writing() as session:
        ctx = Context(session, SERVICE, house.clock(), house.settings, house.vocabulary)
        sample.load(ctx)
        password, _ = sample.make_people(ctx)
    with house.database.reading() as session:
        # as `serve` does before its first reader comes
        home.home(Context(session, ANONYMOUS, house.clock(), house.settings, house.vocabulary), house.index)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        server = uvicorn.Server(uvicorn.Config(create_app(house), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        wait_until_started(server)
        yield Site(house, f"http://127.0.0.1:{listener.getsockname()[1]}", password)
        server.should_exit = True
        thread.join()


def wait_until_started(server: uvicorn.Server) -> None:
    limit = time.monotonic() + PATIENCE / 1000
    while not server.started:
        assert time.monotonic() < limit, "the server does not stand"
        time.sleep(0.05)
