from datetime import date
from typing import Any

import pytest
from hypothesis import given

import matching
from matching import Index, Need, Offer
from matching.near_misses import FACTS, GATE_CHANGES, MOST, SIGNAL_CHANGES
from tests.matching.making import BRA, HND, TODAY, YESTERDAY, a_need, an_offer, excludes, ranked
from tests.matching.worlds import NEEDS, OFFERS, listed, steady

NEED = {"sectors": "12220", "modalities": "M01", "inputs": "personnel"}
KEPT_OUT: list[tuple[dict[str, Any], dict[str, Any], str, str, dict[str, Any]]] = [
    ({}, {"valid_through": YESTERDAY}, "not_valid", "renew", {"offer_valid_through": "2026-08-31"}),
    ({}, {"capacity_remaining": 0}, "no_capacity", "add_capacity", {"remaining": 0}),
    (
        {"actor_types_welcome": "10"},
        {"actor_type": "70"},
        "actor_type_not_welcome",
        "welcome_actor_type",
        {"side": "need", "actor_type": "70", "welcome": ("10",)},
    ),
    (
        {"actor_type": "70"},
        {"actor_types_welcome": "10"},
        "actor_type_not_welcome",
        "welcome_actor_type",
        {"side": "offer", "actor_type": "70", "welcome": ("10",)},
    ),
    (
        {"available_until": date(2027, 1, 1)},
        {"available_from": date(2027, 2, 1)},
        "dates",
        "change_dates",
        {"need_until": "2027-01-01", "offer_from": "2027-02-01"},
    ),
    ({"levels": "subregional"}, {}, "level_not_wanted", "widen_levels", {"level": "regional"}),
]


@pytest.mark.parametrize(("need", "offer", "reason", "change", "facts"), KEPT_OUT)
def test_a_good_pair_behind_one_gate_is_a_near_miss(
    need: dict[str, Any], offer: dict[str, Any], reason: str, change: str, facts: dict[str, Any]
) -> None:
    wanted, offered = a_need(**NEED, **need), an_offer(**NEED, **offer)
    index = Index.build([offered], [wanted])
    ranking = ranked(index, wanted)
    assert not ranking.items
    (near,) = ranking.near_misses
    assert (near.reason, near.change, near.facts) == (reason, change, facts)
    assert matching.needs_for(index, offered, today=TODAY).near_misses == ranking.near_misses


@pytest.mark.parametrize(
    "offer",
    [
        pytest.param({"capacity_remaining": 0, "valid_through": YESTERDAY}, id="two gates need two changes"),
        pytest.param({"capacity_remaining": 0, "title": "Mapas de suelos"}, id="another topic"),
        pytest.param({"valid_through": YESTERDAY, **excludes("country", "HND")}, id="an exclusion"),
        pytest.param({"party": HND}, id="the same party"),
    ],
)
def test_no_near_miss(offer: dict[str, Any]) -> None:
    offered = {**NEED, **offer}
    if "title" in offered:
        offered["sectors"] = "31120"
    ranking = ranked(Index.build([an_offer(**offered)]), a_need(**NEED))
    assert ranking == matching.Ranking(())


OTHER = [f"Tema{number}" for number in range(40)]
BELOW = [
    ("inputs", {"inputs": "personnel funds"}, {"inputs": "travel"}, "add_input", {"missing": ("funds", "personnel")}),
    ("modality", {"modalities": "M01"}, {"modalities": "M13"}, "add_modality", {"missing": ("M01",)}),
    ("language", {"languages": "es"}, {"languages": "en"}, "add_language", {"need": ("es",), "offer": ("en",)}),
    ("sector", {"sectors": "12220"}, {"sectors": "31120"}, "refine_sector", {"need": ("12220",), "offer": ("31120",)}),
]


@pytest.mark.parametrize(("signal", "need", "offer", "change", "facts"), BELOW, ids=[row[0] for row in BELOW])
def test_what_would_lift_a_pair_over_the_threshold(
    signal: str, need: dict[str, Any], offer: dict[str, Any], change: str, facts: dict[str, Any]
) -> None:
    known = {"sectors": "12220", "modalities": "M01", "inputs": "personnel", "languages": "es"}
    wanted = a_need(**{**known, **need})
    found = []
    for length in range(len(OTHER)):
        title = " ".join(["Banco de leche", *OTHER[:length]])
        offered = an_offer(title=title, party=matching.Party("BRA"), **{**known, **offer})
        found += ranked(Index.build([offered], [wanted]), wanted).near_misses
    assert found
    assert {(near.reason, near.change) for near in found} == {("below_threshold", change)}
    assert found[0].facts == facts
    assert all(near.points < 0 for near in found)


def test_near_misses_are_few_and_the_best_come_first() -> None:
    offers = [an_offer(f"off_{n}", capacity_remaining=0, track_record=n, **NEED) for n in range(8)]
    near = ranked(Index.build(offers), a_need(**NEED)).near_misses
    assert [miss.offer.id for miss in near] == [f"off_{n}" for n in (7, 6, 5, 4, 3)]
    assert len(near) == MOST


@steady
@given(offers=listed(OFFERS, 8), need=NEEDS)
def test_every_near_miss_is_what_it_says(offers: list[Offer], need: Need) -> None:
    index = Index.build(offers)
    for near in ranked(index, need).near_misses:
        verdict = matching.judge(index, need, near.offer, today=TODAY)
        if near.reason == "below_threshold":
            assert verdict.score < 0.5
            assert near.change in SIGNAL_CHANGES.values()
        else:
            assert verdict == matching.Closed(near.reason)
            assert near.points >= 0


def test_every_change_has_its_facts() -> None:
    assert set(FACTS) == {*GATE_CHANGES.values(), *SIGNAL_CHANGES.values()}
    facts = FACTS["renew"](a_need(valid_through=YESTERDAY), an_offer(party=BRA))
    assert facts == {"need_valid_through": "2026-08-31"}
