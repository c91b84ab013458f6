"""Restoring a backup: examined as a whole first, then put in place in one transaction, then compared."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from types import SimpleNamespace

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

from app.core import migrate
from app.core.errors import Conflict, Invalid
from app.ledger import chain
from app.ledger import queries as ledger
from app.ledger.models import Fact, Head
from app.tables import TABLES
from app.upkeep.archive import Archive, Sum, part_of, row_of
from app.upkeep.backup import digests

OnTable = Callable[[str], None]
CHUNK = 500


def examine(archive: Archive) -> None:
    """Raises Conflict for a backup of another schema, Invalid where it is not what its manifest says.

    Rows, digests, the chain of the ledger and its head.
    """
    manifest = archive.manifest
    if manifest.schema != migrate.head():
        raise Conflict("backup-of-other-schema", made_by=manifest.schema, ours=str(migrate.head()))
    for name, table in TABLES.items():
        counted = Sum()
        for line in archive.lines(table):
            counted.add(line)
        if counted.as_entry() != manifest.tables[name]:
            raise Invalid("backup-damaged", part=part_of(table))
    said = (manifest.ledger.get("position"), manifest.ledger.get("hash"))
    heads = [(row.position, row.hash) for row in _values(archive, TABLES[Head.__tablename__])] or [(0, chain.GENESIS)]
    if [chain.walk(_values(archive, TABLES[Fact.__tablename__]))] != heads or heads != [said]:
        raise Invalid("backup-damaged", part=part_of(TABLES[Fact.__tablename__]))
    for _name, _content in archive.vocabulary():
        pass


def _values(archive: Archive, table: Table) -> Iterator[SimpleNamespace]:
    return (SimpleNamespace(**row_of(table, line)) for line in archive.lines(table))


def put_in_place(session: Session, archive: Archive, *, replace: bool, on_table: OnTable = lambda _name: None) -> None:
    """Fill the store with an examined backup. The store is at the head of its schema.

    Raises Conflict when it has rows already and ``replace`` is not said, Invalid when it does not end equal.
    """
    if not replace and not is_empty(session):
        raise Conflict("store-not-empty")
    for table in reversed(TABLES.values()):
        session.execute(delete(table))
    for name, table in TABLES.items():
        lines = archive.lines(table)
        while rows := [row_of(table, line) for line in islice(lines, CHUNK)]:
            session.execute(insert(table), rows)
        on_table(name)
    found = digests(session)
    for name, table in TABLES.items():
        if found[name] != archive.manifest.tables[name]:
            raise Invalid("backup-damaged", part=part_of(table))
    if ledger.verify(session) is not None:
        raise Invalid("backup-damaged", part=part_of(TABLES[Fact.__tablename__]))


def is_empty(session: Session) -> bool:
    """Whether no table has a row."""
    return all(session.execute(select(table).limit(1)).first() is None for table in TABLES.values())


def put_vocabulary_in_place(archive: Archive, folder: Path, *, replace: bool) -> None:
    """Make a deployment's vocabulary files those of the backup.

    Raises Conflict for a file that is there and not the same when ``replace`` is not said.
    """
    wanted = dict(archive.vocabulary())
    there = {file.name: file.read_bytes() for file in folder.glob("*.jsonl")}
    if there == wanted:
        return
    if there and not replace:
        raise Conflict("store-not-empty")
    folder.mkdir(parents=True, exist_ok=True)
    for name in there.keys() - wanted.keys():
        (folder / name).unlink()
    for name, content in wanted.items():
        (folder / name).write_bytes(content)
