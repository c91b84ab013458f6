"""Suggesting: sectors and goals of a text, likely duplicates, what a country could also offer. Nothing is changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import matching
from app.access.permissions import Permission, require
from app.access.predicates import Subject
from app.core.context import Context
from app.core.errors import FieldError, Invalid, NotFound
from app.matches import queries
from app.matches.index import IndexKeeper, State
from app.matches.profiles import Surroundings, profile, profile_of
from app.matches.service import SLACK
from app.records import queries as records
from app.records.checks import check_codes
from app.records.models import Record
from app.records.rules import Kind

#: Own records in work, or finished ones, that are looked at: the last ones changed.
MOST_OWN = 200


def suggest(ctx: Context, title: str, description: str | None, language: str | None) -> matching.Suggestions:
    """Sectors, goals and targets of a text, among the codes that can be chosen. Raises Invalid for an unknown
    language."""
    if language is not None and not ctx.vocabulary.is_language(language):
        raise Invalid("invalid-body", (FieldError("/language", "unknown-language", {"value": language}),))
    found = matching.suggest(title, description or "", language.split("-")[0].lower() if language else None)
    return matching.Suggestions(
        language=language or found.language,
        sectors=_known(ctx, "sectors", found.sectors),
        sdg=_known(ctx, "sdg", found.sdg),
    )


def _known(ctx: Context, scheme: str, found: Iterable[matching.Suggestion]) -> tuple[matching.Suggestion, ...]:
    codes = frozenset(ctx.vocabulary.codes(scheme, ctx.today))
    return tuple(item for item in found if item.code in codes)


@dataclass(frozen=True)
class Duplicates:
    """Likely duplicates, with the index that found them. ``stages``: id → stage of those that are not public."""

    state: State
    items: tuple[matching.Duplicate, ...]
    stages: dict[str, str]


def search_duplicates(ctx: Context, keeper: IndexKeeper, kind: Kind, content: dict[str, Any], limit: int) -> Duplicates:
    """Likely duplicates of a text that is not stored. Raises Invalid for unknown codes."""
    check_codes(ctx.vocabulary, kind, content)
    state = keeper.current(ctx)
    return _duplicates(ctx, state, profile(state.around, kind, content, {"id": ""}), kind, limit)


def duplicates_of(ctx: Context, keeper: IndexKeeper, kind: Kind, record_id: str, limit: int) -> Duplicates:
    """Likely duplicates of a record that the reader may see, whatever its stage. Raises NotFound."""
    record = records.get_record(ctx, kind, record_id)
    state = keeper.current(ctx)
    return _duplicates(ctx, state, profile_of(state.around, record), kind, limit)


def _duplicates(
    ctx: Context, state: State, query: matching.Offer | matching.Need, kind: Kind, limit: int
) -> Duplicates:
    """Among public records, verified against the store, and the reader's own that are in work."""
    own = records.own_in_work(ctx, kind, MOST_OWN)
    besides = [profile_of(state.around, record) for record in own]
    wanted = limit + SLACK
    while True:
        found = matching.duplicates_of(state.index, query, besides=besides, limit=wanted)
        public = records.still_public(ctx, [item.record.id for item in found])
        stages = {record.id: record.stage for record in own}
        shown = tuple(item for item in found if item.record.id in public or item.record.id in stages)
        if len(shown) >= limit or len(found) < wanted:
            return Duplicates(state, shown[:limit], stages)
        wanted *= 4


@dataclass(frozen=True)
class Hints:
    """What a country could also offer, with the index that found it; ``sources``: the country's records by id."""

    state: State
    items: tuple[matching.CouldOffer, ...]
    sources: dict[str, Record]


def could_offer(ctx: Context, keeper: IndexKeeper, country: str, limit: int) -> Hints:
    """Needs of others near to what a country shares or has finished, as far as the reader may see these records.

    Pairs that the country put away are left out for itself. Raises NotFound for an unknown country, then the
    refusals of READ_HINTS.
    """
    if not ctx.vocabulary.is_known("countries", country):
        raise NotFound("country-not-found", id=country)
    require(Permission.READ_HINTS, ctx.actor, Subject("country", country=country))
    state = keeper.current(ctx)
    finished = [record for kind in Kind for record in records.finished_of(ctx, kind, country, MOST_OWN)]
    past = [_as_offer(state.around, record) for record in finished]
    hidden = queries.hidden_pairs(ctx)
    found = matching.could_offer(state.index, country, today=ctx.today, past=past, limit=limit + SLACK + len(hidden))
    open_ids = records.still_public(ctx, [item.need.id for item in found])
    shown = [item for item in found if item.need.id in open_ids and (item.need.id, item.source_id) not in hidden]
    sources = {record.id: record for record in (*finished, *_stored(ctx, shown, finished))}
    kept = [item for item in shown if item.source_id in sources]
    return Hints(state, tuple(kept[:limit]), sources)


def _stored(ctx: Context, shown: Iterable[matching.CouldOffer], finished: Iterable[Record]) -> list[Record]:
    """The published offers among the sources, as they stand in the store."""
    known = {record.id for record in finished}
    return records.visible_with_ids(ctx, Kind.OFFER, sorted({item.source_id for item in shown} - known))


def _as_offer(around: Surroundings, record: Record) -> matching.Offer:
    """What a country shared or solved before, as an offer that says no more than its text and sectors."""
    told = profile(around, Kind.OFFER, {name: record.content.get(name) for name in _TOLD}, {"id": record.id})
    if not isinstance(told, matching.Offer):
        raise TypeError(record.id)
    return told


_TOLD = ("country", "language", "title", "description", "sectors")
