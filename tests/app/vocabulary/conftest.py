"""One vocabulary for all tests of the room, and one with a deployment's lines."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.vocabulary import Vocabulary, load


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load()


@pytest.fixture
def with_lines(tmp_path: Path) -> Callable[..., Vocabulary]:
    """Loads the vocabulary with lines added: ``with_lines(themes=[{…}])``."""

    def build(**lines: list[dict[str, object]]) -> Vocabulary:
        for scheme, rows in lines.items():
            text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            (tmp_path / f"{scheme.replace('_', '-')}.jsonl").write_text(text, encoding="utf-8")
        return load(tmp_path)

    return build


@pytest.fixture(scope="session")
def today() -> date:
    """A day after everything that the shipped lists date."""
    return date(2026, 12, 1)
