"""What a feed says, whatever its format: the newest public offers or needs, and when anything of it last changed."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from app.core.actor import ANONYMOUS
from app.core.context import Context
from app.opportunities import queries
from app.opportunities.queries import Published
from app.records.queries import Filters
from app.records.rules import Kind

NEWEST = 50


@dataclass(frozen=True, slots=True)
class Feed:
    """``changed_at``: the last moment at which anything of it may have changed, whole seconds; None when the register
    has never had anything."""

    kind: Kind
    sectors: tuple[str, ...]
    languages: tuple[str, ...]
    entries: tuple[Published, ...]
    changed_at: datetime | None


def feed(ctx: Context, kind: Kind, filters: Filters) -> Feed:
    """The newest published, valid records that pass the filters; the same for whoever asks."""
    entries = tuple(queries.newest(replace(ctx, actor=ANONYMOUS), kind, filters, NEWEST))
    sectors, languages = (filters.tags.get(scheme, ()) for scheme in ("sector", "language"))
    return Feed(kind, sectors, languages, entries, _changed_at(ctx, kind))


def _changed_at(ctx: Context, kind: Kind) -> datetime | None:
    lapsed = queries.lapsed_on(ctx, kind)
    moments = [queries.changed_at(ctx, kind), _day_after(lapsed) if lapsed else None]
    last = max((moment for moment in moments if moment is not None), default=None)
    return None if last is None else last.replace(microsecond=0)


def _day_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)
