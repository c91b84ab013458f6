"""Building the vocabulary of a process from the shipped files and a deployment's additions."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from app.vocabulary.entries import (
    Country,
    Entry,
    Group,
    Membership,
    OldCountryCode,
    Region,
    Role,
    SdgEntry,
    Sector,
    SegibSector,
    Theme,
    Version,
)
from app.vocabulary.reading import VocabularyError, read, unexpected_files
from app.vocabulary.vocabulary import Vocabulary

#: Lists of codes: scheme → what a line is.
SCHEMES: dict[str, type[Entry]] = {
    "actor-types": Entry,
    "commissions": Entry,
    "cost-sharing": Entry,
    "countries": Country,
    "dimensions": Entry,
    "groups": Group,
    "inputs": Entry,
    "kinds": Entry,
    "languages": Entry,
    "levels": Entry,
    "modalities": Entry,
    "regions": Region,
    "roles": Role,
    "sdg": SdgEntry,
    "sector-groups": Entry,
    "sectors": Sector,
    "segib": SegibSector,
    "themes": Theme,
}
#: Files whose lines are no codes of their own.
OTHER_FILES = ("memberships", "old-country-codes", "versions")
_Kind = TypeVar("_Kind", bound=Entry)


def load(extra: Path | None = None) -> Vocabulary:
    """The shipped vocabulary with the lines of ``extra/<scheme>.jsonl`` laid over it.

    A line with the code of a shipped one replaces it, others are added.

    Build it once per process and pass it on. ``extra``: None, or a folder that need not exist.

    Raises VocabularyError for a line that cannot be read, names an unknown code, or stands in a file no list
    reads.
    """
    for name in unexpected_files(extra, (*SCHEMES, *OTHER_FILES)) if extra else ():
        raise VocabularyError("unknown-list", name)
    schemes: dict[str, dict[str, Entry]] = {}
    versions: dict[str, str] = {}
    for scheme, kind in SCHEMES.items():
        schemes[scheme], versions[scheme] = read(scheme, kind, lambda row: row.code, extra)
    memberships, versions["memberships"] = read("memberships", Membership, _membership_key, extra)
    old, versions["old-country-codes"] = read("old-country-codes", OldCountryCode, _old_key, extra)
    history, _ = read("versions", Version, lambda v: v.code, extra)
    _check_references(schemes, memberships.values(), old.values())
    return Vocabulary(
        schemes=MappingProxyType({scheme: MappingProxyType(rows) for scheme, rows in schemes.items()}),
        countries=_typed(schemes["countries"], Country),
        regions=_typed(schemes["regions"], Region),
        groups=_typed(schemes["groups"], Group),
        sectors=_typed(schemes["sectors"], Sector),
        segib=_typed(schemes["segib"], SegibSector),
        themes=_typed(schemes["themes"], Theme),
        roles=_typed(schemes["roles"], Role),
        memberships=tuple(memberships.values()),
        old_country_codes=tuple(old.values()),
        versions=MappingProxyType(versions),
        version_history=tuple(history.values()),
    )


def _typed(rows: Mapping[str, Entry], kind: type[_Kind]) -> Mapping[str, _Kind]:
    return MappingProxyType({code: row for code, row in rows.items() if isinstance(row, kind)})


def _membership_key(row: Membership) -> tuple[str, str, date | None]:
    return row.group, row.country, row.since


def _old_key(row: OldCountryCode) -> tuple[str, str]:
    return row.code, row.country


def _check_references(
    schemes: Mapping[str, Mapping[str, Entry]],
    memberships: Iterable[Membership],
    old: Iterable[OldCountryCode],
) -> None:
    """Raises VocabularyError for a reference that leads nowhere, or a SEGIB sector that is no number."""
    lines = [(scheme, row) for scheme, rows in schemes.items() for row in rows.values()]
    named = [(scheme, *found) for scheme, row in lines for found in _references(scheme, row)]
    named += [("memberships", "groups", membership.group) for membership in memberships]
    named += [("memberships", "countries", membership.country) for membership in memberships]
    named += [("old-country-codes", "countries", entry.country) for entry in old]
    for file, target, code in named:
        if code not in schemes[target]:
            raise VocabularyError("unknown-code", f"{file}.jsonl", value=code)
    for code in schemes["segib"]:
        if not code.isdecimal():
            raise VocabularyError("wrong-value", "segib.jsonl", value=code)


def _references(scheme: str, row: Entry) -> Iterator[tuple[str, str]]:
    """(list, code) that a line refers to."""
    yield from ((scheme, code) for code in row.replaced_by)
    if row.broader is not None:
        yield scheme, row.broader
    if isinstance(row, Country):
        yield from (("regions", code) for code in row.regions)
        yield from (("commissions", code) for code in row.commissions)
    if isinstance(row, SegibSector):
        yield from (("sectors", code) for code in row.crs)
        yield "dimensions", row.dimension
    if isinstance(row, Theme):
        for code in (*row.sectors, *row.excluded):
            yield ("segib", code[6:]) if code.startswith("segib:") else ("sectors", code)
