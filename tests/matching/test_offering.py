"""What a country could also offer: near to what it knows, and not what it answers already."""

from dataclasses import replace

from hypothesis import given

from matching import Index, Need, Offer, could_offer, offering
from tests.matching.making import BRA, CRI, HND, TODAY, URY, YESTERDAY, a_need, an_offer, excludes
from tests.matching.worlds import NEEDS, OFFERS, listed, steady

SOLVED = an_offer("ned_9", party=CRI, title="Crear un banco de leche humana en el hospital", sectors="12220")
NEED = a_need("ned_1", sectors="12220")
LOOSER = ("Servicios de hospital para madres", "Leche humana: acopio y transporte")


def ids(index: Index, country: str = "CRI", *past: Offer) -> list[str]:
    return [found.need.id for found in could_offer(index, country, today=TODAY, past=past)]


def test_what_a_country_has_solved_for_itself_it_could_share() -> None:
    (found,) = could_offer(Index.build([], [NEED]), "CRI", today=TODAY, past=[SOLVED])
    assert (found.need, found.source_id, found.is_answered) == (NEED, "ned_9", False)
    assert 0.5 < found.strength < 1
    assert "human-milk-bank" in {shared.concept for shared in found.shared}
    assert {shared.ours for shared in found.shared} & {"banco de leche humana", "Crear", "hospital"}


def test_what_its_offers_answer_already_is_no_news() -> None:
    offer = an_offer("off_1", party=CRI, sectors="12220")
    assert ids(Index.build([offer], [NEED]), "CRI", SOLVED) == []


def test_an_offer_that_falls_short_is_a_source_itself() -> None:
    offer = an_offer("off_1", party=CRI, sectors="12220", capacity_remaining=0)
    (found,) = could_offer(Index.build([offer], [NEED]), "CRI", today=TODAY)
    assert found.source_id == "off_1"


def test_needs_that_nobody_answers_come_first() -> None:
    answered = a_need("ned_0", party=URY, sectors="12220")
    only_for_ury = an_offer("off_1", party=BRA, sectors="12220", **excludes("country", "HND"))
    found = could_offer(Index.build([only_for_ury], [answered, NEED]), "CRI", today=TODAY, past=[SOLVED])
    assert [(item.need.id, item.is_answered) for item in found] == [("ned_1", False), ("ned_0", True)]


def test_own_lapsed_and_excluded_needs_are_left_out() -> None:
    closed = [
        a_need("ned_1", party=CRI),
        a_need("ned_2", valid_through=YESTERDAY),
        a_need("ned_3", **excludes("country", "CRI")),
    ]
    assert ids(Index.build([], closed), "CRI", SOLVED) == []
    barred = replace(SOLVED, **excludes("country", "HND"))
    assert ids(Index.build([], [NEED]), "CRI", barred) == []


def test_other_sectors_ask_for_nearer_words() -> None:
    loosely = [replace(SOLVED, title=title) for title in LOOSER]
    told = {}
    for source in (SOLVED, *loosely):
        found = could_offer(Index.build([], [NEED]), "CRI", today=TODAY, past=[source])
        assert [one.need.id for one in found] == ["ned_1"]
        apart = Index.build([], [replace(NEED, sectors=frozenset({"31130"}))])
        told[found[0].strength] = ids(apart, "CRI", source) == ["ned_1"]
        assert ids(Index.build([], [replace(NEED, sectors=None)]), "CRI", source) == ["ned_1"]
    assert {near: near >= offering.NEAR_APART for near in told} == told
    assert set(told.values()) == {True, False}


def test_the_nearest_source_stands_for_a_need() -> None:
    farther = replace(SOLVED, id="ned_8", title="Leche humana y hospital")
    twin = replace(SOLVED, id="ned_7")
    index = Index.build([], [NEED])
    for past in ([farther, SOLVED], [SOLVED, farther]):
        assert could_offer(index, "CRI", today=TODAY, past=past)[0].source_id == "ned_9"
    assert could_offer(index, "CRI", today=TODAY, past=[SOLVED, twin])[0].source_id == "ned_7"


@steady
@given(offers=listed(OFFERS, 6), needs=listed(NEEDS, 5))
def test_it_never_names_an_own_or_barred_need(offers: list[Offer], needs: list[Need]) -> None:
    index = Index.build(offers, needs)
    for country in ("CRI", HND.country or ""):
        found = could_offer(index, country, today=TODAY)
        assert len({item.need.id for item in found}) == len(found)
        for item in found:
            source = next(offer for offer in offers if offer.id == item.source_id)
            assert item.need.party.country != country == source.party.country
            assert all(exclusion.code != country for exclusion in item.need.exclusions)
