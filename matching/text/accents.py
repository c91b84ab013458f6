"""Accents restored: many texts are written in capitals or without accents, and a stemmer needs them."""

import re
from collections.abc import Mapping, Sequence

from matching.text.words import Word

#: language → endings that have lost their accent, tried in order; the words of the bank come before them.
_ENDINGS: dict[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    language: tuple((re.compile(f"(?<=..){pattern}$"), ending) for pattern, ending in rules)
    for language, rules in {
        "es": (
            (r"([csgx])ion", r"\1ión"),
            (r"(log|graf|nom|metr|fon|trop|scop)ia(s?)", r"\1ía\2"),
        ),
        "pt": (
            (r"cao", "ção"),
            (r"coes", "ções"),
            (r"([sx])ao", r"\1ão"),
            (r"([sx])oes", r"\1ões"),
            (r"enci(as?)", r"ênci\1"),
            (r"anci(as?)", r"ânci\1"),
            (r"avel", "ável"),
            (r"ivel", "ível"),
            (r"ario(s?)", r"ário\1"),
        ),
        "fr": ((r"(al|il|iv|ar|or|os|ic|id|ur|un)ite(s?)", r"\1ité\2"),),
    }.items()
}


def restored(words: Sequence[Word], text: str, accents: Mapping[str, str], language: str) -> tuple[Word, ...]:
    """Words with their accents where these were lost: in words written in capitals, and everywhere in a
    text that has no accent at all."""
    bare = all(word.form.isascii() for word in words)
    return tuple(
        _accented(word, accents, language)
        if word.form.isascii() and (bare or text[word.start : word.end].isupper())
        else word
        for word in words
    )


def _accented(word: Word, accents: Mapping[str, str], language: str) -> Word:
    known = accents.get(word.form)
    if known is not None:
        return Word(known, word.start, word.end)
    for pattern, ending in _ENDINGS.get(language, ()):
        form, found = pattern.subn(ending, word.form)
        if found:
            return Word(form, word.start, word.end)
    return word
