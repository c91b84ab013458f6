"""The pages in a real Chromium, with the sample registry: accessible, without script, on a telephone, by keyboard."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser import assert_accessible
from tests.journeys.matrix import pages_in_languages
from tests.journeys.site import served, with_sample

pytestmark = pytest.mark.browser

#: Addresses that stand for themselves; the others are found in the sample registry.
FIXED = {
    "home": "/",
    "needs": "/needs",
    "narrowed": "/offers?sector=segib:2&country=CUB&country=BRA",
    "empty": "/needs?q=xyzzyx",
    "statement": "/statement",
    "offers in the statement": "/statement?show=offers",
    "problems": "/problems",
    "matching": "/about-matching",
    "refusal": "/nowhere",
}
FOUND = ("need", "bilateral match", "triangular match", "offer")
PAGES = (*FIXED, *FOUND)
#: Looked at in every language by `make test` too.
LONGEST = ("need", "statement", "triangular match")
#: A page should be quick on a slow line.
HEAVIEST = 60_000
WAYS: dict[str, dict[str, Any]] = {
    "es": {},
    "pt": {"viewport": {"width": 320, "height": 640}, "has_touch": True},
    "fr": {"color_scheme": "dark"},
    "en": {"viewport": {"width": 800, "height": 600}, "reduced_motion": "reduce"},
}
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the sample registry; relative addresses of pages start from it."""
    with served(lambda _url: with_sample(tmp_path_factory.mktemp("browsing"))) as (_, url):
        yield url


@pytest.fixture(scope="module")
def paths(base_url: str) -> dict[str, str]:
    """The path of every page by its name; those of records are found as a client would."""

    def ask(path: str) -> Any:
        with urllib.request.urlopen(f"{base_url}/api/v1{path}") as answer:
            return json.load(answer)["items"]

    for need in ask("/needs?q=incendios"):
        matches = {kind: ask(f"/needs/{need['id']}/matches?kind={kind}") for kind in ("bilateral", "triangular")}
        if all(matches.values()):
            break
    return FIXED | {
        "need": f"/needs/{need['id']}",
        "offer": f"/offers/{matches['bilateral'][0]['roles']['first_provider']['offer_id']}",
        **{f"{kind} match": f"/matches/{found[0]['id']}" for kind, found in matches.items()},
    }


@pytest.mark.parametrize(("language", "name"), pages_in_languages(PAGES, LONGEST))
def test_every_page_is_accessible_light_and_small(
    open_page: Open, paths: dict[str, str], language: str, name: str
) -> None:
    """Each language is looked at in another way, so that every page is seen in all of them."""
    page = open_page(locale=language, **WAYS[language])
    answer = page.goto(f"/{language}{paths[name]}")
    assert answer.status == (404 if name == "refusal" else 200)
    assert len(answer.body()) < HEAVIEST
    assert page.locator("html").get_attribute("lang") == language
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)


def unfold(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")


def test_everything_works_without_script(open_page: Open) -> None:
    page = open_page(locale="es", java_script_enabled=False)
    page.goto("/")
    assert page.url.endswith("/es/")
    page.get_by_role("searchbox").fill("leche humana")
    page.get_by_role("button", name="Buscar").click()
    page.get_by_role("link", name="Quién puede responder").first.click()
    page.locator("details.reasons > summary").first.click()
    assert page.locator("table.waterfall").first.is_visible()
    page.get_by_role("link", name="La explicación completa").first.click()
    assert page.locator("mark").count() > 0
    page.get_by_role("link", name="Português", exact=True).click()
    assert page.locator("html").get_attribute("lang") == "pt"
    assert "/pt/matches/mat_" in page.url


def test_filters_are_set_and_removed_without_script(open_page: Open) -> None:
    page = open_page(locale="en", java_script_enabled=False)
    page.goto("/en/needs")
    everything = page.locator("#found").inner_text()
    page.get_by_role("checkbox", name=re.compile(r"^Health \d+$")).check()
    page.get_by_role("button", name="Show").click()
    assert page.locator("#found").inner_text() != everything
    page.get_by_role("link", name="Sector: Health").click()
    assert page.locator("#found").inner_text() == everything


def test_the_keyboard_reaches_content_and_filters(browser_page: Any) -> None:
    browser_page.goto("/en/needs")
    browser_page.keyboard.press("Tab")
    assert browser_page.evaluate("document.activeElement.className") == "skip"
    browser_page.keyboard.press("Enter")
    browser_page.keyboard.press("Tab")
    assert browser_page.evaluate("document.activeElement.id") == "q"
    reached = set()
    for _ in range(120):
        browser_page.keyboard.press("Tab")
        reached.add(browser_page.evaluate("document.activeElement.name || document.activeElement.type || ''"))
    assert {"sector", "group", "sort", "submit"} <= reached


def test_the_focus_is_seen(browser_page: Any) -> None:
    browser_page.goto("/en/needs")
    browser_page.keyboard.press("Tab")
    browser_page.keyboard.press("Tab")
    width = browser_page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert width == "3px"


def test_a_statement_cell_leads_to_its_needs(browser_page: Any) -> None:
    browser_page.goto("/en/statement")
    cell = browser_page.locator("table.heat tbody td:not(.total) a").first
    needs = int(cell.inner_text().split("/")[-1])
    cell.click()
    assert browser_page.locator("#found").inner_text() == f"{needs} need{'s' if needs > 1 else ''}"


def test_pages_print_without_their_frame(browser_page: Any) -> None:
    browser_page.goto("/en/needs")
    browser_page.emulate_media(media="print")
    assert not browser_page.locator("form.filters").is_visible()
    assert browser_page.locator("article.card").first.is_visible()
