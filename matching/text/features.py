"""Features of a text: 64-bit numbers that do not depend on other texts, and their weights."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.uint64]
Values = NDArray[np.float64]

#: Bits of a number within its channel; the four bits above say the channel.
BITS = 60


@dataclass(frozen=True, slots=True)
class Pieces:
    """What one channel finds, piece by piece, all of shape (n,): feature ids, term weights before IDF, and
    where in the reading each piece comes from: the number of a word or, after all words, of a mention. Ids
    may repeat; equal ids of several places add up."""

    ids: Ids
    values: Values
    places: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Features:
    """Sorted unique feature ids and their term weights before IDF, both of shape (n,)."""

    ids: Ids
    values: Values


@lru_cache(maxsize=200_000)
def name_id(name: str) -> int:
    """60 bits of a digest: the same on every machine."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big") & ((1 << BITS) - 1)


def first_places(names: Sequence[str]) -> dict[str, int]:
    """Name → where it stands first."""
    return {name: place for place, name in reversed(list(enumerate(names)))}


def sublinear(counts: Counter[str]) -> Values:
    """1 + ln(count) of each name, in the order of the names."""
    return 1.0 + np.log(np.array(list(counts.values()), dtype=np.float64))


def pieces_from(rows: Iterable[tuple[int, float, int]]) -> Pieces:
    """Pieces of (id, value, place) rows."""
    ids, values, places = tuple(zip(*rows, strict=True)) or ((), (), ())
    return Pieces(np.array(ids, dtype=np.uint64), np.array(values, dtype=np.float64), np.array(places, dtype=np.intp))
