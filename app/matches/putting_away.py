"""Which pairs of a match the reader may put away, and which they did."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.access.permissions import Permission, allows
from app.core.context import Context
from app.matches import queries
from app.records import queries as records
from app.records.models import Record
from app.records.rules import Kind
from app.records.service import subject_of


@dataclass(frozen=True, slots=True)
class Pair:
    """A record that the reader answers for, with the one it may be kept apart from. ``dismissal_id``,
    ``reason_code``: None while it is not put away."""

    kind: Kind
    record_id: str
    other_id: str
    dismissal_id: str | None
    reason_code: str | None


def pairs_of(ctx: Context, need_id: str, offer_ids: Sequence[str]) -> list[Pair]:
    """The need with each offer, for who answers for either; empty for everybody else. Raises NotFound."""
    if ctx.actor.is_anonymous:
        return []
    need = records.get_record(ctx, Kind.NEED, need_id)
    offers = [records.get_record(ctx, Kind.OFFER, offer_id) for offer_id in offer_ids]
    found = [_pair(ctx, Kind.NEED, need, offer) for offer in offers if _answers_for(ctx, need)]
    return found + [_pair(ctx, Kind.OFFER, offer, need) for offer in offers if _answers_for(ctx, offer)]


def _answers_for(ctx: Context, record: Record) -> bool:
    return allows(Permission.DISMISS, ctx.actor, subject_of(record))


def _pair(ctx: Context, kind: Kind, own: Record, other: Record) -> Pair:
    need, offer = (own, other) if kind is Kind.NEED else (other, own)
    row = queries.find_dismissal(ctx, kind, need.id, offer.id)
    return Pair(kind, own.id, other.id, row.id if row else None, row.reason_code if row else None)
