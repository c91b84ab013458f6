"""CRS codes, SEGIB's sectors, and the themes derived from them."""

from collections.abc import Iterable, Mapping

from app.vocabulary.entries import Entry, Sector, SegibSector, Theme

ALL = "all"
SEGIB = "segib:"
#: Where a CRS code goes that SEGIB's table does not name: category → number (contract, "Offer and need").
UNNAMED = {"151": 21}
OTHERS = 30


def current(entries: Mapping[str, Entry], code: str) -> tuple[str, ...]:
    """The codes in force that stand for ``code`` today, following replacements; the code itself when none
    replaced it."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    waiting = [code]
    while waiting:
        step = waiting.pop(0)
        if step in seen:
            continue
        seen.add(step)
        entry = entries.get(step)
        if entry is not None and entry.replaced_by:
            waiting = [*entry.replaced_by, *waiting]
        else:
            found[step] = None
    return tuple(found) or (code,)


def prefixes_of(table: Iterable[SegibSector]) -> dict[str, int]:
    """CRS code or prefix → number of SEGIB's sector."""
    return {prefix: int(sector.code) for sector in table for prefix in sector.crs}


def segib_of(code: str, prefixes: Mapping[str, int]) -> int:
    """SEGIB's sector of a CRS code: the longest matching prefix of the table decides."""
    for length in range(len(code), 0, -1):
        if code[:length] in prefixes:
            return prefixes[code[:length]]
    return UNNAMED.get(code[:3], OTHERS)


def codes_by_segib(sectors: Mapping[str, Sector], prefixes: Mapping[str, int]) -> dict[int, frozenset[str]]:
    """SEGIB number → its CRS codes: a whole category where all of it belongs there, else the purpose codes
    that do."""
    purposes: dict[str, list[str]] = {}
    for sector in sectors.values():
        if sector.parent is not None and sector.holds():
            purposes.setdefault(sector.parent, []).append(sector.code)
    found: dict[int, set[str]] = {}
    for category, codes in purposes.items():
        numbers = {segib_of(code, prefixes) for code in (category, *codes)}
        for code in (category,) if len(numbers) == 1 else codes:
            found.setdefault(segib_of(code, prefixes), set()).add(code)
    return {number: frozenset(codes) for number, codes in found.items()}


def ancestors(sectors: Mapping[str, Sector], code: str) -> tuple[str, ...]:
    """The broader codes, nearest first; empty for a category and for an unknown code."""
    found: list[str] = []
    step = sectors[code].parent if code in sectors else None
    while step is not None and step not in found:
        found.append(step)
        step = sectors[step].parent if step in sectors else None
    return tuple(found)


def themes_of(codes: Iterable[str], themes: Iterable[Theme]) -> frozenset[str]:
    """The themes that these codes (CRS, or ``segib:n`` as declared) speak of."""
    wanted = tuple(codes)
    held = (theme for theme in themes if theme.holds())
    return frozenset(theme.code for theme in held if any(_speaks_of(code, theme) for code in wanted))


def _speaks_of(code: str, theme: Theme) -> bool:
    if code.startswith(SEGIB):
        return code in theme.sectors
    return _longest(code, theme.sectors) > _longest(code, theme.excluded)


def _longest(code: str, prefixes: Iterable[str]) -> int:
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=0)
