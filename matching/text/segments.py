"""Segments: the clauses of a compound need, each of which may be somebody else's to answer."""

import re
from dataclasses import dataclass

from matching.text.reading import Reading, read

MOST = 8
LEAST_WORDS = 3

_LINKS = (
    r"(?:y|e)\s+(?:también|tambien|además|ademas|asimismo)|así\s+como|asi\s+como|además\s+de|ademas\s+de",
    r"e\s+(?:também|tambem|ainda)|bem\s+como|assim\s+como|além\s+de|alem\s+de",
    r"et\s+(?:aussi|également|egalement)|ainsi\s+que|en\s+plus\s+de",
    r"and\s+also|as\s+well\s+as|in\s+addition\s+to|together\s+with",
)
# A full stop or comma inside a number does not end a clause.
_CUT = re.compile(rf"[\n;:!?•]+|\.+(?=\s|$)|\b(?:{'|'.join(_LINKS)})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Segment:
    """A clause: its place [start, end) in the text, and its content words."""

    start: int
    end: int
    reading: Reading

    @property
    def length(self) -> int:
        """Number of content words."""
        return len(self.reading.words)


def segments_of(text: str, language: str | None) -> tuple[Segment, ...]:
    """The clauses of a text in order, at most eight, each of at least three content words where the text
    has so many; shorter ones join their shorter neighbour. Every content word is in exactly one. Empty for
    an empty text."""
    reading = read(text, language)
    cuts = [found.start() for found in _CUT.finditer(text)]
    clauses: list[list[int]] = [[]]
    for place, word in enumerate(reading.words):
        while cuts and cuts[0] < word.start:
            cuts.pop(0)
            if clauses[-1]:
                clauses.append([])
        clauses[-1].append(place)
    _join(clauses)
    return tuple(_segment(reading, clause) for clause in clauses if clause)


def _join(clauses: list[list[int]]) -> None:
    while len(clauses) > 1:
        shortest = min(range(len(clauses)), key=lambda number: len(clauses[number]))
        if len(clauses) <= MOST and len(clauses[shortest]) >= LEAST_WORDS:
            return
        beside = [number for number in (shortest - 1, shortest + 1) if 0 <= number < len(clauses)]
        other = min(beside, key=lambda number: len(clauses[number]))
        first, second = sorted((shortest, other))
        clauses[first] += clauses.pop(second)


def _segment(reading: Reading, clause: list[int]) -> Segment:
    part = reading.part(clause[0], clause[-1])
    return Segment(part.words[0].start, part.words[-1].end, part)
