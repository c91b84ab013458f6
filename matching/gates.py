"""Gates: what keeps a pair out whatever its score. A table, read from top to bottom: the first closed gate
is named."""

from datetime import date

from matching.levels import level_between
from matching.profiles import ALL_SECTORS, Exclusion, Need, Offer, Party, Profile
from matching.results import Closed
from matching.rules import Gate, Reads, both

SAME_PARTY = "same_party"
EXCLUDED = "excluded"
NOT_VALID = "not_valid"
NO_CAPACITY = "no_capacity"
ACTOR_TYPE = "actor_type_not_welcome"
DATES = "dates"
LEVEL = "level_not_wanted"

#: Gates that leave no trace, near-misses included.
SILENT = frozenset({SAME_PARTY, EXCLUDED})


def _same_party(need: Need, offer: Offer, _today: date) -> bool:
    return need.party.key == offer.party.key


def _bars(exclusions: tuple[Exclusion, ...], other: Party) -> bool:
    barred = {"country": other.country, "organization": other.organization}
    return any(item.code == barred.get(item.kind) for item in exclusions)


def _excluded_party(need: Need, offer: Offer, _today: date) -> bool:
    return _bars(need.exclusions, offer.party) or _bars(offer.exclusions, need.party)


def _codes(kind: str, need: Need, offer: Offer) -> list[str]:
    return [item.code for item in (*need.exclusions, *offer.exclusions) if item.kind == kind]


def _excluded_sector(need: Need, offer: Offer, _today: date) -> bool:
    if not (need.exclusions or offer.exclusions):
        return False
    sectors = ((need.sectors or frozenset()) | (offer.sectors or frozenset())) - {ALL_SECTORS}
    return any(sector.startswith(code) for code in _codes("sector", need, offer) for sector in sectors)


def _excluded_modality(need: Need, offer: Offer, _today: date) -> bool:
    if not (need.exclusions or offer.exclusions):
        return False
    modalities = (need.modalities or frozenset()) | (offer.modalities or frozenset())
    return any(code in modalities for code in _codes("modality", need, offer))


def _not_valid(need: Need, offer: Offer, today: date) -> bool:
    return any(side.valid_through is not None and side.valid_through < today for side in (need, offer))


def _no_capacity(_need: Need, offer: Offer, _today: date) -> bool:
    return offer.capacity_remaining == 0


def refuses_actor(host: Profile, guest: Profile) -> bool:
    """Whether ``host`` says which actor types are welcome and ``guest`` is known to be of another one."""
    welcome = host.actor_types_welcome
    return welcome is not None and guest.actor_type is not None and guest.actor_type not in welcome


def _actor_type(need: Need, offer: Offer, _today: date) -> bool:
    return refuses_actor(need, offer) or refuses_actor(offer, need)


def _ends_before(one: Profile, other: Profile) -> bool:
    end, start = one.available_until, other.available_from
    return end is not None and start is not None and end < start


def _dates(need: Need, offer: Offer, _today: date) -> bool:
    return _ends_before(need, offer) or _ends_before(offer, need)


def _level(need: Need, offer: Offer, _today: date) -> bool:
    if need.levels is None and offer.levels is None:
        return False
    level = level_between(need.party, offer.party)
    return any(wanted is not None and level not in wanted for wanted in (need.levels, offer.levels))


GATES: tuple[Gate, ...] = (
    Gate(SAME_PARTY, both("party"), _same_party),
    Gate(EXCLUDED, both("party", "exclusions"), _excluded_party),
    Gate(EXCLUDED, both("sectors", "exclusions"), _excluded_sector),
    Gate(EXCLUDED, both("modalities", "exclusions"), _excluded_modality),
    Gate(NOT_VALID, both("valid_through"), _not_valid),
    Gate(NO_CAPACITY, Reads((), ("capacity_remaining",)), _no_capacity),
    Gate(ACTOR_TYPE, both("actor_type", "actor_types_welcome"), _actor_type),
    Gate(DATES, both("available_from", "available_until"), _dates),
    Gate(LEVEL, both("party", "levels"), _level),
)


def closed_gate(need: Need, offer: Offer, today: date) -> Closed | None:
    """The first gate that keeps the pair out, or None."""
    return next((Closed(gate.code) for gate in GATES if gate.is_closed(need, offer, today)), None)


def providers_barred(first: Offer, second: Offer) -> bool:
    """Whether one provider's country does not want to meet the other at all: a triangle would join them."""
    return _bars(first.exclusions, second.party) or _bars(second.exclusions, first.party)
