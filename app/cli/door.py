"""What commands share: settings, the house, a context of the service, and printing."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console

from app.core.actor import SERVICE
from app.core.context import Context
from app.core.settings import Settings, read_settings
from app.main import make_house
from app.web.house import House

#: Results go to standard output, everything else to standard error.
notes = Console(stderr=True)
results = Console()


def open_house(settings: Settings | None = None) -> House:
    """The house as the environment describes it. Raises SettingsError."""
    settings = settings or read_settings()
    logging.basicConfig(
        level=settings.log_level.upper(),
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)
    return make_house(settings)


@contextmanager
def writing(house: House, language: str = "en") -> Iterator[Context]:
    """The service's own context, committed at the end."""
    with house.database.writing() as session:
        yield Context(session, SERVICE, house.clock(), house.settings, house.vocabulary, language)


@contextmanager
def reading(house: House, language: str = "en") -> Iterator[Context]:
    """The service's own context, to read."""
    with house.database.reading() as session:
        yield Context(session, SERVICE, house.clock(), house.settings, house.vocabulary, language)


def print_json(document: Any) -> None:
    """One line of JSON on standard output."""
    print(json.dumps(document, ensure_ascii=False))  # noqa: T201 - the terminal is this door's border
