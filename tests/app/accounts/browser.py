"""A person at a browser, without a browser: cookies are kept, forms are sent with the token that their page shows."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pyotp
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.accounts import passwords
from app.accounts.models import Credential
from app.core.actor import SERVICE, Role
from app.core.context import Context
from app.main import create_app
from app.registry.service import Belonging, create_account
from app.web.house import House

PASSWORD = "una frase larga y segura"
HASH = passwords.hashed(PASSWORD)
PAGE = {"Accept": "text/html"}


#: The application of a house, made once: many people ask it. Only of the last few houses.
_APPLICATIONS: list[tuple[House, FastAPI]] = []


def application(house: House) -> FastAPI:
    for known, made in _APPLICATIONS:
        if known is house:
            return made
    made = create_app(house)
    _APPLICATIONS[:] = [*_APPLICATIONS[-3:], (house, made)]
    return made


class Person:
    """One browser. ``language``: of the pages it asks for; ``address``: where its requests come from."""

    def __init__(
        self, house: House, language: str = "es", address: str = "192.0.2.1", base: str = "http://testserver"
    ) -> None:
        self.language = language
        self.client = TestClient(
            application(house),
            base_url=base,
            raise_server_exceptions=False,
            follow_redirects=False,
            headers=PAGE,
            client=(address, 50000),
        )
        self.status = 0
        self.text = ""
        self.headers: Any = {}

    def see(self, path: str) -> Person:
        """Ask for a page; ``path``: below the language, or a whole one."""
        return self._keep(self.client.get(self._whole(path)))

    def send(self, path: str, **fields: str) -> Person:
        """Send a form of the page that is seen now."""
        token = {"csrf": self.token} if "csrf" not in fields else {}
        return self._keep(self.client.post(self._whole(path), data=token | fields))

    def follow(self) -> Person:
        """Go where the answer leads."""
        return self.see(self.headers["location"])

    @property
    def token(self) -> str:
        return self.hidden("csrf")

    def hidden(self, name: str) -> str:
        found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', self.text)
        assert found, self.text[:1500]
        return unescape(found[1])

    def fault(self, name: str) -> str:
        """What stands beside a field."""
        found = re.search(rf'id="{name}-fault">([^<]*)<', self.text)
        return unescape(found[1]) if found else ""

    def sign_in(self, email: str, password: str = PASSWORD, next_page: str = "") -> Person:
        self.see("sign-in")
        return self.send("sign-in", email=email, password=password, next=next_page)

    def is_signed_in(self) -> bool:
        return self.client.get(f"/{self.language}/account").status_code == 200

    def _whole(self, path: str) -> str:
        return path if path.startswith(("/", "http")) else f"/{self.language}/{path}"

    def _keep(self, answer: Any) -> Person:
        self.status, self.headers = answer.status_code, answer.headers
        if answer.status_code != 303:
            self.text = answer.text
        return self


def service_context(house: House, session: Any) -> Context:
    return Context(session, SERVICE, house.clock(), house.settings, house.vocabulary)


def an_account(house: House, email: str, role: Role = Role.FOCAL_POINT, password: bool = True, **whose: Any) -> str:
    """An account that can sign in with `PASSWORD`; its id. A focal point is of Honduras unless told otherwise."""
    if role in {Role.FOCAL_POINT, Role.COUNTRY_ADMIN, Role.SUBMITTER}:
        whose = {"country": "HND"} | whose
    with house.database.writing() as session:
        ctx = service_context(house, session)
        account = create_account(ctx, Belonging(role, **whose), email, email.split("@", maxsplit=1)[0].title(), "es")
        if password:
            session.add(Credential(account_id=account.id, hash=HASH, changed_at=ctx.now))
        return str(account.id)


def authenticator_of(person: Person) -> pyotp.TOTP:
    """The authenticator whose key the page shows."""
    found = re.search(r'<code class="key">([A-Z2-7 ]+)</code>', person.text)
    assert found, person.text[:2000]
    return pyotp.TOTP(found[1].replace(" ", ""))


def recovery_codes(person: Person) -> list[str]:
    return re.findall(r"<code>([0-9a-z]{5}-[0-9a-z]{5})</code>", person.text)
