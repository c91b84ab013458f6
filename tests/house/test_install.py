"""What the installation says where it cannot go on, and that it does nothing when all is done."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.house.code import ROOT


@pytest.fixture
def checkout() -> Iterator[Path]:
    """What the installation reads, in a folder that any user can enter."""
    folder = Path(tempfile.mkdtemp(prefix="tcdc-install-"))
    folder.chmod(0o755)
    for name in ("requirements.lock", "requirements-dev.lock", "tools/install.sh"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    yield folder
    shutil.rmtree(folder)


def install(checkout: Path, python: str, **words: Any) -> subprocess.CompletedProcess[str]:
    command = ["sh", "tools/install.sh", "runtime", python]
    return subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False, **words)


def program(path: Path, body: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


def assert_refused(done: subprocess.CompletedProcess[str], beginning: str, way_out: str) -> None:
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.startswith(beginning)
    assert way_out in done.stderr


def test_python_is_missing(checkout: Path) -> None:
    assert_refused(install(checkout, "no-such-python"), "Python is missing", "TCDC_PYTHON")


def test_python_is_too_old(checkout: Path) -> None:
    old = program(checkout / "old", 'case "$1" in -V) echo Python 3.9.2;; *) exit 1;; esac')
    assert_refused(install(checkout, old), "Python 3.11 or later is needed", "3.9.2")


def test_the_venv_module_is_missing(checkout: Path) -> None:
    bare = program(checkout / "bare", f'case "$2" in *ensurepip*) exit 1;; *) exec {sys.executable} "$@";; esac')
    assert_refused(install(checkout, bare), "The venv module of", "apt install python3-venv")


def test_the_folder_is_not_ours(checkout: Path) -> None:
    words = {"user": pwd.getpwnam("nobody").pw_uid, "extra_groups": []} if os.geteuid() == 0 else {}
    checkout.chmod(0o555)
    assert_refused(install(checkout, sys.executable, **words), "No permission to write in", "owner")
    checkout.chmod(0o755)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_nothing_is_done_twice(checkout: Path, lock: str) -> None:
    """A copy of the lock in .venv says what is in there; the development lock will do for running."""
    program(checkout / ".venv" / "bin" / "python", "echo called; exit 1")
    shutil.copy(checkout / lock, checkout / ".venv" / lock)
    done = install(checkout, "no-such-python")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_another_lock_is_installed_anew(checkout: Path) -> None:
    program(checkout / ".venv" / "bin" / "python", "exit 1")
    shutil.copy(checkout / "requirements.lock", checkout / ".venv" / "requirements.lock")
    with (checkout / "requirements.lock").open("a") as lock:
        lock.write("another==1.0\n")
    assert_refused(install(checkout, "no-such-python"), "Python is missing", "TCDC_PYTHON")


@pytest.mark.parametrize(("required", "status"), [("", 0), ("0", 0), ("1", 1)])
def test_a_missing_browser_is_told_and_only_an_error_where_required(required: str, status: int) -> None:
    """Without apt-get in PATH nothing can be installed."""
    environment = {
        "PATH": "/nonexistent",
        "TCDC_TEST_CHROMIUM": "no-such-browser",
        "REQUIRE_BROWSER": required,
    }
    command = [sys.executable, "-m", "tests.setup_browser"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == status
    assert "TCDC_TEST_CHROMIUM names no-such-browser" in done.stderr
