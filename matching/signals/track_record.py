"""Track record: has the provider done it before?"""

from matching.profiles import Need, Offer
from matching.results import Evidence


def track_record(_need: Need, offer: Offer) -> Evidence | None:
    """The provider has completed such engagements: the first ones say most (3 of them half of the strength).
    Unknown when nothing is recorded; none so far is neutral."""
    if offer.track_record is None:
        return None
    done = max(offer.track_record, 0)
    return Evidence(done / (done + 3), {"completed": done})
