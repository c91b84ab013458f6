"""Who answers whom: every pair of the index judged once, and kept while nothing changes.

Judging all pairs takes about a second on a register of some hundred records, so the last answers are kept. They
depend on nothing but the index, the day and the records that may be shown; these three are the key.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

import matching
from matching.levels import level_between
from matching.points import likelihood

#: How far a rounded score may lie from the logistic of its points.
ROUNDING = 1e-6
Levels = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A proposal whose ``score`` reaches the threshold, with its level. ``supplier``: None for an organization."""

    need_id: str
    offer_id: str
    supplier: str | None
    recipient: str
    score: float
    level: str


@dataclass(frozen=True, slots=True)
class Answers:
    """Needs that are answered and offers that answer: id → the levels at which they do. What is missing, does not.
    ``pairs``: the proposals behind them, not told to the ledger."""

    needs: Levels
    offers: Levels
    pairs: tuple[Pair, ...] = field(default=(), compare=False)

    @property
    def proposals(self) -> list[matching.Proposal]:
        """The pairs of two countries."""
        return proposals_of(self.pairs)

    def needs_at(self, level: str | None) -> frozenset[str]:
        """Ids of answerable needs, at one level or (None) at any."""
        return _at(self.needs, level)

    def offers_at(self, level: str | None) -> frozenset[str]:
        """Ids of offers that answer a need, at one level or (None) at any."""
        return _at(self.offers, level)


def proposals_of(pairs: Iterable[Pair]) -> list[matching.Proposal]:
    """Those in which a country supplies."""
    return [
        matching.Proposal(pair.supplier, pair.recipient, pair.offer_id, pair.need_id, pair.score)
        for pair in pairs
        if pair.supplier is not None
    ]


def _at(found: Levels, level: str | None) -> frozenset[str]:
    return frozenset(key for key, levels in found.items() if level is None or level in levels)


def answers_of(index: matching.Index, day: date, public: frozenset[str]) -> Answers:
    """Every bilateral pair of ``public`` records whose score reaches the threshold on that day."""
    needs = [entry.record for entry in index.needs.entries if entry.record.id in public]
    may_answer = np.array([entry.record.id in public for entry in index.offers.entries], bool)
    threshold = index.weights.threshold
    answered: defaultdict[str, set[str]] = defaultdict(set)
    answering: defaultdict[str, set[str]] = defaultdict(set)
    pairs = []
    for need, points in zip(needs, matching.points_against_all(index, needs, day), strict=True):
        with np.errstate(invalid="ignore", over="ignore"):
            near = may_answer & (1.0 / (1.0 + np.exp(-points)) >= threshold - ROUNDING)
        for row in np.flatnonzero(near).tolist():
            score = likelihood(float(points[row]))
            if score < threshold:
                continue
            offer = index.offers.record(row)
            level = level_between(need.party, offer.party)
            answered[need.id].add(level)
            answering[offer.id].add(level)
            parties = (offer.party.country, need.party.country or "")
            pairs.append(Pair(need.id, offer.id, *parties, score, level))
    return Answers(_frozen(answered), _frozen(answering), tuple(pairs))


def _frozen(found: Mapping[str, set[str]]) -> Levels:
    return {key: frozenset(levels) for key, levels in found.items()}


def tell(answers: Answers) -> dict[str, dict[str, list[str]]]:
    """Answers as the ledger keeps them: side → level → ids."""
    return {"needs": _by_level(answers.needs), "offers": _by_level(answers.offers)}


def answers_told(payload: Mapping[str, Any]) -> Answers:
    """What `tell` wrote."""
    return Answers(_by_id(payload["needs"]), _by_id(payload["offers"]))


def _by_level(found: Levels) -> dict[str, list[str]]:
    return {level: sorted(_at(found, level)) for level in sorted(frozenset[str]().union(*found.values()))}


def _by_id(told: Mapping[str, Iterable[str]]) -> Levels:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for level, ids in told.items():
        for record_id in ids:
            found[record_id].add(level)
    return _frozen(found)


@dataclass(frozen=True)
class _Kept:
    """The index itself is the key: its public fingerprint does not tell exclusions."""

    index: matching.Index
    day: date
    public: frozenset[str]
    answers: Answers
    nearest: dict[str, tuple[matching.NearMiss, ...]] = field(default_factory=dict)
    triangles: dict[str, matching.Match | None] = field(default_factory=dict)


class AnswersKeeper:
    """The last answers of this process; safe to use from all its threads."""

    def __init__(self) -> None:
        self._kept: _Kept | None = None
        self._lock = threading.Lock()

    def answers(self, index: matching.Index, day: date, public: frozenset[str]) -> Answers:
        """`answers_of`, judged anew only when something has changed."""
        return self._current(index, day, public).answers

    def nearest(
        self, index: matching.Index, day: date, public: frozenset[str], offers: Iterable[str]
    ) -> dict[str, tuple[matching.NearMiss, ...]]:
        """For each of these offers the public needs that one change would let it answer, nearest first."""
        kept = self._current(index, day, public)
        wanted = [offer for offer in offers if offer in index.offers.rows]
        for offer_id in wanted:
            if offer_id not in kept.nearest:
                offer = index.offers.record(index.offers.rows[offer_id])
                misses = matching.needs_for(index, offer, today=day, limit=0).near_misses
                kept.nearest[offer_id] = tuple(miss for miss in misses if miss.need.id in public)
        return {offer: kept.nearest[offer] for offer in wanted}

    def triangles(
        self, index: matching.Index, day: date, public: frozenset[str], needs: Iterable[str]
    ) -> dict[str, matching.Match]:
        """The best triangle of public offers for each of these needs that has one; judged once, some milliseconds
        each."""
        kept = self._current(index, day, public)
        wanted = [need for need in needs if need in index.needs.rows]
        for need_id in wanted:
            if need_id not in kept.triangles:
                kept.triangles[need_id] = _best_triangle(index, need_id, day, public)
        found = ((need_id, kept.triangles[need_id]) for need_id in wanted)
        return {need_id: match for need_id, match in found if match is not None}

    def _current(self, index: matching.Index, day: date, public: frozenset[str]) -> _Kept:
        kept = self._kept
        if kept is not None and _fits(kept, index, day, public):
            return kept
        with self._lock:
            kept = self._kept
            if kept is None or not _fits(kept, index, day, public):
                kept = _Kept(index, day, public, answers_of(index, day, public))
                self._kept = kept
            return kept


def _best_triangle(index: matching.Index, need_id: str, day: date, public: frozenset[str]) -> matching.Match | None:
    """Of those that may be shown; offers that have just left the register are passed over."""
    need = index.needs.record(index.needs.rows[need_id])
    limit = 2
    while True:
        found = matching.triangles_for(index, need, today=day, limit=limit).items
        for match in found:
            if match.second is not None and {match.first.id, match.second.id} <= public:
                return match
        if len(found) < limit:
            return None
        limit *= 8


def _fits(kept: _Kept, index: matching.Index, day: date, public: frozenset[str]) -> bool:
    return kept.index is index and (kept.day, kept.public) == (day, public)
