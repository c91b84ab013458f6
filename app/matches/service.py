"""Proposing matches, and putting pairs away."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import matching
from app.access.permissions import Permission, allows, require
from app.core.context import Context
from app.core.errors import NotFound, WrongStage
from app.core.ids import new_id
from app.ledger import record as ledger
from app.matches import queries
from app.matches.index import IndexKeeper, State
from app.matches.models import Dismissal
from app.matches.profiles import profile, profile_of
from app.records import queries as records
from app.records import rules
from app.records.checks import check_codes
from app.records.models import Record
from app.records.rules import Kind, Stage
from app.records.service import subject_of
from app.registry import queries as registry
from matching.ids import TRIANGULAR

#: Proposals fetched beyond the limit, for those that are put away or have just left the register.
SLACK = 10
Search = Callable[[int], matching.Ranking]


@dataclass(frozen=True)
class Answer:
    """A ranking with the index that made it. ``side``: which side asked; ``organizations``: id → acronym."""

    state: State
    ranking: matching.Ranking
    side: str
    organizations: dict[str, str]


def matches_of(ctx: Context, keeper: IndexKeeper, kind: Kind, record_id: str, how: tuple[str, int]) -> Answer:
    """Who could answer a need, or which needs an offer could serve. ``how``: (bilateral or triangular, limit).

    Raises NotFound, and WrongStage for one's own record that is not published and valid.
    """
    record = records.get_record(ctx, kind, record_id)
    if rules.stage_on(Stage(record.stage), record.expires_on, ctx.today) is not Stage.PUBLISHED:
        raise WrongStage("not-matchable")
    state = keeper.current(ctx)
    query = profile_of(state.around, record)
    hidden = _put_away(ctx, kind, record)
    return _answer(ctx, state, query, how, hidden)


def search(ctx: Context, keeper: IndexKeeper, kind: Kind, content: dict[str, Any], how: tuple[str, int]) -> Answer:
    """The same for a text that is not stored. Raises Invalid for unknown codes."""
    check_codes(ctx.vocabulary, kind, content)
    state = keeper.current(ctx)
    query = profile(state.around, kind, content, {"id": ""})
    return _answer(ctx, state, query, how, frozenset())


def batch(ctx: Context, keeper: IndexKeeper, need_ids: list[str], how: tuple[str, int]) -> list[tuple[str, Answer]]:
    """The same for several needs, in their order, each once."""
    return [(need_id, matches_of(ctx, keeper, Kind.NEED, need_id, how)) for need_id in dict.fromkeys(need_ids)]


def judge_match(ctx: Context, keeper: IndexKeeper, match_id: str) -> Answer:
    """One match recomputed now. Raises NotFound when a gate closes it or a record is no longer public."""
    key = matching.unpack(match_id)
    if key is None or len(records.still_public(ctx, [key.need_id, *key.offer_ids])) != 1 + len(set(key.offer_ids)):
        raise NotFound("match-not-found", id=match_id)
    state = keeper.current(ctx)
    needs, offers = state.index.needs, state.index.offers
    if key.need_id not in needs.rows or any(offer_id not in offers.rows for offer_id in key.offer_ids):
        raise NotFound("match-not-found", id=match_id)
    providers = [offers.record(offers.rows[offer_id]) for offer_id in key.offer_ids]
    match = matching.judge(state.index, needs.record(needs.rows[key.need_id]), *providers, today=ctx.today)
    if isinstance(match, matching.Closed):
        raise NotFound("match-not-found", id=match_id)
    return Answer(state, matching.Ranking((match,)), "need", acronyms(ctx))


def acronyms(ctx: Context) -> dict[str, str]:
    """How organizations are called: id → acronym."""
    return {row.id: row.acronym for row in registry.organizations(ctx)}


def _put_away(ctx: Context, kind: Kind, record: Record) -> frozenset[str]:
    if not allows(Permission.DISMISS, ctx.actor, subject_of(record)):
        return frozenset()
    return queries.dismissed_ids(ctx, kind, record.id)


def _answer(
    ctx: Context,
    state: State,
    query: matching.Offer | matching.Need,
    how: tuple[str, int],
    hidden: frozenset[str],
) -> Answer:
    kind, limit = how
    find = _search_of(ctx, state.index, query, kind)
    wanted = limit + SLACK + len(hidden)
    while True:
        ranking = find(wanted)
        shown = _shown(ctx, ranking, query, hidden)
        if len(shown.items) >= limit or len(ranking.items) < wanted:
            break
        wanted *= 4
    side = "need" if isinstance(query, matching.Need) else "offer"
    return Answer(state, replace(shown, items=shown.items[:limit]), side, acronyms(ctx))


def _search_of(ctx: Context, index: matching.Index, query: matching.Offer | matching.Need, kind: str) -> Search:
    if isinstance(query, matching.Offer):
        return lambda limit: matching.needs_for(index, query, today=ctx.today, limit=limit)
    if kind == TRIANGULAR:
        return lambda limit: matching.triangles_for(index, query, today=ctx.today, limit=limit)
    return lambda limit: matching.offers_for(index, query, today=ctx.today, limit=limit)


def _shown(
    ctx: Context, ranking: matching.Ranking, query: matching.Offer | matching.Need, hidden: frozenset[str]
) -> matching.Ranking:
    """What may be shown: everything verified against the store, without what this side put away."""
    asked = {query.id}
    ids = {record_id for match in ranking.items for record_id in _ids(match)}
    ids |= {record_id for miss in ranking.near_misses for record_id in (miss.need.id, miss.offer.id)}
    open_ids = records.still_public(ctx, sorted(ids - asked)) - hidden
    return matching.Ranking(
        tuple(match for match in ranking.items if _ids(match) - asked <= open_ids),
        tuple(miss for miss in ranking.near_misses if {miss.need.id, miss.offer.id} - asked <= open_ids),
    )


def _ids(match: matching.Match) -> set[str]:
    return {match.need.id, match.first.id} | ({match.second.id} if match.second else set())


def dismiss(ctx: Context, kind: Kind, record_id: str, other_id: str, why: tuple[str, str | None]) -> Dismissal:
    """Put a pair away for one side; doing so twice keeps the first. ``why``: (reason code, note)."""
    record = records.get_record(ctx, kind, record_id)
    require(Permission.DISMISS, ctx.actor, subject_of(record))
    other = records.get_record(ctx, Kind.OFFER if kind is Kind.NEED else Kind.NEED, other_id)
    need_id, offer_id = (record.id, other.id) if kind is Kind.NEED else (other.id, record.id)
    found = queries.find_dismissal(ctx, kind, need_id, offer_id)
    if found is not None:
        return found
    row = Dismissal(
        id=new_id("dis"),
        side=kind.value,
        need_id=need_id,
        offer_id=offer_id,
        reason_code=why[0],
        note=why[1],
        created_at=ctx.now,
    )
    ctx.session.add(row)
    ctx.session.flush()
    payload = {"side": kind.value, "need_id": need_id, "offer_id": offer_id, "reason_code": why[0]}
    ledger.record(ctx, "dismissal:create", row.id, payload, record.country)
    return row


def list_dismissals(ctx: Context, kind: Kind, record_id: str) -> list[Dismissal]:
    """What this side put away; for those who answer for the record."""
    record = records.get_record(ctx, kind, record_id)
    require(Permission.DISMISS, ctx.actor, subject_of(record))
    return list(queries.dismissals_of(ctx, kind, record_id))


def end_dismissal(ctx: Context, kind: Kind, record_id: str, dismissal_id: str) -> None:
    """Take a pair back into the lists."""
    record = records.get_record(ctx, kind, record_id)
    require(Permission.DISMISS, ctx.actor, subject_of(record))
    row = queries.get_dismissal(ctx, kind, record_id, dismissal_id)
    payload = {"side": row.side, "need_id": row.need_id, "offer_id": row.offer_id}
    ledger.record(ctx, "dismissal:end", row.id, payload, record.country)
    ctx.session.delete(row)
    ctx.session.flush()
