"""Proximity: the level of the match."""

from matching.levels import INTERREGIONAL, REGIONAL, SUBREGIONAL, is_placed, level_between
from matching.profiles import Need, Offer
from matching.results import Evidence

STRENGTHS: dict[str, float] = {SUBREGIONAL: 1.0, REGIONAL: 0.6, INTERREGIONAL: -0.4}


def proximity(need: Need, offer: Offer) -> Evidence | None:
    """Neighbours share conditions and travel less: subregional says most, regional less, interregional
    speaks a little against. Unknown when either party's place is not known."""
    if not is_placed(need.party) or not is_placed(offer.party):
        return None
    level = level_between(need.party, offer.party)
    return Evidence(STRENGTHS[level], {"level": level})
