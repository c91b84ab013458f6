"""Text: how much need and offer have in common in what they say, across languages."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.weights import TextWeights


def text_strength(similarity: Any, weights: TextWeights) -> NDArray[np.float64]:
    """What the texts say is alike: the concepts that both speak of, whatever the language, what these belong
    to, and words of one stem or of common origin. Strength s² / (s² + half²) of the calibrated similarity
    s ≥ 0, in [0, 1): strictly increasing, never full; shape as given."""
    # Multiplied out: powers differ in the last bit between machines.
    squared = np.square(np.asarray(similarity, dtype=np.float64))
    strength: NDArray[np.float64] = squared / (squared + weights.half * weights.half)
    return strength
