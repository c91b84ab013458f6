"""The sum: what gates and signals say of one record against all records of the other side, as whole
columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.gates import GATES
from matching.index import Index
from matching.points import Micros, micro_points, to_micro
from matching.profiles import Need, Offer
from matching.results import Evidence
from matching.rules import Signal
from matching.side import Side, analyse
from matching.signals import SIGNALS, TEXT
from matching.signals.text import text_strength
from matching.text.features import Features, Values
from matching.text.space import products, vectors

Mask = NDArray[np.bool_]
Query = Need | Offer


@dataclass(frozen=True, slots=True)
class Board:
    """One query against a side of n records. ``similarity``: calibrated, shape (n,). ``strengths``: per
    signal, NaN unknown, shape (n,). ``micro``: total points in millionths. ``closed``: per gate code, where
    it is closed."""

    similarity: Values
    strengths: Mapping[str, Values]
    micro: Micros
    closed: Mapping[str, Mask]

    def is_open(self) -> Mask:
        """Where no gate is closed, shape (n,)."""
        is_open: Mask = ~np.logical_or.reduce(list(self.closed.values()))
        return is_open


def opposite(index: Index, query: Query) -> Side[Any]:
    """The side that a query is matched with: offers for a need, needs for an offer."""
    return index.offers if isinstance(query, Need) else index.needs


def board(index: Index, query: Query, today: date) -> Board:
    """Judges every record of the other side; each distinct key of a gate or signal once."""
    side = opposite(index, query)
    return board_of(index, query, today, side, similarities(index, [query], side)[0])


def board_of(index: Index, query: Query, today: date, side: Side[Any], similarity: Values) -> Board:
    """`board` for a side and its calibrated similarities, shape (n,)."""
    weights = index.weights
    strengths: dict[str, Values] = {TEXT: text_strength(similarity, weights.text)}
    strengths.update((signal.name, signal_strengths(signal, query, side)) for signal in SIGNALS)
    micro = np.full(len(side), to_micro(weights.prior), np.int64)
    for name, column in strengths.items():
        micro += micro_points(weights.signals[name], column)
    return Board(similarity, strengths, micro, closed_gates(query, side, today))


def similarities(index: Index, queries: list[Query], side: Side[Any]) -> Values:
    """Calibrated text similarities of records, shape (n_queries, n_records)."""
    texts = [analyse(query, known(index, query)).features for query in queries]
    return text_similarities(index, texts, [query.language for query in queries], side)


def text_similarities(
    index: Index, texts: Sequence[Features], languages: Sequence[str | None], side: Side[Any]
) -> Values:
    """Calibrated similarities of texts in given languages, shape (n_texts, n_records)."""
    found = products(vectors(index.space, texts), side.postings)
    for row, language in enumerate(languages):
        found[row] *= language_factors(index, language, side)
    return found


def known(index: Index, query: Query) -> Any:
    """What the index has read of the query, or None."""
    side: Side[Any] = index.needs if isinstance(query, Need) else index.offers
    row = side.rows.get(query.id)
    return None if row is None else side.entries[row]


def language_factors(index: Index, language: str | None, side: Side[Any]) -> Values:
    """The factor between languages, per record, shape (n,)."""
    factor = index.weights.text.language_factor
    return _spread(side.languages, lambda example: factor(language, example.language))


def signal_strengths(signal: Signal, query: Query, side: Side[Any]) -> Values:
    """One signal's strengths, shape (n,); NaN is unknown."""

    def strength(record: Query) -> float:
        evidence = judge_signal(signal, query, record)
        return np.nan if evidence is None else evidence.strength

    return _spread(side.groups[signal.reads], strength)


def judge_signal(signal: Signal, query: Query, record: Query) -> Evidence | None:
    """The signal's word on a pair, whichever of the two is the need."""
    need, offer = oriented(query, record)
    return signal.judge(need, offer)


def oriented(query: Query, record: Query) -> tuple[Need, Offer]:
    """(need, offer) of a query and a record of the other side."""
    if isinstance(query, Need):
        assert isinstance(record, Offer)  # noqa: S101 - for the reader and the type checker
        return query, record
    assert isinstance(record, Need)  # noqa: S101
    return record, query


def closed_gates(query: Query, side: Side[Any], today: date) -> dict[str, Mask]:
    """Per gate code, where it is closed, shape (n,)."""
    closed: dict[str, Mask] = {}
    for gate in GATES:
        found = _spread(
            side.groups[gate.reads],
            lambda record, gate=gate: gate.is_closed(*oriented(query, record), today),  # type: ignore[misc]
        )
        closed[gate.code] = closed.get(gate.code, np.zeros(len(side), bool)) | (found > 0)
    return closed


def _spread(group: Any, judge: Callable[[Any], float]) -> Values:
    per_group = np.array([judge(example) for example in group.examples], dtype=np.float64)
    return per_group[group.of] if len(per_group) else np.empty(0)
