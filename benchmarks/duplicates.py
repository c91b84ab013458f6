"""Precision and recall of the search for duplicates, on records of our own.

    python benchmarks/duplicates.py

`duplicates.tsv`: records in groups of one subject; those with the same letter tell of the same thing, in other words
or another language, by the country or by an organization. All pairs within a group are judged. The index holds the
records of the sample registry too, in which every pair of one owner that is found counts as a false alarm.
"""

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import matching  # noqa: E402 - the path comes first

THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
KINDS = {"offer": matching.Offer, "need": matching.Need}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records of a group, whether they tell of the same thing, and the likelihood found."""

    languages: tuple[str | None, str | None]
    same: bool
    strength: float


def main() -> None:
    """Prints the table."""
    pairs = judged(_sample())
    print("| threshold | precision | recall | within a language | across |\n|---|---|---|---|---|")
    for least in THRESHOLDS:
        apart = [[pair for pair in pairs if (len(set(pair.languages)) == 1) == alike] for alike in (True, False)]
        cells = [*precision_recall(pairs, least), *(precision_recall(part, least)[1] for part in apart)]
        print(f"| {least} | {' | '.join(f'{cell:.2f}' for cell in cells)} |")
    same = sum(pair.same for pair in pairs)
    print(f"\n{len(pairs)} pairs, {same} of them duplicates; found in the sample registry: {_in_sample()}")


def judged(besides: list[Any]) -> list[Pair]:
    """All pairs within the groups."""
    groups = read_groups()
    records = [record for group in groups for _, record in group]
    index = _index([*records, *besides])
    found = []
    for group in groups:
        for (thing, one), (other_thing, other) in combinations(group, 2):
            near = {d.record.id: d.strength for d in matching.duplicates_of(index, one, limit=len(records), least=0.0)}
            found.append(Pair((one.language, other.language), thing == other_thing, near.get(other.id, 0.0)))
    return found


def precision_recall(pairs: list[Pair], least: float) -> tuple[float, float]:
    """Of the pairs found how many are duplicates, and of the duplicates how many are found; 1 where there are none."""
    found = [pair for pair in pairs if pair.strength >= least]
    right, all_right = sum(pair.same for pair in found), sum(pair.same for pair in pairs)
    return right / len(found) if found else 1.0, right / all_right if all_right else 1.0


def read_groups() -> list[list[tuple[str, Any]]]:
    """Groups of (thing, record)."""
    with (ROOT / "benchmarks" / "duplicates.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    groups: dict[str, list[tuple[str, Any]]] = {}
    for number, row in enumerate(rows):
        record = _record(row["side"], f"rec_{number:03}", row, row["owner"], row["sectors"].split(";"))
        groups.setdefault(row["group"], []).append((row["thing"], record))
    return list(groups.values())


def _record(side: str, name: str, row: dict[str, Any], owner: str, sectors: list[str]) -> Any:
    is_organization = owner.startswith("org_")
    return KINDS[side](
        id=name,
        party=matching.Party(organization=owner) if is_organization else matching.Party(country=owner),
        title=row["title"],
        description=row["description"],
        language=row["language"],
        sectors=frozenset(code for code in sectors if code.isdigit()) or None,
    )


def _sample() -> list[Any]:
    return list(_sample_records(ROOT / "app" / "sample" / "data"))


def _sample_records(folder: Path) -> Iterator[Any]:
    for side in KINDS:
        for path in sorted(folder.glob(f"{side}s-*.jsonl")):
            for row in map(json.loads, path.read_text("utf-8").splitlines()):
                owner = row.get("country") or f"org_{row.get('organization')}"
                yield _record(side, row["key"], row, owner, row["sectors"])


def _index(records: list[Any]) -> matching.Index:
    offers = [record for record in records if isinstance(record, matching.Offer)]
    return matching.Index.build(offers, [record for record in records if isinstance(record, matching.Need)])


def _in_sample() -> int:
    records = _sample()
    index = _index(records)
    return sum(d.record.id > record.id for record in records for d in matching.duplicates_of(index, record, limit=50))


if __name__ == "__main__":
    main()
