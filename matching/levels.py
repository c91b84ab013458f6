"""The level of a match, computed from recipient and first provider."""

from matching.profiles import Party

SUBREGIONAL = "subregional"
REGIONAL = "regional"
INTERREGIONAL = "interregional"


def level_between(recipient: Party, provider: Party) -> str:
    """Subregional when both are full members of one group or share an M49 intermediate region; regional
    when one regional commission serves both (an organization: when it serves a region of the recipient);
    else interregional.

    Source: contract, "Matches".
    """
    here, there = recipient.place, provider.place
    if provider.organization is not None:
        return REGIONAL if here.regions & there.regions else INTERREGIONAL
    if here.groups & there.groups or (here.intermediate and here.intermediate == there.intermediate):
        return SUBREGIONAL
    return REGIONAL if here.commissions & there.commissions else INTERREGIONAL


def is_placed(party: Party) -> bool:
    """Whether anything is known of where the party stands."""
    place = party.place
    return bool(place.groups or place.intermediate or place.regions or place.commissions)
