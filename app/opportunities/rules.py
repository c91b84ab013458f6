"""What counts as concentrated, as vacant and as running out; and how proposals are put in order. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.errors import FieldError, Invalid

#: A focal point that was not confirmed for longer counts as absent.
CONFIRMED_WITHIN = timedelta(days=365)
#: Records whose validity ends within this time are told.
ENDING_WITHIN = timedelta(days=60)
#: How many suppliers the share of the largest speaks of.
LARGEST = 3
#: Countries that are looked at even while they have entered nothing.
REGION = "CELAC"
#: Triangles are judged need by need, some ten milliseconds each; beyond this number the list must be narrowed first.
MOST_NEEDS_FOR_TRIANGLES = 400


def check_until(until: date, today: date) -> None:
    """Raises Invalid for a mark of support that would have ended already."""
    if until < today:
        raise Invalid("invalid-body", (FieldError("/until", "day-has-passed"),))


@dataclass(frozen=True, slots=True)
class Supplier:
    """``key``: country or organization. ``proposals``: how many rest on it; ``needs``: how many needs they answer;
    ``alone``: needs that nobody else answers; ``share``: of all proposals, in [0, 1]."""

    key: str
    proposals: int
    needs: int
    alone: int
    share: float


@dataclass(frozen=True, slots=True)
class Concentration:
    """``suppliers``: largest first; ``share_of_largest``: of the first `LARGEST` together, None without proposals;
    ``alone``: needs that a single supplier answers."""

    proposals: int
    needs: int
    suppliers: tuple[Supplier, ...]
    share_of_largest: float | None
    alone: int


def concentration(pairs: Iterable[tuple[str, str]]) -> Concentration:
    """How far proposals rest on few suppliers. ``pairs``: (supplier, need) of every proposal."""
    proposals: Counter[str] = Counter()
    answered_by: defaultdict[str, set[str]] = defaultdict(set)
    for supplier, need in pairs:
        proposals[supplier] += 1
        answered_by[need].add(supplier)
    total = proposals.total()
    needs = Counter(supplier for found in answered_by.values() for supplier in found)
    alone = Counter(min(found) for found in answered_by.values() if len(found) == 1)
    suppliers = [
        Supplier(key, count, needs[key], alone[key], round(count / total, 6)) for key, count in proposals.items()
    ]
    suppliers.sort(key=lambda one: (-one.proposals, -one.needs, one.key))
    largest = sum(one.proposals for one in suppliers[:LARGEST])
    share = round(largest / total, 6) if total else None
    return Concentration(total, len(answered_by), tuple(suppliers), share, alone.total())


def vacancies(
    countries: Iterable[str], confirmed: Mapping[str, date | None], today: date
) -> tuple[tuple[str, date | None], ...]:
    """Countries without an active focal point, each with the day it was last confirmed, None when it has none or was
    never confirmed. ``confirmed``: of the countries in the directory, the latest day of any of its offices."""
    found = []
    for country in sorted(countries):
        last = confirmed.get(country)
        if last is None or last < today - CONFIRMED_WITHIN:
            found.append((country, last))
    return tuple(found)
