"""Every SELECT of dismissals."""

from collections.abc import Sequence

from sqlalchemy import select

from app.access.permissions import Permission, allows
from app.core.context import Context
from app.core.errors import NotFound
from app.matches.models import Dismissal
from app.records.models import Record
from app.records.queries import is_own, visible_to
from app.records.rules import Kind
from app.records.service import subject_of


def dismissals_of(ctx: Context, kind: Kind, record_id: str) -> Sequence[Dismissal]:
    """What this side put away for one of its records, oldest first."""
    own = Dismissal.need_id if kind is Kind.NEED else Dismissal.offer_id
    return ctx.session.scalars(
        select(Dismissal)
        .where(Dismissal.side == kind.value, own == record_id)
        .order_by(Dismissal.created_at, Dismissal.id)
    ).all()


def dismissed_ids(ctx: Context, kind: Kind, record_id: str) -> frozenset[str]:
    """The other side's records that were put away."""
    rows = dismissals_of(ctx, kind, record_id)
    return frozenset(row.offer_id if kind is Kind.NEED else row.need_id for row in rows)


def find_dismissal(ctx: Context, kind: Kind, need_id: str, offer_id: str) -> Dismissal | None:
    return ctx.session.scalar(
        select(Dismissal).where(
            Dismissal.side == kind.value, Dismissal.need_id == need_id, Dismissal.offer_id == offer_id
        )
    )


def get_dismissal(ctx: Context, kind: Kind, record_id: str, dismissal_id: str) -> Dismissal:
    """Raises NotFound."""
    for row in dismissals_of(ctx, kind, record_id):
        if row.id == dismissal_id:
            return row
    raise NotFound("dismissal-not-found")


def hidden_pairs(ctx: Context) -> frozenset[tuple[str, str]]:
    """(need id, offer id) of every pair that was put away by a side that the actor answers for."""
    found: set[tuple[str, str]] = set()
    for kind in Kind:
        own = Dismissal.need_id if kind is Kind.NEED else Dismissal.offer_id
        mine = visible_to(ctx.actor, kind, ctx.today).where(is_own(ctx.actor, kind))
        rows = ctx.session.execute(
            mine.join(Dismissal, own == Record.id).where(Dismissal.side == kind.value).add_columns(Dismissal)
        )
        found |= {
            (row.need_id, row.offer_id)
            for record, row in rows
            if allows(Permission.DISMISS, ctx.actor, subject_of(record))
        }
    return frozenset(found)
