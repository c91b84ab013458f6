"""The tests' own PostgreSQL: shared, durable, thrown away, and started again after a crash."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.postgres import OwnServer, PostgresMissing, PostgresServer, find_binaries, start


@pytest.fixture
def own_server() -> Iterator[OwnServer]:
    server = start()
    if not isinstance(server, OwnServer):
        pytest.skip("TCDC_TEST_POSTGRES_URL names a server that is not ours to crash")
    yield server
    server.stop()


def test_a_store_is_empty_and_writable(store_url: str) -> None:
    engine = sa.create_engine(store_url)
    assert sa.inspect(engine).get_table_names() == []
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE thing (name TEXT)"))
        connection.execute(sa.text("INSERT INTO thing VALUES ('ñandú')"))
        assert connection.scalar(sa.text("SELECT name FROM thing")) == "ñandú"
    engine.dispose()


def test_the_server_is_as_durable_as_in_production(postgres_url: str) -> None:
    engine = sa.create_engine(postgres_url)
    with engine.connect() as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            assert connection.scalar(sa.text(f"SHOW {setting}")) == "on"
    engine.dispose()


def test_a_database_can_be_a_copy(make_postgres_database: Callable[..., str], postgres: PostgresServer) -> None:
    template = make_postgres_database()
    engine = sa.create_engine(template)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE thing (name TEXT)"))
    engine.dispose()
    copy = make_postgres_database(sa.make_url(template).database)
    assert copy != template
    engine = sa.create_engine(copy)
    assert sa.inspect(engine).get_table_names() == ["thing"]
    engine.dispose()


def test_a_crashed_server_comes_back_with_its_data(own_server: OwnServer) -> None:
    engine = sa.create_engine(own_server.create_database("kept"), pool_pre_ping=True)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE thing (name TEXT)"))
    own_server.halt(signal.SIGQUIT)
    own_server.launch()
    assert sa.inspect(engine).get_table_names() == ["thing"]
    engine.dispose()


def test_without_a_server_the_tests_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TCDC_TEST_POSTGRES", "neither")
    with pytest.raises(PostgresMissing, match="TCDC_TEST_POSTGRES_URL="):
        find_binaries()


def test_the_server_goes_when_the_run_is_killed(tmp_path: Path) -> None:
    """A run that is killed outright leaves no server behind: its keeper sees the lock fall."""
    test = tmp_path / "test_dies.py"
    test.write_text(
        "import os, signal\n"
        "def test_dies(postgres):\n"
        "    print(postgres.url, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-s",
            "-p",
            "tests.postgres_plugin",
            "--rootdir",
            str(tmp_path),
            str(test),
        ],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stdout + done.stderr
    url = next(word for word in done.stdout.split() if word.startswith("postgresql"))
    home = Path(sa.make_url(url).query["host"])
    wait_until_gone(home)


def wait_until_gone(folder: Path) -> None:
    watcher = f"while [ -e '{folder}' ]; do sleep 0.05; done"
    subprocess.run(["sh", "-c", watcher], check=True, timeout=20)
