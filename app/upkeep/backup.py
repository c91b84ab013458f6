"""Writing a backup while the service works: one snapshot of all tables, and a file that is whole or not there."""

import hashlib
import os
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.core import migrate
from app.core.clock import stamp
from app.core.errors import Unavailable
from app.ledger import queries as ledger
from app.tables import TABLES
from app.upkeep.archive import MANIFEST, VOCABULARY_FILE, Manifest, Sum, line_of, part_of

OnTable = Callable[[str], None]


def see_one_moment(session: Session) -> None:
    """Have this session read one moment of the store throughout; to be called before anything is read.

    A reader of SQLite does so anyway; PostgreSQL must be asked.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def write_backup(
    session: Session, path: Path, vocabulary: Path, now: datetime, on_table: OnTable = lambda _name: None
) -> Manifest:
    """Write the store and a deployment's vocabulary files into the zip file ``path``, replacing what is there.

    ``session``: a fresh one, see ``see_one_moment``. The file is readable for its owner only: it holds contacts.
    Raises Unavailable when the schema is not the one of this version, OSError when it cannot be written.
    """
    see_one_moment(session)
    if not migrate.is_current(session):
        raise Unavailable("schema-not-current")
    unfinished = path.with_name(path.name + ".part")
    try:
        descriptor = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                manifest = _fill(archive, session, vocabulary, now, on_table)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    _keep_name(path.parent)
    return manifest


def _keep_name(folder: Path) -> None:
    """A new name lasts through a power cut only when its folder is synced too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _fill(archive: zipfile.ZipFile, session: Session, vocabulary: Path, now: datetime, on_table: OnTable) -> Manifest:
    tables = {}
    for name, table in TABLES.items():
        tables[name] = _write_table(archive, session, table).as_entry()
        on_table(name)
    position, link = ledger.head(session)
    manifest = Manifest(
        made_at=stamp(now),
        schema=migrate.head() or "",
        ledger={"position": position, "hash": link},
        tables=tables,
        vocabulary=_write_vocabulary(archive, vocabulary),
    )
    archive.writestr(MANIFEST, manifest.to_json())
    return manifest


def _write_table(archive: zipfile.ZipFile, session: Session, table: Table) -> Sum:
    counted = Sum()
    rows = session.execute(
        select(*table.columns).order_by(*table.primary_key.columns).execution_options(yield_per=1000)
    )
    with archive.open(part_of(table), "w", force_zip64=True) as file:
        for row in rows:
            line = line_of(table, row)
            counted.add(line)
            file.write(line + b"\n")
    return counted


def _write_vocabulary(archive: zipfile.ZipFile, folder: Path) -> dict[str, str]:
    """SHA-256 by name of the files written; none when a deployment adds nothing."""
    written = {}
    for file in sorted(folder.glob("*.jsonl")):
        if VOCABULARY_FILE.fullmatch(file.name):
            content = file.read_bytes()
            archive.writestr(f"vocabulary/{file.name}", content)
            written[file.name] = hashlib.sha256(content).hexdigest()
    return written


def digests(session: Session) -> dict[str, dict[str, object]]:
    """Rows and digest of every table as they stand, in the manifest's words."""
    found = {}
    for name, table in TABLES.items():
        counted = Sum()
        for row in session.execute(select(*table.columns).execution_options(yield_per=1000)):
            counted.add(line_of(table, row))
        found[name] = counted.as_entry()
    return found
