"""The commands, gathered from their files, and how their refusals are said."""

import sys

import typer
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from app.cli import access, desk, documents, serving, upkeep
from app.core.database import is_unavailable
from app.core.errors import DomainError, Invalid
from app.core.languages import negotiate, translate
from app.core.settings import SettingsError
from app.web.refusals import DETAILS, FIELDS

tcdc = typer.Typer(
    name="tcdc",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Offers and needs of technical cooperation among developing countries.",
)
for room in (serving, upkeep, access, desk, documents):
    room.install(tcdc)


def main() -> None:
    """Run a command; a refusal is one sentence on standard error and exit status 1."""
    try:
        tcdc()
    except DomainError as error:
        _fail(*_sentences(error))
    except SettingsError as error:
        _fail(str(error))
    except DBAPIError as error:
        if not is_unavailable(error):
            raise
        _fail(translate(_language(), DETAILS["store-unavailable"]), str(error.orig))
    except SQLAlchemyError as error:
        _fail(str(error))


def _language() -> str:
    import os  # noqa: PLC0415 - the reader's locale is the terminal's, not a setting of the service

    return negotiate((os.environ.get("LC_ALL") or os.environ.get("LANG") or "en").split(".")[0].replace("_", "-"))


def _sentences(error: DomainError) -> list[str]:
    language = _language()
    lines = [translate(language, DETAILS[error.code], **error.facts)]
    if isinstance(error, Invalid):
        lines += [
            f"  {field.pointer}: {translate(language, FIELDS[field.code], **field.facts)}" for field in error.errors
        ]
    return lines


def _fail(*lines: str) -> None:
    for line in lines:
        print(line, file=sys.stderr)  # noqa: T201 - the terminal is this door's border
    sys.exit(1)
