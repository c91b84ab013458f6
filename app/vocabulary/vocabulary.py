"""The vocabulary of a process: one frozen value that answers every question about codes and names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from app.vocabulary import finding, language_tags, places, sectors
from app.vocabulary.entries import (
    Country,
    Entry,
    Group,
    Membership,
    OldCountryCode,
    Region,
    Role,
    Sector,
    SegibSector,
    Theme,
    Version,
)
from app.vocabulary.folding import fold
from app.vocabulary.places import Place

#: After the tag asked for and its language, the names that a reader gets.
FALLBACK = ("en", "es", "pt", "fr")
_NONE: Mapping[str, Entry] = {}


@dataclass(frozen=True, eq=False, repr=False)
class Vocabulary:
    """Everything known about codes. ``schemes``: list of codes by name of the list (``countries``,
    ``sectors`` …)."""

    schemes: Mapping[str, Mapping[str, Entry]]
    countries: Mapping[str, Country]
    regions: Mapping[str, Region]
    groups: Mapping[str, Group]
    sectors: Mapping[str, Sector]
    segib: Mapping[str, SegibSector]
    themes: Mapping[str, Theme]
    roles: Mapping[str, Role]
    memberships: tuple[Membership, ...]
    old_country_codes: tuple[OldCountryCode, ...]
    versions: Mapping[str, str]
    version_history: tuple[Version, ...]

    def is_known(self, scheme: str, code: str) -> bool:
        """Whether the list has the code, in force or not; sectors also know ``all`` and ``segib:n``."""
        return self._entry(scheme, code) is not None

    def is_sector(self, code: str) -> bool:
        """Whether it is a CRS code or ``segib:n``; ``all`` is neither."""
        return code != sectors.ALL and self.is_known("sectors", code)

    def codes(self, scheme: str, on: date | None = None) -> tuple[str, ...]:
        """The codes that can be chosen (on a day; None: without end), in the order of the list. ``sectors``
        brings SEGIB's as ``segib:n`` first and leaves ``all`` out; an unknown list has none."""
        entries = self.schemes.get(scheme, _NONE).values()
        own = tuple(entry.code for entry in entries if entry.holds(on) and entry.code != sectors.ALL)
        if scheme != "sectors":
            return own
        return (*(sectors.SEGIB + c for c, entry in self.segib.items() if entry.holds(on)), *own)

    def current(self, scheme: str, code: str) -> tuple[str, ...]:
        """The codes in force that replaced this one, or the code itself."""
        return sectors.current(self.schemes.get(scheme, _NONE), code)

    def broader(self, scheme: str, code: str) -> str | None:
        """The code one level up (category, goal, region), or None."""
        entry = self._entry(scheme, code)
        return entry.broader if entry else None

    def narrower(self, scheme: str, code: str) -> tuple[str, ...]:
        """The codes one level down that can be chosen; of ``segib:n`` all its purpose codes."""
        if scheme == "sectors" and code.startswith(sectors.SEGIB):
            mine = self.resolve_sectors((code,)) if self.is_sector(code) else frozenset()
            return tuple(sorted(new for old in mine for new in self.narrower(scheme, old) or (old,)))
        entries = self.schemes.get(scheme, _NONE).values()
        return tuple(entry.code for entry in entries if entry.broader == code and entry.holds())

    def name(self, scheme: str, code: str, language: str) -> str:
        """The name in that language, else in the nearest we have; the code itself when it has no name."""
        entry = self._entry(scheme, code)
        return _pick(entry.names, language, code) if entry else code

    def oecd_name(self, role: str, language: str) -> str:
        """OECD's word for a role of triangular cooperation; the code itself when unknown."""
        return _pick(self.roles[role].oecd, language, role) if role in self.roles else role

    def names(self, scheme: str, language: str, on: date | None = None) -> tuple[tuple[str, str], ...]:
        """(code, name) of every code that can be chosen and has a name, sorted for a pick-list."""
        named = (code for code in self.codes(scheme, on) if self._named(scheme, code))
        pairs = [(code, self.name(scheme, code, language)) for code in named]
        return tuple(sorted(pairs, key=lambda pair: (fold(pair[1]), pair[0])))

    def find(self, scheme: str, text: str) -> str | None:
        """The code that a cell's text means, by code or exact folded name in any language; None when there is
        none or more than one. Replaced codes give the new one. Sectors: SEGIB's names (``segib:n``) before
        CRS's."""
        if scheme == "countries":
            return self.find_country(text)
        code = finding.find(text, self.schemes.get(scheme, _NONE), self._names.get(scheme, {}))
        if scheme == "sectors" and (code is None or code != text.strip()):
            code = self._find_segib(text) or code
        if code is None:
            return None
        replacements = self.current(scheme, code)
        return replacements[0] if len(replacements) == 1 else code

    def find_country(self, text: str) -> str | None:
        """Alpha-3 by alpha-3, alpha-2 or a name in any language; None when unknown or in doubt
        (``doubtful_country``)."""
        if self.doubtful_country(text) is not None:
            return None
        return finding.find_country(text, self.countries, self._alpha2, self._names["countries"])

    def country_of_alpha2(self, code: str) -> str | None:
        """Alpha-3 of a code known to be ISO 3166-1 alpha-2 (IATI), None when there is none. Not for free
        cells."""
        return self._alpha2.get(code.strip().upper())

    def doubtful_country(self, text: str) -> tuple[str, ...] | None:
        """What a two-letter code may mean when older inter-American forms used it otherwise than ISO 3166-1:
        to be asked about, never guessed, even when one meaning is left. None: no doubt."""
        return finding.doubtful(text, self._alpha2, self.old_country_codes)

    def is_language(self, tag: str) -> bool:
        """Whether ``tag`` is a BCP 47 tag of a registered language."""
        return language_tags.is_language(tag, self._own_languages)

    def members(self, group: str, on: date, *, full_only: bool = False) -> frozenset[str]:
        """The countries of a group on a day, associates too unless ``full_only``; none for an unknown
        group."""
        return places.members(self._by_group.get(group, ()), on, full_only=full_only)

    def groups_of(self, country: str, on: date, *, full_only: bool = False) -> frozenset[str]:
        """The groups of a country on a day, as associate too unless ``full_only``."""
        return places.groups_of(self._by_country.get(country, ()), on, full_only=full_only)

    def place_of(self, country: str, on: date) -> Place:
        """Where a country stands on a day; an empty place for an unknown code."""
        entry = self.countries.get(country)
        if entry is None:
            return Place()
        return places.place_of(entry, self._by_country.get(country, ()), self.groups, self.regions, on)

    def resolve_sectors(self, codes: Iterable[str]) -> frozenset[str]:
        """CRS codes in force: ``segib:n`` stands for all its codes, replaced codes for the new ones; ``all``
        and unknown codes stay."""
        found: set[str] = set()
        for code in codes:
            if code.startswith(sectors.SEGIB) and self.is_sector(code):
                found |= self._codes_by_segib.get(int(code[6:]), frozenset())
            else:
                found.update(self.current("sectors", code))
        return frozenset(found)

    def segib_of(self, code: str) -> int:
        """SEGIB's number of a CRS code by the longest matching prefix; 151xx without an entry is 21, all
        others 30. A replaced code counts as the new one."""
        if code.startswith(sectors.SEGIB) and self.is_sector(code):
            return int(code[6:])
        return sectors.segib_of(self.current("sectors", code)[0], self._prefixes)

    def sector_ancestors(self, code: str) -> tuple[str, ...]:
        """The broader CRS codes, nearest first."""
        return sectors.ancestors(self.sectors, code)

    def sector_group(self, code: str) -> str | None:
        """The group of CRS categories (scheme ``sector-groups``), or None when the code has none or is
        unknown."""
        return self.sectors[code].group if code in self.sectors else None

    def themes_of(self, codes: Iterable[str]) -> frozenset[str]:
        """The themes that sectors imply. Give them as declared: a declared ``segib:n`` implies only themes
        that name it, while its resolved codes imply the themes of each."""
        current = [new for code in codes for new in self.current("sectors", code)]
        return sectors.themes_of(current, self.themes.values())

    @cached_property
    def country_numbers(self) -> frozenset[str]:
        """M49 codes of single countries, by which an organization may name whom it serves."""
        return frozenset(country.m49 for country in self.countries.values())

    def history(self, scheme: str) -> tuple[Version, ...]:
        """What changed in a list, oldest first."""
        mine = [version for version in self.version_history if version.list == scheme]
        return tuple(sorted(mine, key=lambda version: (version.on, version.version)))

    def _entry(self, scheme: str, code: str) -> Entry | None:
        if scheme in ("sectors", "segib") and code.startswith(sectors.SEGIB):
            return self.segib.get(code.removeprefix(sectors.SEGIB))
        return self.schemes.get(scheme, _NONE).get(code)

    def _named(self, scheme: str, code: str) -> bool:
        entry = self._entry(scheme, code)
        return entry is not None and bool(entry.names)

    def _find_segib(self, text: str) -> str | None:
        number = text.strip().lower().removeprefix(sectors.SEGIB)
        if text.strip().lower().startswith(sectors.SEGIB) and number in self.segib:
            return sectors.SEGIB + number
        codes = self._names["segib"].get(fold(text), frozenset())
        return sectors.SEGIB + next(iter(codes)) if len(codes) == 1 else None

    @cached_property
    def _names(self) -> dict[str, dict[str, frozenset[str]]]:
        return {scheme: finding.names_of(entries.values()) for scheme, entries in self.schemes.items()}

    @cached_property
    def _alpha2(self) -> dict[str, str]:
        return finding.alpha2_of(self.countries.values())

    @cached_property
    def _own_languages(self) -> frozenset[str]:
        return frozenset(self.schemes["languages"])

    @cached_property
    def _by_group(self) -> dict[str, list[Membership]]:
        return _grouped((m.group, m) for m in self.memberships)

    @cached_property
    def _by_country(self) -> dict[str, list[Membership]]:
        return _grouped((m.country, m) for m in self.memberships)

    @cached_property
    def _prefixes(self) -> dict[str, int]:
        return sectors.prefixes_of(self.segib.values())

    @cached_property
    def _codes_by_segib(self) -> dict[int, frozenset[str]]:
        return sectors.codes_by_segib(self.sectors, self._prefixes)


def _pick(names: Mapping[str, str], language: str, code: str) -> str:
    wanted = (language, language.split("-", 1)[0].lower(), *FALLBACK)
    return next((names[tag] for tag in wanted if tag in names), code)


def _grouped(pairs: Iterable[tuple[str, Membership]]) -> dict[str, list[Membership]]:
    found: dict[str, list[Membership]] = {}
    for key, membership in pairs:
        found.setdefault(key, []).append(membership)
    return found
