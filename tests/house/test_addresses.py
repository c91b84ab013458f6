"""The product stands alone: no file names a package host, or a path of the machine it was written on."""

from __future__ import annotations

import re

from tests.house.code import files, listed, text

HOSTS = r"pypi\.org|pythonhosted\.org|registry\.npmjs\.org|deb\.debian\.org|proxy\.golang\.org"
PATHS = r"(?<![\w.*-])/(?:work|root|home|Users)/"
FORBIDDEN = re.compile(f"{HOSTS}|{PATHS}")
THIS_FILE = "tests/house/test_addresses.py"


def test_no_package_hosts_and_no_paths_of_a_machine() -> None:
    offenders = [
        f"{name}:{number} {line.strip()[:100]}"
        for name in files()
        if name != THIS_FILE
        for number, line in enumerate(text(name).splitlines(), 1)
        if FORBIDDEN.search(line)
    ]
    assert not offenders, listed(offenders)


def test_lock_files_name_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in text(name)
        assert "--hash=" in text(name)


def test_no_lock_file_of_the_kind_that_records_hosts() -> None:
    kinds = ("uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock")
    assert not [name for name in files() if name.split("/")[-1] in kinds]
