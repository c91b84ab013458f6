"""How much of real texts the bank understands."""

from pathlib import Path

import pytest

from matching.concepts.coverage import coverage_of, texts_in
from matching.concepts.review import main

TEXTS = (
    '{"lang": "es", "title": "Banco de leche humana", "text": "xyzal"}\n\n'
    '{"language": "en", "title": "Vaccination", "description": "zzyq zzyq", "objective": "Health 2030"}\n'
    '{"lang": "mul", "title": "Salud / health", "text": ""}\n'
)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    path = tmp_path / "texts.jsonl"
    path.write_text(TEXTS, encoding="utf-8")
    return path


def test_words_that_no_concept_covers_are_counted(texts: Path) -> None:
    found = coverage_of(texts_in(texts))
    assert list(found) == ["en", "es", "unknown"]
    assert (found["es"].texts, found["es"].words, found["es"].covered, dict(found["es"].missing)) == (
        1,
        4,
        3,
        {"xyzal": 1},
    )
    assert dict(found["en"].missing) == {"zzyq": 2}
    assert found["en"].words - found["en"].covered == 3  # a number is no word that one could add
    assert (found["unknown"].whole, found["es"].whole) == (1, 0)


def test_a_list_of_terms_is_read_in_its_language(tmp_path: Path) -> None:
    path = tmp_path / "terms.tsv"
    path.write_text("rank\tenglish_term\n1\tvaccination\n", encoding="utf-8")
    assert list(texts_in(path)) == [("vaccination", "en")]
    path.write_text("lang\tterm\nes\tvacunación\n", encoding="utf-8")
    assert list(texts_in(path)) == [("vacunación", "es")]
    path.write_text("word\nvacuna\n", encoding="utf-8")
    with pytest.raises(ValueError, match="term"):
        list(texts_in(path))


def test_the_report_tells_shares_and_what_is_lacking(texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--coverage", str(texts), "--most", "1"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "en\t1 texts\t40.0% of words\t0.0% of texts whole",
        "en\t2\tzzyq",
        "es\t1 texts\t75.0% of words\t0.0% of texts whole",
        "es\t1\txyzal",
        "unknown\t1 texts\t100.0% of words\t100.0% of texts whole",
    ]
