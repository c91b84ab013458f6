"""Reading: accents restored, passages in their languages, the concepts of a part."""

import pytest

from matching.concepts.lexicon import lexicon_of
from matching.text.accents import restored
from matching.text.reading import read
from matching.text.words import words_of


@pytest.mark.parametrize(
    ("text", "language", "forms"),
    [
        ("GESTION DE CUENCAS", "es", ["gestión", "de", "cuencas"]),
        ("gestion de cuencas", "es", ["gestión", "de", "cuencas"]),
        ("gestion y formación", "es", ["gestion", "y", "formación"]),
        ("CAPACITACION en línea", "es", ["capacitación", "en", "línea"]),
        ("ZZZLOGIAS", "es", ["zzzlogías"]),
        ("ZZZACAO ZZZENCIA", "pt", ["zzzação", "zzzência"]),
        ("ZZZIVITES", "fr", ["zzzivités"]),
        ("zzzation", "en", ["zzzation"]),
    ],
)
def test_accents_come_back_where_they_are_lost(text: str, language: str, forms: list[str]) -> None:
    lexicon = lexicon_of(language)
    assert lexicon is not None
    words = restored(words_of(text), text, lexicon.accents, language)
    assert [word.form for word in words] == forms
    assert [(word.start, word.end) for word in words] == [(word.start, word.end) for word in words_of(text)]


@pytest.mark.parametrize("text", ["GESTION DEL RIESGO DE DESASTRES", "gestion del riesgo de desastres"])
def test_a_text_without_accents_reads_the_same(text: str) -> None:
    proper = read("Gestión del riesgo de desastres", "es")
    bare = read(text, "es")
    assert (bare.stems, bare.spoken) == (proper.stems, proper.spoken)


@pytest.mark.parametrize(
    ("text", "language", "concepts"),
    [
        pytest.param("Vacunas para el hospital", "es", {"vaccination", "hospital"}, id="by its small words"),
        pytest.param("Forestry / Silvicultura / Sylviculture", None, {"forestry"}, id="one language after another"),
        pytest.param("zzz / qqq", None, set(), id="no language at all"),
        pytest.param("", None, set(), id="nothing to read"),
        pytest.param("Zzz; los hospitales que son de la zona", "es", {"hospital"}, id="the rest tells the language"),
    ],
)
def test_the_language_is_found_passage_by_passage(text: str, language: str | None, concepts: set[str]) -> None:
    found = read(text, None)
    assert found.language == language
    assert concepts <= {item.concept for item in found.spoken}


def test_a_language_outside_the_bank_has_words_only() -> None:
    found = read("ayllu yaku", "qu")
    assert found.forms == ["ayllu", "yaku"]
    assert found.spoken == ()


def test_a_part_has_its_own_concepts() -> None:
    text = "Vacunas para niños; semillas de café"
    found = read(text, "es")
    part = found.part(2, 3)
    assert part.forms == ["semillas", "café"]
    assert part.spoken
    assert all(text.index("semillas") <= item.start for item in part.spoken)


def test_covered_words_lie_within_a_concept() -> None:
    found = read("Zzz gestión del riesgo zzz", "es")
    assert found.covered == (False, True, True, False)
