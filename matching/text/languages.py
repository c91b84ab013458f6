"""The four languages: short stop lists of our own, stemmers, and a vote when the language is not told."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

import Stemmer

from matching.text.words import fold

#: language → plurals that its stemmer leaves apart from their singular: ending → ending, for words of five letters on.
PLURALS: dict[str, tuple[tuple[str, str], ...]] = {
    "es": tuple((f"{end}es", end) for end in ("dad", "al", "el", "il", "ol", "ar", "er", "or")),
    "pt": (
        *(("ais", "al"), ("éis", "el"), ("eis", "el"), ("óis", "ol")),
        *(("ões", "ão"), ("ens", "em"), ("ins", "im"), ("ons", "om")),
    ),
}
SHORTEST_PLURAL = 5
STEMMERS: dict[str, str] = {"es": "spanish", "pt": "portuguese", "fr": "french", "en": "english"}


@lru_cache(maxsize=1)
def stop_words() -> Mapping[str, frozenset[str]]:
    """Function words of each language; packaged lists would drop words of the field, such as "information"."""
    lines = files("matching").joinpath("data", "stop-words.tsv").read_text("utf-8").splitlines()
    listed = (line.split("\t") for line in lines)
    return MappingProxyType({language: frozenset(words.split()) for language, words in listed})


def guess_language(forms: Iterable[str]) -> str | None:
    """The language whose stop words occur most often; None when no stop word occurs or two languages draw
    level."""
    counts = dict.fromkeys(stop_words(), 0)
    for form in forms:
        for language, listed in stop_words().items():
            counts[language] += form in listed
    ranked = sorted(counts.values(), reverse=True)
    return max(counts, key=lambda language: counts[language]) if ranked[0] > ranked[1] else None


@lru_cache(maxsize=8)
def ignored_forms(language: str | None) -> frozenset[str]:
    """The stop words of a language, with and without accents; none for a language unknown here."""
    listed = stop_words().get(language or "", frozenset())
    return listed | {fold(word) for word in listed}


def stems(forms: list[str], language: str | None) -> list[str]:
    """Snowball stems, folded after stemming; folded forms when the language has no stemmer here."""
    name = STEMMERS.get(language or "")
    if name is None:
        return [fold(form) for form in forms]
    if language in PLURALS:
        forms = [_singular(form, PLURALS[language]) if form.endswith("s") else form for form in forms]
    # A stemmer is cheap to make (0.4 µs) and must not be shared between threads.
    return [fold(stem) for stem in Stemmer.Stemmer(name, 0).stemWords(forms)]


def _singular(form: str, plurals: Sequence[tuple[str, str]]) -> str:
    if len(form) >= SHORTEST_PLURAL:
        for plural, singular in plurals:
            if form.endswith(plural):
                return form[: -len(plural)] + singular
    return form
