"""The reasons of one match, as data: contributions that add up, inputs covered, words that met."""

from collections.abc import Mapping

from matching.points import MICRO, from_micro, micro_points, to_micro
from matching.profiles import Need, Offer
from matching.results import Contribution, Coverage, Evidence
from matching.weights import Weights


def contributions(found: Mapping[str, Evidence], weights: Weights) -> tuple[Contribution, ...]:
    """One contribution per signal that knows something, in the order given; rounded as printed."""
    return tuple(_contribution(name, evidence, weights.signals[name]) for name, evidence in found.items())


def _contribution(name: str, evidence: Evidence, weight: float) -> Contribution:
    strength = to_micro(evidence.strength)
    points = micro_points(weight, evidence.strength)
    return Contribution(name, from_micro(points), strength / MICRO, weight, dict(evidence.facts))


def total(prior: float, reasons: tuple[Contribution, ...]) -> float:
    """prior + Σ points, as printed."""
    return from_micro(to_micro(prior) + sum(to_micro(reason.points) for reason in reasons))


def coverage(need: Need, first: Offer, second: Offer | None = None) -> Coverage:
    """Which of the asked inputs each provider brings; all empty when the need's inputs are unknown."""
    asked = need.effective_inputs or frozenset()
    by_first = asked & (first.effective_inputs or frozenset())
    by_second = asked & ((second.effective_inputs if second else None) or frozenset())
    missing = asked - by_first - by_second
    return Coverage(*(tuple(sorted(kinds)) for kinds in (asked, by_first, by_second, missing)))
