"""Proposals as pages show them: the contract's types, with the titles of the records and the picture of the reasons."""

from collections.abc import Sequence
from dataclasses import dataclass

import matching
from app.access.permissions import Permission, allows
from app.core.context import Context
from app.matches import drawing, present, queries
from app.matches.service import Answer
from app.records import queries as records
from app.records.rules import Kind
from app.records.service import subject_of
from schemas.matches import DismissalOut, MatchOut, NearMissOut, TermOut

#: After the reader's own, the languages that a concept may be named in.
NAMING = ("en", "es", "pt", "fr")


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


def texts_of(proposal: Proposal) -> dict[str, drawing.Marked]:
    """Role → its record's text with the words that met."""
    terms = proposal.match.explanation.terms
    sources = {"first_provider": proposal.first, "second_provider": proposal.second}
    texts = {"recipient": drawing.marked(proposal.need.parts, drawing.term_spans(terms, None))}
    return texts | {
        role: drawing.marked(source.parts, drawing.term_spans(terms, role))
        for role, source in sources.items()
        if source is not None
    }


def concept_names(ctx: Context, terms: Sequence[TermOut]) -> list[str | None]:
    """What each pair of words means, in the reader's language; None for words that met by spelling alone."""
    return [_concept_name(term.concept, ctx.language) if term.concept else None for term in terms]


def _concept_name(concept: str, language: str) -> str | None:
    names = (matching.concept_name(concept, tag) for tag in (language, *NAMING))
    return next((name for name in names if name), None)


def kind_names(ctx: Context) -> dict[str, str]:
    """The schemes of cooperation in the words of the reader's country: Brazil says trilateral in any language."""
    country = ctx.vocabulary.countries.get(ctx.actor.country or "")
    tag = f"{ctx.language}-{country.alpha2}" if country else ctx.language
    return {code: ctx.vocabulary.name("kinds", code, tag) for code in ctx.vocabulary.codes("kinds")}


def completing(ctx: Context, answer: Answer, first_id: str) -> tuple[Proposal, ...]:
    """The triangles of an answer in which this offer's provider comes first: who could bring what it lacks."""
    return tuple(one for one in proposed(ctx, answer).proposals if one.first.id == first_id)


@dataclass(frozen=True, slots=True)
class PutAway:
    """A dismissed pair as the owner's page lists it. ``title``: of the other record, None when it is no longer
    public; ``match_id``: of the pair, where it can be taken back."""

    dismissal: DismissalOut
    match_id: str
    title: str | None
    language: str | None


def dismissed(ctx: Context, kind: Kind, record_id: str) -> list[PutAway]:
    """What the owner of a record put away for it; for others nothing."""
    record = records.get_record(ctx, kind, record_id)
    if not allows(Permission.DISMISS, ctx.actor, subject_of(record)):
        return []
    return [_put_away(ctx, kind, present.dismissal_out(row)) for row in queries.dismissals_of(ctx, kind, record_id)]


def _put_away(ctx: Context, kind: Kind, out: DismissalOut) -> PutAway:
    other = out.offer_id if kind is Kind.NEED else out.need_id
    match_id = matching.match_id("bilateral", out.need_id, [out.offer_id])
    if not records.still_public(ctx, [other]):
        return PutAway(out, match_id, None, None)
    row = records.get_record(ctx, Kind.OFFER if kind is Kind.NEED else Kind.NEED, other)
    return PutAway(out, match_id, row.content["title"], row.language)
