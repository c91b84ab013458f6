"""Lists for people: what the address asks for, what else it could ask for, and how many records that would give."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from app.core.context import Context
from app.core.errors import Invalid
from app.core.text import fold
from app.records import queries
from app.records.listing import ListQuery, filters_of
from app.records.queries import Filters
from app.records.rules import Kind
from app.web.problems import fields_of

PER_PAGE = 20
Pairs = list[tuple[str, str]]
#: Filter → (tag scheme, vocabulary scheme of its names), in the order of the form.
FACETS: dict[str, tuple[str, str]] = {
    "sector": ("sector", "sectors"),
    "country": ("", "countries"),
    "theme": ("theme", "themes"),
    "modality": ("modality", "modalities"),
    "input": ("input", "inputs"),
    "language": ("language", "languages"),
    "actor_type": ("actor_type", "actor-types"),
}
#: What else an address may carry on from page to page.
CARRIED = ("q", "group", "organization", "owner", "sort")


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a filter with the number of records it would give beside the other filters."""

    code: str
    name: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with the values that lead somewhere; chosen ones first, then by name."""

    filter: str
    options: tuple[Option, ...]

    @property
    def chosen(self) -> int:
        return sum(option.chosen for option in self.options)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force: its value in words, and the rest of the address without it."""

    filter: str
    name: str
    rest: Pairs


def read_query(given: Iterable[tuple[str, str]]) -> ListQuery:
    """The list query of an address: fields left empty in a form count as absent, foreign parameters are passed over.

    Raises Invalid for a value that does not fit.
    """
    found: dict[str, Any] = {"limit": PER_PAGE}
    for name, value in given:
        if not value.strip():
            continue
        if name in FACETS or name == "level":
            found.setdefault(name, []).append(value.strip())
        elif name in CARRIED or name == "cursor":
            found[name] = value.strip()
    try:
        return ListQuery.model_validate(found)
    except ValidationError as error:
        raise Invalid("invalid-parameter", fields_of(error.errors(), "")) from None


def pairs_of(query: ListQuery) -> Pairs:
    """The query as pairs of an address, without cursor and page size."""
    pairs = [(name, code) for name in FACETS for code in getattr(query, name)]
    pairs += [("level", code) for code in query.level]
    given = query.model_dump(include=set(CARRIED), exclude_defaults=True, exclude_none=True)
    return pairs + [(name, given[name]) for name in CARRIED if name in given]


def facets(ctx: Context, kind: Kind, query: ListQuery) -> tuple[Facet, ...]:
    """Every filter of the form with its values; each counts what the other filters leave."""
    filters = filters_of(ctx, query)
    common = queries.count_tags(ctx, kind, filters, [tag for tag, _ in FACETS.values() if tag])
    made = []
    for name, (tag, scheme) in FACETS.items():
        chosen = getattr(query, name)
        if not tag:
            counts = queries.count_countries(ctx, kind, replace(filters, countries=_others(ctx, query)))
        elif chosen:
            counts = queries.count_tags(ctx, kind, _without(filters, tag), [tag]).get(tag, {})
        else:
            counts = common.get(tag, {})
        made.append(Facet(name, _options(ctx, scheme, counts, chosen)))
    return tuple(made)


def _without(filters: Filters, tag: str) -> Filters:
    return replace(filters, tags={name: codes for name, codes in filters.tags.items() if name != tag})


def _others(ctx: Context, query: ListQuery) -> frozenset[str] | None:
    """The countries that the list would have without those named: of the group, or all."""
    return filters_of(ctx, query.model_copy(update={"country": []})).countries


def _options(ctx: Context, scheme: str, counts: dict[str, int], chosen: list[str]) -> tuple[Option, ...]:
    wanted = {code: count for code, count in counts.items() if scheme != "sectors" or code.startswith("segib:")}
    wanted |= {code: counts.get(code, 0) for code in chosen}
    options = [
        Option(code, ctx.vocabulary.name(scheme, code, ctx.language), count, code in chosen)
        for code, count in wanted.items()
    ]
    return tuple(sorted(options, key=lambda option: (not option.chosen, fold(option.name), option.code)))


def chips(ctx: Context, query: ListQuery, organizations: dict[str, str]) -> tuple[Chip, ...]:
    """The filters in force, each removable."""
    pairs = [pair for pair in pairs_of(query) if pair[0] != "sort"]
    sort = [pair for pair in pairs_of(query) if pair[0] == "sort"]
    return tuple(
        Chip(name, _said(ctx, name, code, organizations), [p for p in pairs if p != (name, code)] + sort)
        for name, code in pairs
    )


def _said(ctx: Context, name: str, code: str, organizations: dict[str, str]) -> str:
    if name == "q":
        return f"“{code}”"
    if name == "organization":
        return organizations.get(code, code)
    scheme = FACETS[name][1] if name in FACETS else f"{name}s"  # group, level
    return ctx.vocabulary.name(scheme, code, ctx.language)
