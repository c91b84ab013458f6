"""The space in which texts meet: one column per feature of the corpus, one row per text, cosine per
channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.text.background import Background
from matching.text.channels import channel_numbers
from matching.text.features import Features, Ids, Values


@dataclass(frozen=True, slots=True)
class Space:
    """``ids``: sorted features of the corpus, shape (n_features,); ``idf`` beside them; ``unseen``: the IDF
    of a feature that no text of the corpus has, before the background is asked; ``shares``: one per
    channel, sum 1."""

    ids: Ids
    idf: Values
    texts: int
    background: Background
    shares: tuple[float, ...]


def inverse_frequency(total: float, counts: NDArray[np.float64]) -> Values:
    """log((1 + total) / (1 + count)) + 1, as scikit-learn's smooth IDF; total and counts of background +
    corpus."""
    return np.log((1.0 + total) / (1.0 + counts)) + 1.0


def fit_space(corpus: Sequence[Features], background: Background, shares: tuple[float, ...]) -> Space:
    """The space of a corpus. Independent of the order of its texts."""
    everything = np.concatenate([np.empty(0, np.uint64), *(text.ids for text in corpus)])
    ids, counts = np.unique(everything, return_counts=True)
    total = background.size + len(corpus)
    idf = inverse_frequency(total, counts + background.counts_for(ids))
    ids.setflags(write=False)
    idf.setflags(write=False)
    return Space(ids, idf, len(corpus), background, shares)


def vectors(space: Space, texts: Sequence[Features]) -> Any:
    """Texts as rows of unit length (csr_array, shape (n_texts, n_features)): every channel has length 1,
    times the square root of its share, so that a product of two rows is Σ share × cosine. Features that the
    corpus does not know count in the length only."""
    import scipy.sparse  # noqa: PLC0415 - half of the time of `import matching` otherwise

    ids = np.concatenate([np.empty(0, np.uint64), *(text.ids for text in texts)])
    rows = np.repeat(np.arange(len(texts)), [len(text.ids) for text in texts])
    columns = np.minimum(np.searchsorted(space.ids, ids), max(len(space.ids) - 1, 0))
    known = space.ids[columns] == ids if len(space.ids) else np.zeros(len(ids), bool)
    values = np.concatenate([np.empty(0), *(text.values for text in texts)]) * _idf(space, ids, columns, known)
    values *= _scale(space, ids, rows, values, len(texts))
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows[known], minlength=len(texts)))])
    shape = (len(texts), len(space.ids))
    return scipy.sparse.csr_array((values[known], columns[known].astype(np.int32), starts), shape=shape)


def _idf(space: Space, ids: Ids, columns: NDArray[np.intp], known: NDArray[np.bool_]) -> Values:
    idf = np.empty(len(ids))
    idf[known] = space.idf[columns[known]]
    if not known.all():
        total = space.background.size + space.texts
        idf[~known] = inverse_frequency(total, space.background.counts_for(ids[~known]))
    return idf


def _scale(space: Space, ids: Ids, rows: NDArray[np.intp], values: Values, texts: int) -> Values:
    """√share / length of the text's channel, for each entry."""
    channels = len(space.shares)
    slot = rows * channels + channel_numbers(ids)
    # bincount adds in order: a text alone and the same text among others get the same bits.
    squares = np.bincount(slot, weights=values * values, minlength=texts * channels)
    length = np.sqrt(np.where(squares > 0, squares, 1.0))
    factors = np.sqrt(np.array(space.shares)) / length.reshape(texts, channels)
    scale: Values = factors.ravel()[slot]
    return scale


def products(queries: Any, postings: Any) -> Values:
    """All similarities, shape (n_queries, n_texts), from rows (csr, n_queries x n_features) and postings
    (csr, n_features x n_texts). Terms are added in the order of their columns, hence equal bits in every
    batch."""
    similarities: Values = (queries @ postings).toarray()
    return similarities
