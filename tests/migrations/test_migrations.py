"""The way from an empty store to the newest schema, and back: on both stores, with rows in place."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.core import migrate
from app.core.base import Base
from app.core.database import WRITES, Database, connect
from app.tables import TABLES
from tests.migrations.rows import contents, fill

SCRIPTS = ScriptDirectory.from_config(migrate.configuration())
#: From the first to the newest.
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()][::-1]
OURS = "alembic_version"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def store(store_url: str) -> Iterator[Database]:
    database = connect(store_url)
    yield database
    database.dispose()


def tables_of(connection: sa.Connection) -> list[sa.Table]:
    """The tables that are there, as the store itself describes them."""
    found = sa.MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != OURS]


def differences(store: Database) -> list[object]:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def test_there_is_one_newest_revision_and_one_way_to_it() -> None:
    assert len(SCRIPTS.get_heads()) == len(SCRIPTS.get_bases()) == 1
    assert migrate.head() == REVISIONS[-1]


def test_an_empty_store_at_the_newest_revision_is_what_the_models_say(store: Database) -> None:
    migrate.upgrade(store.engine)
    assert differences(store) == []
    with store.reading() as session:
        assert migrate.is_current(session)
        assert {table.name for table in tables_of(session.connection())} == set(TABLES)


def test_an_empty_store_is_not_current(store: Database) -> None:
    with store.reading() as session:
        assert not migrate.is_current(session)


def test_upgrading_again_changes_nothing(store: Database) -> None:
    migrate.upgrade(store.engine)
    with store.engine.execution_options(**{WRITES: True}).begin() as connection:
        fill(connection, tables_of(connection))
        before = contents(connection, tables_of(connection))
    migrate.upgrade(store.engine)
    with store.engine.connect() as connection:
        assert contents(connection, tables_of(connection)) == before


def test_every_upgrade_keeps_the_rows_that_are_there(store: Database) -> None:
    """At every revision each table has a row; no later one loses or changes what it held."""
    kept: dict[str, list[str]] = {}
    tables: list[sa.Table] = []
    for revision in REVISIONS:
        migrate.upgrade(store.engine, revision)
        with store.engine.execution_options(**{WRITES: True}).begin() as connection:
            assert contents(connection, tables) == kept, revision
            tables = tables_of(connection)
            fill(connection, tables)
            kept = contents(connection, tables)
    assert set(kept) == set(TABLES)
    assert all(kept.values())


def test_every_step_goes_down_and_up_again_with_rows_in_place(store: Database) -> None:
    migrate.upgrade(store.engine)
    for before, after in zip([None, *REVISIONS][-2::-1], REVISIONS[::-1], strict=True):
        with store.engine.execution_options(**{WRITES: True}).begin() as connection:
            fill(connection, tables_of(connection))
        migrate.downgrade(store.engine, before or "base")
        with store.engine.connect() as connection:
            tables = tables_of(connection)
            kept = contents(connection, tables)
            assert all(kept.values())
        migrate.upgrade(store.engine, after)
        with store.engine.connect() as connection:
            assert contents(connection, tables) == kept, after
        migrate.downgrade(store.engine, before or "base")
    with store.engine.connect() as connection:
        assert tables_of(connection) == []


def test_from_the_newest_to_nothing_and_back_gives_the_same_schema(store: Database) -> None:
    migrate.upgrade(store.engine)
    with store.engine.execution_options(**{WRITES: True}).begin() as connection:
        fill(connection, tables_of(connection))
    migrate.downgrade(store.engine, "base")
    migrate.upgrade(store.engine)
    assert differences(store) == []


def test_an_upgrade_that_is_cut_off_leaves_nothing_and_can_be_run_again(store: Database) -> None:
    class PowerCutError(Exception):
        pass

    def half_way() -> None:
        with store.engine.execution_options(**{WRITES: True}).begin() as connection:
            command.upgrade(migrate.configuration(connection), "head")
            raise PowerCutError

    with pytest.raises(PowerCutError):
        half_way()
    with store.engine.connect() as connection:
        assert tables_of(connection) == []
    migrate.upgrade(store.engine)
    assert differences(store) == []


def test_two_instances_that_start_at_once_both_find_the_newest_schema(store: Database, store_url: str) -> None:
    program = (
        "import sys; from app.core import database, migrate; migrate.upgrade(database.connect(sys.argv[1]).engine)"
    )
    instances = [
        subprocess.Popen([sys.executable, "-c", program, store_url], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for instance in instances:
        _, problem = instance.communicate(timeout=60)
        assert instance.returncode == 0, problem
    assert differences(store) == []
