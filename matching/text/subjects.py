"""Subjects: which sectors, goals or targets a text speaks of, by weights of its concepts and stems.

The weights are logarithms of odds, fitted offline on texts of our own (`benchmarks/subjects.py`) and kept as text, one
feature a line: ``concept`` or ``stem``, its name, and ``code:weight`` for each code that it speaks for or against. The
first line has the bias of each code: half of the logarithm of how common the code is.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import exp, fsum, sqrt

import numpy as np
from numpy.typing import NDArray

from matching.concepts.bank import shipped_bank
from matching.concepts.relations import broader_of, categories_of
from matching.text.features import Values, first_places, sublinear
from matching.text.reading import Reading

#: Weight of what is broader than a concept, once more for every further step; of a concept within a longer term.
BROADER = 0.45
INNER = 0.6
#: Stems of so many letters are small words of some language.
SHORT = 2
#: What a concept of the bank that came after the fitting says of its own categories.
UNFITTED = 4.0
#: A smaller share of a text is noise.
LEAST = 0.02
#: More decimals differ between machines.
DECIMALS = 6
CONCEPT, STEM = "concept", "stem"
NOTHING = (np.empty(0, np.intp), np.empty(0), np.empty(0, np.intp))
Feature = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """``codes``: what can be said of a text. ``biases``: shape (n_codes,). ``rows``: feature → row of ``weights``,
    shape (n_features, n_codes)."""

    codes: tuple[str, ...]
    biases: Values
    rows: Mapping[Feature, int]
    weights: Values


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What a text says. ``shares``: per code in [0, 1], sum at most 1, 0 where nothing speaks for it.
    ``voices``: how strongly each of its features speaks for a code, shape (n_features, n_codes); ``places``: where it
    stands, the number of a word or words + the number of a mention; a place may have several."""

    codes: tuple[str, ...]
    shares: Values
    voices: Values
    places: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Heard:
    """The features of a text as (feature, value, place), sorted, and the length of the vector that they make."""

    found: tuple[tuple[Feature, float, int], ...]
    length: float


def hear(reading: Reading) -> Heard:
    """What a text says, for any model."""
    found = sorted(features_in(reading))
    sums: dict[Feature, float] = {}
    for feature, value, _ in found:
        sums[feature] = sums.get(feature, 0.0) + value
    return Heard(tuple(found), sqrt(fsum(value * value for value in sums.values())))


def tell(model: Model, heard: Heard) -> Told:
    """The subjects of a text. Common codes start ahead, but only a code for which something speaks has a share."""
    known = [(model.rows[feature], value, place) for feature, value, place in heard.found if feature in model.rows]
    rows, values, at = (np.array(column) for column in zip(*known, strict=True)) if known else NOTHING
    parts = model.weights[rows] * (values / heard.length)[:, None]
    shares = _shares_of(model.biases + parts.sum(axis=0))
    voices = np.maximum(parts, 0.0)
    shares = np.where(voices.any(axis=0) & (shares >= LEAST), shares, 0.0)
    return Told(model.codes, shares, voices, at)


def _shares_of(logits: Values) -> Values:
    parts = [exp(value) for value in (logits - logits.max()).tolist()]
    whole = fsum(parts)
    return np.array([round(part / whole, DECIMALS) for part in parts])


def features_in(reading: Reading) -> Iterator[tuple[Feature, float, int]]:
    """(feature, value, place): the concepts of a text with what is broader than they, and its stems."""
    names = [item.concept for item in reading.spoken]
    counts, first = Counter(names), first_places(names)
    outer = {item.concept for item in reading.spoken if not item.inner}
    for name, weight in zip(counts, sublinear(counts).tolist(), strict=True):
        above, place = weight if name in outer else weight * INNER, len(reading.words) + first[name]
        yield (CONCEPT, name), above, place
        for broader in broader_of(name):
            above *= BROADER
            yield (CONCEPT, broader), above, place
    stems, first = Counter(stem for stem in reading.stems if len(stem) > SHORT), first_places(reading.stems)
    for stem, weight in zip(stems, sublinear(stems).tolist(), strict=True):
        yield (STEM, stem), weight, first[stem]


@lru_cache(maxsize=8)
def load_model(name: str) -> Model:
    """The shipped model of that name. Raises FileNotFoundError when there is none."""
    return parse_model(files("matching").joinpath("data", f"{name}.tsv").read_text("utf-8"))


@lru_cache(maxsize=1)
def sector_model() -> Model:
    """CRS categories."""
    return with_newer_concepts(load_model("sectors-1"))


def with_newer_concepts(fitted: Model) -> Model:
    """A model of CRS categories in which concepts that came into the bank since the fitting speak for their own."""
    numbers = {code: number for number, code in enumerate(fitted.codes)}
    rows, lines = dict(fitted.rows), [fitted.weights]
    for name in shipped_bank().ids:
        shares = {code: share for code, share in categories_of(name).items() if code in numbers}
        if shares and (CONCEPT, name) not in rows:
            rows[CONCEPT, name] = len(rows)
            line = np.zeros((1, len(numbers)))
            line[0, [numbers[code] for code in shares]] = [UNFITTED * share for share in shares.values()]
            lines.append(line)
    return Model(fitted.codes, fitted.biases, rows, np.concatenate(lines))


def parse_model(document: str) -> Model:
    """A model from its file."""
    first, *lines = document.splitlines()
    biases = _weights_in(first)
    numbers = {code: number for number, code in enumerate(biases)}
    weights = np.zeros((len(lines), len(numbers)))
    rows: dict[Feature, int] = {}
    for row, line in enumerate(lines):
        kind, name, cell = line.split("\t")
        rows[kind, name] = row
        for code, weight in _weights_in(cell).items():
            weights[row, numbers[code]] = weight
    weights.setflags(write=False)
    return Model(tuple(biases), np.array(list(biases.values())), rows, weights)


def write_model(biases: Mapping[str, float], weights: Mapping[Feature, Mapping[str, float]]) -> str:
    """The file that `parse_model` reads."""
    lines = [_cell(biases)]
    lines += (f"{kind}\t{name}\t{_cell(found)}" for (kind, name), found in sorted(weights.items()))
    return "\n".join(lines) + "\n"


def _cell(weights: Mapping[str, float]) -> str:
    return " ".join(f"{code}:{weight:g}" for code, weight in weights.items())


def _weights_in(cell: str) -> dict[str, float]:
    return {code: float(weight) for code, weight in (pair.split(":") for pair in _pairs(cell))}


def _pairs(cell: str) -> Sequence[str]:
    return cell.split(" ") if cell else ()
