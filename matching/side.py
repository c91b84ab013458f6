"""One side of the index, all offers or all needs: rows in the order of ids, columns of what gates and
signals read."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.content import digest_of, text_of
from matching.gates import GATES
from matching.profiles import Need, Offer, Profile
from matching.rules import Gate, Reads, Signal
from matching.signals import SIGNALS
from matching.text.channels import features_of
from matching.text.features import Features
from matching.text.reading import read

Record = TypeVar("Record", Need, Offer)
Rows = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Analysed(Generic[Record]):
    """A record with what was read in it once: features of its text, and the digest of its content."""

    record: Record
    features: Features
    digest: bytes


@dataclass(frozen=True, slots=True)
class Group(Generic[Record]):
    """Records that a rule cannot tell apart: ``of[row]`` is the group of a row, ``examples`` one record of
    each."""

    of: Rows
    examples: tuple[Record, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Side(Generic[Record]):
    """``rows``: id → row. ``matrix``: unit rows of texts (csr); ``postings``: its transpose (csr).
    ``groups``: one per thing read. ``turn``: place in the order that breaks ties, shape (n,).
    ``languages``: codes of declared text languages (-1 unknown), ``language_names`` their meaning."""

    entries: tuple[Analysed[Record], ...]
    rows: Mapping[str, int]
    matrix: Any
    postings: Any
    groups: Mapping[Reads, Group[Record]]
    turn: Rows
    languages: Group[Record]

    def __len__(self) -> int:
        return len(self.entries)

    def record(self, row: int) -> Record:
        """The record of a row."""
        return self.entries[row].record


def analyse(record: Record, known: "Analysed[Record] | None" = None) -> Analysed[Record]:
    """Reads a record; takes over from ``known`` (an earlier state of it) what has not changed."""
    if known is not None and known.record == record:
        return known
    text = text_of(record)
    if known is not None and (text_of(known.record), known.record.language) == (text, record.language):
        return Analysed(record, known.features, digest_of(record))
    return Analysed(record, features_of(read(text, record.language)), digest_of(record))


def build_side(entries: Sequence[Analysed[Record]], matrix: Any) -> Side[Record]:
    """A side from entries sorted by id and the rows of their texts, in the same order."""
    records = [entry.record for entry in entries]
    rules: tuple[Gate | Signal, ...] = (*GATES, *SIGNALS)
    turn = np.empty(len(records), np.int32)
    turn[sorted(range(len(records)), key=lambda row: _turn_key(records[row]))] = np.arange(len(records))
    turn.setflags(write=False)
    return Side(
        entries=tuple(entries),
        rows={record.id: row for row, record in enumerate(records)},
        matrix=matrix,
        postings=matrix.T.tocsr(),
        groups={reads: _grouped(records, reads) for reads in dict.fromkeys(rule.reads for rule in rules)},
        turn=turn,
        languages=_grouped(records, Reads(("language",), ("language",))),
    )


def _turn_key(record: Profile) -> tuple[Any, int, str]:
    """Ties: the earlier record, then the supplier used less, then the id."""
    return record.created_at, record.uses if isinstance(record, Offer) else 0, record.id


def _grouped(records: Sequence[Record], reads: Reads) -> Group[Record]:
    numbers: dict[Hashable, int] = {}
    of = np.empty(len(records), np.int32)
    examples: list[Record] = []
    for row, record in enumerate(records):
        of[row] = number = numbers.setdefault(reads.key(record), len(numbers))
        if number == len(examples):
            examples.append(record)
    of.setflags(write=False)
    return Group(of, tuple(examples))
