"""Sees to it that browser tests can run: `python -m tests.setup_browser`, called by `make test`.

Installs Debian's Chromium when there is none, this is a system with apt-get, and we are root. Otherwise says why the
browser tests will be skipped; with `REQUIRE_BROWSER=1` that is an error.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tests.browser import is_required, what_is_missing

PACKAGES = ("chromium", "libatomic1")  # the second is for Playwright's driver


def install() -> None:
    """Asks apt-get for the packages."""
    say(f"Installing {' and '.join(PACKAGES)} for the browser tests …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", *PACKAGES]):
        command = ["apt-get", "--quiet", *words]
        done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            say(f"{' '.join(command)} failed:\n{(done.stdout + done.stderr)[-2000:]}")
            return


def main() -> int:
    """Returns the exit status."""
    missing = what_is_missing()
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        install()
        missing = what_is_missing()
    if not missing:
        return 0
    if is_required():
        say(f"{missing} REQUIRE_BROWSER is set, so this is an error.")
        return 1
    say(f"{missing} The browser tests will be skipped.")
    return 0


def say(text: str) -> None:
    """To standard error."""
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
