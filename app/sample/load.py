"""Loading the sample registry: idempotent, in the caller's transaction."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from app.core.context import Context
from app.records import queries as records
from app.records import service
from app.records.checks import check_codes
from app.records.content import validated
from app.records.rules import Action, Kind
from app.registry import queries as registry
from app.registry.service import enter_focal_point, enter_organization

FOLDER = Path(__file__).parent / "data"
#: The other system that the records' external ids belong to.
SOURCE = "sample"
#: The hour at which the sample's offices work.
NOON = time(12, tzinfo=UTC)
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each were new."""

    organizations: int
    focal_points: int
    offers: int
    needs: int


def is_empty(ctx: Context) -> bool:
    """Whether the store has no record yet, at any stage."""
    return records.is_empty(ctx.session)


def load(ctx: Context) -> Counts:
    """Enter what is not there yet; what is there stays as it is.

    Records are marked as sample and published as of the day on which they say they were assured, so that some are
    past their validity and read as dormant. The ledger's facts bear the time of loading.
    """
    organizations = _organizations(ctx)
    focal_points = _focal_points(ctx)
    there = records.external_ids(ctx.session, SOURCE)
    counts = {kind: sum(_enter(ctx, kind, line, there) for line in read(kind.plural)) for kind in Kind}
    return Counts(organizations, focal_points, counts[Kind.OFFER], counts[Kind.NEED])


def read(name: str) -> Iterator[Document]:
    """The lines of ``<name>.jsonl`` and ``<name>-*.jsonl``, in the order of the files."""
    for file in sorted({*FOLDER.glob(f"{name}.jsonl"), *FOLDER.glob(f"{name}-*.jsonl")}):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def _organizations(ctx: Context) -> int:
    new = [
        line for line in read("organizations") if registry.organization_by_acronym(ctx.session, line["acronym"]) is None
    ]
    for line in new:
        enter_organization(ctx, {name: value for name, value in line.items() if name != "key"})
    return len(new)


def _focal_points(ctx: Context) -> int:
    there = {(row.country, row.institution) for row in registry.focal_points(ctx, None)}
    new = [line for line in read("focal-points") if (line["country"], line["institution"]) not in there]
    for line in new:
        enter_focal_point(
            ctx,
            {
                "country": line["country"],
                "institution": line["institution"],
                "languages": line["languages"],
                "since": date.fromisoformat(line["since"]) if line["since"] else None,
                "confirmed_on": _day(ctx, line["confirmed"]),
            },
        )
    return len(new)


def _enter(ctx: Context, kind: Kind, line: Document, there: set[tuple[str, str]]) -> int:
    """1 when the record was new, else 0."""
    if (kind.value, line["key"]) in there:
        return 0
    content = validated(kind, content_of(ctx, line))
    check_codes(ctx.vocabulary, kind, content)
    assured = datetime.combine(_day(ctx, line["dates"]["assured"]), NOON)
    # Assured today, but before noon: nothing lies in the future.
    assured = min(assured, ctx.now)
    record = service.enter(ctx, kind, content, sample=True, since=assured)
    service.move(ctx, record, Action.PUBLISH, since=assured)
    return 1


def content_of(ctx: Context, line: Document) -> Document:
    """A line as the contract has it: days for offsets, an organization's id for its acronym, no empty entries."""
    content = {name: value for name, value in line.items() if name not in {"key", "dates"}}
    for name in ("available_from", "available_until"):
        if name in line["dates"]:
            content[name] = _day(ctx, line["dates"][name]).isoformat()
    if "organization" in content:
        found = registry.organization_by_acronym(ctx.session, content["organization"].upper())
        content["organization"] = found.id if found else None
    return content | {"external_ids": [{"source": SOURCE, "id": line["key"]}]}


def _day(ctx: Context, offset: int) -> date:
    """``offset``: days from today, negative for the past."""
    return ctx.today + timedelta(days=offset)
