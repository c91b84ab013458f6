"""Every page is quick on a slow line, asks nobody but us for anything, and runs no script that is not a file of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from app.web.middleware import CONTENT_POLICY
from tests.journeys.site import Site, open_site
from tests.journeys.test_shots import public_paths

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("weights")]
Open = Callable[..., Any]
#: Bytes on the line of a first view: the page, its style sheet, scripts and pictures.
HEAVIEST = 60_000
PUBLIC = (
    "home", "needs", "offers", "need", "match", "statement", "sign-in", "parts", "problems", "about-matching",
    "focal-points", "refusal",
)  # fmt: skip
OWN = ("desk", "needs/new", "desk/import", "desk/export", "account", "interests", "opportunities", "handover")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("weights")) as site:
        yield site


@pytest.fixture(scope="module")
def base_url(site: Site) -> str:
    return site.url


@pytest.fixture(scope="module")
def paths(site: Site) -> dict[str, str]:
    named = {name: f"/{name}" for name in PUBLIC}
    return named | {"refusal": "/nowhere"} | public_paths(site)


@dataclass
class Weighing:
    """What a page brought over the line: address → bytes, and the hosts that were asked."""

    page: Any
    answers: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("requestfinished", self.keep)

    def keep(self, request: Any) -> None:
        self.answers.append(request)

    def of(self, address: str) -> dict[str, int]:
        self.answers.clear()
        self.page.goto(address)
        self.page.wait_for_load_state("networkidle")
        return {request.url: request.sizes()["responseBodySize"] for request in self.answers}


class Elements(HTMLParser):
    """Whether a page has scripts or styles in itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "style" or (tag == "script" and not found.get("src")):
            self.faults.append(tag)
        self.faults += [name for name in found if name == "style" or name.startswith("on")]


def assert_ours(site: Site, weights: dict[str, int]) -> None:
    assert {urlsplit(address).netloc for address in weights} == {urlsplit(site.url).netloc}


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_is_light_at_first_sight(open_page: Open, site: Site, paths: dict[str, str], name: str) -> None:
    weights = Weighing(open_page(locale="es")).of(f"/es{paths[name]}")
    assert_ours(site, weights)
    assert 0 < sum(weights.values()) <= HEAVIEST, weights


def test_a_page_of_the_desk_is_light_at_first_sight(open_page: Open, site: Site) -> None:
    """In a browser that has nothing of ours but the cookie."""
    visitor = open_page(locale="es")
    site.sign_in(visitor)
    cookies = visitor.context.cookies()
    heavy = {}
    for name in OWN:
        page = open_page(locale="es")
        page.context.add_cookies(cookies)
        weights = Weighing(page).of(f"/es/{name}")
        assert_ours(site, weights)
        if sum(weights.values()) > HEAVIEST:
            heavy[name] = weights
    assert not heavy


def test_the_second_page_brings_no_style_sheet_again(open_page: Open, site: Site) -> None:
    page = open_page(locale="es")
    site.sign_in(page)
    page.goto("/es/account")
    brought = page.evaluate(
        "performance.getEntriesByType('resource').filter(one => one.name.includes('style.css')).map(one => one.transferSize)"
    )
    assert brought == [0]


@pytest.mark.parametrize("name", PUBLIC)
def test_a_page_keeps_to_the_policy(site: Site, paths: dict[str, str], name: str) -> None:
    answer = httpx2.get(f"{site.url}/es{paths[name]}", headers={"Accept": "text/html"}, timeout=60)
    assert answer.headers["content-security-policy"] == CONTENT_POLICY
    assert "unsafe" not in CONTENT_POLICY
    assert "http" not in CONTENT_POLICY
    assert Elements(answer.text).faults == []
