"""Timing: is the offer available when the need is?"""

from datetime import date

from matching.profiles import Need, Offer
from matching.results import Evidence
from matching.signals.shares import from_share


def timing(need: Need, offer: Offer) -> Evidence | None:
    """The offer is available during the time the need asks for: the share of the need's days (when it names
    both ends) that the offer covers. Unknown when either names no dates; dates that do not meet at all
    close a gate."""
    if not _is_dated(need) or not _is_dated(offer):
        return None
    start, end = need.available_from, need.available_until
    if start is None or end is None:
        return Evidence(1.0, {"share": 1.0})
    common = _days(max(start, offer.available_from or start), min(end, offer.available_until or end))
    share = common / max(_days(start, end), 1)
    return Evidence(from_share(share), {"share": round(share, 6)})


def _is_dated(profile: Need | Offer) -> bool:
    return profile.available_from is not None or profile.available_until is not None


def _days(start: date, end: date) -> int:
    return max((end - start).days + 1, 0)
