"""Which needs some offer answers: judged now on a register of ordinary size, else as counted last night."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.context import Context
from app.matches.index import IndexKeeper
from app.records.rules import Kind
from app.reports import queries
from app.reports.answers import answers_told
from app.reports.rules import Entry
from app.reports.service import KEEPER

DAY = timedelta(days=1)
#: Pairs of need and offer that are judged while the reader waits (some seconds); beyond, last night's count is told.
LIVE_PAIRS = 150_000


@dataclass(frozen=True, slots=True)
class Count:
    """``needs``: ids of those answered, None when nobody counted; ``counted_on``: the day of the count, None when it
    is of this moment."""

    needs: frozenset[str] | None
    counted_on: date | None

    def of(self, ids: Iterable[str]) -> int | None:
        """How many of these are answered; None when nobody counted."""
        return None if self.needs is None else len(self.needs.intersection(ids))


def count_answerable(ctx: Context, keeper: IndexKeeper, entries: list[Entry], live_pairs: int = LIVE_PAIRS) -> Count:
    """Of all that is public now (``entries``), the needs that are answered."""
    needs = sum(entry.kind is Kind.NEED for entry in entries)
    if needs * (len(entries) - needs) <= live_pairs:
        public = frozenset(entry.id for entry in entries)
        return Count(KEEPER.answers(keeper.current(ctx).index, ctx.today, public).needs_at(None), None)
    yesterday = ctx.today - DAY
    told = queries.counted(ctx, yesterday)
    return Count(None, None) if told is None else Count(answers_told(told).needs_at(None), yesterday)
