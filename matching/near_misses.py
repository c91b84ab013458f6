"""Near-misses: pairs about the same topic that one change would bring in. Exclusions leave no trace here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching import gates
from matching.index import Index
from matching.levels import level_between
from matching.points import from_micro, micro_points, points_for, to_micro
from matching.profiles import Need, Offer
from matching.ranking import best_rows
from matching.results import Fact, NearMiss
from matching.scoring import Board, Mask, Query, opposite, oriented
from matching.signals import TEXT
from matching.signals.language import working_languages
from matching.text.features import Values
from matching.weights import Weights

MOST = 5
BELOW_THRESHOLD = "below_threshold"

#: closed gate → the change that opens it
GATE_CHANGES: dict[str, str] = {
    gates.NOT_VALID: "renew",
    gates.NO_CAPACITY: "add_capacity",
    gates.ACTOR_TYPE: "welcome_actor_type",
    gates.DATES: "change_dates",
    gates.LEVEL: "widen_levels",
}
#: signal → the change that lifts it; the first one that is enough is named
SIGNAL_CHANGES: dict[str, str] = {
    "inputs": "add_input",
    "modality": "add_modality",
    "language": "add_language",
    "sector": "refine_sector",
}


@dataclass(frozen=True, slots=True)
class _Missed:
    """Where one reason kept records out (shape (n,)) and, for the threshold, which signal would do there."""

    by_gate: Mapping[str, Mask]
    below: Mask
    signal: "np.ndarray[Any, np.dtype[np.intp]]"


def near_misses(index: Index, query: Query, found: Board) -> tuple[NearMiss, ...]:
    """At most five, most points first. Either exactly one gate is closed and the points would do, or all
    gates are open and the gain of one signal would lift the pair to the threshold (such a pair also stands
    in the list)."""
    side = opposite(index, query)
    missed = _missed(found, index.weights)
    near = np.logical_or.reduce([missed.below, *missed.by_gate.values()])
    items = []
    for row in best_rows(found.micro, side, near, MOST):
        need, offer = oriented(query, side.record(row))
        reason = next((code for code, rows in missed.by_gate.items() if rows[row]), BELOW_THRESHOLD)
        signal = list(SIGNAL_CHANGES)[int(missed.signal[row])]
        change = GATE_CHANGES.get(reason) or SIGNAL_CHANGES[signal]
        facts = FACTS[change](need, offer)
        items.append(NearMiss(need, offer, reason, change, from_micro(found.micro[row]), facts))
    return tuple(items)


def same_topic(found: Board, weights: Weights) -> Mask:
    """Where text and sector together say enough, shape (n,)."""
    return _says_enough(found.text, found.strength("sector"), weights)


def _says_enough(text: Values, sector: Values, weights: Weights) -> Mask:
    points = micro_points(weights.signals[TEXT], text) + micro_points(weights.signals["sector"], sector)
    return np.asarray(points >= to_micro(weights.triangle.topic_points))


def _missed(found: Board, weights: Weights) -> _Missed:
    topic = same_topic(found, weights)
    enough = to_micro(points_for(weights.threshold))
    barred = np.sum([rows.astype(np.int64) for rows in found.closed.values()], axis=0)
    near = topic & (barred == 1) & (found.micro >= enough)
    gains = np.array([_gain(weights.signals[name], found.strength(name)) for name in SIGNAL_CHANGES])
    reached = found.micro + gains >= enough
    # A wrong sector must not hide what a better one would bring in.
    alike = _says_enough(found.text, np.maximum(found.strength("sector"), 0.0), weights)
    below = alike & (barred == 0) & (found.micro < enough) & reached.any(axis=0)
    return _Missed({code: near & found.closed[code] for code in GATE_CHANGES}, below, reached.argmax(axis=0))


def _gain(weight: float, strengths: Values) -> Any:
    return micro_points(weight, np.ones(len(strengths))) - micro_points(weight, strengths)


def _names(values: Any) -> tuple[str, ...]:
    return tuple(sorted(values or ()))


def _validity(need: Need, offer: Offer) -> dict[str, Fact]:
    return _days(need_valid_through=need.valid_through, offer_valid_through=offer.valid_through)


def _dates(need: Need, offer: Offer) -> dict[str, Fact]:
    return _days(
        need_from=need.available_from,
        need_until=need.available_until,
        offer_from=offer.available_from,
        offer_until=offer.available_until,
    )


def _days(**days: Any) -> dict[str, Fact]:
    return {name: day.isoformat() for name, day in days.items() if day is not None}


def _actors(need: Need, offer: Offer) -> dict[str, Fact]:
    host, guest, side = (need, offer, "need") if gates.refuses_actor(need, offer) else (offer, need, "offer")
    return {"side": side, "actor_type": guest.actor_type or "", "welcome": _names(host.actor_types_welcome)}


def _level(need: Need, offer: Offer) -> dict[str, Fact]:
    return {"level": level_between(need.party, offer.party)}


def _inputs(need: Need, offer: Offer) -> dict[str, Fact]:
    return {"missing": _names((need.effective_inputs or frozenset()) - (offer.effective_inputs or frozenset()))}


def _modalities(need: Need, offer: Offer) -> dict[str, Fact]:
    return {"missing": _names((need.modalities or frozenset()) - (offer.modalities or frozenset()))}


def _languages(need: Need, offer: Offer) -> dict[str, Fact]:
    return {"need": _names(working_languages(need)), "offer": _names(working_languages(offer))}


def _sectors(need: Need, offer: Offer) -> dict[str, Fact]:
    return {"need": _names(need.sectors), "offer": _names(offer.sectors)}


#: change → the facts for its sentence
FACTS: dict[str, Callable[[Need, Offer], dict[str, Fact]]] = {
    "renew": _validity,
    "add_capacity": lambda _need, _offer: {"remaining": 0},
    "welcome_actor_type": _actors,
    "change_dates": _dates,
    "widen_levels": _level,
    "add_input": _inputs,
    "add_modality": _modalities,
    "add_language": _languages,
    "refine_sector": _sectors,
}
