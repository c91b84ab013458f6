"""The main pages as pictures, to be looked at by people (TCDC_TEST_SHOTS names the folder)."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.app.exchange.sending import a_row, as_csv
from tests.journeys.shots import folder, keep
from tests.journeys.site import Site, open_site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("shots"),
    pytest.mark.skipif(folder() is None, reason="TCDC_TEST_SHOTS names no folder for pictures."),
]
WIDTHS = (1280, 320)
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("shots")) as site:
        yield site


@pytest.fixture(scope="module")
def base_url(site: Site) -> str:
    return site.url


def public_paths(site: Site) -> dict[str, str]:
    """Name → path below the language."""

    def ask(path: str) -> Any:
        with urllib.request.urlopen(f"{site.url}/api/v1{path}") as answer:
            return json.load(answer)["items"]

    need = ask("/needs?q=incendios")[0]
    bilateral = ask(f"/needs/{need['id']}/matches?kind=bilateral")
    return {
        "home": "/",
        "needs": "/needs",
        "need": f"/needs/{need['id']}",
        "match": f"/matches/{bilateral[0]['id']}",
        "statement": "/statement",
        "sign-in": "/sign-in",
        "parts": "/parts",
    }


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_public_pages(open_page: Open, site: Site, language: str, width: int) -> None:
    page = open_page(locale=language, viewport={"width": width, "height": 900})
    for name, path in public_paths(site).items():
        page.goto(f"/{language}{path}")
        keep(page, f"{name}-{language}-{width}")


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_the_desk(open_page: Open, site: Site, language: str, width: int) -> None:
    page = open_page(locale=language, viewport={"width": width, "height": 900})
    site.sign_in(page, language=language)
    keep(page, f"desk-{language}-{width}")
    for name in ("needs/new", "desk/import", "desk/export", "account"):
        page.goto(f"/{language}/{name}")
        keep(page, f"{name}-{language}-{width}")
    rows = [a_row(), a_row(title="Otra necesidad", modalities="M99", sectors="aguas negras")]
    page.goto(f"/{language}/desk/import")
    data = {"name": "necesidades.csv", "mimeType": "text/csv", "buffer": as_csv(rows).encode()}
    page.locator("#file").set_input_files(files=[data])
    page.locator("form.sheet button[type=submit]").click()
    page.wait_for_url("**/desk/import/imp_*")
    keep(page, f"import-progress-{language}-{width}")
    site.work()
    page.locator("#rows").wait_for()
    page.locator("nav.tabs a").first.click()
    keep(page, f"import-preview-{language}-{width}")


@pytest.mark.parametrize("way", ["dark", "print"])
def test_other_ways_of_looking(open_page: Open, site: Site, way: str) -> None:
    page = open_page(
        locale="es", viewport={"width": 1280, "height": 900}, color_scheme="dark" if way == "dark" else "light"
    )
    if way == "print":
        page.emulate_media(media="print")
    for name, path in public_paths(site).items():
        page.goto(f"/es{path}")
        keep(page, f"{name}-es-{way}")
