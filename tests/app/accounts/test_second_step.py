"""The second step: who needs it, what it takes, and what helps when the telephone is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pyotp
import pytest
from sqlalchemy import text

from app.core.actor import Role
from app.core.settings import Settings
from app.main import make_house
from app.web.house import House
from tests.app.accounts.browser import PASSWORD, Person, an_account, authenticator_of, recovery_codes
from tests.app.callers import Callers
from tests.app.conftest import SetClock
from tests.app.factories import register

ADMIN, ANA = "admin@gob.example", "ana@gob.example"


def code(authenticator: pyotp.TOTP, clock: SetClock, steps: int = 0) -> str:
    return authenticator.at(clock.now + timedelta(seconds=30 * steps))


@pytest.fixture
def admin(house: House) -> Person:
    an_account(house, ADMIN, Role.ADMINISTRATOR)
    return Person(house).sign_in(ADMIN)


def set_up(person: Person, clock: SetClock) -> tuple[pyotp.TOTP, list[str]]:
    """From the first sign-in to being signed in."""
    person.follow()
    authenticator = authenticator_of(person)
    person.send("second-step/new", setup=person.hidden("setup"), code=code(authenticator, clock))
    assert person.status == 200, person.text[:2000]
    return authenticator, recovery_codes(person)


def test_an_administrator_sets_up_the_second_step_at_the_first_sign_in(admin: Person, clock: SetClock) -> None:
    assert admin.headers["location"] == "/es/second-step/new"
    assert not admin.is_signed_in()
    _, codes = set_up(admin, clock)
    assert len(set(codes)) == 10
    assert admin.is_signed_in()


def test_a_coordinator_needs_one_too_and_a_focal_point_may_go_without(
    house: House, clock: SetClock, client: Any, callers: Callers
) -> None:
    organization = register(client, callers.administrator())
    an_account(house, "coordinator@gob.example", Role.COORDINATOR, organization=organization)
    assert Person(house).sign_in("coordinator@gob.example").headers["location"] == "/es/second-step/new"
    an_account(house, ANA)
    assert Person(house).sign_in(ANA).headers["location"] == "/es/desk"


@pytest.mark.parametrize("path", ["desk", "account", "people", "account/second-step"])
def test_before_the_second_step_one_is_a_visitor(admin: Person, path: str) -> None:
    admin.see(path)
    assert (admin.status, admin.headers["location"].split("?")[0]) == (303, "/es/sign-in")
    answer = admin.client.get("/api/v1/caller", headers={"Accept": "application/json"})
    assert answer.status_code == 401


def test_then_every_sign_in_asks_for_a_code(admin: Person, clock: SetClock, house: House) -> None:
    authenticator, _ = set_up(admin, clock)
    clock.move(minutes=1)
    person = Person(house).sign_in(ADMIN, next_page="/es/people")
    assert person.headers["location"] == "/es/second-step?next=%2Fes%2Fpeople"
    person.follow()
    assert person.send("second-step", code="000000", next=person.hidden("next")).status == 422
    assert person.fault("code")
    person.send("second-step", code=code(authenticator, clock), next="/es/people")
    assert (person.status, person.headers["location"]) == (303, "/es/people")
    assert person.is_signed_in()


def test_a_code_is_taken_once(admin: Person, clock: SetClock, house: House) -> None:
    authenticator, _ = set_up(admin, clock)
    used = code(authenticator, clock)
    first = Person(house).sign_in(ADMIN).follow()
    assert first.send("second-step", code=used).status == 422  # it confirmed the setup
    clock.move(seconds=30)
    fresh = code(authenticator, clock)
    assert first.send("second-step", code=fresh).status == 303
    assert Person(house).sign_in(ADMIN).follow().send("second-step", code=fresh).status == 422
    assert Person(house).sign_in(ADMIN).follow().send("second-step", code=used).status == 422


def test_clocks_may_differ_by_half_a_minute_and_codes_may_have_blanks(
    admin: Person, clock: SetClock, house: House
) -> None:
    authenticator, _ = set_up(admin, clock)
    clock.move(minutes=5)
    early = code(authenticator, clock, 1)
    person = Person(house).sign_in(ADMIN).follow()
    assert person.send("second-step", code=code(authenticator, clock, 2)).status == 422
    assert person.send("second-step", code=code(authenticator, clock, -2)).status == 422
    assert person.send("second-step", code=f"{early[:3]} {early[3:]}").status == 303


@pytest.mark.parametrize("typed", ["", "x", "ñ" * 6, "0" * 40, "٠١٢٣٤٥"])
def test_what_is_no_code_is_refused(admin: Person, clock: SetClock, house: House, typed: str) -> None:
    set_up(admin, clock)
    assert Person(house).sign_in(ADMIN).follow().send("second-step", code=typed).status == 422


def test_a_recovery_code_stands_in_once(admin: Person, clock: SetClock, house: House) -> None:
    _, codes = set_up(admin, clock)
    assert Person(house).sign_in(ADMIN).follow().send("second-step", code=codes[0].upper()).status == 303
    assert Person(house).sign_in(ADMIN).follow().send("second-step", code=codes[0]).status == 422
    again = Person(house).sign_in(ADMIN).follow()
    assert again.send("second-step", code=codes[1].replace("-", " ")).status == 303
    assert "8" in again.see("account").text


def test_guessing_codes_is_slowed_down(admin: Person, clock: SetClock, house: House) -> None:
    authenticator, _ = set_up(admin, clock)
    clock.move(minutes=1)
    person = Person(house, address="198.51.100.7").sign_in(ADMIN).follow()
    statuses = [person.send("second-step", code="000000").status for _ in range(7)]
    assert statuses == [422] * 5 + [429] * 2
    other = Person(house, address="198.51.100.8").sign_in(ADMIN).follow()
    assert other.send("second-step", code=code(authenticator, clock)).status == 429
    clock.move(seconds=16)
    assert other.send("second-step", code=code(authenticator, clock)).status == 303


def test_a_first_step_waits_for_ten_minutes_only(admin: Person, clock: SetClock, house: House) -> None:
    authenticator, _ = set_up(admin, clock)
    person = Person(house).sign_in(ADMIN).follow()
    clock.move(minutes=11)
    person.send("second-step", code=code(authenticator, clock))
    assert (person.status, person.headers["location"].split("?")[0]) == (303, "/es/sign-in")


def test_a_second_step_cannot_be_set_up_anew_with_the_password_alone(
    admin: Person, clock: SetClock, house: House
) -> None:
    form = admin.follow().hidden("setup")
    stranger = Person(house).sign_in(ADMIN).follow()
    strangers = authenticator_of(stranger)
    own = authenticator_of(admin)
    assert admin.send("second-step/new", setup=form, code=code(own, clock)).status == 200
    assert stranger.send("second-step/new", setup=stranger.hidden("setup"), code=code(strangers, clock)).status == 303
    assert not stranger.is_signed_in()


def test_the_setup_of_another_account_is_refused(house: House, clock: SetClock) -> None:
    an_account(house, ADMIN, Role.ADMINISTRATOR)
    an_account(house, "other@gob.example", Role.ADMINISTRATOR)
    one, other = (Person(house).sign_in(email).follow() for email in (ADMIN, "other@gob.example"))
    answer = one.send("second-step/new", setup=other.hidden("setup"), code=code(authenticator_of(other), clock))
    assert answer.status == 422


def test_the_store_holds_neither_the_authenticators_secret_nor_recovery_codes(
    admin: Person, clock: SetClock, house: House
) -> None:
    authenticator, codes = set_up(admin, clock)
    with house.database.reading() as session:
        for table in ("second_factors", "recovery_codes", "facts", "sessions"):
            rows = str(session.execute(text(f"SELECT * FROM {table}")).all())
            assert authenticator.secret not in rows
            assert not [code for code in codes if code in rows or code.replace("-", "") in rows]


def test_whoever_wants_may_set_it_up_and_change_to_another_telephone(house: House, clock: SetClock) -> None:
    an_account(house, ANA)
    person = Person(house).sign_in(ANA).see("account/second-step")
    first = authenticator_of(person)
    person.send("account/second-step", setup=person.hidden("setup"), code="123")
    assert person.status == 422
    assert authenticator_of(person).secret == first.secret
    person.send("account/second-step", setup=person.hidden("setup"), code=code(first, clock))
    codes = recovery_codes(person)
    assert len(codes) == 10
    clock.move(minutes=2)
    person.see("account/second-step")
    second = authenticator_of(person)
    form = {"setup": person.hidden("setup"), "code": code(second, clock)}
    assert person.send("account/second-step", **form, current="").status == 422
    assert person.fault("current")
    assert person.send("account/second-step", **form, current=code(first, clock)).status == 200
    assert Person(house).sign_in(ANA).headers["location"] == "/es/second-step"
    clock.move(minutes=2)
    again = Person(house).sign_in(ANA).follow()
    assert again.send("second-step", code=code(first, clock)).status == 422
    assert again.send("second-step", code=codes[0]).status == 422
    assert again.send("second-step", code=code(second, clock)).status == 303


def test_new_recovery_codes_take_the_place_of_the_old(admin: Person, clock: SetClock, house: House) -> None:
    authenticator, old = set_up(admin, clock)
    clock.move(minutes=1)
    admin.see("account").send("account/recovery-codes", code=code(authenticator, clock))
    new = recovery_codes(admin)
    assert len(new) == 10
    assert not set(new) & set(old)
    person = Person(house).sign_in(ADMIN).follow()
    assert person.send("second-step", code=old[0]).status == 422
    assert person.send("second-step", code=new[0]).status == 303


def test_in_development_sample_people_have_their_code_in_the_terminal_and_nobody_else(
    house: House, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    for email in ("sample@example.org", ADMIN):
        an_account(house, email, Role.ADMINISTRATOR)
        set_up(Person(house).sign_in(email), clock)
        clock.move(minutes=1)
        Person(house).sign_in(email).follow()
    [said] = [record.getMessage() for record in caplog.records if record.name == "app.accounts"]
    assert "sample@example.org" in said
    settings = Settings(_env_file=None, data_dir=house.settings.data_dir, env="production", secret_key="k" * 40)
    production = make_house(settings, house.clock, house.database)
    caplog.clear()
    Person(production, base="https://register.example").sign_in("sample@example.org", PASSWORD).follow()
    assert not [record for record in caplog.records if record.name == "app.accounts"]
