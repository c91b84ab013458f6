"""From what people write in a cell to a code: exact code first, then a folded name. Never a guess."""

from collections.abc import Iterable, Mapping

from app.vocabulary.entries import Country, Entry, OldCountryCode, Sector
from app.vocabulary.folding import fold, without_article

Names = Mapping[str, frozenset[str]]


def names_of(entries: Iterable[Entry]) -> dict[str, frozenset[str]]:
    """Folded name or alias → the codes that carry it. Names of codes in force hide those of codes that are
    not."""
    found: dict[str, set[str]] = {}
    late: dict[str, set[str]] = {}
    for entry in entries:
        into = found if entry.holds() else late
        for text in (*entry.names.values(), *entry.aliases):
            into.setdefault(fold(text), set()).add(entry.code)
    return {name: frozenset(codes) for name, codes in (late | found).items()}


def find(text: str, entries: Mapping[str, Entry], names: Names) -> str | None:
    """The code that ``text`` is, or whose name it is; None when there is none or more than one."""
    stripped = text.strip()
    for form in (stripped, stripped.upper(), stripped.lower()):
        if form in entries:
            return form
    codes = names.get(fold(text), frozenset())
    return _only(codes, entries)


def _only(codes: frozenset[str], entries: Mapping[str, Entry]) -> str | None:
    """The one code of several; of sectors of one category the broadest, since it contains the others."""
    if len(codes) == 1:
        return next(iter(codes))
    sectors = [entry for code in codes if isinstance(entry := entries[code], Sector)]
    if not sectors or len({sector.parent or sector.code for sector in sectors}) > 1:
        return None
    return min(sectors, key=lambda sector: (sector.parent is not None, sector.code)).code


def alpha2_of(countries: Iterable[Country]) -> dict[str, str]:
    """ISO 3166-1 alpha-2 → alpha-3."""
    return {country.alpha2: country.code for country in countries}


def find_country(text: str, countries: Mapping[str, Country], alpha2: Mapping[str, str], names: Names) -> str | None:
    """Alpha-3 of a country by alpha-3, alpha-2 or name, with or without article; None when not exactly
    one."""
    code = text.strip().upper()
    if code in countries:
        return code
    if code in alpha2:
        return alpha2[code]
    folded = fold(text)
    codes = names.get(folded) or names.get(without_article(folded)) or frozenset()
    return next(iter(codes)) if len(codes) == 1 else None


def doubtful(text: str, alpha2: Mapping[str, str], old: Iterable[OldCountryCode]) -> tuple[str, ...] | None:
    """What a two-letter code of older forms may mean, the country of ISO 3166-1 first; None when not in
    doubt."""
    code = text.strip().upper()
    meant = [entry.country for entry in old if entry.code == code]
    if not meant:
        return None
    return tuple(dict.fromkeys([alpha2[code], *meant] if code in alpha2 else meant))
