"""Tables of matching quality: baselines, parts of the engine, size of the bank, robustness, directions.

    python benchmarks/tables.py TASKS_DIR [--tasks NAME …] [--tables NAME …]

TASKS_DIR holds folders as benchmarks/scoring.py describes. Prints Markdown: nDCG@10, cross / mono / mixed.
"""

import argparse
import random
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from scoring import Matrix, Task, Text, load_task, measure  # noqa: E402 - the paths come first

from matching import Weights, default_weights  # noqa: E402
from matching.concepts import bank, lexicon, relations  # noqa: E402
from matching.text import meaning  # noqa: E402
from matching.text.background import load_background  # noqa: E402
from matching.text.channels import features_of  # noqa: E402
from matching.text.features import Features  # noqa: E402
from matching.text.reading import read  # noqa: E402
from matching.text.shelf import build_block  # noqa: E402
from matching.text.space import fit_space, stacked, weigh  # noqa: E402

GROUPS = ("cross", "mono", "mixed")
Row = tuple[str, list[str]]


def main() -> None:
    """Prints the chosen tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("tasks_dir", type=Path)
    parser.add_argument("--tasks", nargs="+", help="names of folders; all that have qrels.tsv otherwise")
    parser.add_argument("--tables", nargs="+", choices=list(TABLES), default=list(TABLES))
    options = parser.parse_args()
    names = options.tasks or sorted(path.parent.name for path in options.tasks_dir.glob("*/qrels.tsv"))
    tasks = [load_task(options.tasks_dir / name) for name in names]
    for table in options.tables:
        print(f"\n### {table}\n\n| |{'|'.join(task.name for task in tasks)}|\n|---|{'---|' * len(tasks)}")
        for label, cells in TABLES[table](tasks):
            print(f"|{label}|{'|'.join(cells)}|", flush=True)


# Ours.


def texts_of(rows: Sequence[Text]) -> list[Features]:
    """The features of texts; ``mul`` is a text of untold language."""
    return [features_of(read(text, None if language == "mul" else language)) for language, text in rows]


def ours(task: Task, read_task: tuple[list[Features], list[Features]], weights: Weights) -> Matrix:
    """Calibrated similarities as the engine computes them."""
    documents, queries = read_task
    text = weights.text
    space = fit_space(documents, load_background(text.background), tuple(text.channels.values()))
    block = build_block(weigh(space, stacked(documents)))
    found = block.products(weigh(space, stacked(queries))).astype(np.float32)
    names = [language for language, _ in task.documents]
    for row, (language, _) in enumerate(task.queries):
        factors = {
            name: 1.0 if "mul" in (name, language) else text.language_factor(language, name) for name in set(names)
        }
        found[row] *= np.array([factors[name] for name in names], dtype=np.float32)
    return np.asarray(found)


def read_both(task: Task) -> tuple[list[Features], list[Features]]:
    """Features of documents and queries."""
    return texts_of(task.documents), texts_of(task.queries)


# Baselines: one space for all languages, no calibration.


def _sparse(vectorizer: Any, task: Task) -> Matrix:
    rows = vectorizer.fit_transform([text for _, text in task.documents])
    found = vectorizer.transform([text for _, text in task.queries]) @ rows.T
    return np.asarray(found.toarray(), dtype=np.float32)


def plain(task: Task) -> Matrix:
    """scikit-learn's TfidfVectorizer as it comes."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - seconds, and one table only

    return _sparse(TfidfVectorizer(), task)


def grams(task: Task) -> Matrix:
    """scikit-learn's character 3-5 grams."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

    return _sparse(TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True), task)


def _stems(rows: Sequence[Text]) -> list[tuple[str, ...]]:
    return [read(text, None if language == "mul" else language).stems for language, text in rows]


def bm25(task: Task) -> Matrix:
    """BM25 (k1 1.2, b 0.75) over our stems."""
    from sklearn.feature_extraction.text import CountVectorizer  # noqa: PLC0415

    counter = CountVectorizer(analyzer=lambda stems: stems)
    counts = counter.fit_transform(_stems(task.documents)).astype(np.float64).tocsr()
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    norm = 1.2 * (0.25 + 0.75 * lengths / max(lengths.mean(), 1.0))
    counts.data = counts.data * 2.2 / (counts.data + np.repeat(norm, np.diff(counts.indptr)))
    seen = np.bincount(counts.indices, minlength=counts.shape[1])
    counts.data *= np.log1p((counts.shape[0] - seen + 0.5) / (seen + 0.5))[counts.indices]
    return np.asarray((counter.transform(_stems(task.queries)) @ counts.T).toarray(), dtype=np.float32)


def stems(task: Task) -> Matrix:
    """The channel of stems alone."""
    return ours(task, read_both(task), _shares({"stems": 1.0}))


BASELINES: dict[str, Callable[[Task], Matrix]] = {
    "plain TF-IDF (scikit-learn)": plain,
    "character 3-5 grams (scikit-learn)": grams,
    "BM25 on stems": bm25,
    "TF-IDF on stems": stems,
    "**ours**": lambda task: ours(task, read_both(task), default_weights()),
}


# Tables.


def _cell(task: Task, found: Matrix) -> str:
    means = measure(task, found)
    return " / ".join(f"{means[name]:.3f}" if name in means else "–" for name in GROUPS)


def baselines(tasks: list[Task]) -> Iterator[Row]:
    """What others do, and ours."""
    for label, method in BASELINES.items():
        yield label, [_cell(task, method(task)) for task in tasks]


def ablations(tasks: list[Task]) -> Iterator[Row]:
    """Each part of the engine taken away."""
    weights = default_weights()
    shares = dict(weights.text.channels)
    variants = {"all parts": weights} | {
        f"without {name}": _shares({other: share for other, share in shares.items() if other != name})
        for name in shares
    }
    variants["without calibration"] = replace(weights, text=replace(weights.text, language_pairs={"default": 1.0}))
    variants["without background"] = replace(weights, text=replace(weights.text, background="none"))
    read_tasks = [read_both(task) for task in tasks]
    for label, variant in variants.items():
        yield label, [_cell(task, ours(task, found, variant)) for task, found in zip(tasks, read_tasks, strict=True)]
    for label, name in PARTS:
        kept = getattr(meaning, name)
        setattr(meaning, name, 0.0)
        yield label, [_cell(task, ours(task, read_both(task), weights)) for task in tasks]
        setattr(meaning, name, kept)


PARTS = (("without broader concepts", "BROADER"), ("without pairs", "PAIR"), ("without inner concepts", "INNER"))


def _shares(channels: dict[str, float]) -> Weights:
    weights = default_weights()
    whole = sum(channels.values())
    full = {name: channels.get(name, 0.0) / whole for name in weights.text.channels}
    return replace(weights, text=replace(weights.text, channels=full))


def bank_size(tasks: list[Task]) -> Iterator[Row]:
    """The same engine with a part of the bank, drawn by a digest of the ids."""
    documents = bank.shipped_documents()
    whole = sum(len(document.splitlines()) - 1 for document in documents.values())
    shipped = bank.shipped_documents
    for share in (0.0, 0.1, 0.25, 0.5, 0.75, 1.0):
        bank.shipped_documents = lambda share=share: {name: _part(text, share) for name, text in documents.items()}
        _forget()
        yield (
            f"{round(whole * share)} concepts",
            [_cell(task, ours(task, read_both(task), default_weights())) for task in tasks],
        )
    bank.shipped_documents = shipped
    _forget()


def _part(document: str, share: float) -> str:
    header, *lines = document.splitlines()
    kept = [line for line in lines if blake2b(line.split("\t")[0].encode(), digest_size=1).digest()[0] < 256 * share]
    return "\n".join((header, *kept)) + "\n"


def _forget() -> None:
    for cached in (bank.shipped_bank, lexicon.lexicon_of, relations.broader_of, relations.categories_of):
        cached.cache_clear()
    relations.places.cache_clear()


def robustness(tasks: list[Task]) -> Iterator[Row]:
    """The needs written carelessly; the offers as they are."""
    for label, spoil in SPOILERS.items():
        cells = []
        for task in tasks:
            chance = random.Random(547)
            spoilt = replace(task, queries=[(language, spoil(text, chance)) for language, text in task.queries])
            cells.append(_cell(task, ours(task, read_both(spoilt), default_weights())))
        yield label, cells


def _bare(text: str, _chance: random.Random) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


def _typos(text: str, chance: random.Random) -> str:
    """One slip in every tenth word: letters swapped, or one left out, doubled or wrong, equally often."""
    return _slips(text, chance, ("swapped", "left out", "doubled", "wrong"))


def _swaps(text: str, chance: random.Random) -> str:
    """The mildest slip only."""
    return _slips(text, chance, ("swapped",))


def _slips(text: str, chance: random.Random, kinds: Sequence[str]) -> str:
    words = text.split(" ")
    for place, word in enumerate(words):
        if len(word) > 3 and chance.random() < 0.1:
            at = chance.randrange(1, len(word) - 1)
            letters = {
                "swapped": word[at + 1] + word[at],
                "left out": word[at + 1],
                "doubled": word[at] * 2 + word[at + 1],
                "wrong": chance.choice("aeiourstln") + word[at + 1],
            }
            words[place] = word[:at] + letters[chance.choice(kinds)] + word[at + 2 :]
    return " ".join(words)


SPOILERS: dict[str, Callable[[str, random.Random], str]] = {
    "as written": lambda text, _chance: text,
    "no accents": _bare,
    "capitals": lambda text, _chance: text.upper(),
    "swapped letters in every tenth word": _swaps,
    "any slip in every tenth word": _typos,
    "no accents, capitals, any slip": lambda text, chance: _typos(_bare(text, chance), chance).upper(),
}


def directions(tasks: list[Task]) -> Iterator[Row]:
    """Every pair of languages, the mean and the lowest as a share of it."""
    found = [measure(task, ours(task, read_both(task), default_weights())) for task in tasks]
    names = sorted({name for means in found for name in means if ">" in name and "mul" not in name})
    for name in names:
        yield name, [f"{means[name]:.3f}" if name in means else "–" for means in found]


TABLES: dict[str, Callable[[list[Task]], Iterator[Row]]] = {
    "baselines": baselines,
    "ablations": ablations,
    "bank-size": bank_size,
    "robustness": robustness,
    "directions": directions,
}


if __name__ == "__main__":
    main()
