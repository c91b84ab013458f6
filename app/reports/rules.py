"""Counting the consolidated statement: entries in cells, each record once in every cell it belongs to. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from statistics import median

from app.core.errors import FieldError, Invalid
from app.records.rules import Kind

SECTOR, COUNTRY = "sector", "country"
#: (sector, country) of a cell. None: all sectors; organizations; or a side that is not told apart.
Place = tuple[str | None, str | None]
UTC_END = time(23, 59, 59, 999_999, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One record that counts: published and valid on the day.

    ``country`` is None for an organization's offer. ``sectors``: SEGIB's as ``segib:n``; ``(None,)`` when open to all.
    ``published_on``: the first time.
    """

    id: str
    kind: Kind
    country: str | None
    organization: str | None
    sectors: tuple[str | None, ...]
    published_on: date
    title: str
    language: str

    def places(self, by: tuple[str, ...]) -> list[Place]:
        """The cells it counts in."""
        country = self.country if COUNTRY in by else None
        sectors = self.sectors if SECTOR in by else (None,)
        return [(sector, country) for sector in sectors]


@dataclass(frozen=True, slots=True)
class Cell:
    """Figures of one cell, or of all. ``answerable``: None when nobody counted that day; ``median_age_days``: of its
    needs since they were first published, None without needs."""

    sector: str | None
    country: str | None
    offers: int
    needs: int
    answerable: int | None
    median_age_days: float | None

    @property
    def unmet(self) -> int | None:
        """Needs that nothing answers; None when nobody counted that day."""
        return None if self.answerable is None else self.needs - self.answerable

    @property
    def is_desert(self) -> bool:
        """Whether there are needs, and none of them is answerable."""
        return self.needs > 0 and self.answerable == 0


def cells_of(
    entries: Iterable[Entry], by: tuple[str, ...], answerable: frozenset[str] | None, day: date
) -> tuple[Cell, ...]:
    """The cells that hold anything, in the order of ``by``; what has no code comes last.

    ``answerable``: ids of needs, None when unknown.
    """
    found: defaultdict[Place, list[Entry]] = defaultdict(list)
    for entry in entries:
        for place in entry.places(by):
            found[place].append(entry)
    cells = [_cell(place, inside, answerable, day) for place, inside in found.items()]
    return tuple(sorted(cells, key=lambda cell: _turn(cell, by)))


def totals_of(entries: Iterable[Entry], answerable: frozenset[str] | None, day: date) -> Cell:
    """The figures of all, each record once."""
    return _cell((None, None), list(entries), answerable, day)


def in_several_cells(entries: Iterable[Entry], by: tuple[str, ...]) -> int:
    """How many records count in more than one cell."""
    return sum(len(entry.places(by)) > 1 for entry in entries)


def _cell(place: Place, entries: list[Entry], answerable: frozenset[str] | None, day: date) -> Cell:
    needs = [entry for entry in entries if entry.kind is Kind.NEED]
    ages = [(day - need.published_on).days for need in needs]
    return Cell(
        *place,
        offers=len(entries) - len(needs),
        needs=len(needs),
        answerable=None if answerable is None else sum(need.id in answerable for need in needs),
        median_age_days=float(median(ages)) if ages else None,
    )


def _turn(cell: Cell, by: tuple[str, ...]) -> list[tuple[int, str]]:
    sides = {SECTOR: _number(cell.sector), COUNTRY: (999, "") if cell.country is None else (0, cell.country)}
    return [sides[side] for side in by]


def _number(sector: str | None) -> tuple[int, str]:
    return (999, "") if sector is None else (int(sector.removeprefix("segib:")), "")


def check_day(as_of: date | None, today: date) -> date:
    """The day asked for, today when none is. Raises Invalid for a day that has not come."""
    if as_of is not None and as_of > today:
        raise Invalid("invalid-parameter", (FieldError("as_of", "day-not-come"),))
    return as_of or today


def check_period(since: date | None, day: date) -> None:
    """Raises Invalid for a period that begins after its end."""
    if since is not None and since > day:
        raise Invalid("invalid-parameter", (FieldError("since", "window-reversed"),))


#: Upper ends of the classes of age, in days; what is older stands in the last class.
AGES = (90, 180, 365)


@dataclass(frozen=True, slots=True)
class AgeClass:
    """Needs that were first published between ``since`` and ``until`` days ago; ``until`` None: and longer.
    ``unmet``: None when nobody counted."""

    since: int
    until: int | None
    needs: int
    unmet: int | None


def ageing(entries: Iterable[Entry], answerable: frozenset[str] | None, day: date) -> tuple[AgeClass, ...]:
    """For how long needs have been waiting, each need once."""
    needs = [((day - entry.published_on).days, entry.id) for entry in entries if entry.kind is Kind.NEED]
    found = []
    for since, until in zip((0, *(end + 1 for end in AGES)), (*AGES, None), strict=True):
        inside = [key for age, key in needs if age >= since and (until is None or age <= until)]
        unmet = None if answerable is None else sum(key not in answerable for key in inside)
        found.append(AgeClass(since, until, len(inside), unmet))
    return tuple(found)


def end_of(day: date) -> datetime:
    """The last moment of a day, UTC."""
    return datetime.combine(day, UTC_END)
