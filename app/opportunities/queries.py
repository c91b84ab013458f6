"""Every SELECT of marks of support; what runs out, and what was published last."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from app.core.actor import ANONYMOUS
from app.core.context import Context
from app.core.errors import NotFound
from app.ledger.models import Fact
from app.opportunities.models import Support
from app.records import queries as records
from app.records.models import Record
from app.records.queries import Filters
from app.records.rules import Kind


def supports_of(ctx: Context, need_ids: Iterable[str]) -> Sequence[Support]:
    """Marks in force on these needs, oldest first."""
    ids, found = sorted(set(need_ids)), list[Support]()
    for start in range(0, len(ids), 500):
        wanted = select(Support).where(Support.need_id.in_(ids[start : start + 500]), Support.until >= ctx.today)
        found += ctx.session.scalars(wanted)
    return sorted(found, key=lambda support: (support.created_at, support.id))


def support_by(ctx: Context, need_id: str, organization: str) -> Support | None:
    """The mark of an organization on a need, in force or ended."""
    return ctx.session.scalar(
        select(Support).where(Support.need_id == need_id, Support.organization_id == organization)
    )


def get_support(ctx: Context, need_id: str, support_id: str) -> Support:
    """A mark in force. Raises NotFound."""
    wanted = select(Support).where(Support.id == support_id, Support.need_id == need_id, Support.until >= ctx.today)
    found = ctx.session.scalar(wanted)
    if found is None:
        raise NotFound("support-not-found")
    return found


def running_out(ctx: Context, until: date) -> dict[str, tuple[date, date]]:
    """Public records whose validity ends by a day: id → (valid until, dormant after)."""
    found: dict[str, tuple[date, date]] = {}
    for kind in Kind:
        public = records.visible_to(ANONYMOUS, kind, ctx.today).where(Record.valid_until <= until)
        columns = (Record.id, Record.valid_until, Record.expires_on)
        for record_id, valid_until, expires_on in ctx.session.execute(public.with_only_columns(*columns)):
            if valid_until is not None and expires_on is not None:
                found[record_id] = (valid_until, expires_on)
    return found


@dataclass(frozen=True, slots=True)
class Published:
    """A public record with the moment it was first published."""

    record: Record
    at: datetime


def newest(ctx: Context, kind: Kind, filters: Filters, limit: int) -> list[Published]:
    """What was published last among the public records that pass the filters, newest first; whoever asks."""
    first = (
        select(Fact.subject.label("subject"), func.min(Fact.position).label("position"))
        .where(Fact.tag == f"{kind.value}:publish")
        .group_by(Fact.subject)
        .subquery()
    )
    wanted = (
        records.narrowed(ctx, kind, filters)
        .where(records.is_public(ctx.today))
        .join(first, first.c.subject == Record.id)
        .join(Fact, Fact.position == first.c.position)
        .add_columns(Fact.at)
        .order_by(Fact.position.desc())
        .limit(limit)
    )
    return [Published(record, at) for record, at in ctx.session.execute(wanted)]


def changed_at(ctx: Context, kind: Kind) -> datetime | None:
    """The last moment at which anything of a feed may have changed: a fact about its records or organizations, or the
    beginning of a day on which a record ceased to be valid. None when nothing has ever happened."""
    about = Fact.tag.like(f"{kind.value}:%") | Fact.tag.like("organization:%")
    return ctx.session.scalar(select(func.max(Fact.at)).where(about))


def lapsed_on(ctx: Context, kind: Kind) -> date | None:
    """The last day at whose end a record that still stands as published ran past its grace; None when none has."""
    over = select(func.max(Record.expires_on)).where(
        Record.kind == kind.value, Record.stage == "published", Record.expires_on < ctx.today
    )
    return ctx.session.scalar(over)
