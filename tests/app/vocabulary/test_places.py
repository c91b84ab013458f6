"""Groups and regions on a day: what the level of a match is computed from."""

from datetime import date

import pytest

from app.vocabulary import Place, Vocabulary

SUBREGIONAL = {"CARICOM", "SICA", "MERCOSUR", "CAN", "OECS"}


def test_honduras_and_costa_rica_share_a_subregional_group(vocabulary: Vocabulary, today: date) -> None:
    honduras, costa_rica = vocabulary.place_of("HND", today), vocabulary.place_of("CRI", today)
    assert honduras.groups & costa_rica.groups == {"SICA"}
    assert honduras.intermediate == costa_rica.intermediate == "013"


def test_honduras_and_paraguay_share_only_their_commission(vocabulary: Vocabulary, today: date) -> None:
    honduras, paraguay = vocabulary.place_of("HND", today), vocabulary.place_of("PRY", today)
    assert not honduras.groups & paraguay.groups
    assert honduras.intermediate != paraguay.intermediate
    assert honduras.commissions & paraguay.commissions == {"ECLAC"}


def test_honduras_and_ghana_share_nothing_but_the_world(vocabulary: Vocabulary, today: date) -> None:
    honduras, ghana = vocabulary.place_of("HND", today), vocabulary.place_of("GHA", today)
    assert not honduras.groups & ghana.groups
    assert not honduras.commissions & ghana.commissions
    assert honduras.regions & ghana.regions == {"001"}


def test_a_place_names_every_region_up_to_the_world(vocabulary: Vocabulary, today: date) -> None:
    peru = vocabulary.place_of("PER", today)
    assert peru == Place(frozenset({"CAN"}), "005", frozenset({"005", "419", "019", "001"}), frozenset({"ECLAC"}))


def test_an_unknown_country_has_an_empty_place(vocabulary: Vocabulary, today: date) -> None:
    assert vocabulary.place_of("XXX", today) == Place()


@pytest.mark.parametrize(
    ("day", "is_full"),
    [(date(2012, 8, 11), False), (date(2012, 8, 12), True), (date(2014, 6, 1), True), (date(2016, 12, 1), True), (date(2016, 12, 2), False), (date(2026, 12, 1), False)],
)  # fmt: skip
def test_venezuela_was_a_full_member_of_mercosur_for_four_years(
    vocabulary: Vocabulary, day: date, *, is_full: bool
) -> None:
    assert ("VEN" in vocabulary.members("MERCOSUR", day, full_only=True)) is is_full


def test_bolivia_turned_from_associate_to_full_member_of_mercosur(vocabulary: Vocabulary) -> None:
    before, after = date(2024, 8, 6), date(2024, 8, 7)
    assert "BOL" in vocabulary.members("MERCOSUR", before)
    assert "BOL" not in vocabulary.members("MERCOSUR", before, full_only=True)
    assert "BOL" in vocabulary.members("MERCOSUR", after, full_only=True)
    assert vocabulary.place_of("BOL", after).groups == {"CAN", "MERCOSUR"}


def test_associates_are_no_neighbours(vocabulary: Vocabulary, today: date) -> None:
    assert "MERCOSUR" in vocabulary.groups_of("CHL", today)
    assert "MERCOSUR" not in vocabulary.groups_of("CHL", today, full_only=True)
    assert vocabulary.place_of("CHL", today).groups == frozenset()


def test_only_five_groups_make_neighbours(vocabulary: Vocabulary) -> None:
    assert {code for code, group in vocabulary.groups.items() if group.kind == "subregional"} == SUBREGIONAL


def test_a_country_leaves_the_least_developed_on_its_day(vocabulary: Vocabulary) -> None:
    assert "STP" in vocabulary.members("LDC", date(2024, 12, 12))
    assert "STP" not in vocabulary.members("LDC", date(2024, 12, 13))
    assert vocabulary.members("LDC", date(2025, 1, 1)) & vocabulary.members("CELAC", date(2025, 1, 1)) == {"HTI"}


def test_costa_rica_belongs_to_eclac_and_not_to_sela(vocabulary: Vocabulary, today: date) -> None:
    assert "ECLAC" in vocabulary.groups_of("CRI", today)
    assert "SELA" not in vocabulary.groups_of("CRI", today)


@pytest.mark.parametrize("country", ["ESP", "DEU", "ITA", "GBR", "FRA"])
def test_developed_members_of_eclac_are_served_by_their_own_commission(
    vocabulary: Vocabulary, today: date, country: str
) -> None:
    assert "ECLAC" in vocabulary.groups_of(country, today)
    assert vocabulary.place_of(country, today).commissions == {"ECE"}


@pytest.mark.parametrize(
    ("country", "commissions"),
    [("JPN", {"ESCAP"}), ("KOR", {"ESCAP"}), ("KEN", {"ECA"}), ("EGY", {"ECA", "ESCWA"}), ("SAU", {"ESCWA"}), ("USA", {"ECE"}), ("ISR", {"ECE"}), ("TUR", {"ECE", "ESCAP"}), ("FJI", {"ESCAP"}), ("PRI", {"ECLAC"}), ("GUF", {"ECLAC"}), ("ATA", set())],
)  # fmt: skip
def test_a_commission_serves_its_region(
    vocabulary: Vocabulary, today: date, country: str, commissions: set[str]
) -> None:
    assert vocabulary.place_of(country, today).commissions == commissions


def test_an_unknown_group_has_no_members(vocabulary: Vocabulary, today: date) -> None:
    assert vocabulary.members("NOWHERE", today) == frozenset()
    assert vocabulary.groups_of("XXX", today) == frozenset()


def test_a_country_is_known_by_its_own_m49_number_too(vocabulary: Vocabulary) -> None:
    assert "604" in vocabulary.country_numbers
    assert "419" not in vocabulary.country_numbers
