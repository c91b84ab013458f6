from datetime import date
from typing import Any

import pytest

from matching import Closed
from matching.gates import GATES, SILENT, closed_gate, providers_barred
from tests.matching.making import BRA, FUND, HND, TODAY, YESTERDAY, a_need, an_offer, excludes

MAY, JUNE = date(2027, 5, 1), date(2027, 6, 1)

OPEN: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("nothing is known", {}, {}),
    ("valid through today", {"valid_through": TODAY}, {"valid_through": TODAY}),
    ("capacity left", {}, {"capacity_remaining": 1}),
    ("another sector is excluded", {"sectors": "12220", **excludes("sector", "311")}, {"sectors": "12220"}),
    ("an offer open to all sectors", excludes("sector", "311"), {"sectors": "all"}),
    ("another modality is excluded", {"modalities": "M01", **excludes("modality", "M04")}, {"modalities": "M01"}),
    ("another country is excluded", excludes("country", "URY"), {}),
    ("the actor type is welcome", {"actor_types_welcome": "10"}, {"actor_type": "10"}),
    ("the actor type is unknown", {"actor_types_welcome": "10"}, {}),
    ("dates meet on one day", {"available_until": MAY}, {"available_from": MAY}),
    ("dates are open on one side", {"available_from": MAY}, {"available_from": JUNE}),
    ("the level is wanted", {"levels": "regional"}, {}),
]
CLOSED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("same_party", {}, {"party": HND}),
    ("not_valid", {"valid_through": YESTERDAY}, {}),
    ("not_valid", {}, {"valid_through": YESTERDAY}),
    ("excluded", excludes("country", "BRA"), {}),
    ("excluded", {}, excludes("country", "HND")),
    ("excluded", excludes("organization", "org_fund"), {"party": FUND}),
    ("excluded", {"sectors": "12220", **excludes("sector", "122")}, {}),
    ("excluded", excludes("sector", "12220"), {"sectors": "12220 31120"}),
    ("excluded", {"sectors": "12220"}, excludes("sector", "12220")),
    ("excluded", {"modalities": "M01", **excludes("modality", "M01")}, {}),
    ("excluded", {}, {"modalities": "M01 M04", **excludes("modality", "M04")}),
    ("no_capacity", {}, {"capacity_remaining": 0}),
    ("actor_type_not_welcome", {"actor_types_welcome": "10"}, {"actor_type": "70"}),
    ("actor_type_not_welcome", {"actor_type": "70"}, {"actor_types_welcome": "10 80"}),
    ("actor_type_not_welcome", {"actor_types_welcome": ""}, {"actor_type": "10"}),
    ("dates", {"available_until": MAY}, {"available_from": JUNE}),
    ("dates", {"available_from": JUNE}, {"available_until": MAY}),
    ("level_not_wanted", {"levels": "subregional"}, {}),
    ("level_not_wanted", {}, {"levels": "interregional"}),
]


@pytest.mark.parametrize(("case", "need", "offer"), OPEN, ids=[case for case, *_ in OPEN])
def test_gates_stay_open(case: str, need: dict[str, Any], offer: dict[str, Any]) -> None:
    assert closed_gate(a_need(**need), an_offer(**{"party": BRA, **offer}), TODAY) is None


@pytest.mark.parametrize(("code", "need", "offer"), CLOSED)
def test_a_gate_closes(code: str, need: dict[str, Any], offer: dict[str, Any]) -> None:
    assert closed_gate(a_need(**need), an_offer(**{"party": BRA, **offer}), TODAY) == Closed(code)


def test_every_gate_has_a_case() -> None:
    assert {gate.code for gate in GATES} == {code for code, *_ in CLOSED}
    assert {gate.code for gate in GATES} >= SILENT


def test_providers_that_exclude_each_other_never_meet() -> None:
    assert providers_barred(an_offer(**excludes("organization", "org_fund")), an_offer(party=FUND))
    assert providers_barred(an_offer(party=FUND), an_offer(**excludes("organization", "org_fund")))
    assert not providers_barred(an_offer(**excludes("country", "URY")), an_offer(party=FUND))
