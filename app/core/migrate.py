"""Bringing the schema to head, and knowing whether it is there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

FOLDER = Path(__file__).parent.parent.parent / "migrations"


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without a file of its own; the connection is the caller's."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run what is pending, in one transaction."""
    with engine.execution_options(tcdc_writes=True).begin() as connection:
        command.upgrade(configuration(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Go back to a revision, in one transaction."""
    with engine.execution_options(tcdc_writes=True).begin() as connection:
        command.downgrade(configuration(connection), revision)


def head() -> str | None:
    """The newest revision of this version of the service."""
    return ScriptDirectory.from_config(configuration()).get_current_head()


def is_current(session: Session) -> bool:
    """Whether the store is at head."""
    return MigrationContext.configure(session.connection()).get_current_revision() == head()
