"""The shipped lists: complete, named in four languages, without two lines for one code."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from app.vocabulary import Vocabulary
from app.vocabulary.load import OTHER_FILES, SCHEMES
from app.vocabulary.reading import SHIPPED

LANGUAGES = {"es", "pt", "fr", "en"}
FILES = sorted(SHIPPED.glob("*.jsonl"))


def rows_of(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_every_list_is_shipped_and_nothing_else() -> None:
    assert {file.stem for file in FILES} == {*SCHEMES, *OTHER_FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_begins_with_its_name_version_and_source(file: Path) -> None:
    head = rows_of(file)[0]
    assert head["scheme"] == file.stem
    assert head["version"]
    assert head["source"]


@pytest.mark.parametrize(
    "file", [f for f in FILES if f.stem not in ("memberships", "segib", "sdg")], ids=lambda file: file.stem
)
def test_lines_are_sorted_by_a_code_that_no_other_line_has(file: Path) -> None:
    codes = [str(row["code"]) for row in rows_of(file)[1:]]
    assert codes == sorted(set(codes))


def test_no_membership_is_told_twice() -> None:
    rows = rows_of(SHIPPED / "memberships.jsonl")[1:]
    keys = [(row["group"], row["country"], row["since"]) for row in rows]
    assert len(keys) == len(set(keys))


def test_memberships_of_a_country_in_a_group_never_overlap(vocabulary: Vocabulary) -> None:
    changes = {day for m in vocabulary.memberships for day in (m.since, m.until) if day}
    for day in changes:
        held = Counter((m.group, m.country) for m in vocabulary.memberships if m.holds(day))
        assert max(held.values()) == 1


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_code_has_a_name_in_four_languages(vocabulary: Vocabulary, scheme: str) -> None:
    for code, entry in vocabulary.schemes[scheme].items():
        is_target = scheme == "sdg" and "." in code
        assert is_target or set(entry.names) >= LANGUAGES, code


def test_there_are_249_countries_with_different_codes_and_names(vocabulary: Vocabulary) -> None:
    countries = vocabulary.countries.values()
    assert len(countries) == 249
    assert len({c.alpha2 for c in countries}) == len({c.m49 for c in countries}) == 249
    for language in LANGUAGES:
        assert len({c.names[language] for c in countries}) == 249


def test_every_country_of_latin_america_and_the_caribbean_has_languages_and_a_commission(
    vocabulary: Vocabulary,
) -> None:
    celac = {m.country for m in vocabulary.memberships if m.group == "CELAC"}
    assert len(celac) == 33
    for code in celac:
        country = vocabulary.countries[code]
        assert country.languages
        assert country.commissions == ("ECLAC",)
        assert country.regions[:2] == ("019", "419")


def test_every_language_and_region_of_a_country_is_listed(vocabulary: Vocabulary) -> None:
    for country in vocabulary.countries.values():
        assert set(country.languages) <= vocabulary.schemes["languages"].keys()
        assert all(vocabulary.is_language(tag) for tag in country.languages)


def test_every_region_leads_up_to_the_world(vocabulary: Vocabulary) -> None:
    for country in vocabulary.countries.values():
        for region, wider in zip(country.regions[1:], country.regions, strict=False):
            step = vocabulary.regions[region].parent
            while step not in (wider, "001"):
                step = vocabulary.regions[step or ""].parent
            assert step == wider


@pytest.mark.parametrize(
    ("group", "count"),
    [("SELA", 26), ("ECLAC", 60), ("CARICOM", 21), ("SICA", 8), ("OECS", 11), ("ACS", 25), ("CELAC", 33), ("ALADI", 13), ("SEGIB", 22), ("CPLP", 9), ("LLDC", 32), ("SIDS", 53), ("MESOAMERICA", 10), ("PACIFIC-ALLIANCE", 4)],
)  # fmt: skip
def test_groups_have_as_many_members_as_they_say(vocabulary: Vocabulary, group: str, count: int, today: date) -> None:
    assert len(vocabulary.members(group, today)) == count


def test_every_crs_code_of_a_segib_sector_exists_and_is_in_force(vocabulary: Vocabulary) -> None:
    assert [int(code) for code in vocabulary.segib] == list(range(1, 31))
    for sector in vocabulary.segib.values():
        assert all(vocabulary.sectors[code].holds() for code in sector.crs)


def test_every_purpose_code_stands_under_its_category(vocabulary: Vocabulary) -> None:
    for sector in vocabulary.sectors.values():
        if len(sector.code) == 5:
            assert sector.parent == sector.code[:3]
        assert sector.group is None or vocabulary.is_known("sector-groups", sector.group)


def test_withdrawn_codes_lead_to_codes_in_force(vocabulary: Vocabulary) -> None:
    withdrawn = [sector for sector in vocabulary.sectors.values() if sector.status == "withdrawn"]
    assert len(withdrawn) == 32
    for sector in withdrawn:
        assert all(vocabulary.sectors[code].holds() for code in sector.replaced_by)


def test_there_are_17_goals_and_169_targets(vocabulary: Vocabulary) -> None:
    levels = Counter("." in code for code in vocabulary.schemes["sdg"])
    assert levels == {False: 17, True: 169}


def test_the_first_version_of_every_list_is_in_the_history(vocabulary: Vocabulary) -> None:
    for scheme in SCHEMES:
        assert vocabulary.history(scheme)[-1].version == vocabulary.versions[scheme]


@pytest.mark.parametrize(
    "scheme",
    [
        "modalities",
        "inputs",
        "actor-types",
        "groups",
        "levels",
        "kinds",
        "cost-sharing",
        "themes",
        "languages",
        "sdg",
    ],
)
def test_every_name_and_alias_finds_its_own_code(vocabulary: Vocabulary, scheme: str) -> None:
    for code, entry in vocabulary.schemes[scheme].items():
        for text in (code, *entry.names.values(), *entry.aliases):
            assert vocabulary.find(scheme, text) == code, text


def test_every_name_and_alias_of_a_country_finds_that_country(vocabulary: Vocabulary) -> None:
    for code, country in vocabulary.countries.items():
        for text in (code, *country.names.values(), *country.aliases):
            assert vocabulary.find_country(text) == code, text
