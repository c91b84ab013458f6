"""What a score is worth: of all pairs of the gold set with such a score, how many a judge found relevant.

    python benchmarks/calibration.py

What is not judged counts as not relevant, so the shares are a little low. Prints a table; see benchmarks/README.md.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import gold  # noqa: E402 - the paths come first

import matching  # noqa: E402

#: Lower ends of the ranges of scores.
RANGES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Range:
    """Scores in [low, next range): how many ``pairs`` have one, and how many of these are ``relevant`` (grade 2 or
    3)."""

    low: float
    pairs: int
    relevant: int

    @property
    def share(self) -> float:
        """Of the pairs, those that are relevant; 0 when there are none."""
        return self.relevant / max(self.pairs, 1)


def main() -> None:
    """Prints the table as Markdown."""
    print("|score|pairs|relevant|share|\n|---|---|---|---|")
    for one in ranges(gold.load()):
        print(f"|{one.low:.1f}-{one.low + 0.1:.1f}|{one.pairs}|{one.relevant}|{one.share:.2f}|")


def ranges(collection: gold.Collection) -> list[Range]:
    """Every need against every offer that passes the gates, by score."""
    judged = list(_judged(collection))
    found = []
    for low, high in zip(RANGES, (*RANGES[1:], 1.01), strict=True):
        inside = [relevant for score, relevant in judged if low <= score < high]
        found.append(Range(low, len(inside), sum(inside)))
    return found


def _judged(collection: gold.Collection) -> Iterator[tuple[float, bool]]:
    index = matching.Index.build(collection.offers, collection.needs)
    for need in collection.needs:
        for match in matching.offers_for(index, need, today=gold.DAY, limit=len(collection.offers)).items:
            yield match.score, collection.grades[need.id].get(match.first.id, 0) >= gold.RELEVANT


if __name__ == "__main__":
    main()
