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
from matching.concepts.relations import broader_of, categories_of
from matching.text.background import NOTHING, Background, load_background, parse_background
from matching.text.channels import features_of
from matching.text.cognates import letter_groups
from matching.text.features import name_id
from matching.text.meaning import BROADER, INNER, OUTSIDE, PAIR
from matching.text.reading import read
from matching.text.space import fit_space, products, vectors
from tests.matching.worlds import TEXTS, steady

CORPUS = [
    "Crear un banco de leche humana en el hospital, con formación del personal del hospital",
    "Alerta temprana ante huracanes y formación de comunidades",
    "Laboratorio de suelos: mapas de suelos, equipos y formación",
    "",
]


def own_cosines(texts: list[str], shares: tuple[float, ...], background: Background = NOTHING) -> np.ndarray:
    read_texts = [features_of(read(text, "es")) for text in texts]
    rows = vectors(fit_space(read_texts, background, shares), read_texts)
    return products(rows, rows.T.tocsr())


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
    sums: Counter[str] = Counter()
    for name, count in Counter(item.concept for item in read(text, "es").spoken).items():
        for code, share in categories_of(name).items():
            sums[code] += share * (1 + np.log(count))
    return {code: (value / sum(sums.values())) ** 0.5 for code, value in sums.items()}


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


def test_a_background_makes_its_words_common() -> None:
    known = np.array([name_id("formacion")], dtype=np.uint64)
    heavy = Background(1000, known, np.array([900.0]))
    before, after = own_cosines(CORPUS, (1.0, 0.0, 0.0, 0.0)), own_cosines(CORPUS, (1.0, 0.0, 0.0), heavy)
    assert after[0, 1] < before[0, 1]
    assert heavy.counts_for(np.array([1, name_id("formacion")], dtype=np.uint64)).tolist() == [0.0, 900.0]


def test_words_that_the_corpus_does_not_know_count_in_the_length_only() -> None:
    corpus = [features_of(read(text, "es")) for text in CORPUS]
    space = fit_space(corpus, NOTHING, (1.0, 0.0, 0.0, 0.0))
    known, diluted = vectors(space, [features_of(read(text, "es")) for text in ("leche humana", "leche humana zzz")])
    assert diluted.sum() < known.sum()
    assert vectors(fit_space([], NOTHING, (1.0, 0.0, 0.0, 0.0)), corpus).shape == (4, 0)


def test_a_background_file_is_read() -> None:
    found = parse_background("texts\t40\n9\t3\n2\t7\n")
    assert found.size == 40
    assert found.counts_for(np.array([2, 3, 9], dtype=np.uint64)).tolist() == [7.0, 0.0, 3.0]


def test_a_background_may_have_less_say() -> None:
    light = parse_background("texts\t40\n9\t3\n").scaled(0.1)
    assert light.size == pytest.approx(4.0)
    assert light.counts_for(np.array([9], dtype=np.uint64)).tolist() == pytest.approx([0.3])


def test_the_shipped_background_is_there() -> None:
    assert load_background(default_weights().text.background).size > 0
    assert load_background("none") is NOTHING
    with pytest.raises(FileNotFoundError):
        load_background("missing")
