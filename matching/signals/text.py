"""Text: how much the words of need and offer have in common, across languages."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.weights import TextWeights


def text_strength(similarity: Any, weights: TextWeights) -> NDArray[np.float64]:
    """What the texts say is alike: stems and letter groups of words of common origin, in any two of the
    four languages. Strength s² / (s² + half²) of the calibrated similarity s ≥ 0, in [0, 1): strictly
    increasing, never full; shape as given."""
    # Multiplied out: powers differ in the last bit between machines.
    squared = np.square(np.asarray(similarity, dtype=np.float64))
    strength: NDArray[np.float64] = squared / (squared + weights.half * weights.half)
    return strength
