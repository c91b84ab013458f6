"""The desk of whoever is signed in: needs first. What each role finds is a table."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.access.permissions import Permission, require
from app.access.predicates import Subject
from app.core.actor import Role
from app.core.context import Context
from app.desk import agenda, meeting, overview, queries
from app.interest.present import interest_out
from app.matches import suggested, suggesting
from app.matches.index import IndexKeeper
from app.matches.present import engine_out
from app.records.rules import Kind
from app.reports import queries as reports
from app.reports.answerable import Count, count_answerable
from app.reports.rules import Entry
from schemas.desk import DeskCases, DeskOut, DeskSupport

COULD_OFFER, SHOWN_CASES = 5, 10


@dataclass(frozen=True)
class _Desk:
    """What several sections need, found once when the first asks for it. ``cursor``: of the page of one's records."""

    ctx: Context
    keeper: IndexKeeper
    cursor: str | None

    @cached_property
    def entries(self) -> list[Entry]:
        return reports.entries_now(self.ctx)

    @cached_property
    def count(self) -> Count:
        return count_answerable(self.ctx, self.keeper, self.entries)

    @property
    def indexed(self) -> int:
        index = self.keeper.current(self.ctx).index
        return len(index.needs.rows) + len(index.offers.rows)


Section = Callable[[_Desk], Any]


def _could_offer(desk: _Desk) -> Any:
    found = suggesting.could_offer(desk.ctx, desk.keeper, desk.ctx.actor.country or "", COULD_OFFER)
    return suggested.could_offer_out(desk.ctx, found).items


def _supports(desk: _Desk) -> list[DeskSupport]:
    return [
        DeskSupport(id=support.id, need=meeting.record_named(need), what=support.what, until=support.until)
        for support, need in queries.own_supports(desk.ctx)
    ]


def _cases(desk: _Desk) -> DeskCases:
    found = overview.waiting_cases(desk.ctx)
    shown = [interest_out(desk.ctx, case) for case in found[:SHOWN_CASES]]
    return DeskCases(items=shown, total=len(found))


SECTIONS: dict[str, Section] = {
    "needs": lambda desk: meeting.matches_page(desk.ctx, desk.keeper, Kind.NEED, desk.count, desk.cursor),
    "offers": lambda desk: meeting.matches_page(desk.ctx, desk.keeper, Kind.OFFER, None, desk.cursor),
    "waiting": lambda desk: agenda.waiting(desk.ctx),
    "ending": lambda desk: agenda.ending(desk.ctx),
    "could_offer": _could_offer,
    "entries": lambda desk: agenda.entries(desk.ctx),
    "supports": _supports,
    "countries": lambda desk: overview.countries(desk.ctx, desk.entries, desk.count),
    "cases": _cases,
    "accounts": lambda desk: overview.accounts_of_all(desk.ctx, desk.entries),
    "health": lambda desk: overview.health(desk.ctx, desk.indexed),
}
_COUNTRY = ("needs", "waiting", "ending", "could_offer")
OF_ROLE: dict[Role, tuple[str, ...]] = {
    Role.FOCAL_POINT: _COUNTRY,
    Role.COUNTRY_ADMIN: _COUNTRY,
    Role.SUBMITTER: ("entries", "ending"),
    Role.AGENCY: ("offers", "waiting", "ending", "supports"),
    Role.COORDINATOR: ("countries", "cases", "waiting"),
    Role.SYSTEM: ("waiting", "ending"),
    Role.ADMINISTRATOR: ("accounts", "health"),
}
#: Sections whose figures come out of the index.
_MATCHED = {"needs", "offers", "could_offer", "countries"}


def desk_out(ctx: Context, keeper: IndexKeeper, cursor: str | None = None) -> DeskOut:
    """What waits for the actor, with matches for its own records. ``cursor``: of a further page of these.

    Raises NotSignedIn for visitors, Invalid for a cursor of another list.
    """
    require(Permission.OWN_ACCOUNT, ctx.actor, Subject("account"))
    names = OF_ROLE[ctx.actor.role]
    made = _Desk(ctx, keeper, cursor)
    found = {name: section(made) if name in names else None for name, section in SECTIONS.items()}
    index = keeper.current(ctx).index if _MATCHED.intersection(names) else None
    return DeskOut(
        role=ctx.actor.role.value,
        country=ctx.actor.country,
        organization=ctx.actor.organization,
        as_of=ctx.today,
        engine=engine_out(index) if index else None,
        threshold=index.weights.threshold if index else None,
        **found,
    )
