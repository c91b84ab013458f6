"""The full matrix: every page in every language, on a telephone and enlarged twice, accessible. `make journeys`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser import assert_accessible
from tests.journeys.matrix import LANGUAGES
from tests.journeys.shots import keep
from tests.journeys.site import AGENCY, FOCAL_POINT, Site, open_site
from tests.journeys.test_shots import public_paths

pytestmark = [pytest.mark.browser, pytest.mark.journeys, pytest.mark.xdist_group("matrix")]
Open = Callable[..., Any]
PUBLIC = ("offers", "problems", "about-matching", "focal-points", "nowhere")
OWN = (
    "desk", "desk/import", "desk/export", "needs/new", "offers/new", "account", "account/letters", "interests",
    "opportunities", "opportunities?view=briefing", "handover", "delegations",
)  # fmt: skip
OF_AGENCIES = ("desk", "desk/import", "desk/export", "offers/new", "interests", "opportunities")
#: The least width that pages are made for, and a screen of 1280 by 800 enlarged twice.
SIZES = {"telephone": {"width": 320, "height": 640}, "twice": {"width": 640, "height": 400}}

#: What makes a page scroll sideways, if it does.
STICKING_OUT = """document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > innerWidth + 0.5)
  .map(one => `${one.tagName}.${one.className}: ${one.innerText}`.slice(0, 90))"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("matrix")) as site:
        yield site


@pytest.fixture(scope="module")
def base_url(site: Site) -> str:
    return site.url


def look_at(page: Any, language: str, paths: Iterator[str] | tuple[str, ...] | list[str]) -> None:
    page.set_default_navigation_timeout(60_000)  # the first reader of a list waits for its computation
    for path in paths:
        page.goto(f"/{language}/{path.removeprefix('/')}")
        assert page.locator("html").get_attribute("lang") == language
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        for size, viewport in SIZES.items():
            page.set_viewport_size(viewport)
            assert page.evaluate(STICKING_OUT) == [], (page.url, size)
            assert_accessible(page)
        keep(page, f"matrix-{language}-{path}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages(open_page: Open, site: Site, language: str, scheme: str) -> None:
    page = open_page(locale=language, color_scheme=scheme)
    look_at(page, language, [*public_paths(site).values(), *PUBLIC])


@pytest.mark.parametrize(("email", "paths"), [(FOCAL_POINT, OWN), (AGENCY, OF_AGENCIES)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_the_desk(open_page: Open, site: Site, language: str, email: str, paths: tuple[str, ...]) -> None:
    page = open_page(locale=language)
    site.sign_in(page, email, language)
    look_at(page, language, paths)
