"""All pairs at once, against each pair by itself."""

import random
from datetime import date
from itertools import product

import pytest

import matching
from app.reports.answers import Answers, AnswersKeeper, answers_of, answers_told, tell

DAY = date(2026, 9, 1)
TOPICS = (
    ("Bancos de leche humana", "12220", "es"),
    ("Bancos de leite humano", "12220", "pt"),
    ("Control de la fiebre aftosa", "31195", "es"),
    ("Human milk banks in hospitals", "12220", "en"),
    ("Pesca artesanal y muelles", "31391", "es"),
)
PLACES = {
    "HND": matching.Place(groups=frozenset({"SICA"}), commissions=frozenset({"ECLAC"})),
    "CRI": matching.Place(groups=frozenset({"SICA"}), commissions=frozenset({"ECLAC"})),
    "PER": matching.Place(commissions=frozenset({"ECLAC"})),
    "KEN": matching.Place(commissions=frozenset({"ECA"})),
}


def _register(seed: int) -> matching.Index:
    dice = random.Random(seed)

    def fields(number: int) -> dict[str, object]:
        title, sector, language = dice.choice(TOPICS)
        country = dice.choice(sorted(PLACES))
        party = matching.Party(country=country, place=PLACES[country])
        until = dice.choice((None, DAY, date(2026, 8, 31)))
        return {
            "party": party,
            "title": f"{title} {number}",
            "sectors": frozenset({sector}),
            "language": language,
            "valid_through": until,
        }

    offers = [matching.Offer(id=f"off_{n}", **fields(n)) for n in range(12)]
    needs = [matching.Need(id=f"ned_{n}", **fields(n)) for n in range(12)]
    return matching.Index.build(offers, needs)


def _everything(index: matching.Index) -> frozenset[str]:
    return frozenset({*index.offers.rows, *index.needs.rows})


@pytest.mark.parametrize("seed", range(5))
def test_a_pair_counts_exactly_when_its_own_score_reaches_the_threshold(seed: int) -> None:
    index = _register(seed)
    needs: dict[str, set[str]] = {}
    offers: dict[str, set[str]] = {}
    for need, offer in product(index.needs.entries, index.offers.entries):
        match = matching.judge(index, need.record, offer.record, today=DAY)
        if isinstance(match, matching.Match) and match.score >= index.weights.threshold:
            needs.setdefault(need.record.id, set()).add(match.level)
            offers.setdefault(offer.record.id, set()).add(match.level)

    assert needs
    assert answers_of(index, DAY, _everything(index)) == Answers(needs, offers)


def test_an_offer_that_may_not_be_shown_answers_nothing_whatever_the_index_holds() -> None:
    index = _register(1)
    shown = _everything(index)
    answering = min(answers_of(index, DAY, shown).offers)
    keeper = AnswersKeeper()
    assert answering in keeper.answers(index, DAY, shown).offers
    assert answering not in keeper.answers(index, DAY, shown - {answering}).offers


@pytest.mark.parametrize("seed", range(3))
def test_the_ledger_keeps_answers_without_loss(seed: int) -> None:
    index = _register(seed)
    answers = answers_of(index, DAY, _everything(index))
    assert answers_told(tell(answers)) == answers


def test_an_empty_register_answers_nothing() -> None:
    assert answers_of(matching.Index.build([]), DAY, frozenset()) == Answers({}, {})
