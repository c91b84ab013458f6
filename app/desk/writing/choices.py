"""What can be chosen in the form, with names in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.context import Context
from app.core.languages import LANGUAGES
from app.core.text import fold
from app.records.rules import Kind
from app.vocabulary.sectors import ALL, SEGIB
from schemas.suggestions import SectorSuggestion

#: Languages that texts of the region are written in, after the four of the interface.
ALSO_WRITTEN = ("ht", "nl", "gn", "qu", "ay")
#: Beyond so many purposes a list is no longer one to choose from.
MOST_PURPOSES = 60
MOST_PROPOSED = 3


@dataclass(frozen=True, slots=True)
class Option:
    """A code with its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """A sector that the text speaks of, with the words that say so."""

    code: str
    name: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Options under a heading."""

    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """``proposed``: sectors found in the text, SEGIB's before CRS's; ``sectors``: the others of SEGIB, by dimension;
    ``purposes``: CRS codes that are chosen, and those within the chosen sectors; ``exact``: whether a CRS code is
    chosen; ``all_sectors``: whether an offer may be open to all."""

    proposed: tuple[Proposed, ...]
    sectors: tuple[Group, ...]
    purposes: tuple[Option, ...]
    exact: bool
    all_sectors: bool
    modalities: tuple[Option, ...]
    inputs: tuple[Option, ...]
    languages: tuple[Option, ...]
    actor_types: tuple[Option, ...]
    levels: tuple[Option, ...]
    themes: tuple[Option, ...]
    goals: tuple[Option, ...]
    cost_sharing: tuple[Option, ...]


def choices(
    ctx: Context,
    kind: Kind,
    sectors: Iterable[str],
    languages: Iterable[str],
    suggested: Iterable[SectorSuggestion] = (),
) -> Choices:
    """``sectors``: chosen so far; ``languages``: in use so far, which must be among the options."""
    found = _proposed(ctx, tuple(suggested))
    taken = {one.code for one in found}
    more = [option for option in purposes(ctx, tuple(sectors)) if option.code not in taken]
    return Choices(
        found,
        _segib(ctx, taken),
        tuple(more),
        any(option.code in set(sectors) for option in more),
        kind is Kind.OFFER,
        _named(ctx, "modalities", ctx.vocabulary.codes("modalities", ctx.today)),
        _sorted(ctx, "inputs"),
        _languages(ctx, languages),
        _named(ctx, "actor-types", ctx.vocabulary.codes("actor-types", ctx.today)),
        _named(ctx, "levels", ("subregional", "regional", "interregional")),
        _sorted(ctx, "themes"),
        _named(ctx, "sdg", [code for code in ctx.vocabulary.codes("sdg", ctx.today) if "." not in code]),
        _sorted(ctx, "cost-sharing"),
    )


def purposes(ctx: Context, chosen: tuple[str, ...]) -> tuple[Option, ...]:
    """The CRS codes chosen, then those within the SEGIB sectors chosen, by code."""
    own = _exact(chosen)
    within = {
        code for sector in chosen if sector.startswith(SEGIB) for code in ctx.vocabulary.narrower("sectors", sector)
    }
    return _named(ctx, "sectors", [*own, *sorted(within - set(own))[:MOST_PURPOSES]])


def _exact(chosen: Iterable[str]) -> list[str]:
    return [code for code in chosen if not code.startswith(SEGIB) and code != ALL]


def _proposed(ctx: Context, suggested: tuple[SectorSuggestion, ...]) -> tuple[Proposed, ...]:
    """The strongest few, each code once."""
    found: dict[str, Proposed] = {}
    for part in ("segib", "code"):
        for one in suggested[:MOST_PROPOSED]:
            code = getattr(one, part)
            found.setdefault(code, Proposed(code, _name(ctx, "sectors", code), tuple(one.because[:3])))
    return tuple(found.values())


def _segib(ctx: Context, but: set[str]) -> tuple[Group, ...]:
    found: dict[str, list[Option]] = {}
    for sector in ctx.vocabulary.segib.values():
        code = SEGIB + sector.code
        if sector.holds(ctx.today) and code not in but:
            found.setdefault(sector.dimension, []).append(Option(code, _name(ctx, "sectors", code)))
    return tuple(Group(_name(ctx, "dimensions", dimension), tuple(options)) for dimension, options in found.items())


def _languages(ctx: Context, used: Iterable[str]) -> tuple[Option, ...]:
    return _named(ctx, "languages", dict.fromkeys((*LANGUAGES, *ALSO_WRITTEN, *used)))


def _named(ctx: Context, scheme: str, codes: Iterable[str]) -> tuple[Option, ...]:
    return tuple(Option(code, _name(ctx, scheme, code)) for code in codes)


def _sorted(ctx: Context, scheme: str) -> tuple[Option, ...]:
    options = _named(ctx, scheme, ctx.vocabulary.codes(scheme, ctx.today))
    return tuple(sorted(options, key=lambda option: fold(option.name)))


def _name(ctx: Context, scheme: str, code: str) -> str:
    return ctx.vocabulary.name(scheme, code, ctx.language)
