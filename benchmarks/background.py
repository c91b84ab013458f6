"""Makes the background of the engine: the features of some texts of the sample registry, which are our own.

    python benchmarks/background.py [--texts app/sample/data] [--out matching/data/background-3.tsv]

The texts are drawn by a digest of their titles: the same ones on every machine, in the proportions of the whole.
Features that fewer than LEAST of them have are left out: their IDF hardly changes. So are topics: their shares know
already how common each sector is.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from matching.text.channels import CHANNELS, channel_numbers, features_of  # noqa: E402 - the path comes first
from matching.text.reading import read  # noqa: E402 - the path comes first

SIZE = 60
LEAST = 3
TOPICS = list(CHANNELS).index("topics")


def main() -> None:
    """Reads the texts that are drawn and writes their features."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--texts", type=Path, default=ROOT / "app" / "sample" / "data")
    parser.add_argument("--out", type=Path, default=ROOT / "matching" / "data" / "background-3.tsv")
    options = parser.parse_args()
    drawn = sorted(_records(options.texts), key=lambda record: blake2b(record["title"].encode()).digest())[:SIZE]
    texts = [_features(record) for record in drawn]
    counts = Counter(code for text in texts for code in text)
    who = {code: sum(1 << number for number, text in enumerate(texts) if code in text) for code in counts}
    lines = [f"{code:x}\t{who[code]:x}" for code in sorted(counts) if counts[code] >= LEAST]
    options.out.write_text("\n".join([f"texts\t{SIZE}", *lines]) + "\n", encoding="utf-8")
    print(f"{SIZE} texts, {len(lines)} features, {options.out.stat().st_size} bytes")


def _features(record: dict[str, Any]) -> set[int]:
    text = "\n".join((record["title"], record["description"], record.get("objective", "")))
    ids = features_of(read(text, record["language"])).ids
    return set(ids[channel_numbers(ids) != TOPICS].tolist())


def _records(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted((*folder.glob("offers-*.jsonl"), *folder.glob("needs-*.jsonl"))):
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines)


if __name__ == "__main__":
    main()
