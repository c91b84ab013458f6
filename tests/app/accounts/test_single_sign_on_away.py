"""Single sign-on whose provider does not answer, is not set, or is set wrongly: signing in by password goes on."""

from __future__ import annotations

import re
import socket
from html import unescape

import pytest

from app.core.settings import Settings
from app.main import make_house
from app.web.house import House
from tests.app.accounts.browser import PASSWORD, Person, an_account
from tests.app.accounts.provider import CLIENT_ID, serving
from tests.app.conftest import SetClock

EMAIL = "ana@gob.example"


def with_provider(house: House, issuer: str) -> House:
    given = {"oidc_issuer": issuer, "oidc_client_id": CLIENT_ID, "oidc_name": "Cancillería"}
    return make_house(house.settings.model_copy(update=given), house.clock, house.database)


def refusal(person: Person) -> str:
    found = re.search(r'role="alert".*?<strong>(.*?)</strong>', person.text, re.DOTALL)
    assert found, person.text[:2000]
    return unescape(found[1])


LANGUAGES = {
    "es": "Cancillería no responde",
    "pt": "Cancillería não responde",
    "fr": "Cancillería ne répond pas",
    "en": "Cancillería does not answer",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_provider_that_does_not_answer_is_told_with_a_way_on(house: House, language: str, clock: SetClock) -> None:
    with serving(lambda: clock.now) as gone:
        pass
    an_account(house, EMAIL)
    person = Person(with_provider(house, gone.issuer), language)
    person.see("sign-in?next=%2F" + language + "%2Fneeds")
    person.send("sign-in/oidc", next=person.hidden("next"))
    assert (person.status, person.headers["retry-after"]) == (503, "10")
    assert refusal(person).startswith(LANGUAGES[language])
    person.send("sign-in/oidc", next=person.hidden("next"))
    assert person.status == 503
    assert person.hidden("next") == f"/{language}/needs"
    assert person.sign_in(EMAIL, PASSWORD).status == 303


def test_a_provider_that_hangs_is_given_up(house: House) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        issuer = f"http://127.0.0.1:{silent.getsockname()[1]}"
        person = Person(with_provider(house, issuer))
        person.see("sign-in")
        assert person.send("sign-in/oidc", next="").status == 503


def test_without_a_provider_there_is_no_button_and_no_such_page(house: House) -> None:
    person = Person(house)
    person.see("sign-in")
    assert "oidc" not in person.text
    assert "form-action 'self';" in person.headers["content-security-policy"]
    assert person.send("sign-in/oidc", next="").status == 404
    assert person.see("sign-in/oidc/callback?state=x&code=y").status == 404


@pytest.mark.parametrize(
    "given",
    [
        {"oidc_issuer": "https://id.example"},
        {"oidc_client_id": "x"},
        {"oidc_client_secret": "x"},
        {"oidc_issuer": "id.example", "oidc_client_id": "x"},
        {
            "oidc_issuer": "http://id.example",
            "oidc_client_id": "x",
            "env": "production",
            "public_url": "https://r.example",
        },
        {"oidc_issuer": "https://id.example", "oidc_client_id": "x", "env": "production"},
    ],
)
def test_settings_that_do_not_go_together_are_refused(given: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="TCDC_"):
        Settings(_env_file=None, secret_key="k" * 40, **given)  # type: ignore[arg-type]
