from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

import matching
from matching import Exclusion, Index, Need, Offer
from matching.side import Side
from tests.matching.making import TODAY, a_need, an_offer, ranked
from tests.matching.worlds import NEEDS, OFFERS, listed, steady


def bytes_of(side: Side) -> list[bytes]:
    parts = [side.turn, side.languages.of, side.matrix.data, side.matrix.indices, side.matrix.indptr]
    parts += [side.postings.data, side.postings.indices, *(group.of for group in side.groups.values())]
    return [part.tobytes() for part in parts]


def same(one: Index, other: Index) -> bool:
    sides = [(one.offers, other.offers), (one.needs, other.needs)]
    return (
        one.fingerprint == other.fingerprint
        and one.space.idf.tobytes() == other.space.idf.tobytes()
        and all(bytes_of(ours) == bytes_of(theirs) for ours, theirs in sides)
        and all([e.record for e in a.entries] == [e.record for e in b.entries] for a, b in sides)
    )


@steady
@given(
    offers=listed(OFFERS, 6),
    needs=listed(NEEDS, 4),
    put=st.lists(OFFERS | NEEDS, max_size=5),
    drop=st.lists(st.sampled_from(["off_0", "off_1", "off_2", "ned_0", "ned_1", "xxx"]), max_size=3),
)
def test_an_updated_index_equals_one_built_anew(
    offers: list[Offer], needs: list[Need], put: list[Offer | Need], drop: list[str]
) -> None:
    updated = Index.build(offers, needs).updated(put=put, drop=drop)
    final = {record.id: record for record in (*offers, *needs) if record.id not in drop}
    final |= {record.id: record for record in put}
    records = list(reversed(final.values()))
    built = Index.build(
        [record for record in records if isinstance(record, matching.Offer)],
        [record for record in records if isinstance(record, matching.Need)],
    )
    assert same(updated, built)


def test_texts_that_did_not_change_are_not_read_again() -> None:
    offer = an_offer()
    index = Index.build([offer])
    entry = index.offers.entries[0]
    assert index.updated(put=[an_offer()]).offers.entries[0] is entry
    assert index.updated(put=[replace(offer, uses=3)]).offers.entries[0].features is entry.features
    assert index.updated(put=[replace(offer, title="Otro")]).offers.entries[0].features is not entry.features


def test_the_old_index_stays_as_it_was() -> None:
    index = Index.build([an_offer()], [a_need()])
    before = index.fingerprint
    index.updated(drop=["off_1", "ned_1"])
    assert (index.fingerprint, len(index.offers), len(index.needs)) == (before, 1, 1)


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
