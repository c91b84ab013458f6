"""Sector: what it is about, by CRS code."""

from matching.profiles import ALL_SECTORS, Need, Offer
from matching.results import Evidence

#: relation of two codes → strength
RELATIONS: dict[str, float] = {"same": 1.0, "category": 0.7, "all": 0.25, "group": 0.2, "none": -0.8}


def relation(one: str, other: str) -> str:
    """How two CRS codes (3 or 5 digits, or ``all``) stand to each other; symmetric."""
    if one[:2] == other[:2]:
        if one == other and len(one) == 5:
            return "same"
        if one[:3] == other[:3]:
            return "all" if one == ALL_SECTORS else "category"
        return "group"
    return "all" if ALL_SECTORS in (one, other) else "none"


def sector(need: Need, offer: Offer) -> Evidence | None:
    """Need and offer are about the same sector: the best pair of their CRS codes counts. The same purpose
    code says most, the same category much, the same group little; an offer open to all sectors helps a
    little; no relation speaks against. Unknown when either names no sector."""
    if not need.sectors or not offer.sectors:
        return None
    pairs = ((relation(one, other), one, other) for one in need.sectors for other in offer.sectors)
    name, one, other = min(pairs, key=lambda pair: (-RELATIONS[pair[0]], pair[1], pair[2]))
    return Evidence(RELATIONS[name], {"relation": name, "need": one, "offer": other})
