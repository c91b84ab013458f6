"""Terms: the words of need and offer that met, with their places, as shares of the similarity they make up."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from matching.concepts.relations import broader_of
from matching.content import text_of
from matching.index import Index
from matching.profiles import Need, Offer, Profile
from matching.results import Term
from matching.text.channels import gathered, pieces_of
from matching.text.cognates import letter_groups
from matching.text.features import Ids, Pieces, Values
from matching.text.reading import Reading, Spoken, read
from matching.text.space import stacked, weigh
from matching.text.words import Word

Rows = NDArray[np.intp]
Reader = Callable[[Profile], "Apart"]

ROLES = ("first_provider", "second_provider")
MOST = 8
#: Words that make up less are noise to a reader.
LEAST_SHARE = 0.01
#: Share of letter groups from which two words are of one origin to the eye.
LEAST_KINSHIP = 0.5
#: Texts kept as they were read, some 40 kB each: the same offers are proposed again and again.
KEPT = 500


@dataclass(frozen=True, slots=True)
class Apart:
    """A record's text taken apart: its words and then its concepts, and what each adds to the text's vector:
    entries of shape (n,), sorted by row (the number of a word, or words + the number of a mention)."""

    text: str
    reading: Reading
    rows: Rows
    ids: Ids
    values: Values

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.reading.words) + len(self.reading.spoken)


def reader(index: Index) -> Reader:
    """Takes records apart, each only once while one answer is being written."""
    return lru_cache(maxsize=None)(partial(take_apart, index))


def terms_of(take: Reader, need: Need, offers: Sequence[Offer]) -> tuple[Term, ...]:
    """The at most eight pairs of places that make up most of the similarity of a need with one offer or two.

    Every word of a text appears once at most per pair of texts. Shares add up to 1 at most.
    """
    ours, theirs = take(need), [take(offer) for offer in offers]
    wanted, dense = _spread(ours)
    tables = [(text, _table(text, wanted, dense)) for text in theirs]
    whole = sum(float(table.sum()) for _, table in tables)
    if whole <= 0.0:
        return ()
    found = [
        term
        for role, (text, table) in zip(ROLES, tables, strict=False)
        for term in _met(ours, text, table / whole, role)
    ]
    return tuple(sorted(found, key=lambda term: (-term.share, term.need_span, term.role))[:MOST])


def take_apart(index: Index, profile: Profile) -> Apart:
    """The text of a record, word by word; what the index has read of it is not computed again."""
    text = text_of(profile)
    reading, pieces = _read(text, profile.language)
    whole = stacked([gathered(pieces)])
    factors = weigh(index.space, whole).values / whole.values
    values = pieces.values * factors[np.searchsorted(whole.ids, pieces.ids)]
    order = np.argsort(pieces.places, kind="stable")
    return Apart(text, reading, pieces.places[order], pieces.ids[order], values[order])


@lru_cache(maxsize=KEPT)
def _read(text: str, language: str | None) -> tuple[Reading, Pieces]:
    reading = read(text, language)
    return reading, pieces_of(reading)


def _spread(text: Apart) -> tuple[Ids, Values]:
    """The features that a text has, and its rows in them: shape (n_features, height)."""
    wanted, at = np.unique(text.ids, return_inverse=True)
    flat = np.bincount(at * text.height + text.rows, weights=text.values, minlength=len(wanted) * text.height)
    return wanted, flat.astype(np.float64, copy=False).reshape(len(wanted), text.height)


def _table(text: Apart, wanted: Ids, dense: Values) -> Values:
    """What each row of the other text and each row of this one have in common, shape (other, this)."""
    table = np.zeros((text.height, dense.shape[1]))
    if not len(wanted):
        return table.T
    at = np.minimum(np.searchsorted(wanted, text.ids), len(wanted) - 1)
    met = np.flatnonzero(wanted[at] == text.ids)
    rows = text.rows[met]
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    if len(starts):
        table[rows[starts]] = np.add.reduceat(dense[at[met]] * text.values[met, None], starts, axis=0)
    return table.T


def _met(need: Apart, offer: Apart, table: Values, role: str) -> Iterator[Term]:
    """Concepts first, with the words in them; then the words that are left, by spelling. Best pairs first;
    what has met is not used again."""
    size = (len(need.reading.words), len(offer.reading.words))
    within = _places_within(need.reading), _places_within(offer.reading)
    shared = _shared_concepts(need.reading, offer.reading)
    shares = {(left, right): float(table[np.ix_(within[0][left], within[1][right])].sum()) for left, right in shared}
    spent: tuple[set[int], set[int]] = (set(), set())
    for left, right in sorted(shares, key=lambda pair: (-shares[pair], pair)):
        ours, theirs = within[0][left], within[1][right]
        if shares[left, right] < LEAST_SHARE or not (spent[0].isdisjoint(ours) and spent[1].isdisjoint(theirs)):
            continue
        spent[0].update(ours)
        spent[1].update(theirs)
        places = _place(need.reading.spoken[left]), _place(offer.reading.spoken[right])
        yield _term(need, offer, places, (shared[left, right], shares[left, right], role))
    rows, columns = (table[: size[0], : size[1]] >= LEAST_SHARE).nonzero()
    left_over = {
        (left, right): float(table[left, right])
        for left, right in zip(rows.tolist(), columns.tolist(), strict=True)
        if not (left in spent[0] or right in spent[1]) and _akin(need.reading, left, offer.reading, right)
    }
    for left, right in _chosen(left_over):
        places = _place(need.reading.words[left]), _place(offer.reading.words[right])
        yield _term(need, offer, places, (None, left_over[left, right], role))


def _places_within(reading: Reading) -> list[list[int]]:
    """For each mention the rows of the table that lie in it: its words, itself, the mentions inside."""
    size, starts = len(reading.words), [word.start for word in reading.words]
    spoken = reading.spoken
    return [
        [
            *range(bisect_left(starts, item.start), bisect_left(starts, item.end)),
            *(size + at for at in range(number, len(spoken)) if spoken[at].end <= item.end),
        ]
        for number, item in enumerate(spoken)
    ]


def _shared_concepts(need: Reading, offer: Reading) -> dict[tuple[int, int], str]:
    """The concept in which two mentions meet: the same, or one that is broader than the other."""
    ours, theirs = _where(need), _where(offer)
    meeting = {(one, other): other for one in ours for other in (one, *broader_of(one)) if other in theirs}
    for other in theirs:
        for one in broader_of(other):
            if one in ours:
                meeting.setdefault((one, other), one)
    return {
        (left, right): concept
        for (one, other), concept in meeting.items()
        for left in ours[one]
        for right in theirs[other]
    }


def _where(reading: Reading) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for number, item in enumerate(reading.spoken):
        places.setdefault(item.concept, []).append(number)
    return places


def _chosen(shares: Mapping[tuple[int, int], float]) -> Iterator[tuple[int, int]]:
    used: tuple[set[int], set[int]] = (set(), set())
    for pair in sorted(shares, key=lambda pair: (-shares[pair], pair)):
        if shares[pair] >= LEAST_SHARE and not (pair[0] in used[0] or pair[1] in used[1]):
            used[0].add(pair[0])
            used[1].add(pair[1])
            yield pair


def _place(item: Word | Spoken) -> tuple[int, int]:
    return item.start, item.end


def _term(
    need: Apart,
    offer: Apart,
    places: tuple[tuple[int, int], tuple[int, int]],
    found: tuple[str | None, float, str],
) -> Term:
    ours, theirs = places
    concept, share, role = found
    return Term(
        need=need.text[slice(*ours)],
        offer=offer.text[slice(*theirs)],
        concept=concept,
        share=round(min(share, 1.0), 6),
        need_span=ours,
        offer_span=theirs,
        role=role,
    )


def _akin(one: Reading, left: int, other: Reading, right: int) -> bool:
    """One stem, or enough common letter groups."""
    ours, theirs = one.words[left].form, other.words[right].form
    if one.stems[left] == other.stems[right]:
        return True
    (first, weight), (second, other_weight) = letter_groups(ours), letter_groups(theirs)
    return len(np.intersect1d(first, second)) * weight * other_weight >= LEAST_KINSHIP
