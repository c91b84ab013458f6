"""The commands and the files that call them agree: Makefile, .ci/run, Dockerfile, locks, changelog."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib

import pytest

from tests.house.code import ROOT, files, text

INTERNAL = {"install", "install-dev", "browser"}
PROJECT = tomllib.loads(text("pyproject.toml"))["project"]
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)(?: ; (.*?))?(?: \\)?$", re.MULTILINE)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):(?!=)", text("Makefile"), re.MULTILINE))


def test_help_names_every_target_that_is_not_internal() -> None:
    printed = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    named = set(re.findall(r"^  make ([a-z-]+)  ", printed, re.MULTILINE))
    assert named == targets() - INTERNAL
    assert {"run", "test", "check", "lock", "help"} <= named


@pytest.mark.parametrize("name", ["Dockerfile", ".ci/run", "README.md", "CONTRIBUTING.md"])
def test_who_calls_make_calls_a_target_that_exists(name: str) -> None:
    called = set(re.findall(r"(?:^|[\s`(;&])make ([a-z][a-z-]+)(?=[\s`);&.,]|$)", commands(name), re.MULTILINE))
    assert called <= targets()


def commands(name: str) -> str:
    """The text in which `make x` is a command: in prose, only what is marked as code."""
    if not name.endswith(".md"):
        return "\n".join(line for line in text(name).splitlines() if not line.lstrip().startswith("#"))
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text(name), re.DOTALL)) if name in files() else ""


def test_ci_runs_checks_and_tests() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert re.search(r"for target in check test\b", text(".ci/run"))


def copied() -> list[str]:
    """What the Dockerfile takes from the checkout."""
    instructions = re.sub(r"\\\n", " ", text("Dockerfile"))
    lines = re.findall(r"^COPY (?!--from)(.+)$", instructions, re.MULTILINE)
    return [source for line in lines for source in line.split()[:-1]]


def test_what_the_image_copies_exists_and_is_not_ignored() -> None:
    admitted = {line[1:] for line in text(".dockerignore").splitlines() if line.startswith("!")}
    assert copied()
    for source in copied():
        assert any(name == source or name.startswith(f"{source}/") for name in files()), source
        assert source in admitted, f"{source} is missing in .dockerignore"


def test_the_image_is_run_by_an_ordinary_user_and_tells_its_health() -> None:
    final = text("Dockerfile").rsplit("\nFROM ", 1)[1]
    assert re.search(r"^USER (?!root)\w+", final, re.MULTILINE)
    assert "/health/live" in final
    for words in re.findall(r"CMD (\[.*\])$", final, re.MULTILINE):
        assert json.loads(words)[0] == "python"
    assert "apt-get" not in final


def test_the_changelog_knows_the_version() -> None:
    assert re.search(rf"^## \[?{re.escape(PROJECT['version'])}\b", text("CHANGELOG.md"), re.MULTILINE)


def test_the_development_lock_holds_the_runtime_lock() -> None:
    """So that an environment for development also runs the service, with the same versions."""
    assert set(PIN.findall(text("requirements.lock"))) <= set(PIN.findall(text("requirements-dev.lock")))


def test_every_direct_dependency_is_locked() -> None:
    for lock, wanted in (
        ("requirements.lock", PROJECT["dependencies"]),
        ("requirements-dev.lock", PROJECT["optional-dependencies"]["dev"]),
    ):
        pinned = {name for name, _, _ in PIN.findall(text(lock))}
        names = {re.split(r"[\[<>=~! ;]", line)[0].lower().replace("_", "-") for line in wanted}
        assert names <= pinned, names - pinned
