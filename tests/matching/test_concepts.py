"""The bank as a file, and what its linter sees."""

import runpy
import sys
from pathlib import Path

import pytest

from matching.concepts.bank import parse_bank, shipped_bank, shipped_documents, terms_in
from matching.concepts.lint import KINDS, lint
from matching.concepts.relations import broader_of, categories_of
from matching.concepts.review import main

HEADER = "id\tbroader\tcrs\tes\ten\n"
HEALTH = HEADER + "health\t\t121\tsalud\thealth\nvaccine\thealth\t12250;12220\tvacuna | vacunación\tvaccine | jab?\n"
KREYOL = "id\tbroader\tcrs\tht\nwater\t\t140\tdlo\n"


def test_the_header_names_the_languages() -> None:
    bank = parse_bank({"health": HEALTH, "water": KREYOL})
    assert bank.languages == ("en", "es", "ht")
    assert bank.ids == ("health", "vaccine", "water")
    assert bank.cells["ht"] == ("", "", "dlo")
    assert bank.broader == (-1, 0, -1)
    assert bank.categories[1] == ("12250", "12220")
    assert bank.domains == ("health", "health", "water")


def test_the_first_of_two_concepts_with_one_id_counts() -> None:
    bank = parse_bank({"b": HEADER + "water\t\t\tagua\twater\n", "a": HEADER + "water\t\t\tcaudal\tflow\n"})
    assert bank.cells["es"] == ("caudal",)


def test_another_word_is_another_bank() -> None:
    assert parse_bank({"a": HEALTH}).digest != parse_bank({"a": HEALTH.replace("jab", "shot")}).digest
    assert parse_bank({"a": HEALTH}).digest == parse_bank({"a": HEALTH}).digest


def test_a_line_with_too_few_columns_is_named() -> None:
    with pytest.raises(ValueError, match="health:2"):
        parse_bank({"health": HEADER + "health\t\t121\tsalud\n"})


def test_terms_of_a_cell() -> None:
    assert list(terms_in("planta? | vivero |  ")) == [("planta", True), ("vivero", False)]


@pytest.mark.parametrize(
    ("line", "kind", "what"),
    [
        pytest.param("a\tb", "columns", "2", id="columns"),
        pytest.param("health\t\t\tx\ty", "repeated-id", "health (health:2)", id="an id twice"),
        pytest.param("Bad id\t\t\tx\ty", "bad-id", "Bad id", id="an id that is no slug"),
        pytest.param("x\t\t12\tx\ty", "bad-code", "12", id="a code of two digits"),
        pytest.param("x\tnothing\t\tx\ty", "unknown-broader", "nothing", id="nothing is broader"),
        pytest.param("x\ty\t\tx\tx\ny\tx\t\ty\ty", "circle", "y", id="each is broader than the other"),
        pytest.param("x\t\t\tx\t", "missing-language", "en", id="a language is missing"),
        pytest.param("x\t\t\tsalud\ty", "term-twice", "es: salud", id="a term in two concepts"),
        pytest.param("x\t\t\tvacunador\ty", "stem-collision", "es: vacuna, vacunacion, vacunador", id="one stem"),
        pytest.param("x\t\t\tjab\ty", "false-friend", "en, es: jab", id="one spelling in two languages"),
        pytest.param("x\t\t\tx\tWHO", "acronym-is-a-word", "en: who", id="an acronym that is a small word"),
    ],
)
def test_what_the_linter_finds(line: str, kind: str, what: str) -> None:
    found = {(finding.kind, finding.what) for finding in lint({"health": HEALTH + line + "\n"})}
    assert (kind, what) in found


def test_a_doubtful_word_of_every_field_never_counts() -> None:
    found = lint({"general": HEADER + "course\t\t\tcurso?\tcourse\n"})
    assert [(finding.kind, finding.what) for finding in found] == [("never-counts", "es: curso")]


def test_an_acronym_may_be_another_term() -> None:
    found = lint({"health": HEALTH + "aid\t\t\tayuda\taid\nhiv\t\t\tsida\tAIDS\n"})
    assert "acronym-is-a-word" not in {finding.kind for finding in found}


def test_kin_may_share_a_spelling() -> None:
    kin = "x\tvaccine\t\tvacunador\tjab\ny\tx\t\tjab\ty\n"
    assert {finding.kind for finding in lint({"health": HEALTH + kin})} == {"term-twice"}


def test_the_shipped_bank_has_no_errors() -> None:
    found = lint(shipped_documents())
    assert [finding for finding in found if finding.is_error] == []
    assert {finding.kind for finding in found} <= set(KINDS)
    assert len(shipped_bank().ids) > 2000


def test_the_command_prints_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "health.tsv").write_text(HEALTH + "x\tnothing\t\tsalud\ty\n", encoding="utf-8")
    assert main([str(tmp_path)]) == 1
    short = capsys.readouterr().out
    assert "unknown-broader\thealth:4\tnothing" in short
    assert "es: salud" not in short
    assert "     3  concepts" in short
    main([str(tmp_path), "--remarks"])
    assert "term-twice\thealth, x\tes: salud" in capsys.readouterr().out
    assert main([]) == 0


def test_the_package_is_a_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "health.tsv").write_text(HEALTH, encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["concepts", str(tmp_path)])
    with pytest.raises(SystemExit, match="0"):
        runpy.run_module("matching.concepts", run_name="__main__")


def test_relations() -> None:
    assert broader_of("solar-energy")[0] == "renewable-energy"
    assert set(categories_of("solar-energy")) == {"232"}
    assert categories_of("leadership") == {}
