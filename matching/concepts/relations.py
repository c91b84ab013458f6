"""Relations between concepts: what is broader, and which CRS categories a concept belongs to."""

from collections.abc import Mapping
from functools import lru_cache

from matching.concepts.bank import shipped_bank


@lru_cache(maxsize=1)
def places() -> Mapping[str, int]:
    """Id → number in the bank."""
    return {name: place for place, name in enumerate(shipped_bank().ids)}


@lru_cache(maxsize=50_000)
def broader_of(name: str) -> tuple[str, ...]:
    """The broader concept, then what is broader than that, each once."""
    bank = shipped_bank()
    found: list[str] = []
    at = bank.broader[places()[name]]
    while at >= 0 and bank.ids[at] not in found and bank.ids[at] != name:
        found.append(bank.ids[at])
        at = bank.broader[at]
    return tuple(found)


@lru_cache(maxsize=50_000)
def categories_of(name: str) -> Mapping[str, float]:
    """The share of each CRS category of three digits; empty for a word of every field."""
    codes = [code[:3] for code in shipped_bank().categories[places()[name]]]
    return {code: codes.count(code) / len(codes) for code in dict.fromkeys(codes)}
