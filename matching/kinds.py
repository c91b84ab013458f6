"""Kinds: records that a rule cannot tell apart are judged once."""

import threading
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

import numpy as np

from matching.profiles import Need, Offer
from matching.rules import Reads
from matching.text.features import Values

Record = TypeVar("Record", Need, Offer)
#: Judgements kept for later questions, per rule: eight bytes each.
MOST_KEPT = 2_000_000


class Kinds(Generic[Record]):
    """Kinds of records, numbered as they come. Only grows, so that an index and those updated from it share it;
    safe to use from several threads."""

    def __init__(self, reads: Reads) -> None:
        self.reads = reads
        self._numbers: dict[Hashable, int] = {}
        self._examples: list[Record] = []
        self._judged: dict[Hashable, Values] = {}
        self._kept = 0
        self._lock = threading.Lock()

    def number(self, record: Record) -> int:
        """The kind of a record."""
        key = self.reads.key(record)
        with self._lock:
            number = self._numbers.setdefault(key, len(self._examples))
            if number == len(self._examples):
                self._examples.append(record)
            return number

    def judged(self, question: Hashable, judge: Callable[[Record], Any]) -> Values:
        """What ``judge`` says of an example of each kind, shape (n_kinds,). ``question`` names it: what was
        judged before under the same name is not judged again."""
        with self._lock:
            known = self._judged.get(question, np.empty(0))
            fresh = self._examples[len(known) :]
        if not fresh:
            return known
        found = np.concatenate([known, np.array([judge(example) for example in fresh], dtype=np.float64)])
        with self._lock:
            if self._kept > MOST_KEPT:
                self._judged.clear()
                self._kept = 0
            self._judged[question] = found
            self._kept += len(found)
        return found
