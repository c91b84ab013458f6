"""A country's whole archive (X5): one zip file of JSON Lines, written to disk while the transaction stands."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from app.access.permissions import Permission, require
from app.access.predicates import Subject
from app.core.actor import Role
from app.core.clock import stamp
from app.core.context import Context
from app.desk.archive.parts import PARTS, Row
from app.ledger import queries as ledger
from app.registry.service import check_country

FORMAT = "tcdc-country-1"
MANIFEST = "manifest.json"
#: Kept in memory up to this size, then in a file.
SPOOLED = 1024 * 1024


def archive(ctx: Context, country: str) -> IO[bytes]:
    """Everything that the register keeps for a country, as an open file at its beginning; the caller closes it.

    Raises NotFound for an unknown country, NotSignedIn or NotAllowed for anyone but the country itself.
    """
    check_country(ctx, country)
    require(Permission.EXPORT_COUNTRY, ctx.actor, Subject("archive", country=country))
    own = _in_its_own_eyes(ctx, country)
    file: IO[bytes] = SpooledTemporaryFile(SPOOLED)  # noqa: SIM115 - handed to the caller open
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        parts = {name: _write(packed, name, rows(own, country)) for name, rows in PARTS.items()}
        packed.writestr(MANIFEST, json.dumps(_manifest(ctx, country, parts), indent=1) + "\n")
    file.seek(0)
    return file


def _in_its_own_eyes(ctx: Context, country: str) -> Context:
    """A system that reads for its country sees what a focal point would; people see as themselves."""
    if ctx.actor.role is not Role.SYSTEM:
        return ctx
    return replace(ctx, actor=replace(ctx.actor, role=Role.FOCAL_POINT, country=country))


def _write(packed: zipfile.ZipFile, name: str, rows: Iterator[Row]) -> dict[str, Any]:
    """Rows as lines, with their number and the SHA-256 of the file."""
    digest, count = hashlib.sha256(), 0
    with packed.open(name, "w", force_zip64=True) as part:
        for row in rows:
            line = json.dumps(row, ensure_ascii=False).encode() + b"\n"
            part.write(line)
            digest.update(line)
            count += 1
    return {"rows": count, "sha256": digest.hexdigest()}


def _manifest(ctx: Context, country: str, parts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    position, link = ledger.head(ctx.session)
    return {
        "format": FORMAT,
        "country": country,
        "made_at": stamp(ctx.now),
        "ledger": {"position": position, "hash": link},
        "parts": parts,
    }
