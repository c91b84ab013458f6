"""A backup: one zip file with a line of JSON per row, the same whichever store it comes from.

``manifest.json`` · ``tables/<name>.jsonl`` · ``vocabulary/<scheme>.jsonl`` (a deployment's additions). The manifest
says for each table how many rows it has and their digest; digests do not depend on the order of rows, in which
stores differ.
"""

import base64
import hashlib
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Column, Date, LargeBinary, Row, Table

from app.core.base import UtcTime
from app.core.clock import stamp
from app.core.errors import Invalid
from app.tables import TABLES

FORMAT = "tcdc-backup-1"
MANIFEST = "manifest.json"
VOCABULARY_FILE = re.compile(r"[a-z-]{1,40}\.jsonl")
_MODULUS = 2**256
#: What zipfile raises, depending on which byte is wrong.
BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, KeyError, EOFError, OSError, ValueError, RuntimeError
)  # fmt: skip


@dataclass
class Sum:
    """Rows and their digest: the sum of the rows' SHA-256 modulo 2²⁵⁶, whatever their order."""

    rows: int = 0
    total: int = 0

    def add(self, line: bytes) -> None:
        """Count one row, as ``line_of`` writes it."""
        self.rows += 1
        self.total = (self.total + int.from_bytes(hashlib.sha256(line).digest(), "big")) % _MODULUS

    def as_entry(self) -> dict[str, Any]:
        """The manifest's words for it."""
        return {"rows": self.rows, "digest": f"{self.total:064x}"}


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. ``schema``: revision of the store; ``ledger``: position and hash of its last fact, by
    which a ledger can later be compared; ``tables``: rows and digest by name; ``vocabulary``: SHA-256 by file."""

    made_at: str
    schema: str
    ledger: dict[str, Any]
    tables: dict[str, dict[str, Any]]
    vocabulary: dict[str, str] = field(default_factory=dict)
    format: str = FORMAT

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1) + "\n"

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        """Raises Invalid for a document of another kind."""
        try:
            manifest = cls(**json.loads(text))
        except (TypeError, ValueError):
            raise Invalid("backup-unreadable") from None
        if manifest.format != FORMAT or set(manifest.tables) != set(TABLES):
            raise Invalid("backup-unreadable")
        return manifest


def line_of(table: Table, row: Row[Any]) -> bytes:
    """One row as a line of JSON: columns in the table's order, times in UTC, bytes in base64."""
    document = {column.name: _plain(value) for column, value in zip(table.columns, row, strict=True)}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def row_of(table: Table, line: bytes) -> dict[str, Any]:
    """The row of a line, as SQLAlchemy takes it. Raises Invalid for a line that does not fit the table."""
    try:
        document = json.loads(line)
        return {column.name: _typed(column, document[column.name]) for column in table.columns}
    except (KeyError, TypeError, ValueError):
        raise Invalid("backup-damaged", part=f"tables/{table.name}.jsonl") from None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def _typed(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, UtcTime):
        return datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value)
    return value


def part_of(table: Table) -> str:
    """The file of a table within the archive."""
    return f"tables/{table.name}.jsonl"


class Archive:
    """A backup to read from. Raises Invalid for a file that is none, OSError for one that cannot be opened."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        try:
            self._zip = zipfile.ZipFile(self._file)
            self.manifest = Manifest.from_json(self._zip.read(MANIFEST))
        except BROKEN:
            self._file.close()
            raise Invalid("backup-unreadable") from None
        except Invalid:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self._zip.close()
        self._file.close()

    def lines(self, table: Table) -> Iterator[bytes]:
        """The rows of a table as lines. Raises Invalid where the file is damaged."""
        part = part_of(table)
        try:
            with self._zip.open(part) as file:
                for line in file:
                    yield line.rstrip(b"\n")
        except BROKEN:
            raise Invalid("backup-damaged", part=part) from None

    def vocabulary(self) -> Iterator[tuple[str, bytes]]:
        """A deployment's vocabulary files: name and content. Raises Invalid where they are damaged."""
        for name, digest in self.manifest.vocabulary.items():
            part = f"vocabulary/{name}"
            try:
                content = self._zip.read(part)
            except BROKEN:
                raise Invalid("backup-damaged", part=part) from None
            if not VOCABULARY_FILE.fullmatch(name) or hashlib.sha256(content).hexdigest() != digest:
                raise Invalid("backup-damaged", part=part)
            yield name, content
