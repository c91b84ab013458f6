"""One's own published records and what each meets: a need the offers that answer it, an offer the needs it serves."""

from collections.abc import Sequence

import matching
from app.core.context import Context
from app.core.errors import FieldError, Invalid
from app.core.paging import decode
from app.desk import queries
from app.desk.wording import because
from app.matches import queries as dismissals
from app.matches import service as matches
from app.matches.index import IndexKeeper
from app.matches.service import Answer
from app.matches.wording import near_miss_sentence
from app.records import queries as records
from app.records.models import Record
from app.records.queries import Filters
from app.records.rules import Kind, Stage
from app.reports.answerable import Count
from schemas.desk import (
    DeskMatches,
    DeskMatchesPage,
    DeskNearMiss,
    DeskProposal,
    DeskRecord,
    StrengthName,
)

#: Records on one page of the desk, and proposals beside each.
PAGE, PROPOSALS = 8, 3
#: The score from which an answer is called strong.
STRONG = 0.75
SORTS = {Kind.NEED: "priority", Kind.OFFER: "-updated_at"}


def matches_page(
    ctx: Context, keeper: IndexKeeper, kind: Kind, count: Count | None, cursor: str | None
) -> DeskMatchesPage:
    """A page of the actor's published records, needs by priority. ``count``: of needs that are answered, None for
    offers. Raises Invalid for a cursor of another list."""
    sort, mine = SORTS[kind], Filters(mine=True, stages=(Stage.PUBLISHED.value,))
    try:
        page = records.list_records(ctx, kind, mine, sort, (PAGE, decode(cursor, sort) if cursor else None))
    except ValueError:
        raise Invalid("invalid-parameter", (FieldError("cursor", "invalid-cursor"),)) from None
    return DeskMatchesPage(
        items=[_matches(ctx, keeper, kind, row) for row in page.rows],
        next=page.next,
        total=page.total,
        answered=None if count is None else count.of(queries.own_ids(ctx, kind, Stage.PUBLISHED)),
        counted_on=None if count is None else count.counted_on,
    )


def _matches(ctx: Context, keeper: IndexKeeper, kind: Kind, record: Record) -> DeskMatches:
    answer = matches.matches_of(ctx, keeper, kind, record.id, ("bilateral", PROPOSALS))
    threshold = answer.state.index.weights.threshold
    told = [proposal_out(ctx, match, kind, threshold) for match in answer.ranking.items]
    good = [proposal for proposal in told if proposal.score >= threshold]
    return DeskMatches(
        record=record_named(record),
        priority=record.priority,
        proposals=good,
        nearest=told[0] if told and not good else None,
        near_miss=None if good else _near_miss(ctx, answer),
        put_away=len(dismissals.dismissed_ids(ctx, kind, record.id)),
    )


def proposal_out(ctx: Context, match: matching.Match, kind: Kind, threshold: float) -> DeskProposal:
    """A match in one line, as the side of ``kind`` sees it."""
    other = match.first if kind is Kind.NEED else match.need
    return DeskProposal(
        match_id=match.id,
        other=profile_named(other),
        score=match.score,
        strength=strength_of(match.score, threshold),
        because=because(match, ctx.language),
    )


def strength_of(score: float, threshold: float) -> StrengthName:
    """The score as a word."""
    if score < threshold:
        return "weak"
    return "strong" if score >= max(STRONG, threshold) else "good"


def _near_miss(ctx: Context, answer: Answer) -> DeskNearMiss | None:
    misses: Sequence[matching.NearMiss] = answer.ranking.near_misses
    if not misses:
        return None
    miss = misses[0]
    return DeskNearMiss(
        other=profile_named(miss.offer if answer.side == "need" else miss.need),
        reason=miss.reason,
        change=miss.change,
        sentence=near_miss_sentence(miss, ctx.language, ctx.vocabulary),
    )


def profile_named(profile: matching.Need | matching.Offer) -> DeskRecord:
    """A record of the index."""
    return DeskRecord(
        id=profile.id,
        kind="need" if isinstance(profile, matching.Need) else "offer",
        title=profile.title,
        language=profile.language,
        country=profile.party.country,
        organization=profile.party.organization,
    )


def record_named(record: Record) -> DeskRecord:
    """A stored record."""
    return DeskRecord.model_validate(
        {
            "id": record.id,
            "kind": record.kind,
            "title": record.content["title"],
            "language": record.language,
            "country": record.country,
            "organization": record.organization_id,
        }
    )
