"""The sum: what gates and signals say of one record against all records of the other side, as whole
columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.gates import GATES
from matching.index import Index
from matching.points import Micros, micro_points, to_micro
from matching.profiles import Need, Offer
from matching.results import Evidence
from matching.rules import Gate, Signal
from matching.side import LANGUAGE, Side, analyse
from matching.signals import SIGNALS, TEXT
from matching.signals.text import text_strength
from matching.text.features import Features, Values
from matching.text.space import stacked, weigh
from matching.weights import Weights

Mask = NDArray[np.bool_]
Query = Need | Offer


@dataclass(frozen=True, slots=True)
class Board:
    """One query against a side of n records. ``similarity``: calibrated, shape (n,). ``text``: its strength.
    ``micro``: total points in millionths, shape (n,). ``closed``: per gate code, where it is closed."""

    query: Query
    side: Side[Any]
    similarity: Values
    text: Values
    micro: Micros
    closed: Mapping[str, Mask]

    def is_open(self) -> Mask:
        """Where no gate is closed, shape (n,)."""
        is_open: Mask = ~np.logical_or.reduce(list(self.closed.values()))
        return is_open

    def strength(self, name: str) -> Values:
        """One signal's strengths, NaN unknown, shape (n,)."""
        return self.text if name == TEXT else signal_strengths(_BY_NAME[name], self.query, self.side)


_BY_NAME: dict[str, Signal] = {signal.name: signal for signal in SIGNALS}


def opposite(index: Index, query: Query) -> Side[Any]:
    """The side that a query is matched with: offers for a need, needs for an offer."""
    return index.offers if isinstance(query, Need) else index.needs


def board(index: Index, query: Query, today: date) -> Board:
    """Judges every record of the other side; each distinct key of a gate or signal once."""
    side = opposite(index, query)
    return board_of(index.weights, query, today, side, similarities(index, [query], side)[0])


def board_of(weights: Weights, query: Query, today: date, side: Side[Any], similarity: Values) -> Board:
    """`board` for a side and its calibrated similarities, shape (n,)."""
    text = text_strength(similarity, weights.text)
    micro = to_micro(weights.prior) + micro_points(weights.signals[TEXT], text)
    for signal in SIGNALS:
        micro += _signal_points(signal, query, side, weights)
    return Board(query, side, similarity, text, micro, closed_gates(query, side, today))


def similarities(index: Index, queries: list[Query], side: Side[Any]) -> Values:
    """Calibrated text similarities of records, shape (n_queries, n_records)."""
    texts = [analyse(query, known(index, query)).features for query in queries]
    return text_similarities(index, texts, [query.language for query in queries], side)


def text_similarities(
    index: Index, texts: Sequence[Features], languages: Sequence[str | None], side: Side[Any]
) -> Values:
    """Calibrated similarities of texts in given languages, shape (n_texts, n_records)."""
    found = side.similarities(weigh(index.space, stacked(texts)))
    for row, language in enumerate(languages):
        found[row] *= language_factors(index.weights, language, side)
    return found


def known(index: Index, query: Query) -> Any:
    """What the index has read of the query, or None."""
    side: Side[Any] = index.needs if isinstance(query, Need) else index.offers
    row = side.rows.get(query.id)
    return None if row is None else side.entries[row]


def language_factors(weights: Weights, language: str | None, side: Side[Any]) -> Values:
    """The factor between languages, per record, shape (n,)."""
    factor = partial(weights.text.language_factor, language)
    return side.columns[LANGUAGE].spread(("language", language), lambda record: factor(record.language))


def signal_strengths(signal: Signal, query: Query, side: Side[Any]) -> Values:
    """One signal's strengths, shape (n,); NaN is unknown."""
    question = (signal.name, signal.reads.key(query))
    return side.columns[signal.reads].spread(question, partial(_strength, signal, query))


def _strength(signal: Signal, query: Query, record: Query) -> float:
    evidence = judge_signal(signal, query, record)
    return np.nan if evidence is None else evidence.strength


def _signal_points(signal: Signal, query: Query, side: Side[Any], weights: Weights) -> Any:
    column = side.columns[signal.reads]
    judged = column.kinds.judged((signal.name, signal.reads.key(query)), partial(_strength, signal, query))
    return micro_points(weights.signals[signal.name], judged)[column.of] if len(judged) else 0


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
    for number, gate in enumerate(GATES):
        question = ("gate", number, gate.reads.key(query), today)
        found = side.columns[gate.reads].spread(question, partial(_is_closed, gate, query, today)) > 0
        closed[gate.code] = closed[gate.code] | found if gate.code in closed else found
    return closed


def _is_closed(gate: Gate, query: Query, today: date, record: Query) -> bool:
    return gate.is_closed(*oriented(query, record), today)
