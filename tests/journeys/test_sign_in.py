"""Signing in with a real browser: without script, by keyboard, on a telephone, accessible in every language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pyotp
import pytest

from app.accounts.service import links, people
from app.accounts.service.people import Person
from app.core.actor import Role
from app.core.settings import Settings
from app.jobs.runner import run_due
from app.registry.service import Belonging
from app.web.house import House
from app.worker import worker_of
from tests.app.mail.server import Postbox, mail_server
from tests.browser import assert_accessible
from tests.journeys.site import context, migrated, served

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
PASSWORD, ANOTHER = "una frase larga y segura", "otra frase bastante larga"
WAYS: dict[str, dict[str, Any]] = {
    "es": {},
    "pt": {"viewport": {"width": 320, "height": 640}, "has_touch": True},
    "fr": {"color_scheme": "dark"},
    "en": {"viewport": {"width": 800, "height": 600}},
}


@dataclass
class Place:
    """A service with a mail server beside it."""

    house: House
    box: Postbox
    url: str = ""

    def invite(self, email: str, role: Role, **whose: str) -> str:
        """The path of the invitation."""
        with self.house.database.writing() as session:
            ctx = context(self.house, session)
            account, link = people.invite(ctx, Belonging(role, **whose), Person(email, email, "es"))
            return links.address(ctx, link, account.language).removeprefix(self.url)

    def newest_link(self, address: str) -> str:
        """What the newest letter to somebody leads to, as it arrived at the mail server."""
        run_due(worker_of(self.house))
        letter = [one for one in self.box.letters if one["To"] == address][-1]
        [address_in_it] = [line for line in letter.get_content().splitlines() if line.startswith(self.url)]
        return address_in_it.removeprefix(self.url)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("people")
    with mail_server() as box:

        def make(url: str) -> House:
            settings = Settings(
                _env_file=None,
                data_dir=folder,
                request_deadline=60,
                public_url=url,
                mail_host="127.0.0.1",
                mail_port=box.port,
                mail_tls="none",
                mail_from="register@tcdc.example",
            )
            return migrated(settings)

        with served(make) as (house, url):
            yield Place(house, box, url)


@pytest.fixture(scope="module")
def base_url(place: Place) -> str:
    return place.url


def looked_at(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert_accessible(page)


def now_code(page: Any) -> str:
    return pyotp.TOTP(page.locator("code.key").inner_text().replace(" ", "")).now()


@pytest.mark.parametrize("language", list(WAYS))
def test_every_page_of_signing_in_is_accessible_with_and_without_faults(
    open_page: Open, place: Place, language: str
) -> None:
    email = f"admin-{language}@gob.example"
    page = open_page(locale=language, **WAYS[language])
    page.goto(place.invite(email, Role.ADMINISTRATOR).replace("/es/", f"/{language}/"))
    assert page.locator("html").get_attribute("lang") == language
    looked_at(page)
    page.locator("form.sheet").evaluate("form => form.noValidate = true")
    page.locator("#name").fill("Grace Alleyne")
    page.locator("form.sheet button").click()
    assert page.locator("#password-fault").is_visible()
    looked_at(page)
    page.locator("#password").fill(PASSWORD)
    page.locator("#language").select_option(language)
    page.locator("form.sheet button").click()
    looked_at(page)
    page.locator("#code").fill("000000")
    page.locator("form.sheet button").click()
    looked_at(page)
    page.locator("#code").fill(now_code(page))
    page.locator("form.sheet button").click()
    looked_at(page)
    codes = page.locator("ul.codes-list code").all_inner_texts()
    for path in ("desk", "account", "people", "account/second-step"):
        page.goto(f"/{language}/{path}")
        looked_at(page)
    page.locator("nav.person button").click()
    page.goto(f"/{language}/sign-in")
    page.locator("#email").fill(email)
    page.locator("#password").fill("wrong")
    page.locator("form.sheet button").click()
    looked_at(page)
    page.locator("#password").fill(PASSWORD)
    page.locator("form.sheet button").click()
    looked_at(page)
    page.locator("#code").fill(codes[0])
    page.locator("form.sheet button").click()
    assert page.url.endswith(f"/{language}/desk")
    for path in ("forgotten-password", "new-password?code=x"):
        page.context.clear_cookies()
        page.goto(f"/{language}/{path}")
        looked_at(page)


def test_a_focal_point_is_invited_comes_in_forgets_the_password_and_comes_back_without_script(
    open_page: Open, place: Place
) -> None:
    admin = open_page(locale="es", java_script_enabled=False)
    admin.goto(place.invite("cr-admin@gob.example", Role.COUNTRY_ADMIN, country="CRI"))
    admin.get_by_label("Su nombre").fill("Esteban Mora")
    admin.get_by_label("Contraseña").fill(PASSWORD)
    admin.get_by_role("button", name="Aceptar la invitación").click()
    assert admin.get_by_role("heading", level=1).inner_text() == "Costa Rica"
    admin.get_by_role("link", name="Personas").click()
    admin.get_by_label("Correo electrónico").fill("ana@gob.example")
    admin.get_by_label("Rol", exact=True).last.select_option("focal_point")
    admin.get_by_role("button", name="Invitar", exact=True).click()
    assert "ana@gob.example" in admin.locator("main").inner_text()

    ana = open_page(locale="es", java_script_enabled=False)
    ana.goto(place.newest_link("ana@gob.example"))
    ana.get_by_label("Su nombre").fill("Ana Solano")
    ana.get_by_label("Contraseña").fill(PASSWORD)
    ana.get_by_role("button", name="Aceptar la invitación").click()
    assert ana.url.endswith("/es/desk")
    ana.get_by_role("button", name="Salir").click()
    ana.goto("/es/handover")
    assert "/es/sign-in?next=" in ana.url
    ana.get_by_role("link", name="¿Olvidó la contraseña?").click()
    ana.get_by_label("Correo electrónico").fill("ana@gob.example")
    ana.get_by_role("button", name="Enviarme un enlace").click()
    ana.goto(place.newest_link("ana@gob.example"))
    ana.get_by_label("Contraseña").fill(ANOTHER)
    ana.get_by_role("button", name="Guardar").click()
    assert ana.url.endswith("/es/desk")
    assert ana.get_by_role("link", name="Ana Solano").is_visible()
    ana.goto("/es/handover")
    assert ana.get_by_role("heading", level=1).inner_text() == "Traspaso"
    assert_printable(ana)

    admin.goto("/es/people")
    row = admin.get_by_role("row").filter(has_text="Ana Solano")
    row.locator("summary").click()
    row.get_by_role("button", name="Dar de baja la cuenta").click()
    ana.goto("/es/desk")
    assert "/es/sign-in" in ana.url


def assert_printable(page: Any) -> None:
    page.emulate_media(media="print")
    assert not page.locator("nav.person").is_visible()
    assert page.locator("main h1").is_visible()
    page.emulate_media(media="screen")


def test_the_keyboard_alone_is_enough(open_page: Open, place: Place) -> None:
    page = open_page(locale="en")
    page.goto(place.invite("keys@gob.example", Role.FOCAL_POINT, country="PER").replace("/es/", "/en/"))
    page.locator("#name").focus()
    for text in ("Key Board", None, PASSWORD):
        if text:
            page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    page.goto("/en/account")
    page.locator("nav.person button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/")
    page.goto("/en/sign-in")
    page.locator("#email").focus()
    page.keyboard.type("keys@gob.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")


def test_a_form_of_another_site_does_nothing_for_a_signed_in_person(open_page: Open, place: Place) -> None:
    """With its cookie and even its token, but from another origin: `localhost` instead of `127.0.0.1`."""
    page = open_page(locale="en")
    page.goto(place.invite("target@gob.example", Role.FOCAL_POINT, country="URY").replace("/es/", "/en/"))
    page.locator("#name").fill("Target")
    page.locator("#password").fill(PASSWORD)
    page.locator("form.sheet button").click()
    page.goto("/en/account")
    token = page.locator("input[name=csrf]").first.get_attribute("value")
    answer = page.context.request.post(
        f"{place.url}/en/account",
        form={"csrf": token, "name": "Taken", "language": "fr"},
        headers={"Origin": place.url.replace("127.0.0.1", "localhost")},
    )
    assert answer.status == 403
    page.goto("/en/account")
    assert page.locator("#name").input_value() == "Target"
