"""Duplicates: the same thing told twice, in whatever language and by whichever side of the house."""

from dataclasses import replace

import pytest
from hypothesis import given

import matching
from benchmarks import duplicates as benchmark
from matching import Index, Offer, Party, duplicates_of
from matching.duplicates import LEAST, likeness, shared_words
from tests.matching.making import BRA, FUND, HND, URY, a_need, an_offer
from tests.matching.worlds import NEEDS, OFFERS, listed, steady

FIRST = an_offer("off_1", title="Curso de mapas de suelos", description="Tres semanas de muestreo.", sectors="31130")
TWIN = an_offer(
    "off_2",
    title="Curso de mapas de solos",
    description="Três semanas de amostragem.",
    language="pt",
    sectors="31130",
)


def ids(found: tuple[matching.Duplicate, ...]) -> list[str]:
    return [duplicate.record.id for duplicate in found]


def test_the_same_offer_in_another_language_is_found_with_its_reasons() -> None:
    (found,) = duplicates_of(Index.build([FIRST, TWIN]), FIRST)
    assert (found.record, found.sectors, found.same_owner) == (TWIN, "same", True)
    assert LEAST <= found.strength < 1
    assert ("mapas de suelos", "mapas de solos") in {(shared.ours, shared.theirs) for shared in found.shared}
    assert {shared.concept for shared in found.shared} - {None}


def test_an_unsaved_record_is_compared_too() -> None:
    index = Index.build([FIRST])
    assert ids(duplicates_of(index, replace(TWIN, id=""))) == ["off_1"]


def test_a_record_is_no_duplicate_of_itself() -> None:
    assert duplicates_of(Index.build([FIRST]), FIRST) == ()


def test_two_countries_never_tell_of_the_same_thing() -> None:
    twin = replace(FIRST, id="off_2", party=URY)
    assert duplicates_of(Index.build([twin]), FIRST) == ()
    assert likeness(FIRST, twin, 1.0) == 0.0


def test_an_agency_may_tell_of_what_a_country_offers() -> None:
    of_the_agency = replace(FIRST, id="off_2", party=FUND)
    (found,) = duplicates_of(Index.build([of_the_agency]), FIRST)
    assert not found.same_owner
    assert found.strength < likeness(FIRST, replace(FIRST, id="off_3"), 1.0)


def test_sectors_apart_speak_against() -> None:
    near = [likeness(FIRST, replace(TWIN, sectors=sectors), 0.4) for sectors in _SECTORS]
    assert near == sorted(near, reverse=True)
    assert near[0] > near[-1]


_SECTORS = (frozenset({"31130"}), None, frozenset({"12220"}))


def test_an_owner_that_nobody_knows_is_nobody_s() -> None:
    nobody = replace(FIRST, party=Party())
    assert likeness(nobody, replace(nobody, id="x"), 0.5) < likeness(FIRST, TWIN, 0.5)


def test_drafts_that_no_index_holds_are_compared_too() -> None:
    draft = replace(TWIN, id="off_9")
    index = Index.build([FIRST])
    indexed = duplicates_of(index.updated(put=[draft]), FIRST)
    (beside,) = duplicates_of(index, FIRST, besides=[draft, FIRST])
    assert ids(indexed) == [beside.record.id]
    assert beside.similarity == pytest.approx(indexed[0].similarity, abs=0.2)


def test_needs_are_compared_with_needs() -> None:
    need, twin = a_need("ned_1"), a_need("ned_2")
    found = duplicates_of(Index.build([an_offer("off_1", party=HND)], [need, twin]), need)
    assert ids(found) == ["ned_2"]
    assert shared_words(Index.build([]), need, twin)


def test_the_list_is_cut_and_in_order() -> None:
    index = Index.build([replace(FIRST, id=f"off_{n}") for n in range(2, 9)])
    assert ids(duplicates_of(index, FIRST, limit=3)) == ["off_2", "off_3", "off_4"]


@steady
@given(offers=listed(OFFERS, 6), needs=listed(NEEDS, 5))
def test_the_list_equals_all_pairs_judged_one_by_one(offers: list[Offer], needs: list[matching.Need]) -> None:
    index = Index.build(offers, needs)
    for kind in (offers, needs):
        for record in kind:
            alone = Index.build(offers, needs)
            pairs = [found for other in kind for found in duplicates_of(alone, record) if found.record.id == other.id]
            assert sorted(pairs, key=lambda found: (-found.strength, found.record.id))[:10] == list(
                duplicates_of(index, record)
            )
            for found in duplicates_of(index, record):
                back = {d.record.id: d.strength for d in duplicates_of(index, found.record, limit=99)}
                assert back[record.id] == pytest.approx(found.strength, abs=2e-6)


def test_every_similarity_is_that_of_the_pair() -> None:
    index = Index.build([FIRST, TWIN, an_offer("off_3", party=BRA, title="Laboratorio de aguas")])
    everything = duplicates_of(index, FIRST, least=0.0)
    assert set(ids(everything)) <= {"off_2", "off_3"}
    for found in everything:
        (beside,) = duplicates_of(index, FIRST, besides=[found.record], least=0.0)[:1] or (found,)
        assert beside.similarity >= found.similarity - 1e-6


def test_precision_and_recall_on_our_own_pairs_are_not_worse_than_recorded() -> None:
    pairs = benchmark.judged([])
    precision, recall = benchmark.precision_recall(pairs, LEAST)
    assert precision >= 0.85
    assert recall >= 0.85
    assert benchmark.precision_recall([], LEAST) == (1.0, 1.0)
