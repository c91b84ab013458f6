from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

import matching
from matching import Exclusion, Index, Need, Offer
from tests.matching.making import TODAY, a_need, an_offer, ranked
from tests.matching.worlds import NEEDS, OFFERS, listed, steady

IDS = ["off_0", "off_1", "off_2", "ned_0", "ned_1", "xxx"]


def final_of(offers: list[Offer], needs: list[Need], put: list[Offer | Need], drop: list[str]) -> list[Offer | Need]:
    """What is left, in another order than it came in."""
    final = {record.id: record for record in (*offers, *needs) if record.id not in drop}
    final |= {record.id: record for record in put}
    return list(reversed(final.values()))


def built(records: list[Offer | Need]) -> Index:
    return Index.build(
        [record for record in records if isinstance(record, Offer)],
        [record for record in records if isinstance(record, Need)],
    )


def answers_of(index: Index) -> list[object]:
    """Everything that the index says of its own records."""
    needs = sorted((entry.record for entry in index.needs.entries), key=lambda need: need.id)
    offers = sorted((entry.record for entry in index.offers.entries), key=lambda offer: offer.id)
    return [
        *(matching.offers_for(index, need, today=TODAY) for need in needs),
        *(matching.triangles_for(index, need, today=TODAY) for need in needs),
        *(matching.triangles_for(index, need, today=TODAY, require_gap=False) for need in needs),
        *(matching.needs_for(index, offer, today=TODAY) for offer in offers),
        *(matching.judge(index, need, offer, today=TODAY) for need in needs for offer in offers),
    ]


CHANGES = {
    "offers": listed(OFFERS, 6),
    "needs": listed(NEEDS, 4),
    "put": st.lists(OFFERS | NEEDS, max_size=5),
    "drop": st.lists(st.sampled_from(IDS), max_size=3),
}


@steady
@given(**CHANGES)
def test_an_updated_small_index_answers_as_one_built_anew(
    offers: list[Offer], needs: list[Need], put: list[Offer | Need], drop: list[str]
) -> None:
    updated = Index.build(offers, needs).updated(put=put, drop=drop)
    anew = built(final_of(offers, needs, put, drop))
    assert updated.fingerprint == anew.fingerprint
    assert answers_of(updated) == answers_of(anew)


@steady
@given(**CHANGES, later=st.lists(OFFERS | NEEDS, max_size=3))
def test_a_large_index_keeps_its_statistics_until_it_is_fitted_anew(
    offers: list[Offer],
    needs: list[Need],
    put: list[Offer | Need],
    drop: list[str],
    later: list[Offer | Need],
) -> None:
    first = Index.build(offers, needs, always_fitted=-1)
    updated = first.updated(put=put, drop=drop).updated(put=later)
    assert updated.space is first.space
    final = final_of(final_of(offers, needs, put, drop), [], later, [])
    anew = built(final)
    assert updated.refitted().fingerprint == anew.fingerprint
    assert answers_of(updated.refitted()) == answers_of(anew)
    # The same statistics, however the records came in: the same answers, by every way.
    other = first.updated(drop=IDS).updated(put=final)
    assert (len(other.offers), len(other.needs)) == (len(anew.offers), len(anew.needs))
    assert other.fingerprint == updated.fingerprint
    assert answers_of(other) == answers_of(updated)


def test_a_large_index_says_when_it_should_be_fitted_anew() -> None:
    index = Index.build([an_offer(identifier=f"off_{number}") for number in range(20)], always_fitted=10)
    after_two = index.updated(put=[an_offer(identifier="off_1", title="Otro")], drop=["off_2"])
    assert (index.is_due, after_two.is_due) == (False, True)
    assert not index.updated(drop=["off_2"]).is_due
    assert not after_two.refitted().is_due
    assert index.refitted() is index


def test_texts_that_did_not_change_are_not_read_again() -> None:
    offer = an_offer()
    index = Index.build([offer])
    entry = index.offers.entries[0]
    assert index.updated(put=[an_offer()]).offers.entries[0] is entry
    assert index.updated(put=[replace(offer, uses=3)]).offers.entries[0].features is entry.features
    assert index.updated(put=[replace(offer, title="Otro")]).offers.entries[0].features is not entry.features


def test_what_changes_nothing_makes_no_new_index() -> None:
    """What is kept for an index holds on: drafts come and go without touching it."""
    index = Index.build([an_offer()], [a_need()])
    assert index.updated(drop=["off_9", "xxx"]) is index
    assert index.updated() is index


def test_the_old_index_stays_as_it_was() -> None:
    index = Index.build([an_offer()], [a_need()])
    before, answers = index.fingerprint, answers_of(index)
    index.updated(drop=["off_1", "ned_1"], put=[an_offer(identifier="off_2", sectors="110")])
    assert (index.fingerprint, len(index.offers), len(index.needs)) == (before, 1, 1)
    assert answers_of(index) == answers


def test_the_fingerprint_tells_every_change() -> None:
    index = Index.build([an_offer()], [a_need()])
    weights = replace(index.weights, version="other")
    others = [
        index.updated(put=[an_offer(uses=1)]),
        index.updated(put=[a_need(created_at=datetime(2026, 1, 1, tzinfo=UTC))]),
        index.updated(drop=["off_1"]),
        Index.build([an_offer()], [a_need()], weights),
    ]
    assert len({index.fingerprint, *(other.fingerprint for other in others)}) == 5
    assert len(index.fingerprint) == 12


def test_the_fingerprint_tells_with_which_statistics_texts_are_weighed() -> None:
    index = Index.build([an_offer()], always_fitted=0).updated(
        put=[an_offer(identifier="off_2", title="Acuicultura de tilapia")]
    )
    assert index.refitted().fingerprint != index.fingerprint


def test_the_fingerprint_tells_no_exclusion() -> None:
    """It is public, and an exclusion leaves no trace for others."""
    index = Index.build([an_offer()], [a_need()])
    excluding = index.updated(put=[a_need(exclusions=(Exclusion("sector", "152"),))])
    assert excluding.fingerprint == index.fingerprint


def test_an_empty_index_answers_nothing() -> None:
    index = Index.build([])
    assert ranked(index, a_need()) == matching.Ranking(())
    assert matching.needs_for(index, an_offer(), today=TODAY) == matching.Ranking(())
    assert matching.triangles_for(index, a_need(), today=TODAY) == matching.Ranking(())
    assert matching.best_points(index, [a_need()], TODAY) == [None]
    assert matching.best_points(index, [], TODAY) == []
    assert (
        Index.build([], weights=replace(index.weights, text=replace(index.weights.text, background="none"))).size == 0
    )
