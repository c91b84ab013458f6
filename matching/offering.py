"""What a country could also offer: needs of others that none of its offers answers, near to what it shares already or
has solved for itself. A reminder for its focal point, not a proposal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from matching.duplicates import Shared
from matching.index import Index
from matching.points import points_for
from matching.profiles import Need, Offer
from matching.scoring import Board, board
from matching.signals.sector import relation
from matching.statement import best_points
from matching.terms import reader, terms_of

#: Text strength from which a need is near to what a country knows: of one CRS category, or of sectors not known; of
#: others.
NEAR, NEAR_APART = 0.5, 0.65
CLOSE = frozenset({"same", "category"})


@dataclass(frozen=True, slots=True)
class CouldOffer:
    """``need``: of another country. ``source_id``: the record of the country's own that is nearest to it.
    ``strength``: of what both texts say, in [0, 1). ``is_answered``: whether somebody else's offer answers it."""

    need: Need
    source_id: str
    strength: float
    is_answered: bool
    shared: tuple[Shared, ...]


def could_offer(
    index: Index, country: str, *, today: date, past: Sequence[Offer] = (), limit: int = 10
) -> tuple[CouldOffer, ...]:
    """Needs that nobody answers first, then by strength, then by id.

    Sources are the country's offers in the index, and ``past``: what it shared before or solved for itself, written
    as offers of the country with text, sectors and exclusions alone. A need appears once, with its nearest source.
    Needs whose gates are closed to such an offer (its own, lapsed or excluded ones) never appear.
    """
    own = [entry.record for entry in index.offers.entries if entry.record.party.country == country]
    served = _served(index, own, today)
    nearest: dict[int, tuple[float, Offer]] = {}
    for source in (*map(_bare, own), *past):
        for row, strength in _near(board(index, source, today), source):
            if not served[row] and (row not in nearest or _before(strength, source, nearest[row])):
                nearest[row] = (strength, source)
    rows = sorted(nearest, key=lambda row: index.needs.record(row).id)
    best = best_points(index, [index.needs.record(row) for row in rows], today) if rows else []
    answered = {row: points is not None and points >= _threshold(index) for row, points in zip(rows, best, strict=True)}
    rows.sort(key=lambda row: (answered[row], -nearest[row][0], index.needs.record(row).id))
    return tuple(_told(index, index.needs.record(row), *nearest[row], answered[row]) for row in rows[:limit])


def _bare(offer: Offer) -> Offer:
    """Without what may be arranged: what counts is whether the country knows the subject."""
    return Offer(
        id=offer.id,
        party=offer.party,
        title=offer.title,
        description=offer.description,
        language=offer.language,
        sectors=offer.sectors,
        exclusions=offer.exclusions,
    )


def _served(index: Index, own: Sequence[Offer], today: date) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which needs an offer of the country's own answers, shape (n_needs,)."""
    served = np.zeros(len(index.needs), bool)
    for offer in own:
        judged = board(index, offer, today)
        served |= judged.is_open() & (judged.micro >= _threshold(index) * 1_000_000)
    return served


def _threshold(index: Index) -> float:
    return points_for(index.weights.threshold)


def _near(judged: Board, source: Offer) -> Iterator[tuple[int, float]]:
    """(row, strength) of the needs that may be served and are near to a source."""
    for row in np.flatnonzero(judged.is_open() & (judged.text >= NEAR)).tolist():
        strength = float(judged.text[row])
        if strength >= NEAR_APART or not _are_apart(judged.side.record(row), source):
            yield row, round(strength, 6)


def _are_apart(need: Need, source: Offer) -> bool:
    """Whether both name sectors and no two of these are of one category."""
    pairs = [relation(one, other) for one in need.sectors or () for other in source.sectors or ()]
    return bool(pairs) and CLOSE.isdisjoint(pairs)


def _before(strength: float, source: Offer, known: tuple[float, Offer]) -> bool:
    return (-strength, source.id) < (-known[0], known[1].id)


def _told(index: Index, need: Need, strength: float, source: Offer, answered: bool) -> CouldOffer:  # noqa: FBT001 - a fact of the need
    terms = terms_of(reader(index), need, [source])
    shared = tuple(Shared(term.offer, term.need, term.concept) for term in terms)
    return CouldOffer(need, source.id, strength, answered, shared)
