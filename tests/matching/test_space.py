"""The text channels against scikit-learn: the same analyzer, the same IDF, the same cosines."""

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfTransformer, TfidfVectorizer

from matching import default_weights
from matching.concepts.relations import broader_of
from matching.text import subjects
from matching.text.background import Background, load_background, parse_background
from matching.text.channels import features_of
from matching.text.cognates import letter_groups
from matching.text.meaning import BROADER, INNER, OUTSIDE, PAIR
from matching.text.reading import read
from matching.text.shelf import Shelf, build_block
from matching.text.space import fit_space, stacked, weigh
from matching.text.subjects import sector_model
from tests.matching.worlds import TEXTS, steady

CORPUS = [
    "Crear un banco de leche humana en el hospital, con formación del personal del hospital",
    "Alerta temprana ante huracanes y formación de comunidades",
    "Laboratorio de suelos: mapas de suelos, equipos y formación",
    "",
]


def own_cosines(texts: list[str], shares: tuple[float, ...], background: Background = ()) -> np.ndarray:
    read_texts = [features_of(read(text, "es")) for text in texts]
    rows = weigh(fit_space(read_texts, background, shares), stacked(read_texts))
    return build_block(rows).products(rows)


def stem_analyzer(text: str) -> list[str]:
    return list(read(text, "es").stems)


def group_weights(text: str) -> dict[str, float]:
    return grouped(read(text, "es").forms)


def grouped(forms: list[str]) -> Counter[str]:
    weights: Counter[str] = Counter()
    for form, count in Counter(forms).items():
        groups, weight = letter_groups(form)
        for group in groups.tolist():
            weights[str(group)] += weight * (1 + np.log(count))
    return weights


def concept_weights(text: str) -> dict[str, float]:
    """By the definition, from names: concepts, those within others, what is broader, pairs, words outside."""
    reading = read(text, "es")
    outer = [item.concept for item in reading.spoken if not item.inner]
    weights: Counter[str] = Counter()
    for name, count in Counter(item.concept for item in reading.spoken).items():
        weight = (1 + np.log(count)) * (1 if name in outer else INNER)
        weights[name] += weight
        for step, broader in enumerate(broader_of(name), start=1):
            weights[broader] += weight * BROADER**step
    for one, other in pairwise(outer):
        if one != other:
            weights["+".join(sorted((one, other)))] += PAIR
    outside = [word.form for word, covered in zip(reading.words, reading.covered, strict=True) if not covered]
    for group, weight in grouped(outside).items():
        weights[group] += OUTSIDE * weight
    return weights


def topic_weights(text: str) -> dict[str, float]:
    """By the definition: logistic regression on concepts, what is broader, and stems; no code without a voice."""
    model, reading = sector_model(), read(text, "es")
    outer = {item.concept for item in reading.spoken if not item.inner}
    heard: Counter[tuple[str, str]] = Counter()
    for name, count in Counter(item.concept for item in reading.spoken).items():
        weight = (1 + np.log(count)) * (1 if name in outer else subjects.INNER)
        for step, concept in enumerate((name, *broader_of(name))):
            heard["concept", concept] += weight * subjects.BROADER**step
    stems = Counter(stem for stem in reading.stems if len(stem) > subjects.SHORT)
    heard.update({("stem", stem): 1 + np.log(count) for stem, count in stems.items()})
    length = sum(value**2 for value in heard.values()) ** 0.5
    known = {feature: value / length for feature, value in heard.items() if feature in model.rows}
    odds = {}
    for number, code in enumerate(model.codes):
        parts = [value * model.weights[model.rows[feature], number] for feature, value in known.items()]
        odds[code] = (np.exp(model.biases[number] + sum(parts)), any(part > 0 for part in parts))
    whole = sum(value for value, _ in odds.values())
    shares = {code: value / whole for code, (value, said) in odds.items() if said and value / whole >= subjects.LEAST}
    return {code: round(share, 6) ** 0.5 for code, share in shares.items()}


@steady
@given(texts=st.lists(TEXTS, min_size=1, max_size=6))
def test_stems_equal_scikit_learn(texts: list[str]) -> None:
    texts = [*CORPUS, *texts]
    theirs = TfidfVectorizer(analyzer=stem_analyzer, sublinear_tf=True).fit_transform(texts)
    np.testing.assert_allclose(own_cosines(texts, (1.0, 0.0, 0.0, 0.0)), (theirs @ theirs.T).toarray(), atol=1e-12)


@pytest.mark.parametrize(
    ("number", "weigh"),
    [(1, group_weights), (2, concept_weights), (3, topic_weights)],
    ids=["grams", "concepts", "topics"],
)
@steady
@given(texts=st.lists(TEXTS, min_size=1, max_size=6))
def test_weighted_channels_equal_scikit_learn(
    number: int, weigh: Callable[[str], dict[str, float]], texts: list[str]
) -> None:
    texts = [*CORPUS, *texts]
    counted = DictVectorizer().fit_transform([weigh(text) for text in texts])
    theirs = TfidfTransformer().fit_transform(counted)
    shares = tuple(float(place == number) for place in range(4))
    np.testing.assert_allclose(own_cosines(texts, shares), (theirs @ theirs.T).toarray(), atol=1e-12)


def test_channels_are_mixed_by_their_shares() -> None:
    mixed = 0.3 * own_cosines(CORPUS, (1.0, 0.0, 0.0, 0.0)) + 0.7 * own_cosines(CORPUS, (0.0, 1.0, 0.0, 0.0))
    np.testing.assert_allclose(own_cosines(CORPUS, (0.3, 0.7, 0.0, 0.0)), mixed, atol=1e-12)
    assert mixed[0, 0] == pytest.approx(1.0)
    assert mixed[3, 3] == 0.0


def test_the_background_counts_like_texts_of_the_corpus() -> None:
    more = ["Formación de docentes rurales", "Formación en gestión de cuencas"]
    background = tuple(features_of(read(text, "es")).ids for text in more)
    shares = (0.15, 0.32, 0.46, 0.07)
    np.testing.assert_array_equal(
        own_cosines(CORPUS, shares, background), own_cosines([*CORPUS, *more], shares)[: len(CORPUS), : len(CORPUS)]
    )
    assert own_cosines(CORPUS, shares)[0, 1] > own_cosines(CORPUS, shares, background)[0, 1]


def test_words_that_the_space_does_not_know_are_the_rarest() -> None:
    corpus = [features_of(read(text, "es")) for text in CORPUS]
    shares = (1.0, 0.0, 0.0, 0.0)
    known, diluted = (features_of(read(text, "es")) for text in ("leche humana", "leche humana zzz"))
    space = fit_space(corpus, (), shares)
    assert len(space.ids) > 0
    assert space.idf_of(np.array([7], np.uint64)).tolist() == [space.unseen]
    assert space.unseen == pytest.approx(1 + np.log(1 + len(corpus)))
    found = build_block(weigh(space, stacked(corpus))).products(weigh(space, stacked([known, diluted])))
    assert found[1, 0] < found[0, 0]
    empty = fit_space([], (), shares)
    assert weigh(empty, stacked([known])).values.tolist() == pytest.approx(
        [0.5**0.5] * 2 + [0.0] * (len(known.ids) - 2)
    )


@steady
@given(texts=st.lists(TEXTS, min_size=1, max_size=6), cut=st.integers(1, 8))
def test_a_shelf_of_two_blocks_gives_the_bits_of_one(texts: list[str], cut: int) -> None:
    shares = (0.15, 0.32, 0.46, 0.07)
    everything = [features_of(read(text, "es")) for text in [*CORPUS, *texts]]
    space = fit_space(everything[:cut], (), shares)
    whole = Shelf((build_block(weigh(space, stacked(everything))),))
    parts = Shelf((build_block(weigh(space, stacked(everything[:cut]))),))
    for text in everything[cut:]:
        parts = parts.plus(weigh(space, stacked([text])))
    queries = weigh(space, stacked(everything))
    assert parts.products(queries).tobytes() == whole.products(queries).tobytes()
    assert (len(parts), parts.late, whole.late) == (len(everything), max(len(everything) - cut, 0), 0)


def test_a_background_file_is_read() -> None:
    found = parse_background("texts\t3\n9\t3\n2\t5\n")
    assert [text.tolist() for text in found] == [[2, 9], [9], [2]]
    assert [text.tolist() for text in parse_background("texts\t2\n")] == [[], []]


def test_the_shipped_background_is_there() -> None:
    assert len(load_background(default_weights().text.background)) == 60
    assert load_background("none") == ()
    with pytest.raises(FileNotFoundError):
        load_background("missing")
