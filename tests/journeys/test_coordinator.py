"""A coordinator at work, without script: the list, its filters, the briefing, the statement; and two agencies that meet
on one need."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pyotp
import pytest

from app.accounts import queries as accounts
from app.accounts.service import second_step
from app.core.actor import Role
from app.registry import queries as registry
from tests.app.accounts.browser import PASSWORD, an_account, service_context
from tests.browser import assert_accessible
from tests.journeys.shots import keep
from tests.journeys.site import AGENCY, Site, open_site

pytestmark = pytest.mark.browser
COORDINATOR = "coordinacion@example.org"
Open = Callable[..., Any]
WAYS: dict[str, dict[str, Any]] = {
    "es": {},
    "pt": {"viewport": {"width": 320, "height": 640}, "has_touch": True},
    "fr": {"color_scheme": "dark"},
    "en": {"viewport": {"width": 800, "height": 600}},
}
PAGES = {
    "opportunities": "/opportunities",
    "narrowed opportunities": "/opportunities?group=all&country=HND&kind=bilateral",
    "briefing": "/opportunities?view=briefing",
    "focal points": "/focal-points",
    "statement": "/statement?group=CARICOM",
    "rows of the statement": "/statement/records?kind=need&group=CARICOM",
}
HEAVIEST = 60_000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("coordinating")) as site:
        yield site


@pytest.fixture(scope="module")
def base_url(site: Site) -> str:
    return site.url


@pytest.fixture(scope="module")
def coordinator(site: Site, browser: Any) -> Any:
    """What a browser keeps after the coordinator signed in, with the second step."""
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/es/sign-in")
    page.locator("#email").fill(COORDINATOR)
    page.locator("#password").fill(site.password)
    page.locator("form.sheet button").click()
    page.locator("#code").fill(code_of(site))
    page.locator("form.sheet button").click()
    page.wait_for_url("**/es/desk")
    kept = context.storage_state()
    context.close()
    return kept


def code_of(site: Site) -> str:
    """What the coordinator's authenticator shows now."""
    with site.house.database.reading() as session:
        ctx = service_context(site.house, session)
        account = registry.account_by_email(session, COORDINATOR)
        assert account is not None
        factor = accounts.second_factor(session, account.id)
        assert factor is not None
        return pyotp.TOTP(second_step._secret(ctx, account.id, factor.nonce)).now()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", WAYS)
def test_the_coordinators_pages_are_accessible_and_light(
    open_page: Open, coordinator: Any, language: str, name: str
) -> None:
    page = open_page(locale=language, storage_state=coordinator, **WAYS[language])
    answer = page.goto(f"/{language}{PAGES[name]}")
    assert answer.status == 200
    assert len(answer.body()) < HEAVIEST
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)
    keep(page, f"{name}-{language}")


def test_a_coordinator_narrows_the_list_sends_it_on_and_prints_it_without_script(
    open_page: Open, coordinator: Any
) -> None:
    page = open_page(locale="es", storage_state=coordinator, java_script_enabled=False)
    page.goto("/es/desk")
    page.get_by_role("link", name="Oportunidades").first.click()
    assert page.locator("#group").input_value() == "SELA"
    page.locator("#sector").select_option(label="Salud")
    page.locator("#kind").select_option(label="Necesidades y ofertas")
    page.get_by_role("button", name="Mostrar").click()
    assert page.locator("ol.chances > li").count() > 0
    assert page.locator("#exchanges").count() == 0
    page.get_by_role("link", name=re.compile("para enviarla")).click()
    assert re.search(r"group=SELA&sector=segib%3A2&kind=bilateral", page.url)
    first = page.locator("ol.chances h3 a").first.inner_text()

    page.get_by_role("link", name="Informe para imprimir").click()
    assert page.locator("ol.chances h3 a").first.inner_text() == first
    page.emulate_media(media="print")
    assert not page.locator("nav.main").is_visible()
    assert page.locator("dl.asked code").is_visible()
    assert page.locator("#definitions").is_visible()
    keep(page, "briefing-printed")

    page.emulate_media(media="screen")
    page.locator("ol.chances .meta a").first.click()
    assert "/es/matches/mat_" in page.url


def test_every_cell_of_a_period_opens_its_records_without_script(open_page: Open, coordinator: Any, site: Site) -> None:
    page = open_page(locale="en", storage_state=coordinator, java_script_enabled=False)
    page.goto("/en/statement")
    page.locator("#group").select_option("all")
    since = site.house.clock().date() - timedelta(days=200)
    page.locator("#since").fill(since.isoformat())
    page.get_by_role("button", name="Show").click()
    cell = page.locator("table.heat tbody td:not(.total) a").first
    needs = int(cell.inner_text().split("/")[-1])
    cell.click()
    assert page.locator("h2.found").inner_text() == f"{needs} need{'s' if needs > 1 else ''}"
    assert page.locator("ul.missed > li").count() == needs


def test_the_statement_prints_with_its_day_and_definitions(open_page: Open, coordinator: Any) -> None:
    page = open_page(locale="en", storage_state=coordinator)
    page.goto("/en/statement?group=CARICOM")
    page.emulate_media(media="print")
    assert not page.locator("form.filters").is_visible()
    assert page.locator("figure.tiles svg").is_visible()
    assert page.locator("#definitions").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.sheet-wide')).page") == "wide"
    keep(page, "statement-printed")


def test_two_agencies_on_one_need_see_each_other_without_script(open_page: Open, site: Site) -> None:
    page = open_page(locale="es", java_script_enabled=False)
    site.sign_in(page, AGENCY)
    page.goto("/es/needs?q=incendios")
    page.locator("article.card h3 a").first.click()
    page.get_by_role("link", name="Apoyos declarados por organismos").click()
    address = page.url
    page.get_by_label("Qué hace su organismo").fill("Paga los pasajes de dos expertos")
    page.get_by_label("Hasta cuándo").fill((site.house.clock().date() + timedelta(days=90)).isoformat())
    page.get_by_role("button", name="Declarar nuestro apoyo").click()
    assert page.get_by_role("button", name="Retirar la declaración").is_visible()

    with site.house.database.reading() as session:
        other = registry.organization_by_acronym(session, "FAO")
        assert other is not None
        organization = other.id
    an_account(site.house, "fao@example.org", Role.AGENCY, organization=organization)
    second = open_page(locale="es")
    second.goto("/es/sign-in")
    second.locator("#email").fill("fao@example.org")
    second.locator("#password").fill(PASSWORD)
    second.locator("form.sheet button").click()
    second.wait_for_url("**/es/desk")
    second.goto(address)
    assert second.locator("ul.missed").get_by_text("Paga los pasajes de dos expertos").is_visible()
    assert second.get_by_role("button", name="Declarar nuestro apoyo").is_visible()
    assert_accessible(second)
    keep(second, "support")
