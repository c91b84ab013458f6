"""The shelf: weighed texts laid out for searching. A large block and, for what came later, a small one.

A block is never changed. Texts that nobody needs any more stay on the shelf until it is laid out anew.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.text.features import Ids, Values
from matching.text.space import Stack


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """``ids``: sorted features of its texts, one per column. ``matrix``: the texts as rows (csr, shape
    (n_texts, n_features)). ``postings``: its transpose (csr)."""

    ids: Ids
    matrix: Any
    postings: Any

    def __len__(self) -> int:
        return int(self.matrix.shape[0])

    def products(self, queries: Stack) -> Values:
        """Similarities, shape (n_queries, n_texts). Terms are added in the order of their ids, hence equal bits
        in every batch and every block."""
        similarities: Values = (self._rows(queries) @ self.postings).toarray()
        return similarities

    def _rows(self, queries: Stack) -> Any:
        columns = np.minimum(np.searchsorted(self.ids, queries.ids), max(len(self.ids) - 1, 0))
        known = self.ids[columns] == queries.ids if len(self.ids) else np.zeros(len(queries.ids), bool)
        starts = np.concatenate([[0], np.cumsum(known)])[queries.starts]
        return _csr(queries.values[known], columns[known], starts, len(self.ids))

    def stack(self) -> Stack:
        """What it was built from."""
        return Stack(self.ids[self.matrix.indices], self.matrix.data, self.matrix.indptr.astype(np.intp))


def build_block(texts: Stack) -> Block:
    """A block of weighed texts."""
    ids, columns = np.unique(texts.ids, return_inverse=True)
    matrix = _csr(texts.values, columns, texts.starts, len(ids))
    return Block(ids, matrix, matrix.T.tocsr())


def _csr(values: Values, columns: Any, starts: Any, width: int) -> Any:
    import scipy.sparse  # noqa: PLC0415 - half of the time of `import matching` otherwise

    shape = (len(starts) - 1, width)
    return scipy.sparse.csr_array((values, columns.astype(np.int32), starts), shape=shape)


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """Blocks, one after another; texts are numbered through."""

    blocks: tuple[Block, ...]

    def __len__(self) -> int:
        return sum(len(block) for block in self.blocks)

    @property
    def late(self) -> int:
        """Number of texts beside the large block."""
        return len(self) - len(self.blocks[0])

    def products(self, queries: Stack) -> Values:
        """Similarities with all texts, shape (n_queries, n_texts)."""
        found = [block.products(queries) for block in self.blocks]
        return found[0] if len(found) == 1 else np.hstack(found)

    def plus(self, texts: Stack) -> "Shelf":
        """The shelf with more texts at its end; only the small block is laid out again."""
        first, *late = self.blocks
        return Shelf((first, build_block(_joined(late[0].stack(), texts) if late else texts)))


def _joined(one: Stack, other: Stack) -> Stack:
    return Stack(
        np.concatenate([one.ids, other.ids]),
        np.concatenate([one.values, other.values]),
        np.concatenate([one.starts, other.starts[1:] + one.starts[-1]]),
    )
