"""Judges the engine on our own collection of needs, offers and graded judgements, and compares with the baseline.

    python benchmarks/gold.py [--json OUT] [--worst N] [--record] [--baseline FILE]

Profiles carry all their fields; the public API ranks with the shipped weights. How grades are given is written in
`benchmarks/gold/GUIDELINE.md`, why the figures are these in `docs/decisions/0013-gold-set.md`. Exits 1 when a figure
is worse than `benchmarks/gold/baseline.json` allows; ``--record`` writes that file anew.
"""

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from itertools import product
from math import isnan, log2
from pathlib import Path
from statistics import fmean
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import matching

FOLDER = Path(__file__).resolve().parent / "gold"
BASELINE = FOLDER / "baseline.json"
DAY = date(2026, 9, 1)
RELEVANT = 2
#: Figures have four decimals.
ROUNDING = 1e-9
#: How much worse a figure may be than recorded. One need of 48 whose first hit changes moves that share by .021.
TOLERANCE = {
    "bilateral": 0.015,
    "text_only": 0.015,
    "triangular": 0.02,
    "bilateral.first_is_relevant": 0.025,
    "text_only.first_is_relevant": 0.025,
}
#: Figures that may not rise; all others may not fall.
LOWER_IS_BETTER = frozenset({"bilateral.near_misses_above", "text_only.near_misses_above"})
FILES = ("needs.jsonl", "offers.jsonl", "parties.jsonl", "judgements.tsv", "pairs.tsv")

Grades = Mapping[str, int]
Report = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Collection:
    """``grades``: need → offer → 0-3; ``pairs``: compound need → ``one+other`` (ids in alphabetical order) → 0-3.
    What is not judged counts as 0. ``digest`` changes with any of the files."""

    needs: list[matching.Need]
    offers: list[matching.Offer]
    grades: dict[str, dict[str, int]]
    pairs: dict[str, dict[str, int]]
    digest: str


def load(folder: Path = FOLDER) -> Collection:
    """Reads the collection."""
    places = {_party_key(row): _place(row) for row in lines(folder / "parties.jsonl")}
    needs = [need_of(row, places) for row in lines(folder / "needs.jsonl")]
    offers = [matching.Offer(**_profile(row, places)) for row in lines(folder / "offers.jsonl")]
    grades: dict[str, dict[str, int]] = {need.id: {} for need in needs}
    for row in table(folder / "judgements.tsv"):
        grades[row["need"]][row["offer"]] = int(row["grade"])
    pairs: dict[str, dict[str, int]] = {}
    for row in table(folder / "pairs.tsv"):
        pairs.setdefault(row["need"], {})[pair_key(row["first"], row["second"])] = int(row["grade"])
    digest = blake2b(b"".join((folder / name).read_bytes() for name in FILES), digest_size=6).hexdigest()
    return Collection(needs, offers, grades, pairs, digest)


def lines(path: Path) -> list[dict[str, Any]]:
    """The documents of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a table with tabs; its first line names the columns."""
    with path.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows, delimiter="\t"))


def pair_key(one: str, other: str) -> str:
    """Two providers, whoever is the first."""
    return "+".join(sorted((one, other)))


def _party_key(row: Mapping[str, Any]) -> str:
    return str(row.get("country") or row["organization"])


def _place(row: Mapping[str, Any]) -> matching.Place:
    return matching.Place(
        groups=frozenset(row.get("groups", ())),
        intermediate=row.get("intermediate"),
        regions=frozenset(row["regions"]),
        commissions=frozenset(row.get("commissions", ())),
    )


def need_of(row: Mapping[str, Any], places: Mapping[str, matching.Place]) -> matching.Need:
    """The need of a document."""
    return matching.Need(**_profile(row, places), objective=row.get("objective", ""), priority=row.get("priority"))


def _profile(row: Mapping[str, Any], places: Mapping[str, matching.Place]) -> dict[str, Any]:
    """The fields of a document as the engine knows them; what is absent is unknown."""
    kinds = row.get("inputs")
    return {
        "id": row["id"],
        "party": matching.Party(row.get("country"), row.get("organization"), places[_party_key(row)]),
        "title": row["title"],
        "description": row.get("description", ""),
        "language": row["language"],
        "sectors": _set(row.get("sectors")),
        "modalities": _set(row.get("modalities")),
        "inputs": None if kinds is None else frozenset(item["kind"] for item in kinds),
        "languages": _set(row.get("delivery_languages")),
        "sdg": _set(row.get("sdg")),
        "actor_type": row.get("institution", {}).get("type"),
    }


def _set(values: Sequence[str] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)


def measure(collection: Collection, weights: matching.Weights | None = None) -> Report:
    """All figures of an engine with these weights (None: the shipped ones), and those of every need."""
    index = matching.Index.build(collection.offers, collection.needs, weights)
    ranked = rankings(index, collection)
    needs = {need.id: _need_figures(collection, need, ranked[need.id]) for need in collection.needs}
    read = rankings(_text_only(index), collection)
    texts = {need.id: _need_figures(collection, need, read[need.id]) for need in collection.needs}
    triangles = {need: _pair_figures(collection.pairs[need], proposed(index, need)) for need in collection.pairs}
    figures = {f"bilateral.{name}": value for name, value in _means(needs.values()).items()}
    figures |= {f"text_only.{name}": value for name, value in _means(texts.values()).items()}
    figures |= {f"triangular.{name}": value for name, value in _means(triangles.values()).items()}
    return {
        "engine": matching.ENGINE_VERSION,
        "weights": index.weights.label,
        "collection": collection.digest,
        "figures": figures,
        "needs": needs,
        "texts": texts,
        "triangles": triangles,
    }


def _text_only(index: matching.Index) -> matching.Index:
    """The same records of which only party, language and text are known."""
    unknown: dict[str, Any] = dict.fromkeys(("sectors", "modalities", "inputs", "languages", "sdg"))
    records = [entry.record for side in (index.offers, index.needs) for entry in side.entries]
    return index.updated(put=[replace(record, **unknown) for record in records])


def rankings(index: matching.Index, collection: Collection) -> dict[str, list[str]]:
    """Per need the ids of all offers that pass the gates, best first, as `matching.offers_for` lists them."""
    ids = [entry.record.id for entry in index.offers.entries]
    needs = [index.needs.entries[index.needs.rows[need.id]].record for need in collection.needs]
    columns = matching.points_against_all(index, needs, DAY)
    found = {}
    for need, points in zip(needs, columns, strict=True):
        listed = [(-float(value), name) for name, value in zip(ids, points, strict=True) if not isnan(value)]
        found[need.id] = [name for _, name in sorted(listed)]
    return found


def proposed(index: matching.Index, need: str) -> list[str]:
    """The ten best triangles of a need as people see them; a pair that stands there twice keeps both places."""
    record = index.needs.entries[index.needs.rows[need]].record
    found = matching.triangles_for(index, record, today=DAY, limit=10)
    return [pair_key(match.first.id, match.second.id if match.second else "") for match in found.items]


def _need_figures(collection: Collection, need: matching.Need, ranked: Sequence[str]) -> dict[str, float | None]:
    grades = collection.grades[need.id]
    same = {offer.id for offer in collection.offers if offer.language == need.language}
    here = [name for name in ranked if name in same]
    there = [name for name in ranked if name not in same]
    return {
        "ndcg_5": ndcg(grades, ranked),
        "ndcg_5_same_language": ndcg({name: grade for name, grade in grades.items() if name in same}, here),
        "ndcg_5_other_language": ndcg({name: grade for name, grade in grades.items() if name not in same}, there),
        "recall_10_other_language": recall({n: grade for n, grade in grades.items() if n not in same}, ranked),
        "first_is_relevant": float(grades.get(ranked[0], 0) >= RELEVANT),
        "near_misses_above": _misordered(grades, ranked),
    }


def _pair_figures(grades: Grades, found: Sequence[str]) -> dict[str, float | None]:
    return {"ndcg_5": ndcg(grades, found), "recall_10": recall(grades, found)}


def ndcg(grades: Grades, ranked: Iterable[str], depth: int = 5) -> float | None:
    """Gain 2^grade - 1, discount log2(rank + 1); None when nothing is relevant. A name gains once."""
    ideal = sorted(grades.values(), reverse=True)
    if not ideal or ideal[0] < RELEVANT:
        return None
    first = list(ranked)[:depth]
    reached = [0 if name in first[:place] else grades.get(name, 0) for place, name in enumerate(first)]
    return _gain(reached) / _gain(ideal[:depth])


def _gain(grades: Iterable[int]) -> float:
    return sum((2.0**grade - 1.0) / log2(place + 2) for place, grade in enumerate(grades))


def recall(grades: Grades, ranked: Sequence[str], depth: int = 10) -> float | None:
    """The share of the relevant ones among the first; None when there are none."""
    wanted = {name for name, grade in grades.items() if grade >= RELEVANT}
    return len(wanted & set(ranked[:depth])) / len(wanted) if wanted else None


def _misordered(grades: Grades, ranked: Sequence[str]) -> float | None:
    """The share of (near-miss, relevant) couples in which the near-miss stands above."""
    place = {name: number for number, name in enumerate(ranked)}
    wrong = [place[name] for name, grade in grades.items() if grade == 0 and name in place]
    right = [place[name] for name, grade in grades.items() if grade >= RELEVANT and name in place]
    couples = list(product(wrong, right))
    return fmean(miss < hit for miss, hit in couples) if couples else None


def _means(rows: Iterable[Mapping[str, float | None]]) -> dict[str, float]:
    listed = list(rows)
    names = listed[0].keys()
    return {name: round(fmean(value for row in listed if (value := row[name]) is not None), 4) for name in names}


def below(report: Report, baseline: Report) -> list[str]:
    """What is worse than the baseline allows, one sentence each; also a collection other than the recorded one."""
    if report["collection"] != baseline["collection"]:
        return ["the collection is not the one that was recorded: record the baseline anew"]
    found = []
    for name, recorded in baseline["figures"].items():
        value = report["figures"][name]
        lost = value - recorded if name in LOWER_IS_BETTER else recorded - value
        tolerance = baseline["tolerance"].get(name, baseline["tolerance"][name.partition(".")[0]])
        if lost > tolerance + ROUNDING:
            found.append(f"{name}: {value:.4f}, recorded {recorded:.4f}, tolerance {tolerance}")
    return found


def recorded(path: Path = BASELINE) -> Report:
    """The baseline: figures, tolerance, and the engine, weights and collection they were measured with."""
    document: Report = json.loads(path.read_text("utf-8"))
    return document


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints, compares or records; the exit status."""
    options = _options(arguments)
    report = measure(load())
    if options.json:
        options.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    _print(report, options.worst)
    if options.record:
        kept = {name: report[name] for name in ("engine", "weights", "collection", "figures")}
        document = json.dumps({**kept, "tolerance": TOLERANCE}, indent=2) + "\n"
        options.baseline.write_text(document, encoding="utf-8")
        return 0
    losses = below(report, recorded(options.baseline))
    for loss in losses:
        print(f"worse than the baseline: {loss}", file=sys.stderr)
    return 1 if losses else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", type=Path, help="file to write: all figures, those of every need too")
    parser.add_argument("--worst", type=int, default=0, help="how many of the worst needs to print")
    parser.add_argument("--record", action="store_true", help="write the baseline anew instead of comparing")
    parser.add_argument("--baseline", type=Path, default=BASELINE, help="another file than the shipped one")
    return parser.parse_args(arguments)


def _print(report: Report, worst: int) -> None:
    print(f"engine {report['engine']}, weights {report['weights']}, collection {report['collection']}")
    for name, value in report["figures"].items():
        print(f"{name:38} {value:.4f}")
    for part in ("needs", "texts", "triangles"):
        lowest = sorted(report[part].items(), key=lambda row: (row[1]["ndcg_5"], row[0]))[:worst]
        for need, figures in lowest:
            told = "  ".join(f"{name} {value:.2f}" for name, value in figures.items() if value is not None)
            print(f"{part} {need:18} {told}")


if __name__ == "__main__":
    sys.exit(main())
