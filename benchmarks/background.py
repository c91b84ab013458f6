"""Makes the background counts of the engine from the texts of the sample registry, which are our own.

    python benchmarks/background.py [--texts app/sample/data] [--out matching/data/background-2.tsv]

Features that fewer than LEAST texts contain are left out: their IDF hardly changes.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from matching.text.channels import features_of  # noqa: E402 - the path comes first
from matching.text.reading import read  # noqa: E402 - the path comes first

LEAST = 8


def main() -> None:
    """Counts in how many texts each feature occurs and writes the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=Path, default=ROOT / "app" / "sample" / "data")
    parser.add_argument("--out", type=Path, default=ROOT / "matching" / "data" / "background-2.tsv")
    options = parser.parse_args()
    counts: Counter[int] = Counter()
    size = 0
    for record in _records(options.texts):
        text = "\n".join((record["title"], record["description"], record.get("objective", "")))
        counts.update(features_of(read(text, record["language"])).ids.tolist())
        size += 1
    lines = [f"texts\t{size}", *(f"{code:x}\t{n}" for code, n in sorted(counts.items()) if n >= LEAST)]
    options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{size} texts, {len(lines) - 1} features, {options.out.stat().st_size} bytes")


def _records(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted((*folder.glob("offers-*.jsonl"), *folder.glob("needs-*.jsonl"))):
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines)


if __name__ == "__main__":
    main()
