"""Examining an installation: each check gives findings as codes and facts; the command line has the words."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from smtplib import SMTPException
from typing import Literal

from sqlalchemy import func, inspect, make_url, select, text

from app import vocabulary
from app.core import migrate
from app.core.context import Context
from app.core.settings import Settings
from app.jobs.models import Job
from app.ledger import queries as ledger
from app.ledger.models import Fact
from app.mail.models import Mail
from app.mail.post import connected
from app.matches.index import IndexKeeper
from app.vocabulary import VocabularyError
from app.web.health import DURABLE

State = Literal["good", "doubtful", "bad"]
LEAST_ROOM_MB = 200
#: How far back letters that were given up are told.
LATELY = timedelta(days=7)
#: A job that is due for this long tells that no worker runs.
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``bad`` must be mended, ``doubtful`` is for the operator to judge."""

    code: str
    state: State
    facts: dict[str, str | int] = field(default_factory=dict)


def examine_surroundings(settings: Settings) -> Iterator[Finding]:
    """Settings, data folder, room on the disk and vocabulary: what needs no store."""
    yield Finding("environment", "good", {"env": settings.env})
    if settings.env == "production" and settings.url.startswith("sqlite"):
        yield Finding("sqlite-in-production", "doubtful")
    folder = settings.data_dir.resolve()
    if not folder.is_dir():
        yield Finding("folder-missing", "bad", {"folder": str(folder)})
        return
    writable = os.access(folder, os.W_OK | os.X_OK)
    yield Finding(
        "folder" if writable else "folder-not-writable", "good" if writable else "bad", {"folder": str(folder)}
    )
    room = shutil.disk_usage(folder).free // 2**20
    yield Finding("room", "good" if room >= LEAST_ROOM_MB else "bad", {"megabytes": room, "least": LEAST_ROOM_MB})
    yield _vocabulary(settings)
    yield from _mail(settings)


def _vocabulary(settings: Settings) -> Finding:
    try:
        loaded = vocabulary.load(settings.vocabulary_dir)
    except VocabularyError as error:
        return Finding("vocabulary-unusable", "bad", {"problem": str(error)})
    return Finding("vocabulary", "good", {"lists": len(loaded.schemes), "sectors": loaded.versions["sectors"]})


def _mail(settings: Settings) -> Iterator[Finding]:
    """Whether letters can leave, and whether the addresses in them lead here."""
    production = settings.env == "production"
    if production and not settings.public_url:
        yield Finding("public-url-missing", "doubtful", {"address": settings.address})
    if not settings.mail_host:
        yield Finding("mail-missing", "doubtful") if production else Finding("mail-shown", "good")
        return
    place = f"{settings.mail_host}:{settings.mail_port}"
    try:
        with connected(settings) as server:
            server.noop()
    except (OSError, SMTPException) as error:
        yield Finding("mail-silent", "bad", {"server": place, "problem": str(error)})
        return
    yield Finding("mail", "good", {"server": place})


def store_is_there(settings: Settings) -> bool:
    """Whether there is a store to connect to; looking must not make the file that SQLite would make."""
    url = make_url(settings.url)
    if not url.drivername.startswith("sqlite"):
        return True
    return Path(url.database or "").is_file()


def where(settings: Settings) -> str:
    """The store's address, without its password."""
    return make_url(settings.url).render_as_string(hide_password=True)


def examine_store(ctx: Context) -> Iterator[Finding]:
    """The store and what is in it; stops where the rest would make no sense."""
    ctx.session.execute(text("SELECT 1"))
    yield Finding("store", "good", {"url": where(ctx.settings)})
    yield from _durability(ctx)
    revision = _revision(ctx)
    if revision != migrate.head():
        yield Finding("schema-behind", "bad", {"revision": revision, "head": str(migrate.head())})
        return
    yield Finding("schema", "good", {"revision": revision})
    for check in CONTENTS:
        yield from check(ctx)


def _durability(ctx: Context) -> Iterator[Finding]:
    if ctx.session.get_bind().dialect.name == "postgresql":
        for setting in DURABLE:
            value = str(ctx.session.scalar(text(f"SHOW {setting}")))
            yield Finding("postgres-setting", "bad" if value == "off" else "good", {"setting": setting, "value": value})
        encoding = str(ctx.session.scalar(text("SHOW server_encoding")))
        yield Finding("encoding", "good" if encoding == "UTF8" else "bad", {"encoding": encoding})
        return
    journal = str(ctx.session.scalar(text("PRAGMA journal_mode")))
    yield Finding("journal", "good" if journal == "wal" else "bad", {"mode": journal})
    full = ctx.session.scalar(text("PRAGMA synchronous")) in (2, 3)
    yield Finding("synchronous" if full else "not-synchronous", "good" if full else "bad")
    whole = str(ctx.session.scalar(text("PRAGMA quick_check(1)")))
    yield Finding(
        "file-whole" if whole == "ok" else "file-damaged", "good" if whole == "ok" else "bad", {"problem": whole}
    )


def _revision(ctx: Context) -> str:
    """The store's revision, or ``none``."""
    if not inspect(ctx.session.connection()).has_table("alembic_version"):
        return "none"
    return str(ctx.session.scalar(text("SELECT version_num FROM alembic_version")) or "none")


def _ledger(ctx: Context) -> Iterator[Finding]:
    """Its end only; ``tcdc audit verify`` reads all of it."""
    position, link = ledger.head(ctx.session)
    last = ctx.session.execute(select(Fact.position, Fact.hash).order_by(Fact.position.desc()).limit(1)).first()
    fits = tuple(last or (0, link)) == (position, link)
    yield Finding("ledger" if fits else "ledger-cut", "good" if fits else "bad", {"position": position})


def _jobs(ctx: Context) -> Iterator[Finding]:
    failed = ctx.session.scalar(select(func.count()).where(Job.status == "failed")) or 0
    if failed:
        yield Finding("jobs-failed", "doubtful", {"count": failed})
    late = ctx.session.scalar(
        select(func.count()).where(Job.status == "enqueued", Job.not_before < ctx.now - LONGEST_WAIT)
    )
    yield Finding("jobs-late", "doubtful", {"count": late}) if late else Finding("jobs", "good")


def _letters(ctx: Context) -> Iterator[Finding]:
    """Letters of the last days that were given up, with the reason of the newest."""
    lately = Mail.given_up_at > ctx.now - LATELY, Mail.problem.is_not(None)
    count = ctx.session.scalar(select(func.count()).select_from(Mail).where(*lately)) or 0
    if count:
        newest = select(Mail.problem).where(*lately).order_by(Mail.given_up_at.desc()).limit(1)
        yield Finding("letters-given-up", "doubtful", {"count": count, "problem": ctx.session.scalar(newest) or ""})


def _index(ctx: Context) -> Iterator[Finding]:
    state = IndexKeeper().current(ctx)
    facts = {"offers": len(state.index.offers.rows), "needs": len(state.index.needs.rows)}
    yield Finding("index", "good", {**facts})


#: What is looked at in a store whose schema is current.
CONTENTS: tuple[Callable[[Context], Iterator[Finding]], ...] = (_ledger, _jobs, _letters, _index)
