"""How a concept is called in a reader's language."""

from functools import lru_cache

from matching.concepts.bank import shipped_bank, terms_in


@lru_cache(maxsize=1)
def _places() -> dict[str, int]:
    return {identifier: number for number, identifier in enumerate(shipped_bank().ids)}


def concept_name(concept: str, language: str) -> str | None:
    """The concept's first term in that language; None when the bank knows no such concept or has no term for it."""
    cells, place = shipped_bank().cells.get(language), _places().get(concept)
    if cells is None or place is None:
        return None
    return next((term for term, _ in terms_in(cells[place])), None)
