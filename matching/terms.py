"""Terms: the words of need and offer that met, with their places, as shares of the similarity they make up."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np

from matching.content import text_of
from matching.index import Index
from matching.profiles import Need, Offer, Profile
from matching.results import Term
from matching.text.channels import Features, Reading, Values, features_of, pieces_of, read
from matching.text.cognates import letter_groups
from matching.text.languages import stems
from matching.text.space import Space, vectors

Reader = Callable[[Profile], "Apart"]

ROLES = ("first_provider", "second_provider")
MOST = 8
#: Words that make up less are noise to a reader.
LEAST_SHARE = 0.01
#: Share of letter groups from which two words are of one origin to the eye.
LEAST_KINSHIP = 0.5


@dataclass(frozen=True, slots=True)
class Apart:
    """A record's text taken apart: its words, and what each adds to the text's vector (csr, n_words x
    n_features)."""

    text: str
    reading: Reading
    parts: Any


def reader(index: Index) -> Reader:
    """Takes records apart, each only once while one answer is being written."""
    return lru_cache(maxsize=None)(partial(take_apart, index.space))


def terms_of(take: Reader, need: Need, offers: Sequence[Offer]) -> tuple[Term, ...]:
    """The at most eight pairs of words that make up most of the similarity of a need with one offer or two.

    Every word of a text appears once at most per pair of texts. Shares of all words would add up to 1.
    """
    ours, theirs = take(need), [take(offer) for offer in offers]
    tables = [(text, (ours.parts @ text.parts.T).toarray()) for text in theirs]
    whole = sum(float(table.sum()) for _, table in tables)
    if whole <= 0.0:
        return ()
    found = [
        term
        for role, (text, table) in zip(ROLES, tables, strict=False)
        for term in _met(ours, text, table / whole, role)
    ]
    return tuple(sorted(found, key=lambda term: (-term.share, term.need_span, term.role))[:MOST])


def take_apart(space: Space, profile: Profile) -> Apart:
    """The text of a record, word by word."""
    import scipy.sparse  # noqa: PLC0415 - half of the time of `import matching` otherwise

    text = text_of(profile)
    reading = read(text, profile.language)
    features, pieces = features_of(reading), pieces_of(reading)
    columns, factors = _factors(space, features)
    place = np.searchsorted(features.ids, pieces.ids)
    values, at = pieces.values * factors[place], columns[place]
    shape = (max(len(reading.words), 1), max(len(space.ids), 1))
    return Apart(text, reading, scipy.sparse.csr_array((values, (pieces.words, at)), shape=shape))


def _factors(space: Space, features: Features) -> "tuple[np.ndarray[Any, Any], Values]":
    """Per feature its column, and what a term weight is multiplied by in the unit vector (0 where unknown)."""
    columns = np.minimum(np.searchsorted(space.ids, features.ids), max(len(space.ids) - 1, 0))
    known = space.ids[columns] == features.ids if len(space.ids) else np.zeros(len(features.ids), bool)
    factors = np.zeros(len(features.ids))
    # Features and columns are in the same order: the row's entries are those of the known features.
    factors[known] = vectors(space, [features]).data / features.values[known]
    return columns, factors


def _met(need: Apart, offer: Apart, table: Values, role: str) -> Iterator[Term]:
    """Best pairs first; a word that has met is not used again."""
    pairs = np.argwhere(table >= LEAST_SHARE)
    order = np.lexsort((pairs[:, 1], pairs[:, 0], -table[pairs[:, 0], pairs[:, 1]]))
    used: tuple[set[int], set[int]] = (set(), set())
    for left, right in pairs[order].tolist():
        if left in used[0] or right in used[1] or not _akin(need.reading, left, offer.reading, right):
            continue
        used[0].add(left)
        used[1].add(right)
        yield _term(need, left, offer, right, (float(table[left, right]), role))


def _term(need: Apart, left: int, offer: Apart, right: int, found: tuple[float, str]) -> Term:
    ours, theirs = need.reading.words[left], offer.reading.words[right]
    share, role = found
    return Term(
        need=need.text[ours.start : ours.end],
        offer=offer.text[theirs.start : theirs.end],
        concept=None,
        share=round(min(share, 1.0), 6),
        need_span=(ours.start, ours.end),
        offer_span=(theirs.start, theirs.end),
        role=role,
    )


def _akin(one: Reading, left: int, other: Reading, right: int) -> bool:
    """One stem, or enough common letter groups."""
    ours, theirs = one.words[left].form, other.words[right].form
    if stems([ours], one.language) == stems([theirs], other.language):
        return True
    (first, weight), (second, other_weight) = letter_groups(ours), letter_groups(theirs)
    return len(np.intersect1d(first, second)) * weight * other_weight >= LEAST_KINSHIP
