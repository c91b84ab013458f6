"""A real Chromium for the tests, driven by Playwright, and the accessibility check.

The browser is the one named by `TCDC_TEST_CHROMIUM`, or found in PATH; `make test` installs Debian's where it may.
Without one the tests that need it are skipped and say why; with `REQUIRE_BROWSER=1` they fail.

Fixtures: `browser_page` (a page in a context of its own; relative addresses are resolved by the fixture `base_url`,
which a conftest overrides with the address of its server), `open_page` (more such pages: other languages, no script,
a small screen …) and `browser` (Chromium itself). A page that throws, breaks its content security policy or asks
another host for anything fails its test.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
FLAGS = (
    "--no-sandbox",  # only pages of our own are opened; root and many containers cannot have one
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
LOCAL_HOSTS = {"127.0.0.1", "localhost", "::1", None}
STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
PATIENCE = 15_000  # milliseconds: how long a page or an element may take on a busy machine


def find_chromium() -> str | None:
    """The browser's program, if there is one."""
    given = os.environ.get("TCDC_TEST_CHROMIUM")
    if given:
        return shutil.which(given)
    found = (shutil.which(name) for name in (*NAMES, *APPLICATIONS))
    return next((program for program in found if program), None)


def what_is_missing() -> str | None:
    """What keeps browser tests from running here, as a sentence; None when nothing does."""
    if find_chromium() is None:
        if given := os.environ.get("TCDC_TEST_CHROMIUM"):
            return f"TCDC_TEST_CHROMIUM names {given}, which is no program."
        return (
            "There is no Chromium: install one (on Debian: apt install chromium), or name it with TCDC_TEST_CHROMIUM."
        )
    import playwright

    driver = Path(playwright.__file__).parent / "driver" / "node"
    try:
        done = subprocess.run([driver, "--version"], check=False, capture_output=True, text=True)
    except OSError as error:
        return f"Playwright's driver does not run: {error}."
    if done.returncode != 0:
        return f"Playwright's driver does not run (on Debian: apt install libatomic1): {done.stderr.strip()}"
    return None


def is_required() -> bool:
    """Whether browser tests must run rather than be skipped."""
    return os.environ.get("REQUIRE_BROWSER", "") not in {"", "0"}


@pytest.fixture(scope="session")
def base_url() -> str | None:
    """The address that relative ones start from; a conftest overrides it with its server's."""
    return None


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, started once per worker."""
    if missing := what_is_missing():
        (pytest.fail if is_required() else pytest.skip)(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Any, base_url: str | None) -> Iterator[Callable[..., Any]]:
    """`open_page(locale="es", java_script_enabled=False, …)` opens a page in a context of its own.

    It takes the words of Playwright's `new_context`.
    """
    contexts: list[Any] = []
    faults: list[str] = []

    def make(**options: Any) -> Any:
        context = browser.new_context(**{"base_url": base_url, **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        watch(page, faults)
        return page

    yield make
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def browser_page(open_page: Callable[..., Any]) -> Any:
    """A page in a context of its own, in English."""
    return open_page(locale="en")


def watch(page: Any, faults: list[str]) -> None:
    """Writes down what no page of ours may do."""

    def see_request(request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.hostname not in LOCAL_HOSTS:
            faults.append(f"{page.url} asks another host for {request.url}")

    def see_message(message: Any) -> None:
        if "Content Security Policy" in message.text:
            faults.append(f"{page.url}: {message.text}")

    page.on("pageerror", lambda error: faults.append(f"{page.url} throws {error}"))
    page.on("console", see_message)
    page.on("request", see_request)


def assert_accessible(page: Any, *, without: tuple[str, ...] = (), context: str | None = None) -> None:
    """Fails with a report when axe finds a violation of WCAG 2.2 AA or of good practice on the page.

    `without` names rules to leave out (say why where you do); `context` is a selector for a part of the page.
    """
    from axe_playwright_python.sync_playwright import Axe

    options = {
        "resultTypes": ["violations"],
        "runOnly": {"type": "tag", "values": list(STANDARDS)},
        "rules": {rule: {"enabled": False} for rule in without},
    }
    results = Axe().run(page, context=context, options=options)
    if results.violations_count:
        pytest.fail(f"{page.url}\n{results.generate_report()}", pytrace=False)
