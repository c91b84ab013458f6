"""Duplicates: records of one kind that seem to tell of the same thing, in whatever languages. A suggestion, no more.

Two countries never tell of the same thing, however alike their words: each has its own. A country and an
organization, or two organizations, may.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.index import Index
from matching.points import likelihood, points_for
from matching.profiles import Need, Offer, Party, Profile
from matching.scoring import Query, known, text_similarities
from matching.side import Analysed, Side, analyse
from matching.signals.sector import RELATIONS, relation
from matching.terms import reader, terms_of
from matching.text.features import Values
from matching.text.space import stacked, weigh

#: The calibrated similarity at which texts say half of what they can, and what they can say in points either way.
HALF = 0.37
TEXT = 8.0
#: Points of one owner (country or organization), of two owners one of which at least is an organization.
SAME_OWNER, OTHER_OWNER = 0.2, -1.0
#: Points of the closest relation of their sectors (`matching.signals.sector`).
SECTOR = {"same": 0.2, "category": 0.2, "all": 0.0, "group": 0.0, "none": -0.4}
#: Likelihood from which a pair is worth a look: measured in docs/decisions/0014-suggestions-and-duplicates.md.
LEAST = 0.5


@dataclass(frozen=True, slots=True)
class Shared:
    """Words of both texts that met; ``concept`` is None for words that met by spelling alone."""

    ours: str
    theirs: str
    concept: str | None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """``strength``: likelihood in (0, 1) that both tell of the same thing. ``similarity``: of the texts, calibrated.
    ``sectors``: closest relation of their sectors, None unknown. ``same_owner``: one country or organization."""

    record: Offer | Need
    strength: float
    similarity: float
    sectors: str | None
    same_owner: bool
    shared: tuple[Shared, ...]


def duplicates_of(
    index: Index, record: Query, *, besides: Sequence[Query] = (), limit: int = 10, least: float = LEAST
) -> tuple[Duplicate, ...]:
    """Likely duplicates of a record among those of its kind in the index, and among ``besides`` (such as drafts, which
    no index holds; of equal ids these count). Strongest first, then by id. The record may be unsaved.
    """
    read_record = analyse(record, known(index, record))
    found: dict[str, tuple[Query, float]] = {}
    for other, similarity in (*_indexed(index, read_record, least), *_others(index, read_record, besides)):
        found[other.id] = (other, similarity)
    judged = (
        (strength, similarity, other)
        for other, similarity in found.values()
        if other.id != record.id and (strength := likeness(record, other, similarity)) >= least
    )
    best = sorted(judged, key=lambda item: (-item[0], item[2].id))[:limit]
    return tuple(_told(index, record, *item) for item in best)


def likeness(record: Profile, other: Profile, similarity: float) -> float:
    """The likelihood that two records with texts so similar tell of the same thing; 0 for two countries."""
    if _are_two_countries(record.party, other.party):
        return 0.0
    owner = SAME_OWNER if _is_one_owner(record.party, other.party) else OTHER_OWNER
    return likelihood(_text_points(similarity) + owner + SECTOR.get(closest(record, other) or "all", 0.0))


def closest(record: Profile, other: Profile) -> str | None:
    """The closest relation between sectors of two records; None when either names none."""
    names = [relation(one, two) for one in record.sectors or () for two in other.sectors or ()]
    return max(names, key=RELATIONS.__getitem__, default=None)


def _text_points(similarity: float) -> float:
    squared = similarity * similarity
    return TEXT * (squared / (squared + HALF * HALF) - 0.5)


def _are_two_countries(one: Party, other: Party) -> bool:
    return None not in (one.country, other.country) and one.country != other.country


def _is_one_owner(one: Party, other: Party) -> bool:
    return one.key != "" and one.key == other.key


def _indexed(index: Index, read_record: Analysed[Any], least: float) -> Iterator[tuple[Query, float]]:
    """(record, similarity) of those whose texts are alike enough, whatever else speaks for them."""
    side: Side[Any] = index.needs if isinstance(read_record.record, Need) else index.offers
    language = read_record.record.language
    found: Values = text_similarities(index, [read_record.features], [language], side)[0]
    most = SAME_OWNER + max(SECTOR.values())
    needed = points_for(least) - most if 0.0 < least < 1.0 else -TEXT
    for row in np.flatnonzero(found > 0).tolist():
        if _text_points(float(found[row])) >= needed:
            yield side.record(row), float(found[row])


def _others(index: Index, read_record: Analysed[Any], besides: Sequence[Query]) -> Iterator[tuple[Query, float]]:
    """(record, similarity) of records that need not be in the index."""
    for other in besides:
        texts = weigh(index.space, stacked([read_record.features, analyse(other, known(index, other)).features]))
        first, second = (slice(*texts.starts[row : row + 2]) for row in (0, 1))
        _, ours, theirs = np.intersect1d(texts.ids[first], texts.ids[second], True, True)  # noqa: FBT003 - numpy's order
        raw = float((texts.values[first][ours] * texts.values[second][theirs]).sum())
        yield other, raw * index.weights.text.language_factor(read_record.record.language, other.language)


def _told(index: Index, record: Query, strength: float, similarity: float, other: Query) -> Duplicate:
    return Duplicate(
        record=other,
        strength=strength,
        similarity=round(similarity, 6),
        sectors=closest(record, other),
        same_owner=_is_one_owner(record.party, other.party),
        shared=shared_words(index, record, other),
    )


def shared_words(index: Index, record: Query, other: Query) -> tuple[Shared, ...]:
    """The words in which two texts met, whichever sides they are of; most telling first."""
    take: Any = reader(index)
    found = terms_of(take, record, [other])  # type: ignore[arg-type,list-item] # two needs meet as need and offer do
    return tuple(Shared(term.need, term.offer, term.concept) for term in found)
