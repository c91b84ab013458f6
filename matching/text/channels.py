"""Channels: ways of turning a text into weighted features. Each is a small strategy beside the others.

The top four bits of a feature's number say its channel.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from matching.text.features import BITS, Features, Ids, Pieces
from matching.text.meaning import concept_pieces, topic_pieces
from matching.text.reading import Reading
from matching.text.spelling import group_pieces, stem_pieces

#: name → strategy; the position is the channel's number, so new ones are added at the end.
CHANNELS: dict[str, Callable[[Reading], Pieces]] = {
    "stems": stem_pieces,
    "grams": group_pieces,
    "concepts": concept_pieces,
    "topics": topic_pieces,
}


def pieces_of(reading: Reading) -> Pieces:
    """All channels one after another; ids carry the channel's number."""
    parts = [channel(reading) for channel in CHANNELS.values()]
    return Pieces(
        np.concatenate([part.ids | np.uint64(number << BITS) for number, part in enumerate(parts)]),
        np.concatenate([part.values for part in parts]),
        np.concatenate([part.places for part in parts]),
    )


def features_of(reading: Reading) -> Features:
    """All channels side by side in one vector of features, sorted by id."""
    return gathered(pieces_of(reading))


def gathered(pieces: Pieces) -> Features:
    """Pieces summed by id."""
    # Equal ids are summed smallest first, so that the order of words does not matter.
    order = np.lexsort((pieces.values, pieces.ids))
    ids = pieces.ids[order]
    starts = np.flatnonzero(np.concatenate([[True], ids[1:] != ids[:-1]])[: len(ids)])
    sums = np.add.reduceat(pieces.values[order], starts) if len(starts) else np.empty(0)
    return Features(ids[starts], sums)


def channel_numbers(ids: Ids) -> NDArray[np.intp]:
    """The channel of each feature; shape as given."""
    return (ids >> np.uint64(BITS)).astype(np.intp)
