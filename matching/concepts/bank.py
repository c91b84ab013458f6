"""The bank as it is written: one file per domain, one concept a line, one column per language.

The header names the columns: ``id``, ``broader``, ``crs``, then the languages. Nothing here knows how many
languages there are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from importlib.resources import files
from types import MappingProxyType

FIXED = ("id", "broader", "crs")
#: The file of words of every field: to stand in it is nothing in common.
GENERAL = "general"
SEPARATOR = "|"
DOUBT = "?"


@dataclass(frozen=True, slots=True, eq=False)
class Bank:
    """Concepts by number; all sequences have one entry per concept. ``broader``: number of the broader
    concept, -1 none. ``categories``: CRS codes as written. ``domains``: name of the file. ``cells``: per
    language the terms of each concept as written, separated by bars. ``digest``: changes with any word."""

    ids: tuple[str, ...]
    broader: tuple[int, ...]
    categories: tuple[tuple[str, ...], ...]
    domains: tuple[str, ...]
    cells: Mapping[str, tuple[str, ...]]
    digest: bytes

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that a file has a column for, in alphabetical order."""
        return tuple(self.cells)


def parse_bank(documents: Mapping[str, str]) -> Bank:
    """A bank from its files (domain → TSV). A concept of a later domain with a known id is not taken.

    Raises ValueError with domain and line for a line with too few or too many columns.
    """
    rows: dict[str, tuple[str, str, str, dict[str, str]]] = {}
    for domain in sorted(documents):
        header, *lines = documents[domain].splitlines()
        languages = header.split("\t")[len(FIXED) :]
        for number, line in enumerate(lines, start=2):
            columns = line.split("\t")
            if len(columns) != len(FIXED) + len(languages):
                raise ValueError(f"{domain}:{number}")
            identifier, broader, codes, *terms = columns
            rows.setdefault(identifier, (broader, codes, domain, dict(zip(languages, terms, strict=True))))
    content = "\0".join(f"{domain}\n{documents[domain]}" for domain in sorted(documents))
    place = {identifier: number for number, identifier in enumerate(rows)}
    every = sorted({language for *_, terms in rows.values() for language in terms})
    return Bank(
        ids=tuple(rows),
        broader=tuple(place.get(broader, -1) for broader, *_ in rows.values()),
        categories=tuple(tuple(code for code in codes.split(";") if code) for _, codes, *_ in rows.values()),
        domains=tuple(domain for _, _, domain, _ in rows.values()),
        cells=MappingProxyType(
            {language: tuple(terms.get(language, "") for *_, terms in rows.values()) for language in every}
        ),
        digest=blake2b(content.encode(), digest_size=16).digest(),
    )


def terms_in(cell: str) -> Iterable[tuple[str, bool]]:
    """The terms of a cell, each with whether it is marked as ambiguous."""
    for part in cell.split(SEPARATOR):
        term = part.strip()
        if term.endswith(DOUBT):
            yield term[:-1].rstrip(), True
        elif term:
            yield term, False


def shipped_documents() -> dict[str, str]:
    """Domain → TSV of the bank that comes with the engine."""
    folder = files("matching").joinpath("data", "concepts")
    found = sorted((path.name, path) for path in folder.iterdir() if path.name.endswith(".tsv"))
    return {name.removesuffix(".tsv"): path.read_text("utf-8") for name, path in found}


@lru_cache(maxsize=1)
def shipped_bank() -> Bank:
    """The bank that comes with the engine."""
    return parse_bank(shipped_documents())
