"""Every sentence has its translation in every language, with the same places to fill."""

from __future__ import annotations

import re

import pytest

from tests.app.interface_words import ROOT, TRANSLATED, all_words, in_tables, in_templates, translations

PLACE = re.compile(r"\{\w+\}")


def test_the_words_are_found_where_they_are_written() -> None:
    assert ("Who can answer",) in in_templates()
    assert ("{n} need", "{n} needs") in in_templates()
    assert ("There is nothing at this address.",) in in_tables()
    assert ("a common working language",) in in_tables()


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(language: str) -> None:
    known = translations(language)
    missing = [words for words in sorted(all_words()) if not all(known.get(words, ("",)))]
    assert not missing


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_holds_nothing_that_is_no_longer_said(language: str) -> None:
    assert not set(translations(language)) - all_words()


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_have_the_places_of_their_source(language: str) -> None:
    differing = [
        source
        for source, forms in translations(language).items()
        for form in forms
        if set(PLACE.findall(form)) != set(PLACE.findall(source[0]))
    ]
    assert not differing


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_is_sorted_by_its_source(language: str) -> None:
    text = (ROOT / "app" / "locales" / f"{language}.po").read_text(encoding="utf-8")
    sources = re.findall(r'^msgid "(.*)"$', text, re.MULTILINE)
    assert sources == sorted(sources)


@pytest.mark.parametrize("language", TRANSLATED)
def test_plurals_have_as_many_forms_as_the_catalogue_declares(language: str) -> None:
    assert all(len(forms) == 2 for source, forms in translations(language).items() if len(source) == 2)
