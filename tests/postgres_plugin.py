"""One PostgreSQL server for a whole test run, shared by all its workers, started by the first test that needs it.

A keeper process owns the server. It lives exactly as long as the process that started the run: that one holds a lock
which the keeper waits for, so the server also ends when the run is interrupted or killed.

Fixtures: `postgres` (the server), `make_postgres_database` (fresh databases, or copies of a template), `postgres_url`
(one fresh database for a test), `store_url` (a test taking it runs on SQLite and on PostgreSQL).
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from tests.postgres import PostgresMissing, PostgresServer, start

ROOT = Path(__file__).resolve().parents[1]
RUN = pytest.StashKey[Path]()
ALIVE = pytest.StashKey[IO[str]]()
STORES = ("sqlite", "postgresql")
started: list[subprocess.Popen[str]] = []


def pytest_configure(config: pytest.Config) -> None:
    """The first process of the run makes the folder that all of them share, and holds the lock in it."""
    worker = getattr(config, "workerinput", None)
    if worker is not None:
        config.stash[RUN] = Path(worker["tcdc_run"])
        return
    config.stash[RUN] = run = Path(tempfile.mkdtemp(prefix="tcdc-run-"))
    config.stash[ALIVE] = locked(run / "alive")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tells each worker where that folder is."""
    node.workerinput["tcdc_run"] = str(node.config.stash[RUN])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Lets the keeper go, and waits until it has gone."""
    if alive := config.stash.get(ALIVE, None):
        alive.close()
        locked(config.stash[RUN] / "kept").close()
        shutil.rmtree(config.stash[RUN], ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out PostgreSQL for tests that concern SQLite alone."""
    superfluous = [item for item in items if item.get_closest_marker("sqlite_only") and "[postgresql" in item.name]
    if superfluous:
        config.hook.pytest_deselected(items=superfluous)
        items[:] = [item for item in items if item not in superfluous]


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> PostgresServer:
    """The server of this run."""
    return PostgresServer(url=shared_url(request.config.stash[RUN]))


@pytest.fixture(scope="session")
def make_postgres_database(postgres: PostgresServer) -> Iterator[Callable[..., str]]:
    """`make_postgres_database(template=None)` gives the address of a new database; all go when the worker ends."""
    prefix = f"tcdc_test_{uuid.uuid4().hex[:8]}_"
    made: list[str] = []

    def make(template: str | None = None) -> str:
        made.append(f"{prefix}{len(made)}")
        return postgres.create_database(made[-1], template)

    yield make
    for name in made:
        postgres.drop_database(name)


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """The address of a fresh database that this test has to itself."""
    name = f"tcdc_test_{uuid.uuid4().hex[:12]}"
    yield postgres.create_database(name)
    postgres.drop_database(name)


@pytest.fixture(params=STORES)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh, empty store: the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'tcdc.db'}"
    return request.getfixturevalue("postgres_url")


def shared_url(run: Path) -> str:
    """The address of the run's server, which the first caller starts."""
    if given := os.environ.get("TCDC_TEST_POSTGRES_URL"):
        return given
    with locked(run / "starting"):
        answer = run / "answer.json"
        if not answer.exists():
            answer.write_text(start_keeper(run))
        said = json.loads(answer.read_text())
    if "error" in said:
        raise PostgresMissing(said["error"])
    return said["url"]


def start_keeper(run: Path) -> str:
    """Starts the keeper, out of reach of Ctrl-C, and returns the line in which it says how that went."""
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.postgres_plugin", str(run)],
        cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    started.append(keeper)
    assert keeper.stdout is not None
    with keeper.stdout as output:
        return output.readline() or json.dumps({"error": "The keeper of PostgreSQL ended without a word."})


def keep(run: Path) -> None:
    """The keeper's life: start, say where, wait for the run's end, stop."""
    with locked(run / "kept"):
        try:
            server = start()
        except PostgresMissing as missing:
            sys.stdout.write(json.dumps({"error": str(missing)}) + "\n")
            return
        try:
            sys.stdout.write(json.dumps({"url": server.url}) + "\n")
            sys.stdout.flush()
            locked(run / "alive").close()
        finally:
            server.stop()
    shutil.rmtree(run, ignore_errors=True)


def locked(path: Path) -> IO[str]:
    """The opened file, once nobody else holds it; closing it (or ending) lets it go."""
    file = path.open("a")
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
