"""What the reader may know of cases: needs that somebody has already taken up, and pairs that were declined."""

from dataclasses import dataclass

from app.core.context import Context
from app.interest import cases, queries
from app.interest.rules import Status

UNDER_WAY = frozenset({Status.WAITING, Status.LATER, Status.AGREED})


@dataclass(frozen=True, slots=True)
class Known:
    """``needs``: with a case under way; ``declined``: (need, offer) to which a side has said no."""

    needs: frozenset[str]
    declined: frozenset[tuple[str, str]]

    def leave(self, need_id: str, offer_id: str) -> bool:
        """Whether a proposal stays in the list."""
        return need_id not in self.needs and (need_id, offer_id) not in self.declined


def known(ctx: Context) -> Known:
    """From the cases that the reader may see: all for coordinators, one's own for their sides, none for others."""
    needs: set[str] = set()
    declined: set[tuple[str, str]] = set()
    for case in cases.look(ctx, queries.cases(ctx, None)):
        if case.hidden and case.own_side(ctx) is None:
            continue
        need, *offers = (side.record_id for side in case.interest.sides)
        if case.status in UNDER_WAY:
            needs.add(need)
        elif case.status is Status.DECLINED:
            declined.add((need, offers[0]))
    return Known(frozenset(needs), frozenset(declined))
