"""People at the desk, signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.accounts.queries import get_account
from app.accounts.service import sessions
from app.core.actor import Role
from app.web.house import House
from tests.app.accounts.browser import Person, an_account, service_context

SignIn = Callable[..., Person]


@pytest.fixture
def signed_in(house: House) -> SignIn:
    """`signed_in(email)` makes an account and signs its person in: a focal point of Honduras unless told otherwise."""

    def sign_in(email: str, role: Role = Role.FOCAL_POINT, language: str = "es", **whose: Any) -> Person:
        an_account(house, email, role, **whose)
        person = Person(house, language).sign_in(email)
        assert person.status == 303, person.text[:2000]
        return person

    return sign_in


@pytest.fixture
def at_desk(house: House) -> SignIn:
    """`at_desk(role)`: somebody whose session was made without the steps before it, whatever the role asks for."""

    def sign_in(role: Role, language: str = "es", **whose: Any) -> Person:
        account_id = an_account(house, f"{role.value}-{language}@example.net", role, **whose)
        with house.database.writing() as session:
            ctx = service_context(house, session)
            entered = sessions.enter_fully(ctx, get_account(ctx, account_id), None)
        person = Person(house, language)
        person.client.cookies.set("tcdc", entered.secret)
        return person

    return sign_in
