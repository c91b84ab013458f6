"""Inputs: what the need asks for against what the offer brings."""

from matching.profiles import Need, Offer
from matching.results import Evidence
from matching.signals.shares import from_share


def covered(asked: frozenset[str], brought: frozenset[str]) -> Evidence:
    """Evidence for ``asked`` (not empty) when ``brought`` is on the table, from one provider or from two."""
    common = asked & brought
    facts = {"brought": tuple(sorted(common)), "missing": tuple(sorted(asked - brought))}
    return Evidence(from_share(len(common) / len(asked)), {**facts})


def inputs(need: Need, offer: Offer) -> Evidence | None:
    """The offer brings the kinds of inputs that the need asks for (experts, places, equipment, funds …):
    the share of asked kinds that are brought; modalities imply inputs where none are named. Unknown when
    either is unknown or nothing is asked."""
    asked, brought = need.effective_inputs, offer.effective_inputs
    if not asked or brought is None:
        return None
    return covered(asked, brought)
