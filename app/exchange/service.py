"""Taking a file in, and taking it over once it was checked."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from app.access.permissions import Permission, allows, require
from app.access.predicates import Subject
from app.core.actor import SERVICE, Actor, Role
from app.core.context import Context
from app.core.errors import FieldError, Invalid, NotFound, TooLarge
from app.core.ids import new_id
from app.core.paging import decode
from app.core.settings import Settings
from app.exchange import queries, rules
from app.exchange.judging import Verdict
from app.exchange.models import Import, ImportRow
from app.exchange.report import Report, safe
from app.exchange.rows import RowError
from app.exchange.rules import Status
from app.exchange.taking import Overtaken, take_all
from app.jobs.queue import enqueue
from app.ledger import record as ledger
from app.records.rules import Kind


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent. ``country``: for whom the service itself imports it; None means for any."""

    kind: Kind
    name: str
    data: bytes
    dry_run: bool = False
    country: str | None = None


@dataclass(frozen=True, slots=True)
class RowPage:
    """Some rows, the number after which the next page begins or None, and how many there are in all."""

    rows: Sequence[ImportRow]
    next: int | None
    total: int


def stage_import(ctx: Context, upload: Upload) -> Import:
    """Keep a file, to be read and checked. Raises Invalid for an empty one, TooLarge, and the refusals of IMPORT and
    WRITE."""
    if not upload.data:
        raise Invalid("unreadable-file")
    if len(upload.data) > ctx.settings.upload_limit:
        raise TooLarge("too-large")
    actor = ctx.actor
    country = upload.country or actor.country
    if actor != SERVICE:
        subject = Subject(upload.kind.value, country, actor.organization, actor.entered_as)
        require(Permission.IMPORT, actor, subject)
        require(Permission.WRITE, actor, subject)
    row = Import(
        id=new_id("imp"),
        kind=upload.kind.value,
        file_name=str(safe(upload.name))[:255],
        file=upload.data,
        dry_run=upload.dry_run,
        status=Status.ENQUEUED.value,
        progress=0.0,
        report=None,
        problem=None,
        actor=_kept(actor),
        entered_as=actor.entered_as,
        country=country,
        organization_id=actor.organization,
        created_at=ctx.now,
        ended_at=None,
    )
    ctx.session.add(row)
    ctx.session.flush()
    return row


def queue_reading(ctx: Context, row: Import) -> None:
    """Have the worker read and check it."""
    enqueue(ctx, "read-import", {"import_id": row.id})


def actor_of(row: Import) -> Actor:
    """Whoever sent the file; its rows are judged and taken over with that one's rights."""
    sets = {name: frozenset(value) for name, value in row.actor.items() if isinstance(value, list)}
    return Actor(**{**row.actor, "role": Role(row.actor["role"]), **sets})


def _kept(actor: Actor) -> dict[str, Any]:
    """An actor as JSON has it: sets as lists."""
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in asdict(actor).items()}


def get_import(ctx: Context, import_id: str, *, to_change: bool = False) -> Import:
    """An import of one's country, institution or organization, or one's own. Raises NotFound, hidden or absent."""
    row = queries.get_import(ctx, import_id, to_change=to_change)
    subject = Subject(row.kind, row.country, row.organization_id, row.entered_as)
    if ctx.actor.id != row.actor["id"] and not allows(Permission.IMPORT, ctx.actor, subject):
        raise NotFound("import-not-found", id=import_id)
    return row


def start_apply(ctx: Context, import_id: str) -> Import:
    """Mark a checked import as being taken over. Raises NotFound, or Conflict unless it is ready and without errors."""
    row = get_import(ctx, import_id, to_change=True)
    errors = (row.report or {}).get("error_count", 0)
    rules.check_applicable(row.status, errors=errors, dry_run=row.dry_run)
    row.status, row.progress = Status.APPLYING.value, 0.0
    ctx.session.flush()
    return row


def request_apply(ctx: Context, import_id: str) -> Import:
    """``start_apply``, and have the worker do it."""
    row = start_apply(ctx, import_id)
    enqueue(ctx, "apply-import", {"import_id": row.id, "by": ctx.actor.id})
    return row


def apply_import(ctx: Context, import_id: str, by: str, on_row: Callable[[int], None] = lambda _done: None) -> Import:
    """Take over all rows, in this transaction, or none: then the import has failed and its report says at which row.

    ``by``: id of whoever asked for it. Running it again changes nothing.
    """
    row = queries.get_import(ctx, import_id, to_change=True)
    if row.status != Status.APPLYING:
        return row
    report = row.report or {}
    acting = replace(ctx, actor=actor_of(row))
    try:
        with ctx.session.begin_nested():
            take_all(acting, Kind(row.kind), queries.rows_of(ctx, import_id), on_row)
    except Overtaken as overtaken:
        refused = overtaken.refused
        failed = Report(sheet=None)
        failed.add(overtaken.number, RowError("", refused.code, refused.facts))
        row.report = report | {"error_count": 1, "errors": failed.errors}
        row.status, row.problem = Status.FAILED.value, refused.code
    else:
        row.status, row.progress = Status.APPLIED.value, 1.0
        counts = {name: report[name] for name in ("create", "update", "unchanged")}
        ledger.record(acting, "import:apply", row.id, {"kind": row.kind, "by": by, **counts}, row.country)
        forget_rows(ctx, import_id)
    row.ended_at = ctx.now
    ctx.session.flush()
    return row


def discard_import(ctx: Context, import_id: str) -> Import:
    """Put a checked import away; its rows are forgotten. Raises NotFound, or Conflict unless it waits."""
    row = get_import(ctx, import_id, to_change=True)
    rules.check_discardable(row.status)
    row.status, row.ended_at = Status.DISCARDED.value, ctx.now
    forget_rows(ctx, import_id)
    ledger.record(ctx, "import:discard", row.id, {"kind": row.kind}, row.country)
    ctx.session.flush()
    return row


def list_imports(ctx: Context, limit: int, cursor: str | None = None) -> queries.Page:
    """The imports of one's country, institution or organization, newest first.

    Raises NotSignedIn, NotAllowed for whoever may import nothing, Invalid for another list's cursor.
    """
    actor = ctx.actor
    if not may_import(actor):
        require(Permission.IMPORT, actor, Subject("need", None, None, actor.entered_as))
    begin = decode(cursor, queries.SORT) if cursor else None
    try:
        return queries.list_imports(ctx, limit, begin)
    except (ValueError, TypeError):
        raise Invalid("invalid-parameter", (FieldError("cursor", "invalid-cursor"),)) from None


def kinds_of(actor: Actor) -> tuple[Kind, ...]:
    """What the actor may import files of, needs first."""
    owned = ((kind, Subject(kind.value, actor.country, actor.organization, actor.entered_as)) for kind in Kind)
    asked = (Permission.IMPORT, Permission.WRITE)
    found = [kind for kind, subject in owned if all(allows(one, actor, subject) for one in asked)]
    return tuple(sorted(found, key=lambda kind: kind is not Kind.NEED))


def may_import(actor: Actor) -> bool:
    """Whether the actor may import anything, or see what was imported for its owner."""
    subjects = (Subject(kind.value, actor.country, actor.organization, actor.entered_as) for kind in Kind)
    return any(allows(Permission.IMPORT, actor, subject) for subject in subjects)


def rows_of(ctx: Context, import_id: str, outcome: str | None, after: int, most: int) -> RowPage:
    """Some rows of an import, by number. ``outcome``: None means all. Raises NotFound."""
    get_import(ctx, import_id)
    rows, more = queries.some_rows(ctx, import_id, outcome, after, most)
    return RowPage(rows, rows[-1].number if more else None, queries.count_rows(ctx, import_id, outcome))


def forget_rows(ctx: Context, import_id: str) -> None:
    """Drop the rows that waited."""
    ctx.session.execute(delete(ImportRow).where(ImportRow.import_id == import_id))


def keep_rows(ctx: Context, import_id: str, verdicts: Sequence[Verdict], progress: float) -> None:
    """Keep rows as they were judged, and say how far the reading is (share in [0, 1])."""
    if verdicts:
        rows = [
            {
                "import_id": import_id,
                "number": one.number,
                "outcome": one.outcome,
                "record_id": one.record_id,
                "content": one.content,
                "cells": list(one.cells),
                "errors": list(one.faults) or None,
            }
            for one in verdicts
        ]
        ctx.session.execute(insert(ImportRow), rows)
    queries.get_import(ctx, import_id).progress = round(progress, 3)


def end_check(ctx: Context, import_id: str, report: dict[str, Any], refused: str | None) -> None:
    """The file was read. ``refused``: the code when it could not be. The file itself is kept no longer."""
    row = queries.get_import(ctx, import_id, to_change=True)
    row.report, row.problem, row.file, row.progress = report, refused, None, 1.0
    row.status = (Status.FAILED if refused else Status.CHECKED).value
    row.ended_at = ctx.now
    if refused:
        forget_rows(ctx, import_id)
    counts = {name: report[name] for name in ("rows", "create", "update", "unchanged", "error_count")}
    told = {"kind": row.kind, "status": row.status, "dry_run": row.dry_run, **counts}
    ledger.record(replace(ctx, actor=actor_of(row)), "import:stage", row.id, told, row.country)


def give_up(ctx: Context, import_id: str) -> None:
    """Reading failed for a reason that is ours."""
    row = queries.get_import(ctx, import_id, to_change=True)
    row.status, row.problem, row.file, row.ended_at = Status.FAILED.value, "internal", None, ctx.now


def keep(settings: Settings) -> timedelta:
    """How long imports are kept."""
    return timedelta(days=settings.import_keep_days)


def forget_old_imports(ctx: Context) -> None:
    """Forget imports and their reports that were kept long enough."""
    old = select(Import.id).where(Import.created_at < ctx.now - keep(ctx.settings))
    ctx.session.execute(delete(ImportRow).where(ImportRow.import_id.in_(old)))
    ctx.session.execute(delete(Import).where(Import.id.in_(old)))
