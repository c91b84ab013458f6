"""Guessing is slowed down, in the store, for everybody alike; and nobody is locked out by strangers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from app.accounts import rules, throttle
from app.main import make_house
from app.web.house import House
from tests.app.accounts.browser import Person, an_account, service_context
from tests.app.conftest import SetClock

EMAIL = "ana@gob.example"


@pytest.fixture
def ana(house: House) -> str:
    return an_account(house, EMAIL)


def fail(person: Person, times: int, email: str = EMAIL) -> list[int]:
    return [person.sign_in(email, f"wrong {number}").status for number in range(times)]


def charged(house: House, times: int, address: str = "192.0.2.1") -> None:
    """Failures of an address at accounts of nobody, without the slow hashes."""
    with house.database.writing() as session:
        for _ in range(times):
            throttle.charge(service_context(house, session), {"address": address})


@pytest.mark.usefixtures("ana")
def test_after_a_few_failures_one_has_to_wait_even_with_the_right_password(house: House, clock: SetClock) -> None:
    person = Person(house)
    assert fail(person, 5) == [401] * 5
    assert person.sign_in(EMAIL).status == 429
    assert int(person.headers["retry-after"]) <= 15
    assert "15" in person.text or "14" in person.text
    clock.move(seconds=16)
    assert person.sign_in(EMAIL).status == 303


@pytest.mark.usefixtures("ana")
def test_each_further_failure_doubles_the_wait_up_to_a_quarter_of_an_hour(house: House, clock: SetClock) -> None:
    person, waits = Person(house), []
    for _ in range(14):
        while person.sign_in(EMAIL, "wrong").status == 429:
            waits.append(int(person.headers["retry-after"]))
            clock.move(seconds=waits[-1])
    assert waits == [15, 30, 60, 120, 240, 480, 900, 900, 900]
    clock.move(seconds=900)
    assert person.sign_in(EMAIL).status == 303
    assert fail(Person(house), 5) == [401] * 5


def test_an_unknown_account_is_slowed_down_alike(house: House) -> None:
    assert fail(Person(house), 7, "nobody@gob.example") == [401] * 5 + [429] * 2


@pytest.mark.usefixtures("ana")
def test_one_address_cannot_try_many_accounts(house: House) -> None:
    person = Person(house)
    charged(house, 27)
    statuses = [person.sign_in(f"person{number}@gob.example", "wrong").status for number in range(6)]
    assert statuses == [401] * 3 + [429] * 3
    assert person.sign_in(EMAIL).status == 429
    assert Person(house, address="198.51.100.7").sign_in(EMAIL).status == 303


def test_addresses_of_one_ipv6_customer_count_together() -> None:
    assert throttle.network_of("2001:db8::1") == throttle.network_of("2001:db8::ffff:2") == "2001:db8::/64"
    assert throttle.network_of("2001:db8:0:1::1") != throttle.network_of("2001:db8::1")
    assert throttle.network_of("192.0.2.1") != throttle.network_of("192.0.2.2")
    assert throttle.network_of("testclient") == "testclient"


@pytest.mark.usefixtures("ana")
def test_a_right_password_does_not_wash_an_address_clean(house: House) -> None:
    """Else whoever has one account could guess at all others."""
    person = Person(house)
    charged(house, 29)
    assert person.sign_in(EMAIL).status == 303
    person.client.cookies.clear()
    statuses = [person.sign_in(f"another{number}@gob.example", "wrong").status for number in range(3)]
    assert statuses == [401, 429, 429]


@pytest.mark.usefixtures("ana")
def test_strangers_failures_do_not_keep_out_a_recognised_browser(house: House) -> None:
    hers = Person(house)
    hers.sign_in(EMAIL).follow().send("sign-out")
    strangers = Person(house)  # behind the same address, too
    charged(house, 30)
    fail(Person(house, address="203.0.113.9"), 6)
    assert strangers.sign_in(EMAIL).status == 429
    assert Person(house, address="198.51.100.7").sign_in(EMAIL).status == 429
    assert hers.sign_in(EMAIL).status == 303


@pytest.mark.usefixtures("ana")
def test_a_recognised_browser_is_no_free_pass(house: House) -> None:
    hers = Person(house)
    hers.sign_in(EMAIL).follow().send("sign-out")
    assert fail(hers, 12) == [401] * 8 + [429] * 4


@pytest.mark.usefixtures("ana")
def test_a_recognised_browser_is_so_only_for_its_own_account(house: House) -> None:
    an_account(house, "eva@gob.example")
    evas = Person(house)
    evas.sign_in("eva@gob.example").follow().send("sign-out")
    assert fail(evas, 6) == [401] * 5 + [429]


@pytest.mark.usefixtures("ana")
def test_the_count_is_of_the_store_so_another_process_goes_on_with_it(house: House) -> None:
    fail(Person(house), 3)
    other = make_house(house.settings, house.clock, house.database)
    assert fail(Person(other), 3) == [401, 401, 429]


@pytest.mark.usefixtures("ana")
def test_many_guesses_at_once_gain_nothing(house: House) -> None:
    persons = [Person(house, address=f"192.0.2.{number}") for number in range(24)]
    with ThreadPoolExecutor(8) as threads:
        statuses = list(threads.map(lambda person: person.sign_in(EMAIL, "wrong").status, persons))
    assert statuses.count(401) <= 5
    assert set(statuses) <= {401, 429}


@pytest.mark.usefixtures("ana")
def test_the_store_does_not_tell_whose_attempts_they_were(house: House) -> None:
    fail(Person(house), 2)
    with house.database.reading() as session:
        rows = str(session.execute(text("SELECT * FROM attempts")).all())
    assert EMAIL not in rows
    assert "192.0.2.1" not in rows


@pytest.mark.usefixtures("ana")
def test_it_is_noted_when_an_account_has_to_wait(house: House) -> None:
    fail(Person(house), 5)
    with house.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM facts WHERE tag = 'account:slow'")) == 1


@pytest.mark.parametrize(("failures", "seconds"), [(1, None), (4, None), (5, 15), (6, 30), (11, 900), (10**6, 900)])
def test_the_wait_after_a_number_of_failures(failures: int, seconds: int | None) -> None:
    wait = rules.wait_after(failures, rules.ALLOWANCES["account"])
    assert (wait and wait.total_seconds()) == seconds


def test_failures_are_forgotten_after_a_day(house: House, clock: SetClock) -> None:
    an_account(house, EMAIL)
    fail(Person(house), 4)
    clock.move(hours=25)
    assert fail(Person(house), 4) == [401] * 4
