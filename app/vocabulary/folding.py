"""Folding names so that they are found whatever their accents, case and punctuation, and sort alike
everywhere."""

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_ARTICLES = frozenset({"the", "el", "la", "los", "las", "le", "les", "l", "o", "os", "a", "as"})


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Words in lower case without accents, one blank between: ``"Trinidad & Tobago"`` gives ``"trinidad and
    tobago"``."""
    decomposed = unicodedata.normalize("NFKD", text.replace("&", " and ").casefold())
    return " ".join(_WORD.findall("".join(c for c in decomposed if not unicodedata.combining(c))))


def without_article(folded: str) -> str:
    """A folded name without a leading or trailing article: ``"brasil el"`` gives ``"brasil"``."""
    words = folded.split()
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    if len(words) > 1 and words[-1] in _ARTICLES:
        words = words[:-1]
    return " ".join(words)
