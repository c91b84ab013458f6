"""Channels of spelling: stems within a language, letter groups of words of one origin across languages."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from matching.text.cognates import letter_groups
from matching.text.features import Pieces, first_places, name_id, sublinear
from matching.text.reading import Reading


def stem_pieces(reading: Reading) -> Pieces:
    """Stems, with sublinear frequency 1 + ln(tf); the first word of a stem stands for all."""
    counts, first = Counter(reading.stems), first_places(reading.stems)
    ids = np.array([name_id(stem) for stem in counts], dtype=np.uint64)
    return Pieces(ids, sublinear(counts), np.array([first[stem] for stem in counts], dtype=np.intp))


def group_pieces(reading: Reading) -> Pieces:
    """Letter groups of cognate forms; every word weighs 1 + ln(tf), spread over its n groups as 1/√n each."""
    return groups_of(reading.forms)


def groups_of(forms: Sequence[str]) -> Pieces:
    """`group_pieces` of any words; places are those in ``forms``."""
    counts, first = Counter(forms), first_places(forms)
    parts = [letter_groups(form) for form in counts]
    sizes = [len(groups) for groups, _ in parts]
    ids = np.concatenate([np.empty(0, np.uint64), *(groups for groups, _ in parts)])
    values = sublinear(counts) * np.array([weight for _, weight in parts], dtype=np.float64)
    places = np.array([first[form] for form in counts], dtype=np.intp)
    return Pieces(ids, np.repeat(values, sizes), np.repeat(places, sizes))
