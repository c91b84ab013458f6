"""Bounds: how many points a triangle can have at most, so that the search may leave most pairs untouched.

Points are subadditive: what two offers are together never exceeds the sum of their solo parts (plus the
prior). The mean of two is half of each; coverage is at most the sum of what each covers.
"""

import numpy as np

from matching.covering import Panel
from matching.points import MICRO, Micros
from matching.signals import TEXT
from matching.text.features import Values

#: Room for rounding: each signal's points are rounded to a millionth, up or down.
ROUNDING = 50


def solo_parts(panel: Panel) -> Micros:
    """For each offer the most that it adds to a triangle, in millionths, shape (n,): prior + the parts of
    the two is at least the points of any pair."""
    points = panel.weights.signals
    solo = points[TEXT] * _solo_text(panel)
    if panel.asked:
        share = panel.brought.sum(axis=1) / len(panel.asked)
        solo += points["inputs"] * np.where(panel.told, 1.5 * share - 0.25, 0.0)
    for name, column in panel.means.items():
        solo += points[name] * _solo_mean(column)
    micro: Micros = np.ceil(solo * MICRO).astype(np.int64) + ROUNDING
    return micro


def _solo_text(panel: Panel) -> Values:
    weight = panel.weights.triangle.whole
    solo: Values = weight * panel.whole
    for share, line in zip(panel.shares.tolist(), panel.parts, strict=True):
        solo = solo + share * line
    solo /= sum(panel.shares.tolist()) + 2.0 * weight
    return solo


def _solo_mean(column: Values) -> Values:
    """Half of what is known; beside an unknown offer the other counts in full, which half of the best makes
    up for."""
    unknown = np.isnan(column)
    most = max(float(np.nanmax(column)), 0.0)
    return np.where(unknown, most / 2.0, np.nan_to_num(column) / 2.0)
