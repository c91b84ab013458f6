"""Which tests `make test` runs of a large table, and which only `make journeys`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest

LANGUAGES = ("es", "pt", "fr", "en")


def short(values: Collection[Any], *always: Any) -> list[Any]:
    """Parameters of which all but ``always`` are left to the full matrix."""
    return [value if value in always else pytest.param(value, marks=pytest.mark.journeys) for value in values]


def pages_in_languages(pages: Collection[str], longest: Collection[str]) -> list[Any]:
    """(language, page): every page in Spanish and the longest in all languages; the rest for the full matrix."""
    return [
        pytest.param(
            language,
            page,
            id=f"{language}-{page}",
            marks=() if language == LANGUAGES[0] or page in longest else pytest.mark.journeys,
        )
        for language in LANGUAGES
        for page in pages
    ]
