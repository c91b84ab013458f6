"""Where texts speak of concepts: longest terms, stems, small words, acronyms, doubt."""

import pytest

from matching.concepts.bank import Bank, parse_bank, shipped_bank
from matching.concepts.lexicon import compile_lexicon, lexicon_of
from matching.concepts.mentions import mentions_in, related, supported
from matching.text.languages import stems
from matching.text.words import words_of

HEADER = "id\tbroader\tcrs\tes\ten\n"
DOMAINS = {
    "general": HEADER + "course\t\t\tcurso?\tcourse?\nrisk\t\t\triesgo\trisk\ngender\t\t\tgénero\tgender\n",
    "farming": HEADER
    + "risk-management\trisk\t\tgestión del riesgo | gestión de riesgos\trisk management | management of risk\n"
    + "in-kind\t\t\ten especie\tin kind\n"
    + "kind\t\t\tespecie\tspecies\n"
    + "plant\tcrop\t311\tplanta?\tplant?\n"
    + "crop\t\t311\tcultivo\tcrop\n"
    + "vaccine\t\t122\tvacuna | campaña de vacunación\tvaccine\n"
    + "community\t\t\tcomunidad\tcommunity\ncommunication\t\t\tcomunicación\tcommunication\n"
    + "tic\t\t220\tTIC\tICT | WHO | IT\n",
    "industry": HEADER + "factory\t\t32161\tfábrica\tplant? | factory\nsteel\t\t32169\tacero\tsteel\n",
}


@pytest.fixture(scope="module")
def bank() -> Bank:
    return parse_bank(DOMAINS)


def spoken(bank: Bank, text: str, language: str = "es") -> list[tuple[str, str]]:
    words = words_of(text)
    lexicon = compile_lexicon(bank, language)
    found = mentions_in(text, words, stems([word.form for word in words], language), lexicon)
    return [
        (bank.ids[item.concept], text[words[item.first].start : words[item.last].end])
        for item in supported(found, bank)
        if not item.inner
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("gestión del riesgo", [("risk-management", "gestión del riesgo")], id="the longest term"),
        pytest.param("Gestión de los riesgos", [("risk-management", "Gestión de los riesgos")], id="small words"),
        pytest.param("gestión. Riesgo", [("risk", "Riesgo")], id="a full stop parts"),
        pytest.param("gestion riesgo", [("risk-management", "gestion riesgo")], id="no accents, no small words"),
        pytest.param("gestión de de de de riesgo", [("risk", "riesgo")], id="too many small words"),
        pytest.param("aportes en especie", [("in-kind", "en especie")], id="a small word that makes the term"),
        pytest.param("en: especie", [("kind", "especie")], id="a small word apart"),
        pytest.param("una especie", [("kind", "especie")], id="another small word"),
        pytest.param("comunidades", [("community", "comunidades")], id="the closer of two words of one stem"),
        pytest.param("comunicaciones", [("communication", "comunicaciones")], id="the closer of the two again"),
        pytest.param("generación", [], id="one stem, another word"),
        pytest.param("vacunación", [("vaccine", "vacunación")], id="another word of the concept's own terms"),
        pytest.param("las TIC y el tic", [("tic", "TIC")], id="a short acronym in capitals only"),
        pytest.param("CURSO DE TIC", [("tic", "TIC")], id="all is in capitals"),
        pytest.param("", [], id="nothing"),
        pytest.param("de la", [], id="small words only"),
    ],
)
def test_terms_are_found(bank: Bank, text: str, found: list[tuple[str, str]]) -> None:
    assert spoken(bank, text) == found


def test_shorter_terms_stand_within_a_longer_one(bank: Bank) -> None:
    text = "gestión del riesgo y vacuna"
    words = words_of(text)
    found = mentions_in(text, words, stems([word.form for word in words], "es"), compile_lexicon(bank, "es"))
    assert [(bank.ids[item.concept], item.inner) for item in found] == [
        ("risk-management", False),
        ("risk", True),
        ("vaccine", False),
    ]
    assert [item.inner for item in supported(found, bank)] == [False, True, False]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("who uses ICT", [("tic", "ICT")], id="a small word is no acronym"),
        pytest.param("WHO uses ICT", [("tic", "WHO"), ("tic", "ICT")], id="the acronym"),
        pytest.param("WHO NEEDS IT", [], id="nothing tells an acronym from a word"),
    ],
)
def test_acronyms_that_are_words(bank: Bank, text: str, found: list[tuple[str, str]]) -> None:
    assert spoken(bank, text, "en") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("la planta", [], id="alone"),
        pytest.param("planta y riesgo", ["risk"], id="beside something else"),
        pytest.param("planta y cultivo", ["plant", "crop"], id="beside what is broader"),
        pytest.param("planta y vacuna", ["plant", "vaccine"], id="beside its own domain"),
        pytest.param("curso sobre riesgo", ["risk"], id="words of every field are no support"),
        pytest.param("curso, planta", [], id="two doubts do not make sure"),
    ],
)
def test_a_doubtful_term_needs_support(bank: Bank, text: str, found: list[str]) -> None:
    assert [name for name, _ in spoken(bank, text)] == found


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        pytest.param("comunciacion", "comunicacion", id="two letters changed places"),
        pytest.param("comuniccion", "comunicacion", id="one too few"),
        pytest.param("comunicaccion", "comunicacion", id="one too many"),
        pytest.param("comunicamion", "comunicacion", id="one wrong"),
        pytest.param("ultivo", None, id="the first letter is wrong"),
        pytest.param("cultvo", None, id="too short for a letter too few"),
        pytest.param("cltuvoi", None, id="far too many slips"),
        pytest.param("cutlivo", "cultivo", id="two letters of a shorter word"),
        pytest.param("aecro", None, id="too short"),
        pytest.param("comunicacion2", None, id="a number"),
        pytest.param("xxxxxxxxx", None, id="nothing near"),
    ],
)
def test_slips_of_the_pen(bank: Bank, word: str, meant: str | None) -> None:
    lexicon = compile_lexicon(bank, "es")
    assert lexicon.spelling.corrected(word) == meant


def test_two_words_may_be_meant() -> None:
    bank = parse_bank({"a": HEADER + "x\t\t\tcomunicacion\tx\ny\t\t\tcomunicamion\ty\n"})
    assert compile_lexicon(bank, "es").spelling.corrected("comunicarion") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("la comunciación", [("communication", "comunciación")], id="a long word"),
        pytest.param("un cutlivo", [], id="a shorter one alone may be another word"),
        pytest.param(
            "un cutlivo y vacuna", [("crop", "cutlivo"), ("vaccine", "vacuna")], id="a shorter one with support"
        ),
    ],
)
def test_mentions_with_slips(bank: Bank, text: str, found: list[tuple[str, str]]) -> None:
    assert spoken(bank, text) == found


def test_support_by_category() -> None:
    bank = parse_bank(DOMAINS)
    place = bank.ids.index
    assert related(bank, place("plant"), place("plant"))
    assert related(bank, place("risk"), place("risk-management"))
    assert related(bank, place("factory"), place("steel"))
    assert not related(bank, place("risk"), place("steel"))
    assert related(parse_bank({"a": HEADER + "x\t\t32161\tx\tx\n", "b": HEADER + "y\t\t32169\ty\ty\n"}), 0, 1)


def test_of_two_equal_terms_the_one_without_doubt_counts(bank: Bank) -> None:
    lexicon = compile_lexicon(
        parse_bank({"a": HEADER + "x\t\t\tplanta?\tx\ny\t\t\tplanta\ty\nz\t\t\tplanta\tz\n"}), "es"
    )
    assert lexicon.concepts[lexicon.exact["planta"]] == 1


def test_languages_without_a_stemmer_small_words_or_a_column() -> None:
    bank = parse_bank({"a": "id\tbroader\tcrs\tht\nwater\t\t140\tdlo pwòp | ak dlo\n"})
    assert spoken(bank, "dlo pwop", "ht") == [("water", "dlo pwop")]
    assert lexicon_of("ht") is None
    assert lexicon_of("es") is lexicon_of("es")


@pytest.mark.parametrize(
    ("concept", "words"),
    [
        pytest.param(
            "giant-african-snail",
            "caracol gigante africano | caramujo gigante africano | escargot géant | giant African snail",
            id="a pest of its own",
        ),
        pytest.param(
            "non-revenue-water",
            "agua no contabilizada | água não faturada | eau non facturée | non-revenue water",
            id="neither tariff nor meter",
        ),
        pytest.param(
            "school-dropout",
            "deserción escolar | evasão escolar | décrochage scolaire | leaving school early",
            id="a phrase beside words",
        ),
        pytest.param("marketing", "mercadeo | marketing | mercatique | marketing", id="several words for one thing"),
        pytest.param("neighbour", "vecinos | vizinhos | voisins | neighbours", id="people, not countries"),
        pytest.param("women", "mujeres | mulheres | femmes | women", id="a plural of another stem"),
        pytest.param("report", "informe | relatório | rapport | report", id="a word of the stem of another"),
        pytest.param(
            "higher-education",
            "enseñanza superior | ensino superior | enseignement supérieur | higher education",
            id="the domain's own",
        ),
    ],
)
def test_the_shipped_bank_speaks_of_one_thing_in_four_languages(concept: str, words: str) -> None:
    shipped = shipped_bank()
    for language, text in zip(("es", "pt", "fr", "en"), words.split(" | "), strict=True):
        assert spoken(shipped, text, language) == [(concept, text)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        pytest.param("es", "los vuelos de la langosta", id="an insect flies"),
        pytest.param("es", "para como así", id="small words"),
        pytest.param("pt", "para com pelo como", id="small words in Portuguese"),
        pytest.param("fr", "sur son", id="small words in French"),
    ],
)
def test_the_shipped_bank_does_not_hear_too_much(language: str, text: str) -> None:
    assert {name for name, _ in spoken(shipped_bank(), text, language)} <= {"locust"}
