"""Proposals as pages show them: the contract's types, with the titles of the records and the picture of the reasons."""

from dataclasses import dataclass

import matching
from app.core.context import Context
from app.matches import drawing, present
from app.matches.service import Answer
from schemas.matches import MatchOut, NearMissOut


@dataclass(frozen=True, slots=True)
class Source:
    """A record's text as the engine read it."""

    id: str
    title: str
    description: str
    objective: str
    language: str | None

    @property
    def parts(self) -> tuple[str, ...]:
        """As ``matching.text_of`` joins them."""
        return (self.title, self.description, *((self.objective,) if self.objective else ()))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A match with what a page shows beside it; ``second`` is None when bilateral."""

    match: MatchOut
    need: Source
    first: Source
    second: Source | None
    waterfall: drawing.Waterfall


@dataclass(frozen=True, slots=True)
class Missed:
    """A near-miss with the other side's record."""

    miss: NearMissOut
    other: Source


@dataclass(frozen=True, slots=True)
class Proposed:
    """All that an answer proposes. ``threshold``: the score from which a need counts as answerable."""

    proposals: tuple[Proposal, ...]
    missed: tuple[Missed, ...]
    threshold: float


def proposed(ctx: Context, answer: Answer) -> Proposed:
    """An answer of the matching service, ready to be shown."""
    out = present.proposals(ctx, answer)
    ranking = answer.ranking
    return Proposed(
        tuple(_proposal(shown, match) for shown, match in zip(out.items, ranking.items, strict=True)),
        tuple(
            Missed(shown, _source(miss.offer if answer.side == "need" else miss.need))
            for shown, miss in zip(out.near_misses, ranking.near_misses, strict=True)
        ),
        answer.state.index.weights.threshold,
    )


def _proposal(shown: MatchOut, match: matching.Match) -> Proposal:
    return Proposal(
        shown,
        _source(match.need),
        _source(match.first),
        _source(match.second) if match.second else None,
        drawing.waterfall(shown.explanation),
    )


def _source(profile: matching.Need | matching.Offer) -> Source:
    objective = profile.objective if isinstance(profile, matching.Need) else ""
    return Source(profile.id, profile.title, profile.description, objective, profile.language)
