"""The space in which texts meet: how much each feature says, and texts as unit vectors in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import log

import numpy as np
from numpy.typing import NDArray

from matching.text.background import Background
from matching.text.channels import channel_numbers
from matching.text.features import Features, Ids, Values


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """``ids``: sorted features of the texts it was fitted on, shape (n_features,); ``idf`` beside them;
    ``unseen``: the IDF of any other feature; ``texts``: number of texts of the corpus, without background;
    ``shares``: one per channel, sum 1; ``digest``: 8 bytes that tell this fit from another."""

    ids: Ids
    idf: Values
    unseen: float
    texts: int
    shares: tuple[float, ...]
    digest: bytes

    def idf_of(self, ids: Ids) -> Values:
        """Shape as given."""
        if not len(self.ids):
            return np.full(len(ids), self.unseen)
        place = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[place] == ids, self.idf[place], self.unseen)


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Texts one after another: features and values of shape (n,); text i has [starts[i], starts[i + 1])."""

    ids: Ids
    values: Values
    starts: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.starts) - 1


def stacked(texts: Sequence[Features]) -> Stack:
    """Texts as one stack, in the order given."""
    ids = np.concatenate([np.empty(0, np.uint64), *(text.ids for text in texts)])
    values = np.concatenate([np.empty(0), *(text.values for text in texts)])
    return Stack(ids, values, _starts([len(text.ids) for text in texts]))


def fit_space(corpus: Sequence[Features], background: Background, shares: tuple[float, ...]) -> Space:
    """The space of background and corpus: scikit-learn's smooth IDF. Independent of the order of the texts."""
    texts = [*background, *(text.ids for text in corpus)]
    everything = np.concatenate([np.empty(0, np.uint64), *texts])
    ids, columns = np.unique(everything, return_inverse=True)
    idf = _inverse_frequencies(columns, [len(text) for text in texts]) if len(ids) else np.empty(0)
    for array in (ids, idf):
        array.setflags(write=False)
    digest = blake2b(ids.tobytes() + idf.tobytes(), digest_size=8).digest()
    return Space(ids, idf, log(1 + len(texts)) + 1.0, len(corpus), shares, digest)


def _inverse_frequencies(columns: NDArray[np.intp], lengths: Sequence[int]) -> Values:
    # Takes a second, which reading a text need not wait for.
    from scipy.sparse import csr_array  # noqa: PLC0415
    from sklearn.feature_extraction.text import TfidfTransformer  # noqa: PLC0415

    shape = (len(lengths), int(columns.max()) + 1)
    occurs = csr_array((np.ones(len(columns)), columns, _starts(lengths)), shape=shape)
    idf: Values = TfidfTransformer(smooth_idf=True).fit(occurs).idf_
    return idf


def _starts(lengths: Sequence[int]) -> NDArray[np.intp]:
    return np.cumsum([0, *lengths])


def weigh(space: Space, texts: Stack) -> Stack:
    """Texts as vectors of unit length: every channel has length 1, times the square root of its share, so that
    a product of two is Σ share x cosine. Features that the space does not know count as the rarest."""
    values = texts.values * space.idf_of(texts.ids)
    rows = np.repeat(np.arange(len(texts)), np.diff(texts.starts))
    return Stack(texts.ids, values * _scale(space, texts.ids, rows, values, len(texts)), texts.starts)


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
