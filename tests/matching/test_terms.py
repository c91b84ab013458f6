import pytest
from hypothesis import given

import matching
from matching import Index, Need, Offer, text_of
from matching.terms import MOST, reader, terms_of
from tests.matching.making import a_need, an_offer, ranked
from tests.matching.worlds import NEEDS, OFFERS, listed, steady

NEED = a_need(title="Gestión del riesgo", description="Alerta temprana ante huracanes.", objective="Capacitación local")
OFFER = an_offer(
    title="Gestão de riscos; capacitação",
    description="Sistemas de alerta precoce",
    language="pt",
    party=matching.Party("BRA"),
)


def test_terms_point_at_the_words_that_met() -> None:
    terms = ranked(Index.build([OFFER], [NEED]), NEED).items[0].explanation.terms
    met = {(term.need, term.offer): term.concept for term in terms}
    assert met["Alerta temprana", "Sistemas de alerta precoce"] == "early-warning"
    assert met["Capacitación", "capacitação"] == "training"
    for term in terms:
        assert text_of(NEED)[slice(*term.need_span)] == term.need
        assert text_of(OFFER)[slice(*term.offer_span)] == term.offer
        assert term.role == "first_provider"


def test_words_outside_the_bank_meet_by_spelling() -> None:
    need, offer = a_need(title="Mapas de Xochimilco"), an_offer(title="Xochimilco maps", language="en")
    terms = terms_of(reader(Index.build([offer])), need, [offer])
    assert ("Xochimilco", None) in {(term.need, term.concept) for term in terms}


@pytest.mark.parametrize(
    ("title", "language", "words"),
    [
        ("Vacunación infantil", "es", "Vacunación"),
        ("Immunization campaign", "en", "Immunization"),
    ],
)
def test_a_concept_meets_across_languages(title: str, language: str, words: str) -> None:
    need, offer = a_need(title="Vacunas para zonas rurales"), an_offer(title=title, language=language)
    terms = terms_of(reader(Index.build([offer])), need, [offer])
    assert ("Vacunas", words) in {(term.need, term.offer) for term in terms if term.concept}


def test_a_concept_meets_the_broader_one() -> None:
    need, offer = a_need(title="Energía solar"), an_offer(title="Renewable energy", language="en")
    terms = terms_of(reader(Index.build([offer])), need, [offer])
    assert [(term.need, term.offer, term.concept) for term in terms] == [
        ("Energía solar", "Renewable energy", "renewable-energy")
    ]
    back = terms_of(
        reader(Index.build([offer])), a_need(title="Energías renovables"), [an_offer(title="Energía solar")]
    )
    assert [term.concept for term in back] == ["renewable-energy"]


@steady
@given(offers=listed(OFFERS, 3), need=NEEDS)
def test_shares_never_exceed_the_whole(offers: list[Offer], need: Need) -> None:
    index = Index.build(offers)
    for count in (1, 2):
        if len(offers) >= count:
            terms = terms_of(reader(index), need, offers[:count])
            assert len(terms) <= MOST
            assert sum(term.share for term in terms) <= 1.00001
            assert [term.share for term in terms] == sorted((term.share for term in terms), reverse=True)
            for term in terms:
                offer = offers[term.role == "second_provider"]
                assert text_of(offer)[slice(*term.offer_span)] == term.offer


def test_equal_texts_are_explained_wholly() -> None:
    need = a_need(title="Banco de leche humana")
    terms = terms_of(reader(Index.build([an_offer()])), need, [an_offer(title="Banco de leche humana")])
    assert sum(term.share for term in terms) > 0.8
    assert [term.need for term in sorted(terms, key=lambda term: term.need_span)] == ["Banco de leche humana"]


@pytest.mark.parametrize("title", ["", "de la", "Mapas"])
def test_texts_that_do_not_meet_have_no_terms(title: str) -> None:
    assert terms_of(reader(Index.build([an_offer(title="")])), a_need(title=title), [an_offer(title="")]) == ()


def test_texts_meet_that_the_index_has_never_seen() -> None:
    terms = terms_of(reader(Index.build([])), NEED, [OFFER])
    assert "disaster-risk-management" in {term.concept for term in terms}


def test_the_text_of_a_record() -> None:
    assert text_of(NEED) == "Gestión del riesgo\nAlerta temprana ante huracanes.\nCapacitación local"
    assert text_of(a_need()).endswith("\n")
