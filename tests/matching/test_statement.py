import numpy as np
from hypothesis import given

import matching
from matching import Index, Need, Offer
from tests.matching.making import TODAY
from tests.matching.worlds import NEEDS, OFFERS, listed, steady


@steady
@given(offers=listed(OFFERS, 6), needs=listed(NEEDS, 5))
def test_the_best_of_each_record_equals_its_list(offers: list[Offer], needs: list[Need]) -> None:
    index = Index.build(offers, needs)
    best = [matching.offers_for(index, need, today=TODAY, limit=1).items for need in needs]
    assert matching.best_points(index, needs, TODAY) == [m[0].explanation.points if m else None for m in best]
    idle = [matching.needs_for(index, offer, today=TODAY, limit=1).items for offer in offers]
    assert matching.best_points(index, offers, TODAY) == [m[0].explanation.points if m else None for m in idle]


@steady
@given(offers=listed(OFFERS, 6), needs=listed(NEEDS, 3))
def test_all_points_are_those_of_the_pairs(offers: list[Offer], needs: list[Need]) -> None:
    index = Index.build(offers, needs)
    for need, points in zip(needs, matching.points_against_all(index, needs, TODAY), strict=True):
        for entry, value in zip(index.offers.entries, points, strict=True):
            verdict = matching.judge(index, need, entry.record, today=TODAY)
            told = getattr(getattr(verdict, "explanation", None), "points", np.nan)
            np.testing.assert_equal(value, told)
