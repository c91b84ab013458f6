"""The handover from one officer to the next: everything of a country that is open, and nothing else (R5a.2)."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.access.permissions import Permission, require
from app.access.predicates import Subject
from app.core.context import Context
from app.desk import queries
from app.records.models import Record
from app.records.rules import Kind, Stage, runs_out_on, stage_on
from app.registry.service import check_country
from schemas.accounts import HandoverItem, HandoverOut

ONE_DAY = timedelta(days=1)


def handover(ctx: Context, country: str) -> HandoverOut:
    """The open items of a country, each list with the longest open first.

    Raises NotFound for an unknown country, NotAllowed for anyone but its focal points and administrators.
    """
    check_country(ctx, country)
    require(Permission.READ_HANDOVER, ctx.actor, Subject("handover", country=country))
    rows = [row for kind in Kind for row in queries.open_records(ctx, country, kind)]
    by_stage = {
        stage: [row for row in rows if stage_on(Stage(row.stage), row.expires_on, ctx.today) is stage]
        for stage in Stage
    }
    published = by_stage[Stage.PUBLISHED]
    lists = {
        "drafts": _touched(ctx, by_stage[Stage.DRAFT] + by_stage[Stage.REJECTED]),
        "submitted": _submitted(ctx, by_stage[Stage.SUBMITTED] + [row for row in published if row.pending is not None]),
        "running_out": [_item(ctx, row, day) for row in published if (day := runs_out_from(row)) and day <= ctx.today],
        "dormant": [_item(ctx, row, (row.expires_on or ctx.today) + ONE_DAY) for row in by_stage[Stage.DORMANT]],
    }
    ordered = {name: sorted(items, key=lambda item: (item.since, item.id)) for name, items in lists.items()}
    return HandoverOut(country=country, as_of=ctx.today, total=sum(map(len, ordered.values())), **ordered)


def runs_out_from(row: Record) -> date | None:
    """The day from which the record is to be looked at again; None without a validity."""
    if row.assured_on is None or row.valid_until is None:
        return None
    return runs_out_on(row.assured_on, row.valid_until)


def _touched(ctx: Context, rows: Sequence[Record]) -> list[HandoverItem]:
    return [_item(ctx, row, row.updated_at.date()) for row in rows]


def _submitted(ctx: Context, rows: Sequence[Record]) -> list[HandoverItem]:
    told = queries.days_told(ctx, [row.id for row in rows], ("submit", "propose"))
    return [_item(ctx, row, told.get(row.id, row.updated_at.date())) for row in rows]


def _item(ctx: Context, row: Record, since: date) -> HandoverItem:
    return HandoverItem.model_validate(
        {
            "id": row.id,
            "kind": row.kind,
            "title": row.content["title"],
            "language": row.language,
            "since": since,
            "days": (ctx.today - since).days,
            "valid_until": row.valid_until,
        }
    )
