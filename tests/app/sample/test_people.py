"""Sample people: made once, in development only, with a password that lies in the data folder."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app import sample
from app.core.actor import Role
from app.core.errors import NotAllowed
from app.core.settings import Settings
from app.sample.people import FILE, PEOPLE
from app.web.house import House
from tests.app.accounts.browser import Person, service_context


def make(house: House) -> Any:
    with house.database.writing() as session:
        return sample.make_people(service_context(house, session))


def test_they_can_sign_in_with_the_password_that_is_told(house: House) -> None:
    password, lines = make(house)
    by_role = {line.role: line for line in lines}
    assert Person(house).sign_in(by_role["focal_point"].email, password).headers["location"] == "/es/desk"
    administrator = Person(house).sign_in(by_role["administrator"].email, password)
    assert administrator.headers["location"] == "/es/second-step"
    assert [line.role for line in lines if line.asks_code] == ["administrator"]


def test_the_next_start_tells_the_same_password(house: House) -> None:
    first, second = make(house), make(house)
    assert first == second
    file = house.settings.data_dir / FILE
    assert file.stat().st_mode & 0o077 == 0


def test_without_its_file_there_is_a_new_password_for_everybody(house: House) -> None:
    old, _ = make(house)
    (house.settings.data_dir / FILE).unlink()
    new, lines = make(house)
    assert new != old
    assert Person(house).sign_in(lines[0].email, old).status == 401
    assert Person(house).sign_in(lines[0].email, new).status == 303


def test_production_gets_none(house: House) -> None:
    settings = Settings(_env_file=None, data_dir=house.settings.data_dir, env="production", secret_key="k" * 40)
    with pytest.raises(NotAllowed, match="no-sample-accounts"):
        make(replace(house, settings=settings))
    assert not (house.settings.data_dir / FILE).exists()


def test_every_desk_has_somebody_to_sit_at_it() -> None:
    assert {role for _, _, _, role, _ in PEOPLE} == {
        Role.FOCAL_POINT,
        Role.COUNTRY_ADMIN,
        Role.AGENCY,
        Role.COORDINATOR,
        Role.ADMINISTRATOR,
    }
