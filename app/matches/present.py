"""From the engine's answer to the contract."""

from datetime import date
from typing import Any

import matching
from app.core.context import Context
from app.matches import wording
from app.matches.models import Dismissal
from app.matches.service import Answer
from schemas.matches import (
    BatchOut,
    BatchResult,
    CoverageOut,
    DismissalOut,
    Engine,
    ExplanationOut,
    JudgedMatch,
    MatchOut,
    NearMissOut,
    PolicyOut,
    Proposals,
    ProviderOut,
    RecipientOut,
    RolesOut,
    SignalOut,
    TermOut,
)

FRESH_DAYS = 730


def engine_out(index: matching.Index) -> Engine:
    return Engine(
        version=matching.ENGINE_VERSION,
        weights=index.weights.label,
        index_fingerprint=index.fingerprint,
    )


def party_names(ctx: Context, organizations: dict[str, str]) -> wording.PartyName:
    """How parties are called in the reader's language; ``organizations``: id → acronym."""

    def name(party: matching.Party) -> str:
        if party.country:
            return ctx.vocabulary.name("countries", party.country, ctx.language)
        return organizations.get(party.organization or "", "–")

    return name


def proposals(ctx: Context, answer: Answer) -> Proposals:
    """A whole answer."""
    items, misses = _parts(ctx, answer, answer.ranking)
    return Proposals(engine=engine_out(answer.state.index), items=items, near_misses=misses)


def batch(ctx: Context, answers: list[tuple[str, Answer]]) -> BatchOut:
    """One result per need, in the order asked."""
    results = []
    for need_id, answer in answers:
        items, misses = _parts(ctx, answer, answer.ranking)
        results.append(BatchResult(need_id=need_id, items=items, near_misses=misses))
    return BatchOut(engine=engine_out(answers[0][1].state.index), results=results)


def _parts(ctx: Context, answer: Answer, ranking: matching.Ranking) -> tuple[list[MatchOut], list[NearMissOut]]:
    items = [match_out(ctx, match, answer.organizations) for match in ranking.items]
    other_is_offer = answer.side == "need"
    return items, [near_miss_out(ctx, miss, other_is_offer=other_is_offer) for miss in ranking.near_misses]


def match_out(ctx: Context, match: matching.Match, organizations: dict[str, str]) -> MatchOut:
    """One match with its reasons and a sentence for this reader."""
    return MatchOut(
        id=match.id,
        kind=match.kind,
        level=match.level,
        score=match.score,
        roles=RolesOut(
            recipient=RecipientOut(country=match.need.party.country, need_id=_stored(match.need.id)),
            first_provider=_provider(match.first),
            second_provider=_provider(match.second) if match.second else None,
        ),
        explanation=_explanation(ctx, match, organizations),
        policy=_policy(ctx.today, match),
    )


def judged(ctx: Context, answer: Answer) -> JudgedMatch:
    """The one match of an answer, with its engine."""
    match = match_out(ctx, answer.ranking.items[0], answer.organizations)
    return JudgedMatch(**match.model_dump(), engine=engine_out(answer.state.index))


def _stored(record_id: str) -> str | None:
    return record_id or None


def _provider(offer: matching.Offer) -> ProviderOut:
    return ProviderOut(country=offer.party.country, organization=offer.party.organization, offer_id=_stored(offer.id))


def _explanation(ctx: Context, match: matching.Match, organizations: dict[str, str]) -> ExplanationOut:
    found = match.explanation
    return ExplanationOut(
        prior=found.prior,
        signals=[
            SignalOut(signal=s.signal, points=s.points, strength=s.strength, weight=s.weight, facts=dict(s.facts))
            for s in found.signals
        ],
        points=found.points,
        terms=[TermOut.model_validate(_term(term)) for term in found.terms],
        coverage=CoverageOut(
            asked=list(found.coverage.asked),
            by_first_provider=list(found.coverage.by_first_provider),
            by_second_provider=list(found.coverage.by_second_provider),
            missing=list(found.coverage.missing),
        ),
        gap=found.gap,
        sentence=wording.sentence(match, ctx.language, ctx.vocabulary, party_names(ctx, organizations)),
    )


def _term(term: matching.Term) -> dict[str, Any]:
    return {
        "need": term.need,
        "offer": term.offer,
        "concept": term.concept,
        "share": term.share,
        "need_span": term.need_span,
        "offer_span": term.offer_span,
        "role": term.role,
    }


def _policy(today: date, match: matching.Match) -> PolicyOut:
    """Freshness is that of the offer confirmed longest ago."""
    days = [offer.assured_on for offer in (match.first, match.second) if offer and offer.assured_on]
    oldest = min(days, default=None)
    freshness = None if oldest is None else round(max(0.0, 1 - max(0, (today - oldest).days) / FRESH_DAYS), 6)
    return PolicyOut(priority=match.need.priority, assured_on=oldest, freshness=freshness)


def near_miss_out(ctx: Context, miss: matching.NearMiss, *, other_is_offer: bool) -> NearMissOut:
    """The party named is that of the other side."""
    other = miss.offer if other_is_offer else miss.need
    return NearMissOut(
        need_id=_stored(miss.need.id),
        offer_id=_stored(miss.offer.id),
        country=other.party.country,
        organization=other.party.organization,
        reason=miss.reason,
        change=miss.change,
        points=miss.points,
        facts=dict(miss.facts),
        sentence=wording.near_miss_sentence(miss, ctx.language, ctx.vocabulary),
    )


def dismissal_out(row: Dismissal) -> DismissalOut:
    return DismissalOut(
        id=row.id,
        need_id=row.need_id,
        offer_id=row.offer_id,
        reason_code=row.reason_code,
        note=row.note,
        created_at=row.created_at,
    )
