"""Single sign-on with a real browser: the button leads through the provider and back, under the content policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.core.clock import utc_now
from app.core.settings import Settings
from app.web.house import House
from tests.app.accounts.browser import an_account
from tests.app.accounts.provider import CLIENT_ID, CLIENT_SECRET, Provider, serving
from tests.browser import assert_accessible
from tests.journeys.site import migrated, served

pytestmark = pytest.mark.browser
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with serving(utc_now) as provider:
        yield provider


@pytest.fixture(scope="module")
def base_url(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[str]:
    def make(url: str) -> House:
        settings = Settings(
            _env_file=None,
            data_dir=tmp_path_factory.mktemp("sign-on"),
            request_deadline=60,
            public_url=url,
            oidc_issuer=provider.issuer,
            oidc_client_id=CLIENT_ID,
            oidc_client_secret=CLIENT_SECRET,
            oidc_name="Cancillería",
        )
        house = migrated(settings)
        an_account(house, provider.email)
        return house

    with served(make) as (_, url):
        yield url


def button(page: Any) -> Any:
    return page.locator('form[action$="/sign-in/oidc"] button')


@pytest.mark.parametrize("language", ["es", "pt", "fr", "en"])
def test_the_button_leads_there_and_back_to_the_page_that_was_asked_for(open_page: Open, language: str) -> None:
    page = open_page(locale=language, viewport={"width": 320, "height": 640})
    page.goto(f"/{language}/account")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)
    button(page).click()
    page.wait_for_url(f"**/{language}/account")
    assert page.locator("h1").is_visible()


def test_a_refusal_stands_above_the_form_and_one_can_begin_anew(open_page: Open, provider: Provider) -> None:
    page = open_page(locale="es")
    page.goto("/es/account")
    provider.says = {"email_verified": False}
    button(page).click()
    assert page.locator("#refusal").is_visible()
    assert_accessible(page)
    provider.says = {}
    button(page).click()
    page.wait_for_url("**/es/account")
