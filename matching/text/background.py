"""The background: some texts of our own, as sets of features, so that rankings of small registries keep still.

The file is text: a line with the number of texts, at most 64, then one feature a line, its number and, as one bit
for each, the texts that have it; both in hexadecimal. `benchmarks/background.py` makes it.
"""

from functools import lru_cache
from importlib.resources import files

import numpy as np

from matching.text.features import Ids

#: Per text its features, sorted, shape (n_features,).
Background = tuple[Ids, ...]


@lru_cache(maxsize=4)
def load_background(name: str) -> Background:
    """The shipped background of that name (``none`` is empty). Raises FileNotFoundError when there is no
    such file."""
    if name == "none":
        return ()
    return parse_background(files("matching").joinpath("data", f"{name}.tsv").read_text("utf-8"))


def parse_background(document: str) -> Background:
    """A background from its file."""
    first, *lines = document.splitlines()
    rows = sorted((int(code, 16), int(who, 16)) for code, who in (line.split("\t") for line in lines))
    ids, who = np.array(rows, dtype=np.uint64).reshape(-1, 2).T
    return tuple(ids[(who >> np.uint64(text)) & np.uint64(1) == 1] for text in range(int(first.split("\t")[1])))
