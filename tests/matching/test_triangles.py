from dataclasses import replace
from itertools import combinations, permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import matching
from matching import Closed, Index, Match, Need, Offer
from matching.bounds import solo_parts
from matching.covering import Panel, lay_out, pair_points
from matching.points import to_micro
from tests.matching.making import (
    AFRICAN_FUND,
    BRA,
    CRI,
    FUND,
    HND,
    KEN,
    TODAY,
    URY,
    YESTERDAY,
    a_need,
    an_offer,
    excludes,
)
from tests.matching.worlds import open_worlds, steady

MILK = {"title": "Banco de leche humana en hospitales", "sectors": "12220"}
COMPOUND = (
    "Crear un banco de leche humana en hospitales públicos y también equipar laboratorios de suelos para agricultores"
)


def triangles(index: Index, need: Need, limit: int = 10, *, require_gap: bool = True) -> tuple[Match, ...]:
    return matching.triangles_for(index, need, today=TODAY, limit=limit, require_gap=require_gap).items


def order(match: Match) -> tuple:
    turns = [(offer.created_at, offer.uses, offer.id) for offer in (match.first, match.second)]
    return (-match.explanation.points, *turns)


@steady
@given(world=open_worlds())
def test_triangles_equal_brute_force(world: tuple[list[Offer], Need]) -> None:
    offers, need = world
    index = Index.build(offers, [need])
    judged = [matching.judge(index, need, *pair, today=TODAY) for pair in permutations(offers, 2)]
    matches = sorted((match for match in judged if isinstance(match, Match)), key=order)
    for limit in (0, 1, 2, 50):
        assert triangles(index, need, limit) == tuple(matches[:limit])


@steady
@given(world=open_worlds())
def test_pairs_without_a_gap_equal_brute_force(world: tuple[list[Offer], Need]) -> None:
    offers, need = world
    panel = lay_out(Index.build(offers), need, Index.build(offers).offers, TODAY)
    index = Index.build(offers)
    points = [
        int(pair_points(panel, a, np.array([b]))[0])
        for a, b in combinations(range(len(offers)), 2)
        if _may_join(panel, a, b)
    ]
    for limit in (1, 3, 50):
        found = triangles(index, need, limit, require_gap=False)
        assert [to_micro(match.explanation.points) for match in found] == sorted(points, reverse=True)[:limit]
        assert all(match.explanation.gap is None for match in found)


def _may_join(panel: Panel, a: int, b: int) -> bool:
    one, other = panel.side.record(a), panel.side.record(b)
    barred = matching.gates.providers_barred(one, other)
    is_open = panel.board.is_open()
    differ = (panel.parts[:, a] > panel.parts[:, b]).any() and (panel.parts[:, b] > panel.parts[:, a]).any()
    covers = differ or len(panel.segments) < 2
    return bool(is_open[a] and is_open[b] and one.party.key != other.party.key and not barred and covers)


@steady
@given(world=open_worlds())
def test_two_solo_parts_bound_every_pair(world: tuple[list[Offer], Need]) -> None:
    offers, need = world
    index = Index.build(offers)
    panel = lay_out(index, need, index.offers, TODAY)
    if len(offers):
        solo, rows = solo_parts(panel), np.arange(len(offers))
        prior = to_micro(index.weights.prior_triangular)
        for row in rows:
            assert (pair_points(panel, row, rows) <= prior + solo[row] + solo).all()


@steady
@given(world=open_worlds())
def test_three_parties_and_reasons_that_add_up(world: tuple[list[Offer], Need]) -> None:
    offers, need = world
    for require_gap in (True, False):
        for match in triangles(Index.build(offers), need, 5, require_gap=require_gap):
            told = match.explanation
            assert len({need.party.key, match.first.party.key, match.second.party.key}) == 3
            assert round(told.prior + sum(reason.points for reason in told.signals), 6) == told.points
            assert bool(told.gap) == require_gap


def test_a_fund_brings_the_named_input_without_a_similar_text() -> None:
    need = a_need(**MILK, inputs="personnel funds")
    offers = [
        an_offer("off_a", BRA, **MILK, inputs="personnel"),
        an_offer("off_f", FUND, title="Fonds régional", sectors="all", inputs="funds", language="fr"),
    ]
    (match,) = triangles(Index.build(offers, [need]), need)
    assert (match.first.id, match.second.id, match.explanation.gap) == ("off_a", "off_f", "funds")
    assert match.explanation.coverage == matching.Coverage(("funds", "personnel"), ("personnel",), ("funds",), ())
    assert (match.kind, match.level) == ("triangular", "regional")


@pytest.mark.parametrize(
    "fund",
    [
        pytest.param({"party": AFRICAN_FUND}, id="its regions do not admit the recipient"),
        pytest.param({"sectors": "31120"}, id="its sectors do not admit the need"),
        pytest.param({"sectors": None}, id="its sectors are unknown and its text is another"),
        pytest.param({"inputs": "travel"}, id="it does not bring the input"),
        pytest.param({"valid_through": YESTERDAY}, id="it is not valid"),
        pytest.param({"party": BRA}, id="it is the first provider itself"),
        pytest.param({"party": HND}, id="it is the recipient itself"),
        pytest.param(excludes("country", "BRA"), id="it does not want to meet the first provider"),
        pytest.param(excludes("country", "HND"), id="it does not want to meet the recipient"),
    ],
)
def test_who_is_no_second_provider(fund: dict[str, Any]) -> None:
    need = a_need(**MILK, inputs="personnel funds")
    first = an_offer("off_a", BRA, **MILK, inputs="personnel")
    second = an_offer(
        **{"identifier": "off_f", "party": FUND, "title": "Fonds", "sectors": "all", "inputs": "funds", **fund}
    )
    index = Index.build([first, second], [need])
    assert triangles(index, need) == ()
    assert isinstance(matching.judge(index, need, first, second, today=TODAY), Closed)


def test_a_provider_with_exclusions_meets_others() -> None:
    need = a_need(**MILK, inputs="personnel funds")
    first = an_offer("off_a", BRA, **MILK, inputs="personnel", **excludes("country", "URY"))
    funds = [an_offer(f"off_{p.key}", p, title="Fonds", sectors="all", inputs="funds") for p in (FUND, URY)]
    found = triangles(Index.build([first, *funds]), need)
    assert [match.second.party for match in found] == [FUND]


def test_without_a_gap_there_is_no_triangle() -> None:
    need = a_need(**MILK, inputs="personnel")
    offers = [an_offer("off_a", BRA, **MILK, inputs="personnel"), an_offer("off_b", URY, **MILK, inputs="personnel")]
    index = Index.build(offers, [need])
    assert triangles(index, need) == ()
    assert matching.judge(index, need, *offers, today=TODAY) == Closed("no_gap")


def test_unknown_inputs_are_no_gap() -> None:
    need = a_need(**MILK, inputs="funds")
    offers = [an_offer("off_a", BRA, **MILK), an_offer("off_f", FUND, title="x", sectors="all", inputs="funds")]
    best = matching.offers_for(Index.build(offers), need, today=TODAY).items[0]
    assert best.first.id == "off_a"
    assert triangles(Index.build(offers), need) == ()


def test_a_clause_that_the_best_pair_leaves_open_is_a_topic() -> None:
    need = a_need(title=COMPOUND)
    offers = [
        an_offer("off_a", BRA, title="Banco de leche humana en hospitales públicos, creación y gestión"),
        an_offer("off_b", URY, title="Equipar laboratorios de suelos para agricultores"),
        an_offer("off_c", CRI, title="Alerta temprana"),
    ]
    (match, *_) = triangles(Index.build(offers, [need]), need)
    assert {match.first.id, match.second.id} == {"off_a", "off_b"}
    assert match.explanation.gap == "topic"
    facts = match.explanation.signals[0].facts
    clause = matching.text_of(need)[facts["gap_start"] : facts["gap_end"]]
    assert clause in COMPOUND
    assert {term.role for term in match.explanation.terms} == {"first_provider", "second_provider"}


LOOSE = "Leche humana: servicios de salud pública nacional, escuelas, barrios, regiones, transporte y riego"


@pytest.mark.parametrize(
    ("gap", "need", "first", "second"),
    [
        ("language", {"languages": "es"}, {"languages": "en"}, {"languages": "es", "title": LOOSE}),
        ("proximity", {}, {"party": KEN, "track_record": 9}, {"party": CRI, "title": LOOSE}),
    ],
)
def test_language_and_distance_are_gaps(
    gap: str, need: dict[str, Any], first: dict[str, Any], second: dict[str, Any]
) -> None:
    wanted = a_need(**MILK, **need)
    offers = [
        an_offer(**{"identifier": "off_a", **MILK, **first}),
        an_offer(**{"identifier": "off_b", "party": URY, **MILK, **second}),
    ]
    found = triangles(Index.build(offers), wanted)
    assert [(match.first.id, match.second.id, match.explanation.gap) for match in found] == [("off_a", "off_b", gap)]


def test_a_triangle_of_unsaved_offers_is_judged() -> None:
    need = a_need(**MILK, inputs="personnel funds")
    saved = an_offer("off_a", BRA, **MILK, inputs="personnel")
    fund = an_offer("off_f", FUND, title="Fonds", sectors="all", inputs="funds")
    match = matching.judge(Index.build([saved]), need, replace(saved, id="off_new"), fund, today=TODAY)
    assert isinstance(match, Match)
    assert match.explanation.gap == "funds"


def test_the_first_closed_gate_is_named() -> None:
    need, index = a_need(), Index.build([])
    gone = an_offer("off_b", URY, valid_through=YESTERDAY)
    assert matching.judge(index, need, an_offer(), gone, today=TODAY) == Closed("not_valid")
    assert matching.judge(index, need, an_offer(), an_offer("off_b"), today=TODAY) == Closed("same_party")
    barring = an_offer("off_b", URY, **excludes("country", "BRA"))
    assert matching.judge(index, need, an_offer(), barring, today=TODAY) == Closed("excluded")
    assert matching.judge(index, need, an_offer(), an_offer("off_b", URY), today=TODAY) == Closed("no_gap")
