"""Points are counted in millionths, as whole numbers: so the reasons add up exactly as printed, in any
order."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

MICRO = 1_000_000
Micros = NDArray[np.int64]


def to_micro(value: float) -> int:
    """A number of points (or a strength) in millionths."""
    return int(np.rint(value * MICRO))


def from_micro(micro: Any) -> float:
    """The printed number, six decimals."""
    return int(micro) / MICRO


def micro_points(weight: float, strengths: Any) -> Micros:
    """weight x strength, both rounded as printed; NaN is unknown and gives 0. Shape as given."""
    micro: Micros = np.rint(weight * np.rint(np.nan_to_num(strengths) * MICRO)).astype(np.int64)
    return micro


def likelihood(points: float) -> float:
    """The logistic of printed points, six decimals."""
    return round(1.0 / (1.0 + math.exp(-points)), 6)


def points_for(share: float) -> float:
    """The points whose likelihood is ``share``, in (0, 1)."""
    return math.log(share / (1.0 - share))
