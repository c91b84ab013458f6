"""What commands share: settings, the house, a context of the service, and printing."""

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.orm import Session

from app.core import migrate
from app.core.actor import SERVICE
from app.core.context import Context
from app.core.errors import Unavailable
from app.core.languages import negotiate
from app.core.settings import Settings, read_settings
from app.main import make_house
from app.web.house import House

#: Results go to standard output, everything else to standard error.
notes = Console(stderr=True, soft_wrap=True, highlight=False)


def result_console() -> Console:
    """For tables on standard output; what is not a terminal gets lines of 120 characters."""
    return Console(width=None if sys.stdout.isatty() else 120, highlight=False)


def terminal_language() -> str:
    """The language of the terminal's locale. Not a setting of the service, so it is read here."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "en"
    return negotiate(locale.split(".")[0].replace("_", "-"))


def stop(sentence: str) -> NoReturn:
    """Say why it cannot go on, and end with status 1."""
    print(sentence, file=sys.stderr)  # noqa: T201 - the terminal is this door's border
    raise SystemExit(1)


def prepare_folder(settings: Settings) -> None:
    """The data folder must be there and writable; otherwise one clear sentence."""
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        stop(f"The data folder {folder} cannot be made: {error.strerror}. Set TCDC_DATA_DIR to another.")
    if not os.access(folder, os.W_OK | os.X_OK):
        stop(f"The data folder {folder} cannot be written. Set TCDC_DATA_DIR to another.")


def open_house(settings: Settings | None = None, *, logged: bool = False) -> House:
    """The house as the environment describes it. ``logged``: what it does is logged as the settings say; else only
    warnings are, as fits a command that answers and ends. Raises SettingsError."""
    settings = settings or read_settings()
    logging.basicConfig(
        level=settings.log_level.upper() if logged else logging.WARNING,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)
    prepare_folder(settings)
    return make_house(settings)


@contextmanager
def writing(house: House, language: str = "en") -> Iterator[Context]:
    """The service's own context, committed at the end. Raises Unavailable while migrations are pending."""
    with house.database.writing() as session:
        yield _context(house, session, language)


@contextmanager
def reading(house: House, language: str = "en") -> Iterator[Context]:
    """The service's own context, to read. Raises Unavailable while migrations are pending."""
    with house.database.reading() as session:
        yield _context(house, session, language)


def _context(house: House, session: Session, language: str) -> Context:
    if not migrate.is_current(session):
        raise Unavailable("schema-not-current")
    return Context(session, SERVICE, house.clock(), house.settings, house.vocabulary, language)


def progress_bar() -> Progress:
    """A bar on standard error; nothing where that is no terminal."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    return Progress(*columns, console=notes, transient=True, disable=not notes.is_terminal)


def print_json(document: Any) -> None:
    """One line of JSON on standard output."""
    print(json.dumps(document, ensure_ascii=False))  # noqa: T201 - the terminal is this door's border
