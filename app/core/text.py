"""Folding text so that people find words whatever their accents, and names sort alike on every database."""

import unicodedata


def fold(text: str) -> str:
    """Lower case without accents, blanks squeezed: ``"São  Tomé"`` gives ``"sao tome"``."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def like_pattern(word: str) -> str:
    """A LIKE pattern that finds ``word`` anywhere, with ``\\`` as the escape character."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
