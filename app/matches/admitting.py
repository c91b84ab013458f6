"""Whether the gates still let stored records meet, whatever the index holds."""

from collections.abc import Sequence

import matching
from app.core.context import Context
from app.matches.profiles import Surroundings, profile_of, surroundings
from app.records.models import Record
from app.registry import queries as registry


def surroundings_now(ctx: Context) -> Surroundings:
    """Organizations and exclusions as they stand in this transaction."""
    return surroundings(ctx.vocabulary, ctx.today, registry.organizations(ctx), registry.all_exclusions(ctx.session))


def gate_between(around: Surroundings, need: Record, offers: Sequence[Record]) -> str | None:
    """The code of the gate that keeps a need and its offers (in the order of their roles) apart, or None."""
    asked = profile_of(around, need)
    first, *more = (profile_of(around, offer) for offer in offers)
    if not (isinstance(asked, matching.Need) and isinstance(first, matching.Offer)):
        raise TypeError(need.id)
    second = more[0] if more and isinstance(more[0], matching.Offer) else None
    closed = matching.gate_between(asked, first, second, today=around.day)
    return closed.code if closed else None
