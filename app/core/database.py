"""One database, two kinds of transaction, alike on SQLite and PostgreSQL.

SQLite: WAL, ``synchronous=FULL`` (a power cut loses nothing that was acknowledged), writers begin with
``BEGIN IMMEDIATE`` so that what they read is still true when they write, readers with a plain ``BEGIN`` so
that they never wait. PostgreSQL: read committed, rows to change are read ``FOR UPDATE``.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

WRITES = "tcdc_writes"


@dataclass(frozen=True)
class Database:
    """An engine with its two ways in."""

    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that is rolled back at the end."""
        with Session(self.engine, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in one transaction, committed when the block ends well, else rolled back."""
        with Session(self.engine.execution_options(**{WRITES: True})) as session, session.begin():
            yield session

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def connect(url: str, pool_size: int = 8) -> Database:
    """The database at a SQLAlchemy URL; nothing is opened yet."""
    if url.startswith("sqlite"):
        engine = create_engine(url, pool_size=pool_size, max_overflow=0, pool_timeout=2, connect_args={"timeout": 4})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return Database(engine)
    options = "-c statement_timeout=30000 -c lock_timeout=4000 -c timezone=UTC"
    engine = create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=2,
        pool_pre_ping=True,
        connect_args={"options": options, "connect_timeout": 2},
    )
    return Database(engine)


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late: see _begin_sqlite
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


_SQLITE_AWAY = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }
)
_POSTGRES_AWAY = ("08", "53", "57P", "58", "40001", "40P01", "55P03", "57014", "25006")


def is_taken(error: DBAPIError) -> bool:
    """Whether another transaction was first with what may exist only once."""
    original = error.orig
    if isinstance(original, sqlite3.Error):
        code = getattr(original, "sqlite_errorcode", 0)
        return code in {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}
    return getattr(original, "sqlstate", None) == "23505"


def is_unavailable(error: DBAPIError) -> bool:
    """Whether the store is away, full or busy, as told by its own code.

    A wrong statement is not: on SQLite it comes as the same class, so the class decides nothing.
    """
    original = error.orig
    if isinstance(original, sqlite3.Error):
        return getattr(original, "sqlite_errorcode", 0) & 0xFF in _SQLITE_AWAY
    state = getattr(original, "sqlstate", None)
    return error.connection_invalidated or state is None or state.startswith(_POSTGRES_AWAY)
