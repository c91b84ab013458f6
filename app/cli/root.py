"""The commands, gathered from their files, and how their refusals are said."""

import sys

import typer
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from app.cli import access, answers, desk, documents, examining, serving, suggesting, upkeep
from app.cli.door import stop, terminal_language
from app.core.database import is_unavailable
from app.core.errors import DomainError, Invalid
from app.core.languages import translate
from app.core.settings import SettingsError
from app.vocabulary import VocabularyError
from app.web.refusals import DETAILS, FIELDS

tcdc = typer.Typer(
    name="tcdc",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Offers and needs of technical cooperation among developing countries.",
)
for room in (serving, desk, answers, suggesting, access, upkeep, examining, documents):
    room.install(tcdc)


def main() -> None:
    """Run a command; a refusal is one sentence on standard error and exit status 1."""
    try:
        tcdc(prog_name="tcdc")
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        sys.exit(1)
    except (DomainError, SettingsError, VocabularyError, SQLAlchemyError, OSError) as error:
        sentences = _sentences(error)
        if not sentences:
            raise
        stop("\n".join(sentences))


def _sentences(error: Exception) -> list[str]:
    """How it is said; nothing for what is a fault of ours."""
    match error:
        case DomainError():
            return _refusal(error)
        case SettingsError():
            return [f"The settings do not fit: {error}."]
        case VocabularyError():
            return [f"A vocabulary file cannot be used: {error}."]
        case DBAPIError():
            away = translate(terminal_language(), DETAILS["store-unavailable"])
            return [away, str(error.orig).strip()] if is_unavailable(error) else []
        case OSError():
            return [f"{error.filename or 'The file'}: {error.strerror or error}."]
    return [f"TCDC_DATABASE_URL cannot be used: {error}"]


def _refusal(error: DomainError) -> list[str]:
    language = terminal_language()
    lines = [translate(language, DETAILS[error.code], **error.facts)]
    if isinstance(error, Invalid):
        lines += [
            f"  {field.pointer}: {translate(language, FIELDS[field.code], **field.facts)}" for field in error.errors
        ]
    return lines
