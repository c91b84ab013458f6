"""Channels: ways of turning a text into weighted features. Each is a small strategy beside the others.

A feature is a 64-bit number whose top four bits say its channel; numbers do not depend on other texts.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from matching.text.cognates import letter_groups
from matching.text.languages import guess_language, ignored_forms, stems
from matching.text.words import Word, words_of

Ids = NDArray[np.uint64]
Values = NDArray[np.float64]

_SHIFT = 60
_MASK = (1 << _SHIFT) - 1


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the channels see it: its content words in order, and the language they are read in."""

    words: tuple[Word, ...]
    language: str | None

    @property
    def forms(self) -> list[str]:
        """The words as written, in lower case."""
        return [word.form for word in self.words]


@dataclass(frozen=True, slots=True)
class Pieces:
    """What one channel finds, piece by piece, all of shape (n,): feature ids, term weights before IDF, and
    the word of the reading that each piece comes from. Ids may repeat; equal ids of several words add up."""

    ids: Ids
    values: Values
    words: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Features:
    """Sorted unique feature ids and their term weights before IDF, both of shape (n,)."""

    ids: Ids
    values: Values


def read(text: str, language: str | None) -> Reading:
    """The content words; an untold language is guessed, for stop words and stems only."""
    words = words_of(text)
    known = language or guess_language(word.form for word in words)
    ignored = ignored_forms(known)
    return Reading(tuple(word for word in words if word.form not in ignored), known)


@lru_cache(maxsize=200_000)
def stem_id(stem: str) -> int:
    """60 bits of a digest: the same on every machine."""
    return int.from_bytes(blake2b(stem.encode(), digest_size=8).digest(), "big") & _MASK


def stem_pieces(reading: Reading) -> Pieces:
    """Stems, with sublinear frequency 1 + ln(tf); the first word of a stem stands for all."""
    found = stems(reading.forms, reading.language)
    counts, first = Counter(found), _first_places(found)
    ids = np.array([stem_id(stem) for stem in counts], dtype=np.uint64)
    return Pieces(ids, _sublinear(counts), np.array([first[stem] for stem in counts], dtype=np.intp))


def group_pieces(reading: Reading) -> Pieces:
    """Letter groups of cognate forms; every word weighs 1 + ln(tf), spread over its n groups as 1/√n each."""
    counts, first = Counter(reading.forms), _first_places(reading.forms)
    parts = [letter_groups(form) for form in counts]
    sizes = [len(groups) for groups, _ in parts]
    ids = np.concatenate([np.empty(0, np.uint64), *(groups for groups, _ in parts)])
    values = _sublinear(counts) * np.array([weight for _, weight in parts], dtype=np.float64)
    words = np.array([first[form] for form in counts], dtype=np.intp)
    return Pieces(ids, np.repeat(values, sizes), np.repeat(words, sizes))


def _first_places(names: list[str]) -> dict[str, int]:
    return {name: place for place, name in reversed(list(enumerate(names)))}


def _sublinear(counts: Counter[str]) -> Values:
    return 1.0 + np.log(np.array(list(counts.values()), dtype=np.float64))


#: name → strategy; the position is the channel's number, so new ones are added at the end.
CHANNELS: dict[str, Callable[[Reading], Pieces]] = {"stems": stem_pieces, "grams": group_pieces}


def pieces_of(reading: Reading) -> Pieces:
    """All channels one after another; ids carry the channel's number."""
    parts = [channel(reading) for channel in CHANNELS.values()]
    return Pieces(
        np.concatenate([part.ids | np.uint64(number << _SHIFT) for number, part in enumerate(parts)]),
        np.concatenate([part.values for part in parts]),
        np.concatenate([part.words for part in parts]),
    )


def features_of(reading: Reading) -> Features:
    """All channels side by side in one vector of features, sorted by id."""
    pieces = pieces_of(reading)
    # Equal ids are summed smallest first, so that the order of words does not matter.
    order = np.lexsort((pieces.values, pieces.ids))
    unique, place = np.unique(pieces.ids[order], return_inverse=True)
    sums = np.bincount(place, weights=pieces.values[order], minlength=len(unique))
    return Features(unique, sums.astype(np.float64, copy=False))


def channel_numbers(ids: Ids) -> NDArray[np.intp]:
    """The channel of each feature; shape as given."""
    return (ids >> np.uint64(_SHIFT)).astype(np.intp)
