"""Background counts: how many texts of our own contain a feature, so that rankings of small registries keep
still.

The file is text: a line with the number of texts, then one feature a line, its number in hexadecimal and the
number of texts that contain it. `benchmarks/background.py` makes it.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from matching.text.features import Ids


@dataclass(frozen=True, slots=True)
class Background:
    """``size`` texts; ``ids`` sorted, ``counts`` of texts that contain each; shapes (n,)."""

    size: float
    ids: Ids
    counts: NDArray[np.float64]

    def counts_for(self, ids: Ids) -> NDArray[np.float64]:
        """Number of background texts for each id, 0 where unknown; shape as given."""
        if not len(self.ids):
            return np.zeros(len(ids))
        place = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[place] == ids, self.counts[place], 0.0)

    def scaled(self, weight: float) -> "Background":
        """The same shares of texts with less say: as if there were ``weight`` x size texts."""
        return Background(self.size * weight, self.ids, self.counts * weight)


NOTHING = Background(0, np.empty(0, np.uint64), np.empty(0))


@lru_cache(maxsize=4)
def load_background(name: str) -> Background:
    """The shipped background of that name (``none`` is empty). Raises FileNotFoundError when there is no
    such file."""
    if name == "none":
        return NOTHING
    return parse_background(files("matching").joinpath("data", f"{name}.tsv").read_text("utf-8"))


def parse_background(document: str) -> Background:
    """A background from its file: a line with the number of texts, then feature (hexadecimal) and count."""
    first, *lines = document.splitlines()
    rows = sorted((int(code, 16), int(count)) for code, count in (line.split("\t") for line in lines))
    ids = np.array([code for code, _ in rows], dtype=np.uint64)
    return Background(int(first.split("\t")[1]), ids, np.array([count for _, count in rows], dtype=np.float64))
