"""Single sign-on with a real browser: the button leads through the provider and back, under the content policy."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn

from app.core import migrate
from app.core.clock import utc_now
from app.core.settings import Settings
from app.main import create_app, make_house
from tests.app.accounts.browser import an_account
from tests.app.accounts.provider import CLIENT_ID, CLIENT_SECRET, Provider, serving
from tests.browser import PATIENCE, assert_accessible

pytestmark = pytest.mark.browser
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with serving(utc_now) as provider:
        yield provider


@pytest.fixture(scope="module")
def base_url(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
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
        house = make_house(settings)
        migrate.upgrade(house.database.engine)
        an_account(house, provider.email)
        server = uvicorn.Server(uvicorn.Config(create_app(house), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        wait_until_started(server)
        yield url
        server.should_exit = True
        thread.join()


def wait_until_started(server: uvicorn.Server) -> None:
    limit = time.monotonic() + PATIENCE / 1000
    while not server.started:
        assert time.monotonic() < limit, "the server does not stand"
        time.sleep(0.05)


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
