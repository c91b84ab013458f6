"""Suggestions: sectors and goals with the words that say so, in four languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import matching
from matching.concepts.bank import shipped_bank
from matching.text import subjects
from matching.text.reading import read
from matching.text.subjects import (
    hear,
    load_model,
    parse_model,
    sector_model,
    tell,
    with_newer_concepts,
    write_model,
)
from tests.matching.worlds import TEXTS, steady

TITLES = [
    ("Construir pozos y redes de agua potable en aldeas", "es", "140"),
    ("Curso para jueces y defensores públicos", "es", "151"),
    ("Vigilância e controle do mosquito da dengue", "pt", "122"),
    ("Assistência técnica para produtores de café e cacau", "pt", "311"),
    ("Aménagement des forêts et pépinières communautaires", "fr", "312"),
    ("Réhabilitation des routes rurales", "fr", "210"),
    ("Rural electrification with solar panels", "en", "232"),
    ("Marine fish stock assessment for small fisheries", "en", "313"),
]
GOALS = [
    ("Banco de leche humana para recién nacidos", "es", "3"),
    ("Energia solar para escolas rurais", "pt", "7"),
    ("Lutte contre la corruption et accès à la justice", "fr", "16"),
    ("Wastewater treatment and safe drinking water", "en", "6"),
]


@pytest.mark.parametrize(("title", "language", "code"), TITLES)
def test_a_title_names_its_sector(title: str, language: str, code: str) -> None:
    assert code in [found.code for found in matching.suggest_sectors(title, "", language)[:3]]


@pytest.mark.parametrize(("title", "language", "goal"), GOALS)
def test_a_title_names_its_goal(title: str, language: str, goal: str) -> None:
    assert matching.suggest_sdg(title, "", language)[0].code == goal


def test_the_words_of_the_text_say_why() -> None:
    title, text = "Fortalecer el hospital", "Se pide asesoría para un BANCO DE LECHE HUMANA; la leche se pasteuriza."
    for found in (*matching.suggest_sectors(title, text, "es"), *matching.suggest_sdg(title, text, "es")):
        assert found.because
        assert all(word in f"{title}\n{text}" for word in found.because)
    assert "BANCO DE LECHE HUMANA" in {word for found in matching.suggest_sdg(title, text) for word in found.because}


def test_a_word_within_a_longer_place_is_not_said_again() -> None:
    because = matching.suggest_sectors("Banco de leche humana", "", "es")[0].because
    assert because == ("Banco de leche humana",)


@pytest.mark.parametrize("title", ["", "zzz qqq", "y también de la"])
def test_a_text_that_says_nothing_is_given_nothing(title: str) -> None:
    found = matching.suggest(title, "", "es")
    assert (found.sectors, found.sdg) == ((), ())


def test_activities_without_a_sector_are_not_suggested() -> None:
    assert "998" in sector_model().codes
    assert all(found.code != "998" for found in matching.suggest_sectors("unspecified, unallocated, not specified"))


@steady
@given(title=TEXTS, text=TEXTS, language=st.sampled_from(("es", "pt", "fr", "en", None)))
def test_strengths_are_shares_in_order(title: str, text: str, language: str | None) -> None:
    found = matching.suggest(title, text, language)
    goals = [item for item in found.sdg if "." not in item.code]
    for items in (found.sectors, goals):
        strengths = [item.strength for item in items]
        assert strengths == sorted(strengths, reverse=True)
        assert all(0 < strength <= 1 for strength in strengths)
        assert sum(strengths) <= 1 + 1e-4
    assert found == matching.suggest(title, text, language)


def test_targets_follow_their_goal_and_share_its_strength() -> None:
    found = matching.suggest_sdg(
        "Banco de leche humana y formación de parteras", "Reducir la mortalidad materna.", "es"
    )
    codes = [item.code for item in found]
    assert {"3.1", "3.2"} & set(codes)
    for place, item in enumerate(found):
        goal = item.code.partition(".")[0]
        assert codes.index(goal) <= place
        assert sum(other.strength for other in found if other.code.startswith(f"{goal}.")) <= (
            next(other.strength for other in found if other.code == goal) + 1e-5
        )


def test_the_title_counts_as_much_as_the_whole() -> None:
    long = "El ministerio de hacienda y la contraloría acompañan con su presupuesto. " * 4
    strengths = [
        {item.code: item.strength for item in matching.suggest_sectors(title, long, "es")}.get("313", 0.0)
        for title in ("Pesca artesanal y acuicultura", "Apoyo")
    ]
    assert strengths[0] > 0.3 > strengths[1]


def test_the_language_is_declared_or_guessed() -> None:
    assert matching.suggest("Curso de suelos para los técnicos de la región").language == "es"
    assert matching.suggest("Curso", "", "pt").language == "pt"
    assert matching.suggest("zzz").language is None


@steady
@given(words=st.lists(st.sampled_from(("leche", "humana", "suelos", "agua", "jueces", "dengue")), max_size=9))
def test_the_order_of_stems_changes_no_share(words: list[str]) -> None:
    shares = [
        tell(sector_model(), hear(read(". ".join(line), "es"))).shares.tolist() for line in (words, sorted(words))
    ]
    assert shares[0] == shares[1]


def test_a_code_for_which_nothing_speaks_has_no_share() -> None:
    model = parse_model("1:5 2:0\nstem\tzzz\t2:1\n")
    assert tell(model, hear(read("zzz", "es"))).shares[0] == 0.0
    assert tell(model, hear(read("zzz", "es"))).shares[1] == 0.0  # too little beside the common one
    assert tell(parse_model("1:0 2:0\nstem\tzzz\t2:1\n"), hear(read("zzz", "es"))).shares[1] == pytest.approx(0.731059)
    assert not tell(model, hear(read("suelo", "es"))).shares.any()


def test_a_model_is_read_as_it_was_written() -> None:
    biases, weights = {"1": 0.25, "2": -1.0}, {("concept", "soil"): {"2": 1.5}, ("stem", "agu"): {"1": -0.5, "2": 2.0}}
    model = parse_model(write_model(biases, weights))
    assert dict(zip(model.codes, model.biases.tolist(), strict=True)) == biases
    assert model.weights[model.rows["stem", "agu"]].tolist() == [-0.5, 2.0]
    assert model.weights[model.rows["concept", "soil"]].tolist() == [0.0, 1.5]
    assert parse_model(write_model({"1": 0.0}, {("stem", "a"): {}})).weights.tolist() == [[0.0]]


def test_concepts_newer_than_the_fitting_speak_for_their_own_categories() -> None:
    codes = load_model("sectors-1").codes
    model = with_newer_concepts(parse_model(write_model(dict.fromkeys(codes, 0.0), {})))
    number = shipped_bank().ids.index("human-milk-bank")
    (code,) = {code[:3] for code in shipped_bank().categories[number]}
    line = model.weights[model.rows["concept", "human-milk-bank"]]
    assert line[model.codes.index(code)] == subjects.UNFITTED
    assert (line > 0).sum() == 1
