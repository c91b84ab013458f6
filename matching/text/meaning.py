"""Channels of meaning: the concepts of the bank that a text speaks of, and the sectors that these belong to.

The numbers below were chosen on development data (benchmarks/README.md); they are part of the engine's
version, because texts are read with them before any weights are known.
"""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

import numpy as np

from matching.concepts.relations import broader_of
from matching.text.features import BITS, Pieces, first_places, name_id, pieces_from, sublinear
from matching.text.reading import Reading
from matching.text.spelling import groups_of
from matching.text.subjects import hear, sector_model, tell

#: Weight of what is broader than a concept, once more for every further step; of a pair of neighbouring
#: concepts; of a concept that is part of a longer term; of a word that no concept covers.
BROADER = 0.45
PAIR = 0.3
INNER = 0.6
OUTSIDE = 1.2


def concept_pieces(reading: Reading) -> Pieces:
    """Concepts, with sublinear frequency; what is broader than they; sorted pairs of neighbouring ones; and
    the letter groups of words that no concept covers."""
    size = len(reading.words)
    spoken = pieces_from((number, value, size + place) for number, value, place in _concepts(reading))
    outside = np.flatnonzero(~np.array(reading.covered, dtype=bool))
    groups = groups_of([reading.words[place].form for place in outside.tolist()])
    return Pieces(
        np.concatenate([spoken.ids, groups.ids]),
        np.concatenate([spoken.values, OUTSIDE * groups.values]),
        np.concatenate([spoken.places, outside[groups.places]]),
    )


def _concepts(reading: Reading) -> Iterator[tuple[int, float, int]]:
    """(id, value, mention); half of a pair comes from either mention."""
    names = [item.concept for item in reading.spoken]
    counts, first = Counter(names), first_places(names)
    outer = {item.concept for item in reading.spoken if not item.inner}
    for name, weight in zip(counts, sublinear(counts).tolist(), strict=True):
        above = weight if name in outer else weight * INNER
        yield concept_id(name), above, first[name]
        for broader in broader_of(name):
            above *= BROADER
            yield concept_id(broader), above, first[name]
    line = [(place, item.concept) for place, item in enumerate(reading.spoken) if not item.inner]
    for (place, one), (next_place, other) in pairwise(line):
        if one != other:
            number = concept_id("+".join(sorted((one, other))))
            yield number, PAIR / 2, place
            yield number, PAIR / 2, next_place


def topic_pieces(reading: Reading) -> Pieces:
    """The CRS categories that a text speaks of, each √ of its share, handed out among the words and mentions as they
    speak for it."""
    told = tell(sector_model(), hear(reading))
    said = np.flatnonzero(told.shares)
    voices = told.voices[:, said]
    values = voices * (np.sqrt(told.shares[said]) / voices.sum(axis=0))
    rows, columns = np.nonzero(values)
    ids = np.array([concept_id(f"crs:{told.codes[number]}") for number in said], dtype=np.uint64)
    return Pieces(ids[columns], values[rows, columns], told.places[rows])


@lru_cache(maxsize=100_000)
def concept_id(name: str) -> int:
    """As `name_id`; the highest bit keeps concepts apart from letter groups."""
    return name_id(name) | 1 << (BITS - 1)
