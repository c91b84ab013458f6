"""Cognates: spelling rules that bring es, pt, fr and en words of one origin to one form, and their letter
groups."""

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matching.text.words import fold

# Read from top to bottom; in each group of endings the first that fits is taken. `école` and `étude` lost an s.
_START = re.compile(r"^é(?=[tcp])")
_ENDINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(f"(?<=..)(?:{pattern})$"), replacement)
    for pattern, replacement in (
        (r"[sz]aciones|[sz]acion|[sz]acoes|[sz]acao|[sz]ations?", "zation"),
        (r"stiones|stion|stoes|stao|stions?", "stion"),
        (r"ciones|cion|coes|cao|tions?", "tion"),
        (r"[sx]iones|[sx]ion|[sx]oes|[sx]ao|[sx]ions?", "sion"),
        (r"idades|idade|idad|ites|ite|ities|ity", "iti"),
        (r"edades|edade|edad|tades|tad|tade", "ti"),
        (r"amientos?|imientos?|amentos?|imentos?|ements?|aments?|iments?", "ment"),
        (r"mentos?|mientos?|mentes?|ments?", "ment"),
        (r"encias?|ences?|ency|encies", "enc"),
        (r"ancias?|ances?|ancy|ancies", "anc"),
        (r"icos|icas|ico|ica|iques?|icals?|ics?", "ic"),
        (r"ivos|ivas|ivo|iva|ifs?|ives?", "iv"),
        (r"osos|osas|oso|osa|eux|euses?|ous", "os"),
        (r"arios|arias|ario|aria|aires?|ary|aries", "ari"),
        (r"orios|orias|orio|oria|oires?|ory|ories", "ori"),
        (r"adores|adoras|ador|adora|ateurs?|atrices?|ators?", "ator"),
        (r"dores|doras|dor|dora|teurs?|trices?|tors?|tores|toras|tora", "tor"),
        (r"[iy][sz]ar|[iy]ser|[iy][sz]e", "iz"),
        (r"ismos?|ismes?|isms?", "ism"),
        (r"istas?|istes?|ists?", "ist"),
        (r"aveis|avel|ables?", "abl"),
        (r"iveis|ivel|ibles?", "ibl"),
        (r"ales|als?|ais|aux", "al"),
        (r"ones|on|oes|ao|ons", "on"),
        (r"ias?|ios?|ies?|y", "i"),
        (r"[aeo]s|es|s|[aeo]", ""),
    )
)
_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"^es(?=[ptck])", "s"),
        (r"ph", "f"),
        (r"ch|qu|ck|q|c", "k"),
        (r"th", "t"),
        (r"rh", "r"),
        (r"lh", "l"),
        (r"nh|gn", "n"),
        (r"[kp]t", "t"),
        (r"ou", "o"),
        (r"ue", "o"),
        (r"ie", "e"),
        (r"y", "i"),
        (r"z", "s"),
        (r"w", "v"),
        (r"h", ""),
        (r"(.)\1+", r"\1"),
    )
)
_LETTERS = {char: number for number, char in enumerate("_abcdefghijklmnopqrstuvwxyz0123456789", start=1)}
SIZES = (3, 4, 5)


@lru_cache(maxsize=200_000)
def cognate_form(word: str) -> str:
    """One spelling for ``capacitación``, ``capacitação``, ``capacitation``: a form for comparing, not for
    reading."""
    form = fold(_START.sub("s", word))
    for pattern, replacement in _ENDINGS:
        form, found = pattern.subn(replacement, form)
        if found:
            break
    for pattern, replacement in _SOUNDS:
        form = pattern.sub(replacement, form)
    return form


@lru_cache(maxsize=200_000)
def letter_groups(word: str) -> tuple[NDArray[np.uint64], float]:
    """The 3- to 5-letter groups of a word's cognate form, with its edges, and the weight of each, 1/√n.

    Shape (n,), sorted, repeated groups kept. A group is its letters in base 64, hence exact for Latin
    letters and digits; other letters share the 27 remaining places.
    """
    form = f"_{cognate_form(word)}_"
    codes = [_LETTERS.get(char) or 38 + ord(char) % 26 for char in form]
    groups = _packed(codes)
    packed = np.sort(np.array(groups, dtype=np.uint64))
    packed.flags.writeable = False
    return packed, float(len(groups) ** -0.5)


def _packed(codes: list[int]) -> list[int]:
    """All groups of `SIZES` neighbouring letters; of a shorter word one group, all of it."""
    groups: list[int] = []
    running = [0] * len(codes)
    for size in range(1, min(max(SIZES), len(codes)) + 1):
        running = [value << 6 | code for value, code in zip(running, codes[size - 1 :], strict=False)]
        if size in SIZES or size == len(codes) < min(SIZES):
            groups += running
    return groups
