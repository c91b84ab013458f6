"""Fits the weights with which the engine guesses sectors, goals and targets, on texts of our own.

    python benchmarks/subjects.py [--out matching/data]

Sectors: the terms of the concept bank with the CRS categories of their concepts, and the names of the CRS codes in four
languages. Goals and targets: `benchmarks/sdg-words.tsv`; goals also the terms of the bank, by way of their category.
Run it after changing the bank. Small weights are left out and the rest is rounded: it
changes nothing that can be measured, and the files stay readable.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from matching.concepts.bank import shipped_bank, terms_in  # noqa: E402 - the path comes first
from matching.text.reading import read  # noqa: E402 - the path comes first
from matching.text.subjects import Feature, features_in, write_model  # noqa: E402 - the path comes first

#: Inverse strength of the regularisation; weights below LEAST are left out.
STRENGTH = 10.0
LEAST = 0.4
#: Half of what is common is believed: a register's mix of sectors is not that of the bank.
PRIOR = 0.5

#: CRS category → goals that its work is mostly for.
GOALS: dict[str, tuple[str, ...]] = {
    "111": ("4",), "112": ("4",), "113": ("4",), "114": ("4",), "121": ("3",), "122": ("3",), "123": ("3",),
    "130": ("3", "5"), "140": ("6",), "151": ("16",), "152": ("16",), "160": ("1", "10"), "210": ("9", "11"),
    "220": ("9",), "231": ("7",), "232": ("7",), "233": ("7",), "234": ("7",), "235": ("7",), "236": ("7",),
    "240": ("8",), "250": ("8",), "311": ("2",), "312": ("15",), "313": ("14",), "321": ("9",), "322": ("8", "12"),
    "323": ("9", "11"), "331": ("17",), "332": ("8",), "410": ("15", "13"), "520": ("2",), "740": ("13", "11"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """A text of ours and how much it speaks for each label."""

    text: str
    language: str
    labels: Mapping[str, float]


def main() -> None:
    """Fits and writes the three models."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "matching" / "data")
    out = parser.parse_args().out
    terms, wording = list(_bank_terms()), list(_sdg_words())
    sectors = [*terms, *_category_names()]
    by_goal = [Example(e.text, e.language, _goals_of(e.labels)) for e in terms if _goals_of(e.labels)]
    goals = [Example(e.text, e.language, {_goal(code): 1.0 for code in e.labels}) for e in wording]
    targets = [example for example in wording if not any(code.isdigit() for code in example.labels)]
    for name, examples in (("sectors-1", sectors), ("goals-1", [*by_goal, *goals]), ("targets-1", targets)):
        document = _fitted(examples)
        (out / f"{name}.tsv").write_text(document, encoding="utf-8")
        print(f"{name}: {len(examples)} texts, {document.count(chr(10)) - 1} features, {len(document)} bytes")


def _bank_terms() -> Iterator[Example]:
    bank = shipped_bank()
    for language in bank.languages:
        for number, cell in enumerate(bank.cells[language]):
            codes = [code[:3] for code in bank.categories[number]]
            terms = [term for term, _ in terms_in(cell)]
            for term in terms if codes else ():
                shares = {code: codes.count(code) / len(codes) / len(terms) for code in dict.fromkeys(codes)}
                yield Example(term, language, shares)


def _category_names() -> Iterator[Example]:
    path = ROOT / "app" / "vocabulary" / "data" / "sectors.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()[1:]]
    for row in rows:
        category = row["code"][:3]
        if category.isdigit():
            yield from (Example(name, language, {category: 1.0}) for language, name in row["names"].items())


def _sdg_words() -> Iterator[Example]:
    for line in (ROOT / "benchmarks" / "sdg-words.tsv").read_text("utf-8").splitlines()[1:]:
        code, words = line.split("\t")
        yield from (Example(term, "en", {code: 1.0}) for term in words.split(" | "))


def _goal(code: str) -> str:
    return code.partition(".")[0]


def _goals_of(categories: Mapping[str, float]) -> dict[str, float]:
    found: defaultdict[str, float] = defaultdict(float)
    for category, share in categories.items():
        goals = GOALS.get(category, ())
        for goal in goals:
            found[goal] += share / len(goals)
    return dict(found)


def _fitted(examples: Sequence[Example]) -> str:
    """Logistic regression with one class per label; a text with several labels counts in part for each."""
    from sklearn.feature_extraction import DictVectorizer  # noqa: PLC0415 - seconds, and not for the imports above
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    rows, labels, weights = [], [], []
    for example in examples:
        values = _unit(example)
        for label, weight in example.labels.items():
            rows.append(values)
            labels.append(label)
            weights.append(weight)
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(rows)
    model = LogisticRegression(C=STRENGTH, max_iter=500).fit(matrix, labels, sample_weight=weights)
    return _document(model, vectorizer.feature_names_)


def _unit(example: Example) -> dict[Any, float]:
    found: defaultdict[Feature, float] = defaultdict(float)
    for feature, value, _ in features_in(read(example.text, example.language)):
        found[feature] += value
    length = sqrt(sum(value * value for value in found.values())) or 1.0
    return {"\t".join(feature): value / length for feature, value in found.items()}


def _document(model: Any, names: Sequence[str]) -> str:
    order = sorted(range(len(model.classes_)), key=lambda number: _place(model.classes_[number]))
    codes = [str(model.classes_[number]) for number in order]
    biases = dict(zip(codes, np.round(PRIOR * model.intercept_[order], 2).tolist(), strict=True))
    weights: dict[Feature, dict[str, float]] = {}
    for column, name in enumerate(names):
        line = np.round(model.coef_[order, column], 1)
        kept = {codes[number]: float(line[number]) for number in np.flatnonzero(np.abs(line) >= LEAST)}
        if kept:
            kind, _, feature = name.partition("\t")
            weights[kind, feature] = kept
    return write_model(biases, weights)


def _place(code: str) -> tuple[int, str]:
    goal, _, target = code.partition(".")
    return int(goal), target.rjust(2)


if __name__ == "__main__":
    main()
