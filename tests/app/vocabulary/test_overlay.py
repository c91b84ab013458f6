"""What a deployment adds or replaces without code, and what is refused."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.vocabulary import Vocabulary, VocabularyError, load

WithLines = Callable[..., Vocabulary]
FOUR = {"es": "Agua y ciudad", "pt": "Água e cidade", "fr": "Eau et ville", "en": "Water and city"}


def test_a_deployment_adds_a_theme_that_follows_from_sectors(with_lines: WithLines) -> None:
    own = with_lines(themes=[{"code": "water-and-city", "names": FOUR, "sectors": ["140", "43030"]}])
    assert own.themes_of({"14030"}) == {"water-and-city"}
    assert own.name("themes", "water-and-city", "fr") == "Eau et ville"
    assert len(own.codes("themes")) == 4


def test_a_deployment_adds_a_sector_below_a_category(with_lines: WithLines) -> None:
    own = with_lines(sectors=[{"code": "31199", "parent": "311", "group": "310", "names": FOUR}])
    assert own.is_sector("31199")
    assert own.segib_of("31199") == 14
    assert own.find("sectors", "água e cidade") == "31199"


def test_a_deployment_adds_a_group_with_members(with_lines: WithLines, today: date) -> None:
    own = with_lines(
        groups=[{"code": "EAC", "kind": "subregional", "names": FOUR}],
        memberships=[{"group": "EAC", "country": code, "since": "2000-07-07"} for code in ("KEN", "UGA")],
    )
    assert own.place_of("KEN", today).groups == {"EAC"}
    assert own.members("EAC", date(2000, 7, 6)) == frozenset()


def test_a_line_with_the_same_code_replaces_the_shipped_one(with_lines: WithLines, today: date) -> None:
    own = with_lines(
        countries=[{"code": "PER", "alpha2": "PE", "m49": "604", "names": {"es": "El Perú"}}],
        memberships=[{"group": "SELA", "country": "JAM", "until": "2018-01-01"}],
    )
    assert own.name("countries", "PER", "fr") == "El Perú"
    assert len(own.countries) == 249
    assert "JAM" not in own.members("SELA", today)
    assert "JAM" in own.members("SELA", date(2017, 10, 18))


def test_a_renamed_code_keeps_resolving(with_lines: WithLines) -> None:
    old = {"code": "social-programmes", "names": FOUR, "replaced_by": ["welfare"]}
    own = with_lines(themes=[old, {"code": "welfare", "names": {"en": "Welfare"}, "sectors": ["160"]}])
    assert own.is_known("themes", "social-programmes")
    assert own.current("themes", "social-programmes") == ("welfare",)
    assert own.find("themes", "social-programmes") == "welfare"
    assert "social-programmes" not in own.codes("themes")
    assert "social-programmes" not in own.codes("themes", date(2026, 12, 1))
    assert own.themes_of({"16010"}) == {"welfare"}


def test_a_code_replaced_in_two_steps_resolves_to_the_last(with_lines: WithLines) -> None:
    own = with_lines(sectors=[{"code": "11320", "parent": "113", "names": FOUR, "replaced_by": ["11330"]}])
    assert own.resolve_sectors({"11322"}) == {"11330"}


def test_codes_that_replace_each_other_do_not_hang(with_lines: WithLines) -> None:
    one, other = ({"code": a, "names": FOUR, "replaced_by": [b]} for a, b in (("a-b", "b-a"), ("b-a", "a-b")))
    assert with_lines(themes=[one, other]).current("themes", "a-b") == ("a-b",)


def test_a_code_with_an_end_can_be_chosen_until_that_day(with_lines: WithLines) -> None:
    own = with_lines(themes=[{"code": "decade", "names": FOUR, "since": "2021-01-01", "until": "2031-01-01"}])
    assert "decade" in own.codes("themes", date(2030, 12, 31))
    assert "decade" not in own.codes("themes", date(2031, 1, 1))
    assert "decade" not in own.codes("themes", date(2020, 12, 31))
    assert own.is_known("themes", "decade")


def test_a_deployments_version_is_told_beside_the_shipped_one(with_lines: WithLines, vocabulary: Vocabulary) -> None:
    own = with_lines(themes=[{"scheme": "themes", "version": "peru-1"}])
    assert own.versions["themes"] == f"{vocabulary.versions['themes']}+peru-1"


def test_a_deployments_language_is_known(with_lines: WithLines) -> None:
    assert with_lines(languages=[{"code": "qvw", "names": {"es": "quechua huanca"}}]).is_language("qvw")


def test_a_folder_that_does_not_exist_adds_nothing(tmp_path: Path) -> None:
    assert len(load(tmp_path / "nowhere").countries) == 249


@pytest.mark.parametrize(
    ("scheme", "line", "code"),
    [
        ("themes", '{"code": "a", "names": ', "not-json"),
        ("themes", "[1]", "not-an-object"),
        ("themes", '{"names": {"es": "A"}}', "missing-field"),
        ("themes", '{"code": "a", "colour": "red"}', "unknown-field"),
        ("themes", '{"code": "a", "names": ["A"]}', "wrong-value"),
        ("themes", '{"code": "a", "since": "soon"}', "wrong-value"),
        ("themes", '{"code": ""}', "wrong-value"),
        ("themes", '{"code": "a", "aliases": [1]}', "wrong-value"),
        ("themes", '{"code": "a", "sectors": "160"}', "wrong-value"),
        ("themes", '{"code": "a", "sectors": ["77777"]}', "unknown-code"),
        ("themes", '{"code": "a", "replaced_by": ["nobody"]}', "unknown-code"),
        ("themes", '{"code": "a"}\n{"code": "a"}', "duplicate-line"),
        ("memberships", '{"group": "SELA", "country": "XXX"}', "unknown-code"),
        ("memberships", '{"group": "NOWHERE", "country": "PER"}', "unknown-code"),
        ("memberships", '{"group": "SELA", "country": "PER", "kind": "guest"}', "wrong-value"),
        ("segib", '{"code": "x", "names": {"es": "A"}, "dimension": "social", "crs": []}', "wrong-value"),
        ("old-country-codes", '{"code": "ZZ", "country": "XXX"}', "unknown-code"),
        ("tehmes", '{"code": "a"}', "unknown-list"),
    ],
)
def test_a_line_that_cannot_be_used_is_refused_and_named(tmp_path: Path, scheme: str, line: str, code: str) -> None:
    (tmp_path / f"{scheme}.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises(VocabularyError) as refused:
        load(tmp_path)
    assert refused.value.code == code
    assert f"{scheme}.jsonl" in refused.value.file


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "themes.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(VocabularyError) as refused:
        load(tmp_path)
    assert refused.value.code == "unreadable-file"
