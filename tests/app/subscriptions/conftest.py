"""A house whose letters go to a real mail server of this process, and its worker's day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.core.settings import Settings
from app.jobs.runner import run_due
from app.main import create_app
from app.web.house import House
from app.worker import queue_daily, worker_of
from tests.app.callers import Callers
from tests.app.mail.server import Postbox, mail_server


@pytest.fixture
def box() -> Iterator[Postbox]:
    with mail_server() as box:
        yield box


@pytest.fixture
def house(house: House, box: Postbox) -> House:
    words: dict[str, Any] = {
        "mail_host": "127.0.0.1",
        "mail_port": box.port,
        "mail_tls": "none",
        "mail_from": "Registro <r@tcdc.example>",
    }
    return replace(house, settings=Settings(_env_file=None, data_dir=house.settings.data_dir, **words))


@pytest.fixture
def client(house: House) -> TestClient:
    return TestClient(create_app(house), raise_server_exceptions=False)


@pytest.fixture
def callers(house: House) -> Callers:
    return Callers(house)


@pytest.fixture
def a_day(house: House, box: Postbox) -> Callable[[], list[EmailMessage]]:
    """`a_day()` lets the worker do what the day asks for; the letters that came of it."""

    def work() -> list[EmailMessage]:
        before = len(box.letters)
        worker = worker_of(house)
        queue_daily(worker)
        run_due(worker)
        return box.letters[before:]

    return work
