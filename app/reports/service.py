"""The consolidated statement: what is offered and needed where, and which needs can be answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import matching
from app.core.actor import Role
from app.core.context import Context
from app.core.errors import FieldError, Invalid
from app.matches.index import IndexKeeper
from app.records.rules import Kind
from app.reports import queries, rules
from app.reports.answers import Answers, AnswersKeeper, answers_told
from app.reports.rules import AgeClass, Cell, Entry
from matching.levels import level_between
from schemas.reports import StatementQuery

#: Answers are a pure function of their key, so one keeper serves the whole process.
KEEPER = AnswersKeeper()


@dataclass(frozen=True, slots=True)
class Engine:
    """What judged the pairs."""

    version: str
    weights: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Idle:
    """An offer that answers no need. ``nearest``: the need that one change would let it answer; None when there is
    none, and on past days."""

    offer: Entry
    nearest: matching.NearMiss | None


@dataclass(frozen=True)
class Statement:
    """Figures of one day. ``entries``: the records behind them. ``group``, ``level``: as applied. ``since``: the
    beginning of the period. ``live``: of today, so that lists show the same records. ``engine``, ``answerable`` (ids
    of needs) and ``idle`` are None for a past day that nobody counted."""

    as_of: date
    by: tuple[str, ...]
    group: str | None
    level: str | None
    since: date | None
    live: bool
    engine: Engine | None
    threshold: float
    entries: tuple[Entry, ...]
    answerable: frozenset[str] | None
    idle: tuple[Idle, ...] | None

    def cells(self, by: tuple[str, ...] | None = None) -> tuple[Cell, ...]:
        """The cells told apart by ``by``; None means as asked for."""
        return rules.cells_of(self.entries, self.by if by is None else by, self.answerable, self.as_of)

    @property
    def totals(self) -> Cell:
        """Each record once."""
        return rules.totals_of(self.entries, self.answerable, self.as_of)

    @property
    def in_several_cells(self) -> int:
        """How many records count in more than one cell."""
        return rules.in_several_cells(self.entries, self.by)

    @property
    def ageing(self) -> tuple[AgeClass, ...]:
        """For how long its needs have been waiting."""
        return rules.ageing(self.entries, self.answerable, self.as_of)

    @property
    def deserts(self) -> tuple[Cell, ...] | None:
        """Cells with needs of which none is answerable; None when nobody counted."""
        return None if self.answerable is None else tuple(cell for cell in self.cells() if cell.is_desert)


def statement(ctx: Context, keeper: IndexKeeper, query: StatementQuery) -> Statement:
    """The statement of a day, today when none is named: published, valid records, whoever asks.

    ``group`` narrows the rows to its members on that day, not the offers and needs of others that may answer them; a
    coordinator who names none starts with the members of its own organization. ``level`` makes only proposals at
    that level count; ``since`` only records that were first published on that day or later. Raises Invalid for an
    unknown group, a day that has not come, or a period that begins after it.
    """
    day = rules.check_day(query.as_of, ctx.today)
    rules.check_period(query.since, day)
    group = group_asked(ctx, query.group)
    members = None if group is None else ctx.vocabulary.members(group, day)
    if day == ctx.today:
        return _live(ctx, keeper, query, (group, members))
    return _past(ctx, query, day, (group, members))


Narrowed = tuple[str | None, frozenset[str] | None]


def group_asked(ctx: Context, asked: str | None) -> str | None:
    """The group that an answer is narrowed to, None for all: a coordinator who names none starts with its own. Raises
    Invalid for an unknown one."""
    if asked is None and ctx.actor.role is Role.COORDINATOR:
        asked = ctx.actor.group
    if asked in (None, "all"):
        return None
    if not ctx.vocabulary.is_known("groups", asked):
        raise Invalid("invalid-parameter", (FieldError("group", "unknown-code", {"value": asked}),))
    return asked


def _inside(entries: Iterable[Entry], members: frozenset[str] | None, since: date | None) -> tuple[Entry, ...]:
    return tuple(
        entry
        for entry in entries
        if (members is None or entry.country in members) and (since is None or entry.published_on >= since)
    )


def _live(ctx: Context, keeper: IndexKeeper, query: StatementQuery, narrowed: Narrowed) -> Statement:
    everything = queries.entries_now(ctx)
    index = keeper.current(ctx).index
    public = frozenset(entry.id for entry in everything)
    answers = KEEPER.answers(index, ctx.today, public)
    entries = _inside(everything, narrowed[1], query.since)
    idle = _idle_offers(entries, answers, query.level)
    nearest = KEEPER.nearest(index, ctx.today, public, (offer.id for offer in idle))
    return Statement(
        as_of=ctx.today,
        by=query.sides,
        group=narrowed[0],
        level=query.level,
        since=query.since,
        live=True,
        engine=Engine(matching.ENGINE_VERSION, index.weights.label, index.fingerprint),
        threshold=index.weights.threshold,
        entries=entries,
        answerable=answers.needs_at(query.level),
        idle=tuple(Idle(offer, _first_at(nearest.get(offer.id, ()), query.level)) for offer in idle),
    )


def _first_at(misses: Iterable[matching.NearMiss], level: str | None) -> matching.NearMiss | None:
    for miss in misses:
        if level is None or level_between(miss.need.party, miss.offer.party) == level:
            return miss
    return None


def _idle_offers(entries: Iterable[Entry], answers: Answers, level: str | None) -> list[Entry]:
    answering = answers.offers_at(level)
    return [entry for entry in entries if entry.kind is Kind.OFFER and entry.id not in answering]


def _past(ctx: Context, query: StatementQuery, day: date, narrowed: Narrowed) -> Statement:
    entries = _inside(queries.entries_at(ctx, day), narrowed[1], query.since)
    figure = queries.counted(ctx, day)
    answers = None if figure is None else answers_told(figure)
    engine = None if figure is None else Engine(**figure["engine"])
    return Statement(
        as_of=day,
        by=query.sides,
        group=narrowed[0],
        level=query.level,
        since=query.since,
        live=False,
        engine=engine,
        threshold=matching.default_weights().threshold if figure is None else figure["threshold"],
        entries=entries,
        answerable=None if answers is None else answers.needs_at(query.level),
        idle=None
        if answers is None
        else tuple(Idle(offer, None) for offer in _idle_offers(entries, answers, query.level)),
    )
