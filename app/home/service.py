"""The figures and lists of the home page: needs first."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from app.core.actor import ANONYMOUS
from app.core.context import Context
from app.matches.index import IndexKeeper
from app.records import queries as records
from app.records.models import Record
from app.records.queries import Filters
from app.records.rules import Kind
from app.reports import queries as reports
from app.reports.answerable import LIVE_PAIRS, count_answerable
from app.reports.rules import Entry

YEAR = timedelta(days=365)
NEWEST, UNANSWERED = 4, 6


@dataclass(frozen=True, slots=True)
class Home:
    """What the home page tells. ``assured_share``: of public records, those confirmed in the last 365 days, in [0, 1];
    None without records. ``answerable``: None when a large register was not counted last night; ``counted_on``: the
    day of that count, None when it is of this moment. ``unanswered``: needs that no offer answers, longest waiting
    first."""

    needs: int
    answerable: int | None
    counted_on: date | None
    offers: int
    countries: int
    organizations: int
    assured_share: float | None
    has_sample: bool
    newest: list[Record]
    unanswered: list[Entry]


def home(ctx: Context, keeper: IndexKeeper, live_pairs: int = LIVE_PAIRS) -> Home:
    """The register at a glance, as everyone may see it; judged now when it has at most ``live_pairs`` pairs."""
    entries = reports.entries_now(ctx)
    needs = [entry for entry in entries if entry.kind is Kind.NEED]
    count = count_answerable(ctx, keeper, entries, live_pairs)
    waiting = [need for need in needs if count.needs is not None and need.id not in count.needs]
    assured, sample = _assured_and_sample(ctx)
    return Home(
        needs=len(needs),
        answerable=None if count.needs is None else len(needs) - len(waiting),
        counted_on=count.counted_on,
        offers=len(entries) - len(needs),
        countries=len({entry.country for entry in entries if entry.country}),
        organizations=len({entry.organization for entry in entries if entry.organization}),
        assured_share=assured / len(entries) if entries else None,
        has_sample=sample > 0,
        newest=records.list_records(ctx, Kind.NEED, Filters(stages=("published",)), "-created_at", (NEWEST, None)).rows,
        unanswered=sorted(waiting, key=lambda need: (need.published_on, need.id))[:UNANSWERED],
    )


def _assured_and_sample(ctx: Context) -> tuple[int, int]:
    """How many public records were confirmed in the last year, and how many are invented."""
    assured = sample = 0
    for kind in Kind:
        public = records.visible_to(ANONYMOUS, kind, ctx.today).subquery()
        recent = func.count().filter(public.c.assured_on >= ctx.today - YEAR)
        invented = func.count().filter(public.c.sample)
        found = ctx.session.execute(select(recent, invented).select_from(public)).one()
        assured, sample = assured + found[0], sample + found[1]
    return assured, sample
