"""Signing in with a password: what holds, what ends, and what a page of another site may not do."""

from __future__ import annotations

import logging
import re

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from app.accounts.service import people
from app.core.settings import Settings
from app.main import make_house
from app.web.house import House
from tests.app.accounts.browser import PASSWORD, Person, an_account, service_context
from tests.app.callers import Callers
from tests.app.conftest import SetClock
from tests.app.factories import a_need

EMAIL = "ana@gob.example"


@pytest.fixture
def ana(house: House) -> str:
    return an_account(house, EMAIL)


@pytest.fixture
def person(house: House, ana: str) -> Person:
    return Person(house)


def test_a_page_that_needs_a_person_sends_a_visitor_to_sign_in_and_back(person: Person) -> None:
    person.see("/es/desk?x=1")
    assert (person.status, person.headers["location"]) == (303, "/es/sign-in?next=%2Fes%2Fdesk%3Fx%3D1")
    person.follow()
    person.send("sign-in", email=EMAIL, password=PASSWORD, next=person.hidden("next"))
    assert (person.status, person.headers["location"]) == (303, "/es/desk?x=1")
    assert "Honduras" in person.follow().text
    assert "Ana" in person.text


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/api/v1/needs",
        "es/desk",
        "/es/\nx",
    ],
)
def test_after_signing_in_one_is_sent_to_no_other_place(person: Person, elsewhere: str) -> None:
    person.sign_in(EMAIL, next_page=elsewhere)
    assert person.headers["location"] == "/es/desk"


def test_the_address_is_found_whatever_its_case_and_blanks(person: Person) -> None:
    assert person.sign_in("  ANA@gob.Example ").status == 303


@pytest.mark.parametrize(
    ("email", "password"), [(EMAIL, "wrong"), ("nobody@gob.example", PASSWORD), (EMAIL, ""), ("", "")]
)
def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(person: Person, email: str, password: str) -> None:
    person.sign_in(email, password)
    assert person.status == 401
    alert = re.search(r'role="alert".*?</div>', person.text, re.DOTALL)
    other = Person(make_again(person)).sign_in("another@gob.example", "x")
    assert alert
    assert alert[0] in other.text
    assert not person.is_signed_in()


def make_again(person: Person) -> House:
    house: House = person.client.app.state.house  # type: ignore[attr-defined]
    return house


def test_the_store_holds_no_cookie_and_no_password(person: Person, house: House) -> None:
    person.sign_in(EMAIL)
    cookies = [person.client.cookies["tcdc"], person.client.cookies["tcdc-device"]]
    with house.database.reading() as session:
        for table in ("sessions", "devices", "credentials", "accounts", "facts", "attempts"):
            rows = str(session.execute(text(f"SELECT * FROM {table}")).all())
            assert not [secret for secret in (*cookies, PASSWORD) if secret in rows], table


def test_signing_in_gives_a_new_cookie_that_script_cannot_read(person: Person) -> None:
    person.client.cookies.set("tcdc", "chosen-by-somebody-else")
    person.sign_in(EMAIL)
    cookie = next(c for c in person.headers.get_list("set-cookie") if c.startswith("tcdc="))
    assert "chosen-by-somebody-else" not in cookie
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))


def test_in_production_cookies_keep_to_this_host_and_to_tls(house: House, ana: str) -> None:
    settings = Settings(_env_file=None, data_dir=house.settings.data_dir, env="production", secret_key="k" * 40)
    person = Person(make_house(settings, house.clock, house.database), base="https://register.example")
    person.sign_in(EMAIL)
    for cookie in person.headers.get_list("set-cookie"):
        assert cookie.startswith("__Host-tcdc")
        assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
    assert person.is_signed_in()


def test_signing_out_ends_the_session_itself(person: Person) -> None:
    person.sign_in(EMAIL).follow()
    stolen = person.client.cookies["tcdc"]
    person.send("sign-out")
    assert (person.status, person.headers["location"]) == (303, "/es/")
    assert not person.is_signed_in()
    person.client.cookies.set("tcdc", stolen)
    assert not person.is_signed_in()


def test_a_session_ends_after_a_time_without_use_but_not_while_it_is_used(person: Person, clock: SetClock) -> None:
    person.sign_in(EMAIL)
    for _ in range(4):
        clock.move(hours=6)
        assert person.is_signed_in()
    clock.move(hours=8, minutes=1)
    assert not person.is_signed_in()


def test_a_session_ends_in_any_case_after_days(person: Person, clock: SetClock) -> None:
    person.sign_in(EMAIL)
    for _ in range(7 * 4 - 1):
        clock.move(hours=6)
        assert person.is_signed_in()
    clock.move(hours=7)
    assert not person.is_signed_in()


def test_an_account_that_was_ended_is_out_at_once_with_its_tokens(
    person: Person, house: House, ana: str, callers: Callers
) -> None:
    person.sign_in(EMAIL)
    assert person.is_signed_in()
    with house.database.writing() as session:
        people.disable(service_context(house, session), ana)
    assert not person.is_signed_in()
    assert person.sign_in(EMAIL).status == 401


def test_what_a_signed_in_person_sees_stays_in_no_cache(person: Person) -> None:
    person.sign_in(EMAIL)
    for path in ("desk", "needs", "account"):
        assert person.see(path).headers["cache-control"] == "no-store"
        assert "Cookie" in person.headers["vary"]


def test_the_api_takes_the_session_and_for_changes_the_token_too(person: Person) -> None:
    person.sign_in(EMAIL).follow()
    client, json = person.client, {"Accept": "application/json"}
    assert client.get("/api/v1/caller", headers=json).json()["country"] == "HND"
    need = a_need("HND")
    assert client.post("/api/v1/needs", json=need, headers=json).json()["code"] == "csrf-failed"
    sent = client.post("/api/v1/needs", json=need, headers=json | {"X-CSRF-Token": person.token})
    assert sent.status_code == 201
    address = sent.headers["location"]
    assert client.get(address, headers=json).status_code == 200
    assert Person(make_again(person)).client.get(address, headers=json).status_code == 404


FOREIGN: list[dict[str, str]] = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_form_from_another_site_is_refused_with_its_token(person: Person, headers: dict[str, str]) -> None:
    person.see("sign-in")
    fields = {"csrf": person.token, "email": EMAIL, "password": PASSWORD}
    assert person.client.post("/es/sign-in", data=fields, headers=headers).status_code == 403
    own = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
    assert person.client.post("/es/sign-in", data=fields, headers=own).status_code == 303


def test_a_form_without_token_or_with_that_of_another_is_refused(person: Person, house: House) -> None:
    person.sign_in(EMAIL).follow()
    other = Person(house).sign_in(EMAIL).follow()
    for token in ("", "x", other.token, "ñ"):
        assert person.send("sign-out", csrf=token).status == 403
    assert "csrf-failed" in person.text
    assert person.is_signed_in()


@pytest.mark.parametrize("change", [{"ended": True}, {}])
def test_tokens_of_systems_need_no_form(callers: Callers, person: Person, change: dict[str, bool]) -> None:
    """Nothing changed for programs: a token speaks for itself, with or without a cookie beside it."""
    if change:
        person.sign_in(EMAIL)
    headers = callers.focal_point("PER") | {"Accept": "application/json"}
    sent = person.client.post("/api/v1/needs", json=a_need("PER"), headers=headers)
    assert sent.status_code == 201


def test_everything_is_in_the_ledger_without_secrets(person: Person, house: House, ana: str) -> None:
    person.sign_in(EMAIL).follow().send("sign-out")
    with house.database.reading() as session:
        told = [tuple(row) for row in session.execute(text("SELECT tag, subject, actor FROM facts ORDER BY position"))]
    assert told[1:] == [("session:begin", ana, ana), ("session:end", ana, ana)]


def test_a_problem_page_leads_to_the_desk_when_nobody_looked_who_asks(person: Person) -> None:
    person.sign_in(EMAIL)
    assert 'href="/es/desk"' in person.see("nowhere").text


def test_the_hash_is_renewed_when_its_costs_change(person: Person, house: House, ana: str) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with house.database.writing() as session:
        session.execute(text("UPDATE credentials SET hash = :hash"), {"hash": cheap})
    assert person.sign_in(EMAIL).status == 303
    with house.database.reading() as session:
        assert session.scalar(text("SELECT hash FROM credentials")).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_pages_of_people_are_private_to_them(house: House, person: Person) -> None:
    for path in ("account", "people", "handover", "account/second-step"):
        assert person.see(path).status == 303
        assert person.headers["location"].startswith("/es/sign-in?next=")


def test_logs_hold_no_secret_at_any_level(house: House, ana: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    settings = Settings(_env_file=None, data_dir=house.settings.data_dir, env="production", secret_key="k" * 40)
    person = Person(make_house(settings, house.clock, house.database), base="https://register.example")
    person.sign_in(EMAIL, "not the password").send("sign-in", email=EMAIL, password=PASSWORD)
    cookies = list(person.client.cookies.values())
    assert len(cookies) == 3
    person.see("new-password?code=lnk_1.signaturecanary").see("invitation?code=lnk_1.signaturecanary")
    person.see("account").send("account/password", old_password=PASSWORD, password="otra frase bastante larga")
    said = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("httpx"))
    secrets = [PASSWORD, "not the password", "otra frase", "signaturecanary", person.token, *cookies]
    assert "POST /es/sign-in 303" in said
    assert not [secret for secret in secrets if secret in said]


def test_production_behind_a_proxy_takes_the_public_address_as_its_own(house: House, ana: str) -> None:
    words = {"env": "production", "secret_key": "k" * 40, "public_url": "https://register.example"}
    settings = Settings(_env_file=None, data_dir=house.settings.data_dir, **words)
    person = Person(make_house(settings, house.clock, house.database), base="https://inner:8000").see("sign-in")
    fields = {"csrf": person.token, "email": EMAIL, "password": PASSWORD}
    for origin, status in (("https://evil.example", 403), ("https://register.example", 303)):
        answer = person.client.post("/es/sign-in", data=fields, headers={"Origin": origin})
        assert answer.status_code == status
