"""Sustainable Development Goals that both sides name."""

from matching.profiles import Need, Offer
from matching.results import Evidence


def _goals(codes: frozenset[str]) -> frozenset[str]:
    return frozenset(code.split(".")[0] for code in codes)


def sdg(need: Need, offer: Offer) -> Evidence | None:
    """Need and offer serve the same Sustainable Development Goal: a common target says most, a common goal
    less, none speaks a little against. Unknown when either names none."""
    if not need.sdg or not offer.sdg:
        return None
    targets = sorted(code for code in need.sdg & offer.sdg if "." in code)
    if targets:
        return Evidence(1.0, {"common": tuple(targets)})
    goals = sorted(_goals(need.sdg) & _goals(offer.sdg), key=lambda code: (len(code), code))
    return Evidence(0.6 if goals else -0.3, {"common": tuple(goals)})
