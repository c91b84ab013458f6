"""The service in this process, for journeys in a browser; with the sample registry and its people, if wanted."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy.orm import Session

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
    house = with_sample(folder)
    with house.database.writing() as session:
        password, _ = sample.make_people(context(house, session))
    with house.database.reading() as session:
        # as `serve` does before its first reader comes
        home.home(Context(session, ANONYMOUS, house.clock(), house.settings, house.vocabulary), house.index)
    with served(lambda _url: house) as (_, url):
        yield Site(house, url, password)


def with_sample(folder: Path) -> House:
    """A house on a SQLite store of its own with the sample registry."""
    house = migrated(Settings(_env_file=None, data_dir=folder, request_deadline=60))
    with house.database.writing() as session:
        sample.load(context(house, session))
    return house


def migrated(settings: Settings) -> House:
    """A house whose store is at the head of its schema."""
    house = make_house(settings)
    migrate.upgrade(house.database.engine)
    return house


def context(house: House, session: Session) -> Context:
    """What the service itself does."""
    return Context(session, SERVICE, house.clock(), house.settings, house.vocabulary)


@contextmanager
def served(make: Callable[[str], House]) -> Iterator[tuple[House, str]]:
    """A house and its address while a server in this process serves it. ``make``: the house, told that address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        house = make(url)
        server = uvicorn.Server(uvicorn.Config(create_app(house), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        wait_until_started(server)
        yield house, url
        server.should_exit = True
        thread.join()


def wait_until_started(server: uvicorn.Server) -> None:
    limit = time.monotonic() + PATIENCE / 1000
    while not server.started:
        assert time.monotonic() < limit, "the server does not stand"
        time.sleep(0.05)
