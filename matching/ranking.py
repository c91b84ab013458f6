"""The best rows of a column, in the one order that all lists have."""

import numpy as np
from numpy.typing import NDArray

from matching.points import Micros


def best_rows(micro: Micros, turn: NDArray[np.int32], is_open: NDArray[np.bool_], limit: int) -> list[int]:
    """At most ``limit`` rows where ``is_open``, most points first, ties by ``turn``; equal to sorting them
    all."""
    rows = np.flatnonzero(is_open)
    if limit <= 0 or not len(rows):
        return []
    if len(rows) > limit:
        points = micro[rows]
        rows = rows[points >= np.partition(points, len(rows) - limit)[len(rows) - limit]]
    order = np.lexsort((turn[rows], -micro[rows]))[:limit]
    return [int(row) for row in rows[order]]
