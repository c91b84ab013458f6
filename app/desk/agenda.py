"""What waits for whoever asks and since when, and what runs out of date."""

from collections.abc import Iterable
from datetime import date, timedelta

from app.access.permissions import Permission, allows
from app.core.context import Context
from app.desk import queries
from app.desk.handover import runs_out_from
from app.desk.meeting import record_named
from app.interest import service as interest
from app.records.models import Record
from app.records.rules import Kind, Stage, stage_on
from app.records.service import subject_of
from schemas.desk import DeskEnding, DeskEndingList, DeskEntry, DeskEntryList, DeskWaiting, DeskWaitingList

MOST = 50
DAY = timedelta(days=1)
ORDER = {"dormant": 0, "overdue": 1, "running_out": 2}
WAITS = (Stage.DRAFT.value, Stage.REJECTED.value, Stage.SUBMITTED.value, Stage.PUBLISHED.value)


def waiting(ctx: Context) -> DeskWaitingList:
    """Drafts, what was sent back, entries and changes to decide on, and who asks to talk; the longest first."""
    rows = [row for kind in Kind for row in queries.own_records(ctx, kind, WAITS)]
    found = [*_entries(ctx, rows), *_cases(ctx)]
    found.sort(key=lambda one: (one.since, one.id))
    return DeskWaitingList(items=found[:MOST], total=len(found))


def _entries(ctx: Context, rows: list[Record]) -> Iterable[DeskWaiting]:
    """A submitted entry, or a change, waits for whoever may publish it; a draft for whoever may write it."""
    told = queries.days_told(ctx, [row.id for row in rows if _is_sent(row)], ("submit", "propose"))
    for row in rows:
        subject = subject_of(row)
        if _is_sent(row):
            if allows(Permission.PUBLISH, ctx.actor, subject):
                since = told.get(row.id, row.updated_at.date())
                yield _entry(ctx, row, "submitted" if row.stage == Stage.SUBMITTED else "change", since)
        elif row.stage in {Stage.DRAFT, Stage.REJECTED} and _is_mine(ctx, row):
            yield _entry(ctx, row, row.stage, row.updated_at.date())


def _is_sent(row: Record) -> bool:
    return row.stage == Stage.SUBMITTED or (row.stage == Stage.PUBLISHED and row.pending is not None)


def _is_mine(ctx: Context, row: Record) -> bool:
    """A focal point does not wait for what an institution has not submitted, or has to correct."""
    return row.entered_as == ctx.actor.entered_as or not row.entered_as.startswith("ins_")


def _entry(ctx: Context, row: Record, what: str, since: date) -> DeskWaiting:
    delegate = row.entered_as if row.entered_as.startswith("org_") else None
    return DeskWaiting.model_validate(
        {
            "what": what,
            "id": row.id,
            "kind": row.kind,
            "title": row.content["title"],
            "language": row.language,
            "since": since,
            "days": (ctx.today - since).days,
            "organization": delegate,
            "reason": row.rejected_reason,
        }
    )


def _cases(ctx: Context) -> Iterable[DeskWaiting]:
    for case in interest.waiting(ctx):
        yield DeskWaiting(
            what="interest",
            id=case.interest_id,
            kind=None,
            title=case.title,
            language=case.language,
            since=case.since,
            days=case.days,
            country=case.country,
            organization=case.organization,
        )


def ending(ctx: Context) -> DeskEndingList:
    """What is to be assured again: dormant, overdue, or with four fifths of its validity behind it."""
    stages = (Stage.PUBLISHED.value, Stage.DORMANT.value)
    rows = [row for kind in Kind for row in queries.own_records(ctx, kind, stages)]
    found = [one for row in rows if (one := _ending(ctx, row))]
    found.sort(key=lambda one: (ORDER[one.state], one.valid_until or one.since, one.record.id))
    return DeskEndingList(items=found[:MOST], total=len(found))


def _ending(ctx: Context, row: Record) -> DeskEnding | None:
    state, since = _how_it_ends(ctx, row)
    if since is None:
        return None
    return DeskEnding.model_validate(
        {
            "state": state,
            "record": record_named(row),
            "assured_on": row.assured_on,
            "valid_until": row.valid_until,
            "since": since,
            "days": (ctx.today - since).days,
            "version": row.version,
        }
    )


def _how_it_ends(ctx: Context, row: Record) -> tuple[str, date | None]:
    """The state, and the day from which it has been so; None when it does not end yet."""
    if stage_on(Stage(row.stage), row.expires_on, ctx.today) is Stage.DORMANT:
        return "dormant", (row.expires_on or ctx.today) + DAY
    if row.valid_until is not None and row.valid_until < ctx.today:
        return "overdue", row.valid_until + DAY
    day = runs_out_from(row)
    return "running_out", day if day is not None and day <= ctx.today else None


def entries(ctx: Context) -> DeskEntryList:
    """A submitter's own entries, the last changed first."""
    every = tuple(stage.value for stage in Stage)
    rows = [row for kind in Kind for row in queries.own_records(ctx, kind, every)]
    rows.sort(key=lambda row: (row.updated_at, row.id), reverse=True)
    items = [
        DeskEntry.model_validate(
            {
                "record": record_named(row),
                "stage": stage_on(Stage(row.stage), row.expires_on, ctx.today).value,
                "change_waits": row.pending is not None,
                "reason": row.rejected_reason,
                "since": row.updated_at.date(),
            }
        )
        for row in rows[:MOST]
    ]
    return DeskEntryList(items=items, total=len(rows))
