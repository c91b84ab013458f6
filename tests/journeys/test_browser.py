"""The pages in a real Chromium, with the sample registry: accessible, without script, on a telephone, by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser import assert_accessible

pytestmark = pytest.mark.browser

LANGUAGES = ("es", "pt", "fr", "en")
#: Addresses that stand for themselves; the others are found by following links, as a reader would.
FIXED = {
    "home": "/",
    "needs": "/needs",
    "narrowed": "/offers?sector=segib:2&country=CUB&country=BRA",
    "empty": "/needs?q=xyzzyx",
    "statement": "/statement",
    "offers in the statement": "/statement?show=offers&group=CARICOM",
    "problems": "/problems",
    "matching": "/about-matching",
    "refusal": "/nowhere",
}
FOUND = ("need", "bilateral match", "triangular match", "offer")
PAGES = (*FIXED, *FOUND)
#: A page should be quick on a slow line.
HEAVIEST = 60_000
Open = Callable[..., Any]


def go(page: Any, language: str, name: str) -> Any:
    """Open a page by its name; returns the answer."""
    if name in FIXED:
        return page.goto(f"/{language}{FIXED[name]}")
    page.goto(f"/{language}/needs?q=incendios+brigadas")
    page.locator("article.need h3 a").first.click()
    if name == "need":
        return page.reload()
    kinds = {"bilateral match": "mat_b", "triangular match": "mat_t"}
    link = page.locator(f'a[href*="/matches/{kinds[name]}"]' if name in kinds else '.proposal h4 a[href*="/offers/"]')
    return page.goto(link.first.get_attribute("href"))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_accessible_in_every_language(open_page: Open, language: str, name: str) -> None:
    page = open_page(locale=language)
    answer = go(page, language, name)
    assert answer.status == (404 if name == "refusal" else 200)
    assert page.locator("html").get_attribute("lang") == language
    unfold(page)
    assert_accessible(page)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_accessible_in_the_dark(open_page: Open, name: str) -> None:
    page = open_page(locale="es", color_scheme="dark")
    go(page, "es", name)
    unfold(page)
    assert_accessible(page)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_fits_a_small_telephone(open_page: Open, name: str) -> None:
    page = open_page(locale="pt", viewport={"width": 320, "height": 640}, has_touch=True)
    go(page, "pt", name)
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert_accessible(page)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_heavy(open_page: Open, name: str) -> None:
    page = open_page(locale="fr")
    assert len(go(page, "fr", name).body()) < HEAVIEST


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
    page.get_by_role("checkbox", name="Health").check()
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
