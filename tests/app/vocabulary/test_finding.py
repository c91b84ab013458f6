"""From what people write to a code."""

from collections.abc import Callable

import pytest

from app.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("text", "country"),
    [("Perú", "PER"), ("PERU", "PER"), ("BRASIL", "BRA"), ("brésil", "BRA"), (" Brazil ", "BRA"), ("BRA", "BRA"), ("bra", "BRA"), ("MX", "MEX"), ("Trinidad & Tobago", "TTO"), ("Trinidad y Tobago", "TTO"), ("St. Lucia", "LCA"), ("Saint Lucia", "LCA"), ("Brasil (el)", "BRA"), ("The Bahamas", "BHS"), ("l'Équateur", "ECU"), ("Côte d'Ivoire", "CIV"), ("EE.UU.", "USA"), ("Bolivia (Estado Plurinacional de)", "BOL"), ("Republica Dominicana", "DOM"), ("El Salvador", "SLV"), ("Granada", "GRD"), ("Dominica", "DMA"), ("Corea del Sur", "KOR"), ("UK", "GBR")],
)  # fmt: skip
def test_a_country_is_found_by_code_or_name_in_any_language(vocabulary: Vocabulary, text: str, country: str) -> None:
    assert vocabulary.find_country(text) == country
    assert vocabulary.find("countries", text) == country


@pytest.mark.parametrize("text", ["", "  ", "Atlantis", "XX", "XXX", "América Latina", "?"])
def test_what_is_no_country_finds_none(vocabulary: Vocabulary, text: str) -> None:
    assert vocabulary.find_country(text) is None
    assert vocabulary.doubtful_country(text) is None


@pytest.mark.parametrize(
    ("code", "meanings"),
    [("CH", ("CHE", "CHL")), ("es", ("ESP", "SLV")), ("GU", ("GUM", "GTM")), ("ME", ("MNE", "MEX")), ("SV", ("SLV", "VCT")), ("DO", ("DOM", "DMA")), ("SL", ("SLE", "LCA")), ("BA", ("BIH", "BRB")), ("GR", ("GRC", "GRD")), ("PN", ("PCN", "PAN")), ("RD", ("DOM",)), ("HO", ("HND",)), ("UR", ("URY",))],
)  # fmt: skip
def test_false_friends_are_asked_about_and_never_guessed(
    vocabulary: Vocabulary, code: str, meanings: tuple[str, ...]
) -> None:
    assert vocabulary.find_country(code) is None
    assert vocabulary.doubtful_country(code) == meanings


@pytest.mark.parametrize("code", ["BS", "KN", "NI", "PY", "TT", "US", "VE", "MX"])
def test_codes_that_mean_the_same_everywhere_are_not_in_doubt(vocabulary: Vocabulary, code: str) -> None:
    assert vocabulary.doubtful_country(code) is None
    assert vocabulary.find_country(code) is not None


def test_a_source_known_to_be_iso_may_use_every_two_letter_code(vocabulary: Vocabulary) -> None:
    assert vocabulary.country_of_alpha2("CH") == "CHE"
    assert vocabulary.country_of_alpha2("es") == "ESP"
    assert vocabulary.country_of_alpha2("RD") is None


@pytest.mark.parametrize(
    ("scheme", "text", "code"),
    [("modalities", "Danza", None), ("modalities", "Pasantía", "M02"), ("modalities", "m04", "M04"), ("modalities", "OFICINA", "M06"), ("modalities", "bourse", "M05"), ("modalities", "attachment", "M02"), ("inputs", "vagas de formação", "training_places"), ("actor-types", "Gobierno local", "11"), ("cost-sharing", "costos compartidos", "shared"), ("themes", "Descentralización", "decentralization"), ("groups", "MERCOSUL", "MERCOSUR"), ("languages", "guaraní", "gn"), ("sdg", "4.A", "4.a"), ("levels", "Sub-régional", "subregional"), ("kinds", "trilateral", "triangular")],
)  # fmt: skip
def test_a_code_is_found_by_its_name_in_any_language(
    vocabulary: Vocabulary, scheme: str, text: str, code: str | None
) -> None:
    assert vocabulary.find(scheme, text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("31163", "31163"), ("Ganadería", "31163"), ("311", "311"), ("segib:14", "segib:14"), ("Agropecuario", "segib:14"), ("Cultura", "segib:28"), ("Turismo", "segib:19"), ("Elections", "15151"), ("Desarrollo rural", "43040"), ("Todos los sectores", "all"), ("11322", "11320"), ("74010", "74010"), ("Nada", None), ("segib:99", None)],
)  # fmt: skip
def test_a_sector_is_found_in_segibs_words_or_those_of_crs(vocabulary: Vocabulary, text: str, code: str | None) -> None:
    assert vocabulary.find("sectors", text) == code


def test_a_name_of_two_codes_finds_neither(with_lines: Callable[..., Vocabulary]) -> None:
    twice = [{"code": code, "names": {"es": "Pasarela"}} for code in ("a-theme", "b-theme")]
    assert with_lines(themes=twice).find("themes", "pasarela") is None


def test_an_unknown_list_finds_nothing(vocabulary: Vocabulary) -> None:
    assert vocabulary.find("nothing", "M01") is None
    assert vocabulary.codes("nothing") == ()
    assert not vocabulary.is_known("nothing", "M01")


@pytest.mark.parametrize(
    "tag",
    [
        "es",
        "pt-BR",
        "es-419",
        "fr",
        "en",
        "nl",
        "ht",
        "qu",
        "ay",
        "gn",
        "quc",
        "kek",
        "zh-Hant-TW",
        "ES",
        "sr-Latn",
        "pap",
        "quz",
        "jam",
        "de-1996",
        "zh-yue",
    ],
)
def test_registered_languages_are_known(vocabulary: Vocabulary, tag: str) -> None:
    assert vocabulary.is_language(tag)


@pytest.mark.parametrize(
    "tag",
    [
        "",
        "xx",
        "zz",
        "spa",
        "español",
        "e",
        "es_PE",
        "es-",
        "es-XX",
        "es-Qqqq",
        "und",
        "mul",
        "x-own",
        "es--PE",
        "pt-BR\n",
        "root",
        "klingon",
        "٤٤",
    ],
)
def test_other_tags_are_not(vocabulary: Vocabulary, tag: str) -> None:
    assert not vocabulary.is_language(tag)
