"""One side of the index, all offers or all needs: a row per record, and columns of what gates and signals read."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress
from typing import Any, Generic

import numpy as np
from numpy.typing import NDArray

from matching.content import digest_of, text_of
from matching.gates import GATES
from matching.kinds import Kinds, Record
from matching.profiles import Offer
from matching.rules import Gate, Reads, Signal, both
from matching.signals import SIGNALS
from matching.text.channels import features_of
from matching.text.features import Features, Values
from matching.text.reading import read
from matching.text.shelf import Shelf, build_block
from matching.text.space import Space, Stack, stacked, weigh

Rows = NDArray[np.int32]

LANGUAGE = both("language")
INPUTS = both("inputs", "modalities")
EXCLUSIONS = both("exclusions")
PARTY = both("party")
_DIGESTS = 1 << 128


def _all_read() -> tuple[Reads, ...]:
    rules: tuple[Gate | Signal, ...] = (*GATES, *SIGNALS)
    return tuple(dict.fromkeys([*(rule.reads for rule in rules), LANGUAGE, INPUTS, EXCLUSIONS, PARTY]))


@dataclass(frozen=True, slots=True)
class Analysed(Generic[Record]):
    """A record with what was read in it once: features of its text, and the digest of its content."""

    record: Record
    features: Features
    digest: bytes


@dataclass(frozen=True, slots=True)
class Column(Generic[Record]):
    """What one rule reads: ``of[row]`` is the kind of a row, shape (n,)."""

    kinds: Kinds[Record]
    of: Rows

    def spread(self, question: Hashable, judge: Callable[[Record], Any]) -> Values:
        """``judge(record)`` of every row, shape (n,); asked once per kind and question."""
        judged = self.kinds.judged(question, judge)
        return judged[self.of] if len(judged) else np.empty(0)


@dataclass(frozen=True, slots=True, eq=False)
class Side(Generic[Record]):
    """``rows``: id → row, in the order of the rows, which means nothing. ``shelf``: weighed texts; ``places``:
    where on it a row's text stands, shape (n,). ``columns``: one per thing read. ``digest``: of all records,
    whatever their order."""

    entries: tuple[Analysed[Record], ...]
    rows: Mapping[str, int]
    shelf: Shelf
    places: Rows
    columns: Mapping[Reads, Column[Record]]
    digest: int

    def __len__(self) -> int:
        return len(self.entries)

    def record(self, row: int) -> Record:
        """The record of a row."""
        return self.entries[row].record

    def turn(self, row: int) -> tuple[Any, int, str]:
        """Its place among equals: the earlier record, then the supplier used less, then the id."""
        record = self.entries[row].record
        return record.created_at, record.uses if isinstance(record, Offer) else 0, record.id

    def similarities(self, queries: Stack) -> Values:
        """Products of weighed texts with the texts of all rows, shape (n_queries, n)."""
        return self.shelf.products(queries)[:, self.places]


def analyse(record: Record, known: "Analysed[Record] | None" = None) -> Analysed[Record]:
    """Reads a record; takes over from ``known`` (an earlier state of it) what has not changed."""
    if known is not None and known.record == record:
        return known
    text = text_of(record)
    if known is not None and (text_of(known.record), known.record.language) == (text, record.language):
        return Analysed(record, known.features, digest_of(record))
    return Analysed(record, features_of(read(text, record.language)), digest_of(record))


def build_side(entries: Sequence[Analysed[Record]], space: Space) -> Side[Record]:
    """A side from entries with different ids."""
    block = build_block(weigh(space, stacked([entry.features for entry in entries])))
    columns: dict[Reads, Column[Record]] = {}
    for reads in _all_read():
        kinds: Kinds[Record] = Kinds(reads)
        columns[reads] = Column(kinds, np.array([kinds.number(entry.record) for entry in entries], np.int32))
    return Side(
        entries=tuple(entries),
        rows={entry.record.id: row for row, entry in enumerate(entries)},
        shelf=Shelf((block,)),
        places=np.arange(len(entries), dtype=np.int32),
        columns=columns,
        digest=sum(_number(entry) for entry in entries) % _DIGESTS,
    )


def _number(entry: Analysed[Any]) -> int:
    return int.from_bytes(entry.digest, "big")


def changed_side(
    side: Side[Record], put: Sequence[Analysed[Record]], drop: Iterable[str], space: Space
) -> Side[Record]:
    """The side without the ids of ``drop`` (unknown ones are ignored) and with entries added or replaced: what
    is new stands at the end."""
    gone = [side.rows[name] for name in {*drop, *(entry.record.id for entry in put)} if name in side.rows]
    kept: NDArray[np.bool_] = np.ones(len(side), bool)
    kept[gone] = False
    entries = tuple(chain(compress(side.entries, kept), put))
    names = chain(compress(side.rows, kept), (entry.record.id for entry in put))
    came = np.arange(len(side.shelf), len(side.shelf) + len(put), dtype=np.int32)
    digest = side.digest - sum(_number(side.entries[row]) for row in gone) + sum(map(_number, put))
    return Side(
        entries=entries,
        rows=dict(zip(names, range(len(entries)), strict=True)),
        shelf=side.shelf.plus(weigh(space, stacked([entry.features for entry in put]))) if put else side.shelf,
        places=np.concatenate([side.places[kept], came]),
        columns={reads: _moved(column, kept, put) for reads, column in side.columns.items()},
        digest=digest % _DIGESTS,
    )


def _moved(column: Column[Record], kept: NDArray[np.bool_], put: Sequence[Analysed[Record]]) -> Column[Record]:
    came = np.array([column.kinds.number(entry.record) for entry in put], np.int32)
    return Column(column.kinds, np.concatenate([column.of[kept], came]))
