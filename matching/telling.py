"""Telling a triangle: the same kind of reasons as for a pair, with what each provider is worth as facts."""

import numpy as np

from matching.covering import Panel, covered_strength, mean_strength, union_strength
from matching.explaining import contributions, coverage, total
from matching.gaps import Gap
from matching.ids import TRIANGULAR, match_id
from matching.levels import level_between
from matching.points import likelihood
from matching.profiles import Need, Offer
from matching.results import Evidence, Explanation, Fact, Match
from matching.signals import SIGNALS, TEXT
from matching.signals.inputs import covered
from matching.terms import Reader, terms_of


def explain_triangle(take: Reader, panel: Panel, pair: tuple[int, int], gap: Gap | None) -> Match:
    """The match of a need with the offers in rows (first, second) of its panel; ``gap`` is what the second
    fills."""
    need, weights = panel.need, panel.weights
    first, second = (panel.side.record(row) for row in pair)
    reasons = contributions(_evidence(panel, pair, gap), weights)
    points = total(weights.prior_triangular, reasons)
    explanation = Explanation(
        prior=weights.prior_triangular,
        signals=reasons,
        points=points,
        terms=terms_of(take, need, (first, second)),
        coverage=coverage(need, first, second),
        gap=gap.name if gap else None,
    )
    return Match(
        id=match_id(TRIANGULAR, need.id, (first.id, second.id)),
        kind=TRIANGULAR,
        level=level_between(need.party, first.party),
        score=likelihood(points),
        need=need,
        first=first,
        second=second,
        explanation=explanation,
    )


def _evidence(panel: Panel, pair: tuple[int, int], gap: Gap | None) -> dict[str, Evidence]:
    """What each signal knows of a triangle, text first; signals that know nothing are left out."""
    strengths = {TEXT: _text(panel, pair, gap)}
    row, rows = pair[0], np.array([pair[1]])
    offers = [panel.side.record(place) for place in pair]
    for signal in SIGNALS:
        alone = [signal.judge(panel.need, offer) for offer in offers]
        if signal.name == "inputs":
            found = float(union_strength(panel, row, rows)[0])
            facts = _union_facts(panel.need, offers)
        else:
            found = float(mean_strength(panel.board.strength(signal.name), row, rows)[0])
            facts = _both_facts(alone)
        if not np.isnan(found):
            strengths[signal.name] = Evidence(found, facts)
    return strengths


def _text(panel: Panel, pair: tuple[int, int], gap: Gap | None) -> Evidence:
    strength = covered_strength(panel, pair[0], np.array([pair[1]]))
    facts: dict[str, Fact] = {
        "first_similarity": round(float(panel.board.similarity[pair[0]]), 6),
        "second_similarity": round(float(panel.board.similarity[pair[1]]), 6),
        "segments": len(panel.segments),
    }
    if gap is not None and gap.segment is not None:
        segment = panel.segments[gap.segment]
        facts |= {"gap_start": segment.start, "gap_end": segment.end}
    return Evidence(float(strength[0]), facts)


def _union_facts(need: Need, offers: list[Offer]) -> dict[str, Fact]:
    asked = need.effective_inputs or frozenset()
    brought = frozenset[str]().union(*(offer.effective_inputs or frozenset() for offer in offers))
    return covered(asked, brought).facts if asked else {}


def _both_facts(alone: list[Evidence | None]) -> dict[str, Fact]:
    """The facts of each provider, told apart by a prefix, with its own strength."""
    facts: dict[str, Fact] = {}
    for prefix, evidence in zip(("first", "second"), alone, strict=True):
        if evidence is not None:
            facts |= {f"{prefix}_{name}": fact for name, fact in evidence.facts.items()}
            facts[f"{prefix}_strength"] = round(evidence.strength, 6)
    return facts
