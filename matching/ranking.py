"""The best rows of a column, in the one order that all lists have."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.points import Micros
from matching.side import Side


def best_rows(micro: Micros, side: Side[Any], is_open: NDArray[np.bool_], limit: int) -> list[int]:
    """At most ``limit`` rows where ``is_open``, most points first, ties by their turn; equal to sorting them
    all."""
    rows = np.flatnonzero(is_open)
    return [int(rows[at]) for at in best_of(micro[rows], rows, side, limit)]


def best_of(micro: Micros, rows: NDArray[np.intp], side: Side[Any], limit: int) -> list[int]:
    """The same for some rows and their points, both of shape (n,): where among them the best stand."""
    if limit <= 0 or not len(rows):
        return []
    places = np.arange(len(rows))
    if len(rows) > limit:
        places = np.flatnonzero(micro >= np.partition(micro, len(rows) - limit)[len(rows) - limit])
    return sorted(places.tolist(), key=lambda at: (-micro[at], side.turn(int(rows[at]))))[:limit]
