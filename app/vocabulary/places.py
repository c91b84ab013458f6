"""Where a country stands on a day: groups, regions, commissions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.vocabulary.entries import Country, Group, Membership, Region

WORLD = "001"


@dataclass(frozen=True, slots=True)
class Place:
    """The facts by which the level of a match is computed (contract, "Matches").

    ``groups``: subregional groups of which it is a full member on that day. ``intermediate``: M49
    intermediate region, or None. ``regions``: every M49 code that contains it, the world too.
    ``commissions``: UN regional commissions.
    """

    groups: frozenset[str] = frozenset()
    intermediate: str | None = None
    regions: frozenset[str] = frozenset()
    commissions: frozenset[str] = frozenset()


def members(memberships: Iterable[Membership], on: date, *, full_only: bool = False) -> frozenset[str]:
    """The countries of these memberships that hold on that day."""
    return frozenset(m.country for m in memberships if m.holds(on) and (m.kind == "full" or not full_only))


def groups_of(memberships: Iterable[Membership], on: date, *, full_only: bool = False) -> frozenset[str]:
    """The groups of these memberships that hold on that day."""
    return frozenset(m.group for m in memberships if m.holds(on) and (m.kind == "full" or not full_only))


def place_of(
    country: Country,
    memberships: Iterable[Membership],
    groups: Mapping[str, Group],
    regions: Mapping[str, Region],
    on: date,
) -> Place:
    """Where ``country``, with its own ``memberships``, stands on that day."""
    full = groups_of(memberships, on, full_only=True)
    return Place(
        groups=frozenset(code for code in full if groups[code].kind == "subregional"),
        intermediate=next((code for code in country.regions if regions[code].level == "intermediate"), None),
        regions=frozenset(country.regions) | {WORLD},
        commissions=frozenset(country.commissions),
    )
