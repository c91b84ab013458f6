"""The concept bank's files: seven columns, every language filled, ids used once."""

import re
from pathlib import Path

import pytest

import matching

FOLDER = Path(matching.__file__).parent / "data" / "concepts"
FILES = sorted(FOLDER.glob("*.tsv"))
COLUMNS = ["id", "broader", "crs", "es", "pt", "fr", "en"]


def rows(file: Path) -> list[list[str]]:
    return [line.split("\t") for line in file.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_line_has_an_id_and_words_in_every_language(file: Path) -> None:
    head, *lines = rows(file)
    assert head == COLUMNS
    faulty = [line for line in lines if len(line) != len(COLUMNS) or not all(word.strip() for word in line[3:])]
    assert faulty == []
    assert [line[0] for line in lines if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", line[0])] == []


def test_a_concept_stands_in_one_place() -> None:
    ids = [line[0] for file in FILES for line in rows(file)[1:]]
    assert sorted({name for name in ids if ids.count(name) > 1}) == []
