"""Quality of the engine on a task of the development benchmark: writes a TREC run, and pairs of providers.

python benchmarks/quality.py --task DIR --run OUT [--pairs OUT2]

Every document becomes an offer of a party of its own, every query a need of another; title, text and
language are given, all else is unknown. The public API ranks with the shipped weights; nothing depends on a
task's name.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import matching

DAY = date(2026, 9, 1)
BEST_PER_LANGUAGE = 100
BEST_PAIRS = 20


def main() -> None:
    """Reads the task, writes the run."""
    options = _options()
    documents = _lines(_corpus(options.task))
    offers = [matching.Offer(party=matching.Party(organization=f"doc:{row['id']}"), **_text(row)) for row in documents]
    needs = [
        matching.Need(party=matching.Party(country=f"query:{row['id']}"), **_text(row))
        for row in _lines(options.task / "queries.jsonl")
    ]
    index = matching.Index.build(offers)
    options.run.write_text("".join(_run(index, needs)), encoding="utf-8")
    if options.pairs:
        options.pairs.write_text("".join(_pairs(index, needs)), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--task", type=Path, required=True, help="folder with corpus, queries")
    parser.add_argument("--run", type=Path, required=True, help="file to write: ranked offers")
    parser.add_argument("--pairs", type=Path, help="file to write: ranked pairs of offers")
    return parser.parse_args()


def _corpus(task: Path) -> Path:
    shared = task / "corpus.path"
    return task / shared.read_text("utf-8").strip() if shared.exists() else task / "corpus.jsonl"


def _lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _text(row: dict[str, Any]) -> dict[str, Any]:
    language = None if row["lang"] == "mul" else row["lang"]
    return {"id": row["id"], "title": row["title"], "description": row["text"], "language": language}


def _run(index: matching.Index, needs: list[matching.Need]) -> Iterator[str]:
    offers = [entry.record for entry in index.offers.entries]
    languages = np.array([offer.language or "" for offer in offers])
    for need, points in zip(needs, matching.points_against_all(index, needs, DAY), strict=True):
        chosen = np.concatenate([_best(points, languages == name) for name in np.unique(languages)])
        ranked = sorted(chosen, key=lambda row: (-points[row], offers[row].id))
        for rank, row in enumerate(ranked, start=1):
            yield f"{need.id} Q0 {offers[row].id} {rank} {points[row]:.6f} tcdc\n"


def _best(points: "np.ndarray[Any, Any]", within: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    rows = np.flatnonzero(within & ~np.isnan(points))
    return rows[np.argsort(-points[rows], kind="stable")[:BEST_PER_LANGUAGE]]


def _pairs(index: matching.Index, needs: list[matching.Need]) -> Iterator[str]:
    for need in needs:
        found = matching.triangles_for(index, need, today=DAY, limit=BEST_PAIRS, require_gap=False)
        for rank, match in enumerate(found.items, start=1):
            pair = f"{match.first.id}+{match.second.id if match.second else ''}"
            yield f"{need.id} Q0 {pair} {rank} {match.explanation.points:.6f} tcdc\n"


if __name__ == "__main__":
    main()
