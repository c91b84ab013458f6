"""Words of a text, each with its place, so that an explanation can point at it."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# A letter or digit with the combining marks that follow it: decomposed accents must not cut a word.
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")


class Word(NamedTuple):
    """``form``: NFKC, lower case. ``start`` and ``end``: its place [start, end) in the text as given."""

    form: str
    start: int
    end: int


def words_of(text: str) -> tuple[Word, ...]:
    """All words and numbers of a text, in order. Apostrophes and hyphens separate words."""
    return tuple(Word(normal_form(found[0]), found.start(), found.end()) for found in _WORD.finditer(text))


@lru_cache(maxsize=200_000)
def normal_form(word: str) -> str:
    """NFKC and lower case."""
    return unicodedata.normalize("NFKC", word).lower()


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Without accents: ``gestión`` → ``gestion``."""
    if word.isascii():
        return word
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
