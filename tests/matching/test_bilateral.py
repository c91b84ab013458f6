from dataclasses import replace
from datetime import UTC, datetime
from math import exp
from typing import Any

import pytest
from hypothesis import given

import matching
from matching import Closed, Index, Match, Need, Offer
from matching.scoring import oriented
from tests.matching.making import BRA, CRI, HND, KEN, TODAY, URY, YESTERDAY, a_need, an_offer, excludes, ranked
from tests.matching.worlds import NEEDS, OFFERS, listed, steady


def order(match: Match) -> tuple:
    return (-match.explanation.points, match.first.created_at, match.first.uses, match.first.id)


@steady
@given(offers=listed(OFFERS, 10), need=NEEDS)
def test_the_ranking_equals_brute_force(offers: list[Offer], need: Need) -> None:
    index = Index.build(offers, [need])
    judged = [matching.judge(index, need, offer, today=TODAY) for offer in offers]
    matches = sorted((match for match in judged if isinstance(match, Match)), key=order)
    for limit in (0, 1, 3, 20):
        assert ranked(index, need, limit).items == tuple(matches[:limit])


@steady
@given(offers=listed(OFFERS, 6), needs=listed(NEEDS, 4))
def test_a_pair_has_the_same_points_every_way(offers: list[Offer], needs: list[Need]) -> None:
    index = Index.build(offers, needs)
    ours = {(m.need.id, m.first.id): m for need in needs for m in ranked(index, need, 99).items}
    theirs = {
        (m.need.id, m.first.id): m
        for offer in offers
        for m in matching.needs_for(index, offer, today=TODAY, limit=99).items
    }
    assert ours == theirs


@steady
@given(offers=listed(OFFERS, 8), need=NEEDS)
def test_the_reasons_add_up_exactly_as_printed(offers: list[Offer], need: Need) -> None:
    for match in ranked(Index.build(offers), need, 99).items:
        told = match.explanation
        assert round(told.prior + sum(reason.points for reason in told.signals), 6) == told.points
        assert match.score == round(1 / (1 + exp(-told.points)), 6)
        for reason in told.signals:
            assert reason.points == pytest.approx(reason.weight * reason.strength, abs=1e-6)
            assert round(reason.points, 6) == reason.points
            assert round(reason.strength, 6) == reason.strength


@steady
@given(offers=listed(OFFERS, 8), need=NEEDS)
def test_exclusions_leave_no_trace(offers: list[Offer], need: Need) -> None:
    index = Index.build(offers)
    ranking = ranked(index, need, 99)
    shown = {match.first.id for match in ranking.items} | {near.offer.id for near in ranking.near_misses}
    for offer in offers:
        verdict = matching.judge(index, need, offer, today=TODAY)
        if verdict in (Closed("excluded"), Closed("same_party")):
            assert offer.id not in shown


BETTER = [
    pytest.param({"sectors": "12220"}, {"sectors": "12250"}, id="the same sector beats its neighbour"),
    pytest.param({"sectors": "12250"}, {}, id="a neighbouring sector beats an unknown one"),
    pytest.param({}, {"sectors": "31120"}, id="an unknown sector beats another one"),
    pytest.param({"inputs": "personnel equipment"}, {"inputs": "personnel"}, id="more of what is asked"),
    pytest.param({"languages": "es"}, {"language": None}, id="a common language beats an unknown one"),
    pytest.param({}, {"languages": "ja"}, id="an unknown language beats a wrong one"),
    pytest.param({"party": CRI}, {"party": BRA}, id="a neighbour beats the region"),
    pytest.param({"party": BRA}, {"party": KEN}, id="the region beats another one"),
    pytest.param({"track_record": 5}, {"track_record": 1}, id="more experience"),
    pytest.param({"title": "Banco de leche humana"}, {"title": "Mapas de suelos"}, id="the topic"),
    pytest.param(
        {"title": "Banco de leite humano", "language": "pt"}, {"title": "Mapas de suelos"}, id="the topic in Portuguese"
    ),
    pytest.param({"modalities": "M01"}, {"modalities": "M13"}, id="the way it is done"),
    pytest.param({"sdg": "3.1"}, {"sdg": "4"}, id="the same goal"),
]


@pytest.mark.parametrize(("better", "worse"), BETTER)
def test_better_and_worse(better: dict[str, Any], worse: dict[str, Any]) -> None:
    need = a_need(sectors="12220", modalities="M01", inputs="personnel equipment", languages="es", sdg="3.1")
    first, second = an_offer("off_b", **better), an_offer("off_a", **worse)
    index = Index.build([first, second], [need])
    assert [match.first.id for match in ranked(index, need).items] == ["off_b", "off_a"]


def test_ties_go_to_the_earlier_then_the_less_used_then_the_id() -> None:
    late = datetime(2026, 5, 1, tzinfo=UTC)
    offers = [
        an_offer("off_a", uses=2),
        an_offer("off_b", uses=1),
        an_offer("off_c", created_at=late),
        an_offer("off_d", uses=1),
    ]
    ranking = ranked(Index.build(offers), a_need())
    assert [match.first.id for match in ranking.items] == ["off_b", "off_d", "off_a", "off_c"]
    assert len({match.score for match in ranking.items}) == 1


def test_an_unsaved_need_gets_what_a_saved_one_gets() -> None:
    index = Index.build([an_offer(), an_offer("off_2", title="Mapas de suelos")])
    need = a_need("")
    assert [match.first.id for match in ranked(index, need).items] == ["off_1", "off_2"]


def test_a_need_that_is_being_edited_is_read_as_given() -> None:
    index = Index.build([an_offer(), an_offer("off_2", title="Mapas de suelos")], [a_need()])
    edited = replace(a_need(), title="Mapas de suelos")
    assert ranked(index, edited).items[0].first.id == "off_2"


def test_a_closed_pair_says_why() -> None:
    index = Index.build([an_offer()], [a_need()])
    assert matching.judge(index, a_need(), an_offer(valid_through=YESTERDAY), today=TODAY) == Closed("not_valid")
    assert matching.judge(index, a_need(), an_offer(**excludes("country", "HND")), today=TODAY) == Closed("excluded")


def test_a_match_shows_level_and_coverage() -> None:
    need = a_need(inputs="personnel funds equipment")
    offer = an_offer(party=URY, inputs="personnel travel")
    match = ranked(Index.build([offer]), need).items[0]
    assert (match.kind, match.level, match.second) == ("bilateral", "regional", None)
    assert match.explanation.coverage == matching.Coverage(
        ("equipment", "funds", "personnel"), ("personnel",), (), ("equipment", "funds")
    )
    unknown = ranked(Index.build([an_offer()]), a_need()).items[0]
    assert unknown.explanation.coverage == matching.Coverage((), (), (), ())


def test_priority_is_policy_not_score() -> None:
    index = Index.build([an_offer()])
    scores = {ranked(index, a_need(priority=priority)).items[0].score for priority in (None, 1, 3)}
    assert len(scores) == 1


def test_one_more_record_hardly_moves_a_score() -> None:
    need, offers = a_need(), [an_offer(f"off_{n}", title=f"Curso {n} de leche humana") for n in range(20)]
    index = Index.build(offers)
    before = ranked(index, need, 1).items[0].score
    after = ranked(index.updated(put=[an_offer("off_x", title="Mapas de suelos")]), need, 1).items[0].score
    assert after == pytest.approx(before, abs=0.02)


def test_a_query_is_oriented_whichever_side_it_is_of() -> None:
    need, offer = a_need(party=HND), an_offer()
    assert oriented(need, offer) == oriented(offer, need) == (need, offer)
