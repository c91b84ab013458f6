"""A case as it stands today: its rows, the records behind it, and what follows from both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.access.permissions import Permission, allows
from app.access.predicates import Subject
from app.core.context import Context
from app.interest import queries, rules
from app.interest.models import Interest, InterestSide
from app.interest.rules import Status
from app.matches.admitting import gate_between, surroundings_now
from app.records.models import Record
from app.records.rules import Stage, stage_on


@dataclass(frozen=True, slots=True)
class Case:
    """``reason``: why it closed, None while it has not; ``hidden``: whether only its sides may know of it;
    ``waiting``: place of a side → the day since when it is waited for."""

    interest: Interest
    records: dict[str, Record]
    status: Status
    reason: str | None
    hidden: bool
    waiting: dict[int, date]

    @property
    def since(self) -> date | None:
        """The day since when somebody has been waited for; None when nobody is."""
        return min(self.waiting.values(), default=None)

    def own_side(self, ctx: Context) -> InterestSide | None:
        """The side that the actor speaks for."""
        return next((side for side in self.interest.sides if speaks_for(ctx, side)), None)


def subject_of(side: InterestSide) -> Subject:
    """A side as the access rules see it."""
    return Subject("need" if side.place == 0 else "offer", side.country, side.organization_id)


def speaks_for(ctx: Context, side: InterestSide) -> bool:
    """Whether the actor may ask and answer for this side."""
    return allows(Permission.TALK, ctx.actor, subject_of(side))


def look(ctx: Context, interests: Sequence[Interest]) -> list[Case]:
    """How these cases stand today, in their order."""
    if not interests:
        return []
    records, around = queries.records_of(ctx, interests), surroundings_now(ctx)
    cases = []
    for interest in interests:
        need, *offers = (records[side.record_id] for side in interest.sides)
        gate = gate_between(around, need, offers)
        stages = [stage_on(Stage(row.stage), row.expires_on, ctx.today) for row in (need, *offers)]
        cases.append(_case(ctx, interest, records, stages, gate))
    return cases


def _case(
    ctx: Context, interest: Interest, records: dict[str, Record], stages: Sequence[Stage], gate: str | None
) -> Case:
    reason = interest.closed_reason or rules.closing_reason(stages, gate)
    asked_on = interest.asked_at.date()
    waits = {
        side.place: since
        for side in interest.sides
        if (since := rules.waits_since(side.answer, side.until, asked_on, ctx.today))
    }
    status = rules.status_of(
        [side.answer for side in interest.sides],
        waits=bool(waits),
        agreed=interest.agreed_at is not None,
        closed=reason is not None,
    )
    own = {side.record_id: records[side.record_id] for side in interest.sides}
    return Case(
        interest=interest,
        records=own,
        status=status,
        reason=reason if status is Status.CLOSED else None,
        hidden=rules.is_hidden(gate) or interest.closed_reason == rules.NOT_PROPOSED,
        waiting=waits if status is Status.WAITING else {},
    )
