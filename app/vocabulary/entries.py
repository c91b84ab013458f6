"""What a line of a vocabulary file becomes: frozen values, one class per kind of line.

Field names are the keys of the lines. ``since`` is the first day on which a line holds, ``until`` the first
day on which it no longer holds; None means that no limit is recorded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal

Kind = Literal["full", "associate"]
Status = Literal["active", "withdrawn"]


def _no_names() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A code with its names by language tag (``es``, ``pt``, ``fr``, ``en``, and variants such as ``pt-PT``).

    ``aliases``: other names under which it is found. ``replaced_by``: the codes that took its place, empty
    when none.
    """

    code: str
    names: Mapping[str, str] = field(default_factory=_no_names)
    aliases: tuple[str, ...] = ()
    status: Status = "active"
    since: date | None = None
    until: date | None = None
    replaced_by: tuple[str, ...] = ()

    @property
    def broader(self) -> str | None:
        """The code one level up in the same list, or None at the top and in flat lists."""
        return None

    def holds(self, on: date | None = None) -> bool:
        """Whether the code can be chosen on that day; for None: active, without end and not replaced."""
        if self.status != "active":
            return False
        if on is None:
            return self.until is None and not self.replaced_by
        if self.replaced_by and self.until is None:
            return False
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Region(Entry):
    """A region of M49. ``parent`` is None for the world (001)."""

    parent: str | None = None
    level: Literal["world", "region", "subregion", "intermediate"] = "subregion"

    @property
    def broader(self) -> str | None:
        """The region that contains it."""
        return self.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Country(Entry):
    """A country or territory of ISO 3166-1; ``code`` is its alpha-3.

    ``regions``: M49 codes that contain it, widest first, without the world. ``commissions``: UN regional
    commissions that serve it, empty when none does. ``languages``: official languages, BCP 47, most used
    first.
    """

    alpha2: str
    m49: str
    regions: tuple[str, ...] = ()
    commissions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Entry):
    """A group of countries. Full members of one ``subregional`` group are neighbours (contract,
    "Matches")."""

    kind: Literal["subregional", "other"] = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """That a country belongs to a group for a time; ``since`` None: always as far as known."""

    group: str
    country: str
    kind: Kind = "full"
    since: date | None = None
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the country belongs to the group on that day."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector(Entry):
    """A CRS category (``parent`` None) or purpose code. ``group``: its group of CRS categories, or None."""

    parent: str | None = None
    group: str | None = None

    @property
    def broader(self) -> str | None:
        """The category of a purpose code."""
        return self.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class SegibSector(Entry):
    """One of SEGIB's sectors; ``code`` is its number. ``crs``: the CRS codes and prefixes that belong to
    it."""

    crs: tuple[str, ...]
    dimension: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme(Entry):
    """An area of mandate 5(a). ``sectors``: CRS prefixes and ``segib:n`` from which it is derived; of
    ``sectors`` and ``excluded`` the longer prefix decides."""

    sectors: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SdgEntry(Entry):
    """A goal (``4``, with names) or a target (``4.3``, by code alone, ``parent`` its goal)."""

    parent: str | None = None

    @property
    def broader(self) -> str | None:
        """The goal of a target."""
        return self.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Entry):
    """A role in triangular cooperation: ``names`` in SEGIB's words, ``oecd`` in OECD's."""

    oecd: Mapping[str, str] = field(default_factory=_no_names)


@dataclass(frozen=True, slots=True, kw_only=True)
class OldCountryCode(Entry):
    """A two-letter code of older inter-American forms and the country it meant there."""

    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What changed in a list, and when. ``list`` is the scheme."""

    code: str
    list: str
    version: str
    on: date
    changes: str
