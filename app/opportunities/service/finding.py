"""What could be done next, from the answers that are kept for the statement: nothing is judged twice."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import matching
from app.access.permissions import Permission, require
from app.access.predicates import Subject
from app.core.actor import Role
from app.core.context import Context
from app.core.errors import FieldError, Invalid
from app.matches.index import IndexKeeper
from app.opportunities import queries, rules
from app.opportunities.models import Support
from app.opportunities.rules import Concentration
from app.opportunities.service import cases, supports
from app.records.rules import Kind
from app.registry import queries as registry
from app.reports import queries as reports
from app.reports.answers import Pair, proposals_of
from app.reports.rules import Entry
from app.reports.service import KEEPER
from schemas.opportunities import OpportunitiesQuery

BILATERAL, EXCHANGE, TRIANGULAR = "bilateral", "exchange", "triangular"
LOWEST_PRIORITY = 9


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A need with its best proposal; ``others``: how many more reach the threshold."""

    need: Entry
    priority: int | None
    best: Pair
    offer: matching.Offer
    others: int


@dataclass(frozen=True, slots=True)
class Triangle:
    """A need with its best triangle."""

    need: Entry
    priority: int | None
    match: matching.Match


@dataclass(frozen=True, slots=True)
class Ending:
    """A record whose validity has ended or ends soon; ``last``: the last day on which it is shown."""

    entry: Entry
    valid_until: date
    last: date


@dataclass(frozen=True)
class Opportunities:
    """All in order, best first. ``group``: as applied. ``bilateral``, ``exchanges``, ``triangles``: None when not
    asked for; triangles also when so many needs fit that they were not judged. ``supports``: need → marks, of the
    needs whose marks the reader is shown. ``left_out``: needs with a case under way that the reader knows of."""

    index: matching.Index
    group: str | None
    entries: dict[str, Entry]
    left_out: int
    bilateral: tuple[Unanswered, ...] | None
    exchanges: matching.Exchanges | None
    triangles: tuple[Triangle, ...] | None
    suppliers: Concentration
    vacancies: tuple[tuple[str, date | None], ...]
    ending: tuple[Ending, ...]
    supports: dict[str, list[Support]]

    @property
    def asking(self) -> frozenset[str]:
        """Countries that have a public need, whatever the list is narrowed to."""
        return frozenset(e.country for e in self.entries.values() if e.kind is Kind.NEED and e.country)


def opportunities(ctx: Context, keeper: IndexKeeper, query: OpportunitiesQuery) -> Opportunities:
    """What could be done next among public records, narrowed as asked; for whoever is signed in.

    A coordinator who names neither group nor country starts with the members of its own organization. The needs are
    narrowed, not those who may answer them; exchanges take place within the group, or with the country. Needs and
    pairs with a case under way that the reader may know of are left out. Raises Invalid for unknown codes.
    """
    require(Permission.READ_OPPORTUNITIES, ctx.actor, Subject("opportunities"))
    group, members = _narrowed(ctx, query)
    index = keeper.current(ctx).index
    everything = {entry.id: entry for entry in reports.entries_now(ctx)}
    answers = KEEPER.answers(index, ctx.today, frozenset(everything))
    inside = _Inside(query, members)
    known = cases.known(ctx)
    scope = [pair for pair in answers.pairs if inside.has(everything[pair.need_id]) and inside.is_at(pair.level)]
    free = [pair for pair in scope if known.leave(pair.need_id, pair.offer_id)]
    unanswered = _unanswered(index, everything, free)
    return Opportunities(
        index=index,
        group=group,
        entries=everything,
        left_out=len({pair.need_id for pair in scope} & known.needs),
        bilateral=unanswered if query.kind in (None, BILATERAL) else None,
        exchanges=_exchanges(everything, (answers.pairs, known), inside) if query.kind in (None, EXCHANGE) else None,
        triangles=_triangles(ctx, index, everything, (inside, known)) if query.kind in (None, TRIANGULAR) else None,
        suppliers=_concentration(index, scope),
        vacancies=vacancies(ctx, everything.values(), group, query.country),
        ending=_ending(ctx, [entry for entry in everything.values() if inside.has(entry)]),
        supports=_supports(ctx, unanswered[: query.limit]),
    )


def _narrowed(ctx: Context, query: OpportunitiesQuery) -> tuple[str | None, frozenset[str] | None]:
    """The group as applied, and its members, None for all."""
    group, known = query.group, ctx.vocabulary.is_known
    if group is None and query.country is None and ctx.actor.role is Role.COORDINATOR:
        group = ctx.actor.group
    wrong = [("country", query.country)] if query.country and not known("countries", query.country) else []
    wrong += [("group", group)] if group not in (None, "all") and not known("groups", group) else []
    wrong += [("sector", query.sector)] if query.sector and not ctx.vocabulary.is_sector(query.sector) else []
    if wrong:
        raise Invalid("invalid-parameter", tuple(FieldError(n, "unknown-code", {"value": c}) for n, c in wrong if c))
    if group in (None, "all"):
        return None, None
    return group, ctx.vocabulary.members(group, ctx.today)


@dataclass(frozen=True, slots=True)
class _Inside:
    """What the query narrows to."""

    query: OpportunitiesQuery
    members: frozenset[str] | None

    def has(self, entry: Entry) -> bool:
        """Whether a record belongs to the countries and the sector."""
        country = self.query.country
        return (country is None or entry.country == country) and self.is_among(entry)

    def is_among(self, entry: Entry) -> bool:
        """The same, whichever of the group's countries it is."""
        there = self.members is None or entry.country in self.members
        return there and self.query.sector in (None, *entry.sectors)

    def is_at(self, level: str) -> bool:
        return self.query.level in (None, level)


def _unanswered(index: matching.Index, entries: dict[str, Entry], pairs: Iterable[Pair]) -> tuple[Unanswered, ...]:
    """By priority of the need, then score; equal ones by age, then id."""
    by_need: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_need[pair.need_id].append(pair)
    found = []
    for need_id, proposals in by_need.items():
        best = min(proposals, key=lambda pair: (-pair.score, pair.offer_id))
        offer = index.offers.record(index.offers.rows[best.offer_id])
        found.append(Unanswered(entries[need_id], _priority(index, need_id), best, offer, len(proposals) - 1))
    return tuple(sorted(found, key=lambda one: _turn(one.priority, one.best.score, one.need)))


def _turn(priority: int | None, score: float, need: Entry) -> tuple[int, float, date, str]:
    return priority or LOWEST_PRIORITY, -score, need.published_on, need.id


def _priority(index: matching.Index, need_id: str) -> int | None:
    return index.needs.record(index.needs.rows[need_id]).priority


def _exchanges(
    entries: dict[str, Entry], given: tuple[Sequence[Pair], cases.Known], inside: _Inside
) -> matching.Exchanges:
    """Each country of an exchange is a recipient, so each belongs to the group."""
    pairs, known = given
    wanted = [
        pair
        for pair in pairs
        if inside.is_at(pair.level)
        and inside.is_among(entries[pair.need_id])
        and known.leave(pair.need_id, pair.offer_id)
    ]
    return matching.exchanges(proposals_of(wanted), country=inside.query.country, limit=inside.query.limit)


def _triangles(
    ctx: Context, index: matching.Index, entries: dict[str, Entry], given: tuple[_Inside, cases.Known]
) -> tuple[Triangle, ...] | None:
    inside, known = given
    needs = [entry for entry in entries.values() if entry.kind is Kind.NEED and inside.has(entry)]
    needs = [need for need in needs if need.id not in known.needs]
    if len(needs) > rules.MOST_NEEDS_FOR_TRIANGLES:
        return None
    found = KEEPER.triangles(index, ctx.today, frozenset(entries), [need.id for need in needs])
    threshold = index.weights.threshold
    made = [
        Triangle(entries[need_id], _priority(index, need_id), match)
        for need_id, match in found.items()
        if match.score >= threshold and inside.is_at(match.level) and known.leave(need_id, match.first.id)
    ]
    return tuple(sorted(made, key=lambda one: _turn(one.priority, one.match.score, one.need)))


def _concentration(index: matching.Index, pairs: Iterable[Pair]) -> Concentration:
    def supplier(offer_id: str) -> str:
        party = index.offers.record(index.offers.rows[offer_id]).party
        return party.country or party.organization or ""

    return rules.concentration((supplier(pair.offer_id), pair.need_id) for pair in pairs)


def vacancies(
    ctx: Context, entries: Iterable[Entry], group: str | None, country: str | None
) -> tuple[tuple[str, date | None], ...]:
    """Countries without an active focal point: of the group, else of the region and whoever takes part."""
    if country is not None:
        candidates = {country}
    elif group is not None:
        candidates = set(ctx.vocabulary.members(group, ctx.today))
    else:
        candidates = {*ctx.vocabulary.members(rules.REGION, ctx.today), *(e.country for e in entries if e.country)}
    confirmed: dict[str, date | None] = {}
    for row in registry.focal_points(ctx, country):
        days = [day for day in (confirmed.get(row.country), row.confirmed_on) if day]
        confirmed[row.country] = max(days, default=None)
    return rules.vacancies(candidates, confirmed, ctx.today)


def _ending(ctx: Context, entries: Iterable[Entry]) -> tuple[Ending, ...]:
    """What ends first comes first."""
    dates = queries.running_out(ctx, ctx.today + rules.ENDING_WITHIN)
    found = [Ending(entry, *dates[entry.id]) for entry in entries if entry.id in dates]
    return tuple(sorted(found, key=lambda one: (one.valid_until, one.entry.id)))


def _supports(ctx: Context, shown: Iterable[Unanswered]) -> dict[str, list[Support]]:
    """Marks of the needs whose marks the reader may see, also when there are none."""
    found: dict[str, list[Support]] = {one.need.id: [] for one in shown if supports.may_read_of(ctx, one.need.country)}
    for mark in queries.supports_of(ctx, found):
        found[mark.need_id].append(mark)
    return found
