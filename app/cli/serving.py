"""``serve``, ``migrate``, ``seed`` and ``worker``."""

import errno
import logging
import socket
import threading

import typer
import uvicorn
from sqlalchemy.exc import SQLAlchemyError

from app import sample, worker
from app.cli.door import notes, open_house, prepare_folder, print_json, reading, stop, writing
from app.core import migrate
from app.core.errors import Unavailable
from app.core.settings import read_settings
from app.home import service as home
from app.main import create_app
from app.sample.people import Line as PersonLine
from app.web.house import House

People = tuple[str, list[PersonLine]]
log = logging.getLogger(__name__)


def install(tcdc: typer.Typer) -> None:
    tcdc.command()(serve)
    tcdc.command("migrate")(migrate_store)
    tcdc.command()(seed)
    tcdc.command("worker")(run_worker)


def serve(
    no_migrate: bool = typer.Option(False, "--no-migrate", help="Leave the schema as it is."),
    with_sample: bool = typer.Option(False, "--with-sample", help="Load the sample registry if the store is empty."),
) -> None:
    """Serve web pages and API; in development the worker runs inside."""
    settings = read_settings()
    prepare_folder(settings)
    listener = _listen(settings.host, settings.port)
    house = open_house(settings, logged=True)
    if not no_migrate:
        migrate.upgrade(house.database.engine)
    if with_sample:
        _load_sample_if_empty(house)
    people = _sample_people(house) if with_sample and settings.env == "development" else None
    if settings.env == "development":
        threading.Thread(target=worker.run_for_ever, args=(house,), daemon=True, name="worker").start()
    threading.Thread(target=_warm, args=(house,), daemon=True, name="warm").start()
    _greet(house, people)
    config = uvicorn.Config(
        create_app(house),
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=10,
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,
    )
    uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """The listening socket, taken before anything is prepared."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            stop(f"Port {port} is taken. Set TCDC_PORT to another, for example: TCDC_PORT={port + 1} make run")
        stop(f"{host}:{port} cannot be listened on: {error.strerror}. Set TCDC_HOST and TCDC_PORT.")
    return listener


def _load_sample_if_empty(house: House) -> None:
    with reading(house) as ctx:
        if not sample.is_empty(ctx):
            return
    with notes.status("Loading the sample registry …"), writing(house) as ctx:
        sample.load(ctx)


def _sample_people(house: House) -> People:
    with writing(house) as ctx:
        return sample.make_people(ctx)


def _warm(house: House) -> None:
    """Build the index and count what is answerable before the first request needs them; if that fails,
    ``/health/ready`` tries again and says why."""
    try:
        with reading(house) as ctx:
            home.home(ctx, house.index)
    except (SQLAlchemyError, Unavailable):
        log.warning("the index could not be built yet", exc_info=True)


def _greet(house: House, people: People | None) -> None:
    host = house.settings.host
    address = f"http://{f'[{host}]' if ':' in host else host}:{house.settings.port}"
    notes.print(
        f"[bold]Pages[/]  {address}/        [bold]API[/]  {address}/api/v1        [bold]Docs[/]  {address}/docs"
    )
    if house.settings.env == "development":
        if people is not None:
            _tell_people(address, *people)
        notes.print("For tokens of every role, in another terminal: [bold].venv/bin/tcdc seed --accounts[/]")
    notes.print("Ctrl-C stops.")


def _tell_people(address: str, password: str, lines: list[PersonLine]) -> None:
    """How to sign in as sample people."""
    notes.print(f"[bold]Sign in[/]  {address}/en/sign-in  with the password [bold]{password}[/] as")
    for line in lines:
        role = line.role.replace("_", " ") + (f" of {line.country}" if line.country else "")
        code = "; the code of the second step is shown here" if line.asks_code else ""
        notes.print(f"  {line.email:28} {role}{code}")


def migrate_store() -> None:
    """Bring the schema to head."""
    house = open_house()
    migrate.upgrade(house.database.engine)
    notes.print(f"Schema at {migrate.head()}.")


def seed(
    accounts: bool = typer.Option(False, "--accounts", help="Also one account and token per role."),
) -> None:
    """Load the sample registry; running it again changes nothing."""
    house = open_house()
    migrate.upgrade(house.database.engine)
    with notes.status("Loading the sample registry …"), writing(house) as ctx:
        if accounts:
            sample.refuse_in_production(ctx)
        counts = sample.load(ctx)
        made = sample.make_accounts(ctx) if accounts else []
    notes.print(f"{counts.offers} offers, {counts.needs} needs, {counts.organizations} organizations loaded.")
    for line in made:
        print_json(line)


def run_worker() -> None:
    """Run background jobs until stopped."""
    house = open_house(logged=True)
    notes.print("Working. Ctrl-C stops.")
    worker.run_for_ever(house)
