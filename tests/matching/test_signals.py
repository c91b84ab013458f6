from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given

from matching import Need, Offer
from matching.gates import GATES
from matching.rules import Reads
from matching.signals import SIGNAL_NAMES, SIGNALS
from matching.signals.text import text_strength
from matching.weights import default_weights
from tests.matching.making import AFRICAN_FUND, BRA, CRI, FUND, KEN, TODAY, a_need, an_offer
from tests.matching.worlds import NEEDS, OFFERS, steady

JUDGES = {signal.name: signal.judge for signal in SIGNALS}
SPRING = {"available_from": date(2027, 3, 1), "available_until": date(2027, 3, 31)}


class Spy:
    """A record that notes which of its attributes are looked at."""

    def __init__(self, record: Any) -> None:
        self.record, self.seen = record, set()

    def __getattr__(self, name: str) -> Any:
        self.seen.add(name)
        return getattr(self.record, name)


@pytest.mark.parametrize("name", JUDGES)
@steady
@given(need=NEEDS, offer=OFFERS)
def test_every_strength_is_in_range_and_every_fact_is_plain(name: str, need: Need, offer: Offer) -> None:
    evidence = JUDGES[name](need, offer)
    if evidence is not None:
        assert -1.0 <= evidence.strength <= 1.0
        for fact in evidence.facts.values():
            assert isinstance(fact, (str, int, float, bool)) or all(isinstance(part, str) for part in fact)


@pytest.mark.parametrize("name", JUDGES)
def test_every_signal_is_silent_about_the_unknown(name: str) -> None:
    need, offer = a_need(language=None), an_offer(language=None)
    if name == "proximity":
        need, offer = a_need(party=type(need.party)("HND")), an_offer(party=type(need.party)("BRA"))
    assert JUDGES[name](need, offer) is None


@pytest.mark.parametrize("rule", [*SIGNALS, *GATES], ids=lambda rule: getattr(rule, "name", None) or rule.code)
@steady
@given(need=NEEDS, offer=OFFERS)
def test_every_rule_reads_only_what_it_declares(rule: Any, need: Need, offer: Offer) -> None:
    ours, theirs = Spy(need), Spy(offer)
    if hasattr(rule, "judge"):
        rule.judge(ours, theirs)
    else:
        rule.is_closed(ours, theirs, TODAY)
    assert ours.seen <= set(rule.reads.need)
    assert theirs.seen <= set(rule.reads.offer)


def test_keys_are_read_from_the_right_side() -> None:
    reads = Reads(("priority",), ("uses",))
    assert reads.key(a_need(priority=2)) == (2,)
    assert reads.key(an_offer(uses=5)) == (5,)


def test_every_signal_is_documented_and_named_once() -> None:
    assert len(set(SIGNAL_NAMES)) == len(SIGNAL_NAMES) == len(SIGNALS) + 1
    assert all(len(signal.documentation) > 60 for signal in SIGNALS)
    assert set(default_weights().signals) == set(SIGNAL_NAMES)


CASES: list[tuple[str, dict[str, Any], dict[str, Any], float | None]] = [
    ("sector", {"sectors": "12220"}, {"sectors": "12220"}, 1.0),
    ("sector", {"sectors": "12220"}, {"sectors": "12250"}, 0.7),
    ("sector", {"sectors": "12220"}, {"sectors": "122"}, 0.7),
    ("sector", {"sectors": "122"}, {"sectors": "122"}, 0.7),
    ("sector", {"sectors": "12220"}, {"sectors": "12110"}, 0.2),
    ("sector", {"sectors": "12220"}, {"sectors": "31120"}, -0.8),
    ("sector", {"sectors": "12220"}, {"sectors": "all"}, 0.25),
    ("sector", {"sectors": "all"}, {"sectors": "all"}, 0.25),
    ("sector", {"sectors": "12220 31120"}, {"sectors": "31120 all"}, 1.0),
    ("sector", {"sectors": ""}, {"sectors": "31120"}, None),
    ("modality", {"modalities": "M01 M04"}, {"modalities": "M01 M04 M08"}, 1.0),
    ("modality", {"modalities": "M01 M04"}, {"modalities": "M01"}, 0.25),
    ("modality", {"modalities": "M01"}, {"modalities": "M04"}, -0.5),
    ("inputs", {"inputs": "personnel funds"}, {"inputs": "personnel funds travel"}, 1.0),
    ("inputs", {"inputs": "personnel funds"}, {"inputs": "personnel"}, 0.25),
    ("inputs", {"inputs": "funds"}, {"inputs": ""}, -0.5),
    ("inputs", {"inputs": ""}, {"inputs": "funds"}, None),
    ("inputs", {"modalities": "M01"}, {"modalities": "M10"}, 1.0),
    ("inputs", {"modalities": "M01"}, {"modalities": "M13"}, None),
    ("language", {"languages": "es"}, {"languages": "es en"}, 1.0),
    ("language", {"languages": "fr"}, {"languages": "es en"}, -1.0),
    ("language", {"languages": None, "language": "es"}, {"languages": "es en"}, 1.0),
    ("language", {"languages": "fr"}, {"language": "es"}, -1.0),
    ("language", {"languages": None, "language": None}, {"languages": "es"}, None),
    ("language", {"language": "es"}, {"language": "es"}, None),
    ("timing", SPRING, SPRING, 1.0),
    ("timing", SPRING, {"available_from": date(2027, 1, 1)}, 1.0),
    ("timing", SPRING, {"available_until": date(2027, 3, 10)}, 1.5 * 10 / 31 - 0.5),
    ("timing", {"available_from": date(2027, 3, 1)}, SPRING, 1.0),
    ("timing", SPRING, {"available_until": date(2027, 2, 1)}, -0.5),
    ("timing", SPRING, {}, None),
    ("timing", {}, SPRING, None),
    ("proximity", {}, {"party": CRI}, 1.0),
    ("proximity", {}, {"party": BRA}, 0.6),
    ("proximity", {}, {"party": FUND}, 0.6),
    ("proximity", {}, {"party": KEN}, -0.4),
    ("proximity", {}, {"party": AFRICAN_FUND}, -0.4),
    ("track_record", {}, {"track_record": 0}, 0.0),
    ("track_record", {}, {"track_record": 3}, 0.5),
    ("track_record", {}, {"track_record": 27}, 0.9),
    ("sdg", {"sdg": "3.1 4"}, {"sdg": "3.1"}, 1.0),
    ("sdg", {"sdg": "3.1"}, {"sdg": "3.2"}, 0.6),
    ("sdg", {"sdg": "4"}, {"sdg": "4"}, 0.6),
    ("sdg", {"sdg": "4"}, {"sdg": "3.2"}, -0.3),
]


@pytest.mark.parametrize(("name", "need", "offer", "strength"), CASES)
def test_strength(name: str, need: dict[str, Any], offer: dict[str, Any], strength: float | None) -> None:
    evidence = JUDGES[name](a_need(**need), an_offer(**offer))
    assert (evidence and evidence.strength) == (strength if strength is None else pytest.approx(strength))


def test_facts_say_which_codes_met() -> None:
    evidence = JUDGES["sector"](a_need(sectors="12220 31120"), an_offer(sectors="31163 12110"))
    assert evidence is not None
    assert evidence.facts == {"relation": "category", "need": "31120", "offer": "31163"}


def test_text_saturates_smoothly_and_never_fills_up() -> None:
    similarities = [step / 1000 for step in range(1501)]
    strengths = text_strength(similarities, default_weights().text)
    assert strengths[0] == 0.0
    assert all(low < high < 1.0 for low, high in pairwise(strengths))
