"""Modality: how the cooperation is done."""

from matching.profiles import Need, Offer
from matching.results import Evidence
from matching.signals.shares import from_share


def modality(need: Need, offer: Offer) -> Evidence | None:
    """The offer works in the ways the need asks for (experts, training, internship …): the share of the
    need's modalities that the offer has. Unknown when either names none."""
    if not need.modalities or not offer.modalities:
        return None
    common = need.modalities & offer.modalities
    facts = {"common": tuple(sorted(common)), "asked": tuple(sorted(need.modalities))}
    return Evidence(from_share(len(common) / len(need.modalities)), {**facts})
