import pytest

from matching.text.cognates import cognate_form, letter_groups
from matching.text.languages import guess_language, ignored_forms, stems, stop_words
from matching.text.segments import LEAST_WORDS, MOST, segments_of
from matching.text.words import fold, words_of


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Gestión de RIESGOS", ["gestión", "de", "riesgos"]),
        ("l'eau potable", ["l", "eau", "potable"]),
        ("gestio\u0301n", ["gestión"]),
        ("eﬃcience 2030, COVID-19", ["efficience", "2030", "covid", "19"]),
        ("snake_case", ["snake", "case"]),
        ("  \n–!", []),
    ],
)
def test_words_of_a_text(text: str, forms: list[str]) -> None:
    assert [word.form for word in words_of(text)] == forms


def test_places_point_at_the_text_as_given() -> None:
    text = "Agua… y gestio\u0301n"
    assert [text[word.start : word.end] for word in words_of(text)] == ["Agua", "y", "gestio\u0301n"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("los cursos que se ofrecen para el personal", "es"),
        ("os cursos que são dados para o pessoal não", "pt"),
        ("les cours qui sont offerts pour le personnel", "fr"),
        ("the courses which are given to the staff", "en"),
        ("banco", None),
        ("a", None),
    ],
)
def test_the_language_is_voted_for(text: str, language: str | None) -> None:
    assert guess_language(word.form for word in words_of(text)) == language


def test_stop_words_are_function_words() -> None:
    everything = frozenset().union(*stop_words().values())
    assert not everything & {"information", "work", "información", "trabajo", "travail", "trabalho"}
    assert {"además", "ademas"} <= ignored_forms("es")
    assert ignored_forms("qu") == ignored_forms(None) == frozenset()


def test_stems_are_folded_after_stemming() -> None:
    assert stems(["capacitación", "capacitaciones"], "es") == ["capacit", "capacit"]
    assert stems(["capacitación"], None) == stems(["capacitación"], "qu") == ["capacitacion"]
    assert fold("ção") == "cao"


@pytest.mark.parametrize(
    "words",
    [
        "capacitación capacitação capacitation",
        "seguridades seguridade",
        "universidad universidade université university",
        "democracia démocratie",
        "organización organização organisation organization",
        "económico econômico économique economic",
        "energía energia énergie energy",
        "química quimica",
        "fotografía photographie photography",
        "producción production producción",
        "escuela escola",
        "estudio étude",
    ],
)
def test_words_of_one_origin_share_letters(words: str) -> None:
    first, *others = (set(letter_groups(word)[0].tolist()) for word in words.split())
    assert all(len(first & other) / len(first | other) >= 0.3 for other in others)


def test_cognates_meet_in_one_spelling() -> None:
    forms = {cognate_form(word) for word in ("capacitación", "capacitação", "capacitation", "capacitaciones")}
    assert len(forms) == 1


def test_letter_groups_of_short_and_foreign_words() -> None:
    groups, weight = letter_groups("a")
    assert len(groups) == 1
    assert weight == 1.0
    assert len(letter_groups("水")[0])
    assert len(letter_groups("h")[0]) == 1
    groups, weight = letter_groups("leche")
    assert weight == pytest.approx(len(groups) ** -0.5)
    assert not groups.flags.writeable


@pytest.mark.parametrize(
    ("text", "language", "clauses"),
    [
        ("", "es", []),
        ("de la", "es", []),
        ("Banco de leche humana", "es", ["Banco de leche humana"]),
        (
            "formar parteras rurales jóvenes y también equipar laboratorios de suelos",
            "es",
            ["formar parteras rurales jóvenes", "equipar laboratorios de suelos"],
        ),
        (
            "train rural midwives quickly and also equip soil laboratories.",
            "en",
            ["train rural midwives quickly", "equip soil laboratories"],
        ),
        (
            "formar parteiras rurais jovens e também equipar laboratórios novos",
            "pt",
            ["formar parteiras rurais jovens", "equipar laboratórios novos"],
        ),
        (
            "former des sages femmes et aussi équiper trois laboratoires neufs",
            "fr",
            ["former des sages femmes", "équiper trois laboratoires neufs"],
        ),
        ("Agua. Suelo, 1.5 hectáreas medidas", "es", ["Agua. Suelo, 1.5 hectáreas medidas"]),
    ],
)
def test_segments_are_clauses(text: str, language: str, clauses: list[str]) -> None:
    assert [text[part.start : part.end] for part in segments_of(text, language)] == clauses


def test_segments_are_few_and_hold_every_word_once() -> None:
    text = ". ".join(f"agua suelo mapa{number} café{number}" for number in range(20)) + ". corto"
    segments = segments_of(text, "es")
    assert len(segments) == MOST
    assert all(segment.length >= LEAST_WORDS for segment in segments)
    assert sum(segment.length for segment in segments) == 81
