"""Asking to talk with a real browser: one country asks, another says yes, and both see the contacts."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.web.house import House
from tests.app.accounts.browser import PASSWORD, an_account
from tests.browser import assert_accessible
from tests.journeys.site import served, with_sample

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
WAYS: dict[str, dict[str, Any]] = {
    "es": {},
    "pt": {"viewport": {"width": 320, "height": 640}, "has_touch": True},
    "fr": {"color_scheme": "dark"},
    "en": {"viewport": {"width": 800, "height": 600}},
}
HEAVIEST = 60_000


@dataclass
class Place:
    """A service with the sample registry. ``matches``: those between two countries that nobody has asked about."""

    house: House
    url: str
    matches: list[dict[str, Any]] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self.url}/api/v1{path}") as answer:
            return json.load(answer)["items"]

    def find_matches(self) -> None:
        """The best bilateral matches of a few needs, one for each need."""
        for need in self.ask("/needs?limit=60"):
            proposed = self.ask(f"/needs/{need['id']}/matches?limit=5")
            between = [one for one in proposed if one["roles"]["first_provider"]["country"]]
            self.matches += between[:1]
            if len(self.matches) == 8:
                return

    def sign_in(self, page: Any, language: str, country: str) -> None:
        """A focal point of the country at this browser."""
        if country not in self.people:
            self.people[country] = f"office@{country.lower()}.example"
            an_account(self.house, self.people[country], country=country)
        page.goto(f"/{language}/sign-in")
        page.locator("#email").fill(self.people[country])
        page.locator("#password").fill(PASSWORD)
        page.locator("form.sheet button").click()
        page.wait_for_url(re.compile("/desk$"))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    house = with_sample(tmp_path_factory.mktemp("talking"))
    with served(lambda _url: house) as (_, url):
        found = Place(house, url)
        found.find_matches()
        yield found


@pytest.fixture(scope="module")
def base_url(place: Place) -> str:
    return place.url


def looked_at(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert_accessible(page)


def countries_of(match: dict[str, Any]) -> tuple[str, str]:
    roles = match["roles"]
    return roles["recipient"]["country"], roles["first_provider"]["country"]


@pytest.mark.parametrize("language", list(WAYS))
def test_one_country_asks_another_says_yes_and_both_see_the_contacts(
    open_page: Open, place: Place, language: str
) -> None:
    match = place.matches.pop()
    recipient, provider = countries_of(match)
    asking, answering = (open_page(locale=language, **WAYS[language]) for _ in range(2))
    place.sign_in(asking, language, recipient)
    answer = asking.goto(f"/{language}/matches/{match['id']}")
    assert len(answer.body()) < HEAVIEST
    looked_at(asking)
    asking.locator("#message").fill("¿Conversamos la próxima semana?")
    asking.locator('form[action$="/interest"] button').click()
    asking.wait_for_url(re.compile("/interests/int_"))
    assert asking.locator("[role=status]").is_visible()
    looked_at(asking)

    place.sign_in(answering, language, provider)
    answering.goto(f"/{language}/interests")
    looked_at(answering)
    answering.locator("table.list th a").first.click()
    assert "¿Conversamos la próxima semana?" in answering.locator("blockquote").inner_text()
    answering.locator("input[name=answer][value=no]").check()
    answering.locator('form[action$="/answers"] button').click()
    assert answering.locator("#reason-fault").is_visible()
    looked_at(answering)
    assert answering.locator("#contacts").count() == 0
    answering.locator("input[name=answer][value=yes]").check()
    answering.locator('form[action$="/answers"] button').click()
    answering.wait_for_url(re.compile("done=answered"))
    asking.reload()
    for page in (asking, answering):
        shown = page.locator("dl.contacts").inner_text()
        assert place.people[recipient] in shown
        assert place.people[provider] in shown
        looked_at(page)


def test_everything_works_without_script_and_not_for_us_stays_away(open_page: Open, place: Place) -> None:
    match = place.matches.pop()
    recipient, _ = countries_of(match)
    page = open_page(locale="es", java_script_enabled=False)
    place.sign_in(page, "es", recipient)
    page.goto(f"/es/matches/{match['id']}")
    page.get_by_text("No es para nosotros").click()
    page.get_by_label("Motivo").select_option("already_cooperating")
    page.get_by_role("button", name="Apartar").click()
    assert "Ya cooperamos" in page.locator("form.back").inner_text()
    need = f"/es/needs/{match['roles']['recipient']['need_id']}"
    page.goto(need)
    assert page.locator(f'ol.proposals a[href="/es/matches/{match["id"]}"]').count() == 0
    page.get_by_role("button", name="Recuperar").click()
    assert page.url.endswith(need)
    assert page.locator(f'ol.proposals a[href="/es/matches/{match["id"]}"]').count() == 1
    page.goto(f"/es/matches/{match['id']}")
    page.get_by_label("Una frase para la otra parte").fill("¿Podemos conversar?")
    page.get_by_role("button", name="Pedir conversar").click()
    assert "A la espera de respuesta" in page.locator(".kicker").inner_text()
    page.goto("/es/interests")
    assert page.locator("#there + div table tbody tr").count() >= 1


def test_a_mark_leads_to_its_note_by_keyboard(open_page: Open, place: Place) -> None:
    match = place.matches[-1]
    page = open_page(locale="fr")
    page.goto(f"/fr/matches/{match['id']}")
    link = page.locator("mark sup a").first
    number = link.inner_text()
    link.focus()
    page.keyboard.press("Enter")
    assert page.url.endswith(f"#note-{number}")
    assert page.locator(f"#note-{number}").evaluate("row => row.matches(':target')")
