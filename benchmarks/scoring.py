"""Tasks of a benchmark folder, and nDCG@10 of a matrix of similarities on them.

A task is a folder with ``corpus.jsonl`` (or ``corpus.path``), ``queries.jsonl`` and ``qrels.tsv``; relevance -1
takes a document out before scoring. `cross` and `mono` are means over the directions between languages that have
enough queries and documents, `mixed` is the ranking of all documents at once.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Text = tuple[str, str]

LEAST_QUERIES, LEAST_DOCUMENTS = 15, 24
_DISCOUNT = 1.0 / np.log2(np.arange(2, 12))


@dataclass(frozen=True, slots=True)
class Task:
    """``documents`` and ``queries``: (language, text). ``gains``: per query, row of the document → relevance."""

    name: str
    documents: list[Text]
    queries: list[Text]
    gains: list[dict[int, int]]


def load_task(folder: Path) -> Task:
    """Reads a task; title and text are joined by a line break."""
    shared = folder / "corpus.path"
    corpus = folder / shared.read_text("utf-8").strip() if shared.exists() else folder / "corpus.jsonl"
    documents, queries = _lines(corpus), _lines(folder / "queries.jsonl")
    rows = {row["id"]: number for number, row in enumerate(documents)}
    gains: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines():
        query, document, relevance = line.split()
        gains[query][rows[document]] = int(relevance)
    told = [gains[row["id"]] for row in queries]
    return Task(folder.name, [_text(row) for row in documents], [_text(row) for row in queries], told)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _text(row: dict[str, Any]) -> Text:
    return row["lang"], f"{row['title']}\n{row['text']}"


def measure(task: Task, found: Matrix) -> dict[str, float]:
    """Mean nDCG@10: cross, mono, mixed, and every direction (``es>pt``); ``found`` has the shape (queries,
    documents)."""
    languages = np.array([language for language, _ in task.documents])
    names = [str(name) for name in np.unique(languages)]
    scores: defaultdict[str, list[float]] = defaultdict(list)
    for number, (language, _) in enumerate(task.queries):
        order = np.argsort(-found[number], kind="stable")
        gains = task.gains[number]
        for name in ("mixed", *(f"{language}>{other}" for other in names)):
            wanted = name.partition(">")[2]
            score = _score(gains, order if not wanted else order[languages[order] == wanted])
            if score is not None:
                scores[name].append(score)
    return _means(scores, {name: int((languages == name).sum()) for name in names})


def _score(gains: dict[int, int], order: NDArray[np.intp]) -> float | None:
    allowed = set(order.tolist())
    ideal = sorted((gain for row, gain in gains.items() if gain > 0 and row in allowed), reverse=True)[:10]
    if not ideal:
        return None
    first = [row for row in order[: 10 + len(gains)].tolist() if gains.get(row, 0) >= 0][:10]
    reached = [max(gains.get(row, 0), 0) for row in first]
    return float(np.dot(reached, _DISCOUNT[: len(reached)]) / np.dot(ideal, _DISCOUNT[: len(ideal)]))


def _means(scores: dict[str, list[float]], sizes: dict[str, int]) -> dict[str, float]:
    means = {name: float(np.mean(found)) for name, found in scores.items()}
    for group in ("cross", "mono"):
        chosen = []
        for name, found in scores.items():
            one, _, other = name.partition(">")
            told = other not in ("", "mul") and one != "mul" and (one == other) == (group == "mono")
            if told and len(found) >= LEAST_QUERIES and sizes[other] >= LEAST_DOCUMENTS:
                chosen.append(means[name])
        if chosen:
            means[group] = float(np.mean(chosen))
    return means
