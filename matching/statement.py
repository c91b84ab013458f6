"""Figures for the consolidated statement: what is the best that each record could get?"""

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from matching.index import Index
from matching.points import MICRO
from matching.scoring import Query, board_of, opposite, similarities
from matching.text.features import Values

_BATCH = 64


def best_points(index: Index, records: Sequence[Query], today: date) -> list[float | None]:
    """The points of the best bilateral pair of each need (or, given offers, of each offer), in the order
    given; None where no pair passes the gates. All records must be of one kind."""
    columns = (column[~np.isnan(column)] for column in points_against_all(index, records, today))
    return [float(column.max()) if len(column) else None for column in columns]


def points_against_all(index: Index, records: Sequence[Query], today: date) -> Iterator[Values]:
    """For each need the points of every offer of the index (or, given offers, of every need), in the order
    of its entries, shape (n,); NaN where a gate is closed. All records must be of one kind."""
    for start in range(0, len(records), _BATCH):
        batch = list(records[start : start + _BATCH])
        side = opposite(index, batch[0])
        found = similarities(index, batch, side)
        for query, similarity in zip(batch, found, strict=True):
            judged = board_of(index.weights, query, today, side, similarity)
            yield np.where(judged.is_open(), judged.micro / MICRO, np.nan)
