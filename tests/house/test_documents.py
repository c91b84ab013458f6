"""The generated documentation is what the code says, and the served description is the committed one."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.cli.documents import documents
from app.cli.root import tcdc
from app.core.settings import Settings
from app.main import create_app, make_house
from tests.house.code import ROOT, files, text

WRITTEN = dict(documents(tcdc))


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_a_generated_file_is_what_the_code_says(name: str) -> None:
    """Run `python -m app docs`."""
    assert (ROOT / name).read_text(encoding="utf-8") == WRITTEN[name]


def test_nothing_else_lies_among_the_generated_files() -> None:
    assert {name for name in files() if name.startswith("docs/reference/")} == {
        name for name in WRITTEN if name.startswith("docs/reference/")
    }


def test_writing_it_again_gives_the_same() -> None:
    assert dict(documents(tcdc)) == WRITTEN


def test_the_served_description_is_the_committed_one(tmp_path: Path) -> None:
    """Whatever the settings: the description depends on the code alone."""
    settings = Settings(_env_file=None, data_dir=tmp_path, body_limit=4096, env="production", secret_key="x" * 32)
    client = TestClient(create_app(make_house(settings)))
    assert client.get("/openapi.json").json() == json.loads(text("docs/openapi.json"))


def test_check_names_the_file_that_is_not_what_the_code_says_and_changes_nothing(tmp_path: Path) -> None:
    for folder in ("app", "matching", "schemas", "migrations", "docs"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    stale = tmp_path / "docs" / "reference" / "stages.md"
    stale.write_text("Old.\n", encoding="utf-8")
    command = [sys.executable, "-m", "app", "docs", "--check"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "docs/reference/stages.md" in done.stderr
    assert stale.read_text(encoding="utf-8") == "Old.\n"
