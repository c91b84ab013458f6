"""Names in the reader's language, and lists to choose from."""

import pytest

from app.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("scheme", "code", "language", "name"),
    [("countries", "BRA", "fr", "Brésil"), ("countries", "SLV", "pt-BR", "El Salvador"), ("sectors", "segib:14", "es", "Agropecuario"), ("segib", "14", "pt", "Agropecuário"), ("sectors", "all", "en", "All sectors"), ("sdg", "4", "es", "Educación de calidad"), ("sdg", "4.3", "es", "4.3"), ("countries", "XXX", "es", "XXX"), ("modalities", "M02", "de", "Internship, attachment"), ("nothing", "x", "es", "x")],
)  # fmt: skip
def test_a_code_has_a_name_in_the_readers_language(
    vocabulary: Vocabulary, scheme: str, code: str, language: str, name: str
) -> None:
    assert vocabulary.name(scheme, code, language) == name


def test_portuguese_says_trilateral_as_brazil_does(vocabulary: Vocabulary) -> None:
    assert vocabulary.name("kinds", "triangular", "pt") == "Cooperação trilateral"
    assert vocabulary.name("kinds", "triangular", "pt-BR") == "Cooperação trilateral"
    assert vocabulary.name("kinds", "triangular", "pt-PT") == "Cooperação triangular"


def test_roles_are_named_in_segibs_words_and_in_oecds(vocabulary: Vocabulary) -> None:
    assert vocabulary.name("roles", "second_provider", "es") == "Segundo oferente"
    assert vocabulary.oecd_name("second_provider", "es") == "Socio facilitador"
    assert {vocabulary.oecd_name(role, "en") for role in vocabulary.roles} == {
        "Pivotal partner",
        "Facilitating partner",
        "Beneficiary partner",
    }
    assert vocabulary.oecd_name("nobody", "en") == "nobody"


@pytest.mark.parametrize("language", ["es", "pt", "fr", "en"])
def test_the_three_themes_of_the_mandate_can_be_chosen(vocabulary: Vocabulary, language: str) -> None:
    chosen = vocabulary.names("themes", language)
    assert {code for code, _ in chosen} == {
        "public-sector-modernization",
        "decentralization",
        "social-programmes",
    }


def test_lists_to_choose_from_sort_without_regard_to_accents(vocabulary: Vocabulary) -> None:
    names = [name for _, name in vocabulary.names("countries", "fr")]
    assert len(names) == 249
    assert (
        names.index("Égypte") < names.index("El Salvador") < names.index("Émirats arabes unis") < names.index("Espagne")
    )


def test_targets_without_a_name_are_no_choice(vocabulary: Vocabulary) -> None:
    assert len(vocabulary.names("sdg", "en")) == 17
