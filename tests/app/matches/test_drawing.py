"""Pictures of explanations: bars that add up, and texts that stay whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matches.drawing import marked, waterfall
from schemas.matches import CoverageOut, ExplanationOut, SignalOut

NOTHING = CoverageOut(asked=[], by_first_provider=[], by_second_provider=[], missing=[])


def an_explanation(prior: float, *points: float) -> ExplanationOut:
    signals = [SignalOut(signal="text", points=p, strength=0, weight=1, facts={}) for p in points]
    total = round(prior + sum(points), 6)
    return ExplanationOut(prior=prior, signals=signals, points=total, terms=[], coverage=NOTHING, gap=None, sentence="")


def test_each_bar_begins_where_the_last_one_ended() -> None:
    picture = waterfall(an_explanation(-3.0, 2.0, 1.5, -0.5))
    assert [bar.way for bar in picture.bars] == ["sum", "up", "up", "down", "sum"]
    assert picture.zero == pytest.approx(85.71)  # three of three and a half points lie left of it
    assert [round(bar.start) for bar in picture.bars] == [0, 0, 57, 86, 86]
    assert [round(bar.width) for bar in picture.bars] == [86, 57, 43, 14, 0]


@given(st.floats(-9, 9), st.lists(st.floats(-9, 9), max_size=9))
def test_every_bar_stays_inside_the_picture(prior: float, points: list[float]) -> None:
    for bar in waterfall(an_explanation(prior, *points)).bars:
        assert -0.01 <= bar.start <= 100.01
        assert bar.start + bar.width <= 100.02


def test_words_are_marked_with_the_numbers_of_their_pairs() -> None:
    cut = marked(("Banco de leche", "Con leche materna"), [(1, (9, 14)), (2, (19, 24))])
    assert [[(piece.text, piece.terms) for piece in part] for part in cut.parts] == [
        [("Banco de ", ()), ("leche", (1,))],
        [("Con ", ()), ("leche", (2,)), (" materna", ())],
    ]


@given(
    st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12)), max_size=6),
)
def test_marking_loses_no_character(parts: list[str], places: list[tuple[int, int]]) -> None:
    spans = [(number, (start, start + length)) for number, (start, length) in enumerate(places, 1)]
    cut = marked(tuple(parts), spans)
    assert ["".join(piece.text for piece in part) for part in cut.parts] == parts
