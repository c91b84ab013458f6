"""Writing a need with a real browser: with script in Spanish, without it in Portuguese, in two windows, on a telephone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.core.actor import Role
from tests.app.accounts.browser import PASSWORD, an_account
from tests.browser import assert_accessible
from tests.journeys.site import context, served, with_sample

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
#: Who signs in, by the language of the journey.
PEOPLE = {"es": ("marcela@example.org", "HND"), "pt": ("luciana@example.org", "BRA"), "fr": ("marie@example.org", "HTI"),
          "en": ("grace@example.org", "JAM")}  # fmt: skip
NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "has_touch": True}
WAYS: dict[str, dict[str, Any]] = {"es": {}, "pt": NARROW, "fr": {"color_scheme": "dark"}, "en": NARROW}
HEAVIEST = 60_000
#: How long the script may take to save by itself.
SAVES = 30_000


@pytest.fixture(scope="module")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the sample registry, and people of four countries."""
    house = with_sample(tmp_path_factory.mktemp("writing"))
    for email, country in PEOPLE.values():
        an_account(house, email, country=country)
    an_account(house, "ong@example.org", Role.SUBMITTER, institution=("Fundación Agua Clara", "22"))
    with house.database.reading() as session:
        house.index.current(context(house, session))
    with served(lambda _url: house) as (_, url):
        yield url


def sign_in(page: Any, language: str, path: str = "needs/new", email: str = "") -> Any:
    """Sign in from a page that needs it, and arrive there."""
    page.goto(f"/{language}/{path}")
    fill_sign_in(page, email or PEOPLE[language][0])
    page.wait_for_url(f"**/{language}/{path}")
    return page


def fill_sign_in(page: Any, email: str) -> None:
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button[type=submit]").click()


def write_a_need(page: Any, title: str) -> None:
    page.locator("#title").fill(title)
    page.locator("#description").fill(
        "Queremos instalar un banco de leche humana y formar al personal de enfermería en pasteurización."
    )
    page.locator("#objective").fill("Reducir la mortalidad neonatal.")
    page.locator("#priority").select_option("1")
    page.locator("input[name=sectors][value='segib:2']").first.check()
    page.locator("input[name=modalities][value=M01]").check()
    page.locator("[id='institution.name']").fill("Secretaría de Salud")
    page.locator("[id='institution.type']").select_option("10")


def test_a_focal_point_registers_sees_who_answers_and_publishes(open_page: Open) -> None:
    page = sign_in(open_page(locale="es"), "es")
    write_a_need(page, "Banco de leche humana en el hospital de Choluteca")
    page.locator("#answers .could li").first.wait_for()
    assert page.get_by_role("heading", name="Quién podría responder").is_visible()
    page.get_by_role("heading", name="Qué tan completo está").wait_for()
    page.wait_for_url(re.compile(r"/es/needs/ned_\w+/edit$"), timeout=SAVES)
    assert page.locator("#state").inner_text().startswith("Borrador guardado a las")
    page.get_by_role("button", name="Publicar").last.click()
    page.wait_for_url(re.compile(r"/es/needs/ned_\w+#answers$"))
    assert page.locator("#answers .proposal").count() > 0
    page.goto("/es/needs/new")
    assert page.locator("#title").input_value() == "", "what was published is kept in the browser no longer"


def test_the_same_without_script_in_portuguese(open_page: Open) -> None:
    page = sign_in(open_page(locale="pt", java_script_enabled=False), "pt")
    write_a_need(page, "Banco de leite humano no hospital de Recife")
    page.get_by_role("button", name="Prévia").last.click()
    assert page.locator("#answers .could li").count() > 0
    assert page.locator("#title").input_value() == "Banco de leite humano no hospital de Recife"
    page.locator("summary", has_text="Aportes pedidos").click()
    page.locator("[id='inputs.0.kind']").select_option("personnel")
    page.get_by_role("button", name="Mais um aporte").click()
    page.locator("[id='inputs.1.kind']").select_option("equipment")
    page.get_by_role("button", name="Salvar rascunho").click()
    assert page.get_by_role("status").first.inner_text().startswith("Salvo.")
    assert page.locator("[id='inputs.1.kind']").input_value() == "equipment"
    page.get_by_role("button", name="Publicar").last.click()
    page.wait_for_url(re.compile(r"/pt/needs/ned_\w+#answers$"))
    page.get_by_role("link", name="Declarar cumprida").click()
    page.get_by_role("link", name="Não, voltar ao registro").click()
    page.get_by_role("link", name="O histórico completo").click()
    assert "publicou" in page.locator(".told").inner_text()


def test_without_script_the_text_comes_back_through_signing_in(open_page: Open) -> None:
    page = sign_in(open_page(locale="fr", java_script_enabled=False), "fr")
    page.locator("#title").fill("Une banque de lait à l’hôpital de Jacmel")
    page.context.clear_cookies()
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    fill_sign_in(page, PEOPLE["fr"][0])
    assert page.get_by_role("status").first.inner_text().startswith("Votre texte a été conservé")
    assert page.locator("#title").input_value() == "Une banque de lait à l’hôpital de Jacmel"


def test_two_windows_meet_on_a_page_that_shows_both_texts(open_page: Open) -> None:
    page = sign_in(open_page(locale="es"), "es")
    page.locator("#title").fill("Laboratorio de agua potable")
    page.get_by_role("button", name="Guardar borrador").click()
    page.wait_for_url("**/edit?notice=saved")
    address = page.url.split("?")[0]
    other = page.context.new_page()
    other.goto(address)
    page.locator("#title").fill("Laboratorio nacional de agua potable")
    page.get_by_role("button", name="Guardar borrador").click()
    page.get_by_role("status").first.wait_for()
    assert page.locator("#title").input_value() == "Laboratorio nacional de agua potable"
    other.locator("#title").fill("Laboratorio regional de agua potable")
    other.locator("#objective").fill("Agua segura para todos.")
    other.get_by_role("button", name="Guardar borrador").click()
    other.locator(".clash.both").wait_for()
    assert other.get_by_role("heading", level=1).inner_text() == "Dos textos de un mismo registro"
    assert "Laboratorio nacional" in other.locator(".clash.both").inner_text()
    assert_accessible(other)
    other.locator(".clash.both input[value=theirs]").check()
    other.get_by_role("button", name="Guardar lo elegido").click()
    other.wait_for_url("**/edit?notice=saved")
    assert other.locator("#title").input_value() == "Laboratorio nacional de agua potable"
    assert other.locator("#objective").input_value() == "Agua segura para todos."


def lose_what_is_sent(route: Any) -> None:
    """A line that carries pages, but nothing that this browser sends."""
    if route.request.method == "POST":
        route.abort("internetdisconnected")
    else:
        route.continue_()


def test_with_script_a_text_outlives_a_lost_connection(open_page: Open) -> None:
    page = sign_in(open_page(locale="es"), "es", "offers/new")
    page.context.route("**/*", lose_what_is_sent)
    page.locator("#title").fill("Curso de manejo de cuencas")
    page.locator("#state", has_text="Sin conexión").wait_for(timeout=SAVES)
    page.goto("/es/offers/new")
    assert page.locator("#title").input_value() == "Curso de manejo de cuencas"
    page.get_by_role("button", name="Descartarlo").click()
    assert page.locator("#title").input_value() == ""
    page.goto("/es/offers/new")
    assert page.locator("#title").input_value() == ""


def test_with_script_a_text_outlives_the_end_of_the_sign_in(open_page: Open) -> None:
    page = sign_in(open_page(locale="es"), "es", "offers/new")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.locator("#title").fill("Curso de catastro")
    page.locator("#state", has_text="Su sesión terminó").wait_for(timeout=SAVES)
    assert cookies
    page.locator("#state a").click()
    fill_sign_in(page, PEOPLE["es"][0])
    page.wait_for_url("**/es/offers/new")
    assert page.locator("#title").input_value() == "Curso de catastro"
    page.get_by_role("button", name="Guardar borrador").click()
    page.wait_for_url(re.compile(r"/es/offers/off_\w+/edit\?notice=saved$"))


@pytest.mark.parametrize("language", list(WAYS))
def test_the_form_is_accessible_narrow_and_light_in_every_language(open_page: Open, language: str) -> None:
    page = open_page(locale=language, **WAYS[language])
    sign_in(page, language)
    assert page.locator("html").get_attribute("lang") == language
    write_a_need(page, "Banco de leche humana")
    page.locator("#answers .could li").first.wait_for()
    assert len(page.content().encode()) < HEAVIEST
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_refused_form_and_the_pages_of_actions_are_accessible(open_page: Open, language: str) -> None:
    page = open_page(locale=language, **NARROW, java_script_enabled=True)
    sign_in(page, language)
    page.locator("#title").fill("Catastro")
    page.locator(".buttons.end button").first.click()
    page.locator("#refusal").wait_for()
    assert page.locator("[aria-invalid=true]").count() > 3
    assert_accessible(page)
    record = page.locator("#writing").get_attribute("action").removesuffix("/edit")
    for path in ("", "/delete", "/history", "/publish"):
        page.goto(record + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert_accessible(page)


def test_a_change_that_waits_is_accessible(open_page: Open) -> None:
    ngo = open_page(locale="es", java_script_enabled=False)
    sign_in(ngo, "es", email="ong@example.org")
    write_a_need(ngo, "Acueductos comunitarios del valle")
    ngo.locator(".buttons.end button").first.click()
    record = re.sub(r"https?://[^/]+", "", ngo.url)
    page = sign_in(open_page(locale="es", **NARROW), "es", "desk")
    page.goto(record)
    page.locator(".acts form button").first.click()
    page.wait_for_url("**#answers")
    ngo.goto(f"{record}/edit")
    ngo.locator("#title").fill("Acueductos comunitarios de dos valles")
    ngo.locator(".buttons.end button").first.click()
    page.goto(f"{record}/change")
    assert page.locator("ins").first.inner_text() != ""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)


def test_the_form_is_written_with_the_keyboard_alone(open_page: Open) -> None:
    page = sign_in(open_page(locale="en"), "en")
    page.locator("#title").focus()
    page.keyboard.type("Coral reef monitoring")
    reached = set()
    for _ in range(110):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.name + ' ' + document.activeElement.value"))
    assert {"sectors segib:1", "modalities M01", "do save", "do publish"} <= reached
