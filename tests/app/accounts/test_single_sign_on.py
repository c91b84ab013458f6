"""Single sign-on with a real provider on this machine: what opens an account, and what opens none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from pydantic import SecretStr
from sqlalchemy import select

from app.accounts import passwords
from app.accounts.models import Credential
from app.accounts.service import people
from app.core.actor import Role
from app.core.settings import Settings
from app.ledger.models import Fact
from app.main import make_house
from app.web.house import House
from tests.app.accounts.browser import Person, an_account, authenticator_of, service_context
from tests.app.accounts.provider import CLIENT_ID, CLIENT_SECRET, Provider, challenge_of, serving
from tests.app.conftest import SetClock

EMAIL = "ana@gob.example"


@pytest.fixture
def provider(clock: SetClock) -> Iterator[Provider]:
    with serving(lambda: clock.now) as provider:
        yield provider


@pytest.fixture
def settings(tmp_path: Path, provider: Provider) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=tmp_path,
        request_deadline=60,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=CLIENT_SECRET,
        oidc_name="Cancillería",
    )


@pytest.fixture
def ana(house: House) -> str:
    return an_account(house, EMAIL)


@pytest.fixture
def person(house: House, ana: str) -> Person:
    return Person(house)


def begins(person: Person, next_page: str = "") -> str:
    """The address at the provider."""
    person.see("sign-in" + (f"?next={next_page}" if next_page else ""))
    person.send("sign-in/oidc", next=person.hidden("next"))
    assert person.status == 303, person.text
    return str(person.headers["location"])


def goes_there(address: str) -> str:
    """Signs in at the provider; the path that the browser is sent back to."""
    answer = httpx2.get(address, trust_env=False)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["location"])
    return f"{back.path}?{back.query}"


def signs_in(person: Person, next_page: str = "") -> Person:
    return person.see(goes_there(begins(person, next_page)))


def refusal(person: Person) -> str:
    found = re.search(r'role="alert".*?<strong>(.*?)</strong>', person.text, re.DOTALL)
    assert found, person.text[:2000]
    return unescape(found[1])


def facts_of(house: House, tag: str) -> list[str]:
    with house.database.reading() as session:
        return list(session.scalars(select(Fact.payload).where(Fact.tag == tag)))


def test_the_person_is_signed_in_and_comes_to_the_page_that_was_asked_for(person: Person, house: House) -> None:
    signs_in(person, "/es/desk?x=1")
    assert (person.status, person.headers["location"]) == (303, "/es/desk?x=1")
    assert person.is_signed_in()
    assert "tcdc-sign-on" not in person.client.cookies
    assert "tcdc-device" in person.client.cookies
    assert len(facts_of(house, "session:begin")) == 1
    [vouched] = facts_of(house, "session:vouch")
    assert '"several_factors":false' in vouched
    assert EMAIL not in vouched


def test_the_provider_is_asked_with_state_nonce_and_a_challenge(
    person: Person, provider: Provider, settings: Settings
) -> None:
    address = begins(person)
    assert address.startswith(f"{provider.issuer}/authorize?")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert asked["redirect_uri"] == f"{settings.address}/es/sign-in/oidc/callback"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    assert asked["code_challenge_method"] == "S256"
    cookie = next(c for c in person.headers.get_list("set-cookie") if c.startswith("tcdc-sign-on="))
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=600"} <= set(cookie.split("; "))
    assert not [name for name in ("state", "nonce", "code_challenge") if asked[name] in cookie]
    again = parse_qs(urlsplit(begins(person)).query)
    assert again["state"] != [asked["state"]]
    assert again["nonce"] != [asked["nonce"]]


def test_the_provider_holds_the_verifier_against_the_challenge(person: Person, provider: Provider) -> None:
    back = goes_there(begins(person))
    [asked] = provider.codes.values()
    asked["code_challenge"] = challenge_of("another verifier")
    person.see(back)
    assert (person.status, provider.refused) == (401, ["invalid_grant"])
    assert not person.is_signed_in()


def test_the_button_leads_only_to_hosts_that_the_policy_names(person: Person, provider: Provider) -> None:
    person.see("sign-in")
    assert "Ingresar con Cancillería" in person.text
    assert f"form-action 'self' {provider.issuer};" in person.headers["content-security-policy"]
    assert "form-action 'self';" in person.see("forgotten-password").headers["content-security-policy"]
    person.sign_in(EMAIL, "wrong")
    assert "Ingresar con Cancillería" in person.text
    assert f"form-action 'self' {provider.issuer};" in person.headers["content-security-policy"]


def test_a_form_of_another_site_cannot_begin(person: Person) -> None:
    person.see("sign-in")
    assert person.send("sign-in/oidc", csrf="x").status == 403


WRONG: list[dict[str, Any]] = [
    {"nonce": "another"},
    {"nonce": None},
    {"aud": "another-client"},
    {"aud": None},
    {"aud": [CLIENT_ID, "another-client"]},
    {"aud": [CLIENT_ID, "another-client"], "azp": "another-client"},
    {"iss": "https://another.example"},
    {"iss": None},
    {"exp": 1},
    {"exp": None},
    {"exp": "never"},
    {"nbf": 4_000_000_000},
    {"iat": 4_000_000_000},
    {"sub": None},
    {"at_hash": "of-another-answer"},
    {"amr": "mfa"},
]


@pytest.mark.parametrize("says", WRONG)
def test_a_token_that_does_not_hold_opens_nothing(person: Person, provider: Provider, says: dict[str, Any]) -> None:
    provider.says = says
    assert signs_in(person).status == 401
    assert refusal(person) == "El ingreso no fue confirmado. Comience de nuevo o use su contraseña."
    assert "tcdc" not in person.client.cookies
    assert not person.is_signed_in()


def test_a_token_that_has_run_out_opens_nothing(person: Person, clock: SetClock, provider: Provider) -> None:
    now = int(clock.now.timestamp())
    provider.says = {"iat": now - 600, "exp": now - 90}
    assert signs_in(person).status == 401
    provider.says = {"iat": now - 600, "exp": now - 30}  # clocks differ a little
    assert signs_in(person).status == 303


def test_a_token_signed_by_anybody_else_opens_nothing(person: Person, provider: Provider) -> None:
    provider.changes_key(publishes=False)
    assert signs_in(person).status == 401


@pytest.mark.parametrize("secret", [CLIENT_SECRET, "public"])
def test_a_token_that_is_not_signed_by_the_key_pair_opens_nothing(
    person: Person, provider: Provider, secret: str
) -> None:
    """Neither the client's secret nor the key that anyone can read makes a signature."""
    provider.key = provider.published.as_pem(private=False) if secret == "public" else secret.encode()
    assert signs_in(person).status == 401


@pytest.mark.parametrize("way", ["client_secret_post", "none"])
def test_the_service_proves_itself_in_the_way_that_the_provider_takes(
    house: House, ana: str, provider: Provider, way: str
) -> None:
    provider.describes = {"token_endpoint_auth_methods_supported": [way]}
    secret = SecretStr("" if way == "none" else CLIENT_SECRET)
    changed = house.settings.model_copy(update={"oidc_client_secret": secret})
    assert signs_in(Person(make_house(changed, house.clock, house.database))).status == 303


def test_a_new_key_of_the_provider_is_found(person: Person, house: House, provider: Provider) -> None:
    assert signs_in(person).status == 303
    provider.changes_key()
    assert signs_in(Person(house)).status == 303


def test_another_state_opens_nothing(person: Person, provider: Provider) -> None:
    back = goes_there(begins(person))
    person.see(re.sub(r"state=[^&]+", "state=another", back))
    assert person.status == 401
    assert refusal(person).startswith("Este ingreso tardó demasiado")
    assert provider.codes, "the code was not even sent"
    assert not person.is_signed_in()


def test_an_answer_in_another_browser_opens_nothing(person: Person, house: House) -> None:
    """Nobody can have somebody else signed in to one's own account."""
    back = goes_there(begins(person))
    victim = Person(house)
    assert victim.see(back).status == 401
    begins(victim)
    assert victim.see(back).status == 401
    assert not victim.is_signed_in()


def test_an_answer_opens_once(person: Person, provider: Provider) -> None:
    back = goes_there(begins(person))
    cookie = person.client.cookies["tcdc-sign-on"]
    assert person.see(back).status == 303
    thief = Person(make_again(person))
    assert thief.see(back).status == 401
    thief.client.cookies.set("tcdc-sign-on", cookie)
    assert thief.see(back).status == 401
    assert provider.refused == ["invalid_grant"]
    assert not thief.is_signed_in()


def make_again(person: Person) -> House:
    house: House = person.client.app.state.house  # type: ignore[attr-defined]
    return house


def test_an_answer_comes_in_time_and_the_cookie_cannot_be_changed(person: Person, clock: SetClock) -> None:
    back = goes_there(begins(person))
    clock.move(minutes=10, seconds=1)
    assert person.see(back).status == 401
    back = goes_there(begins(person))
    seed, until, rest = person.client.cookies["tcdc-sign-on"].split(".", 2)
    person.client.cookies.delete("tcdc-sign-on")
    person.client.cookies.set("tcdc-sign-on", f"{seed}.{int(until) + 9000}.{rest}")
    assert person.see(back).status == 401


def test_an_answer_of_another_provider_opens_nothing(person: Person, provider: Provider) -> None:
    back = goes_there(begins(person))
    person.see(re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Fanother.example", back))
    assert (person.status, len(provider.codes)) == (401, 1)


def test_whoever_says_no_at_the_provider_begins_anew(person: Person) -> None:
    state = parse_qs(urlsplit(begins(person, "/es/desk?x=1")).query)["state"][0]
    person.see(f"/es/sign-in/oidc/callback?error=access_denied&state={state}")
    assert person.status == 401
    assert person.hidden("next") == "/es/desk?x=1"
    assert person.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("says", [{"email_verified": False}, {"email_verified": None}, {"email": None}, {"email": 7}])
def test_an_address_that_nobody_verified_opens_nothing(
    person: Person, provider: Provider, says: dict[str, Any]
) -> None:
    provider.says = says
    assert signs_in(person).status == 401
    assert refusal(person).startswith("Su dirección de correo electrónico no está confirmada")
    assert not person.is_signed_in()


def test_no_account_is_made_and_only_one_that_stands_is_opened(house: House, ana: str, provider: Provider) -> None:
    an_account(house, "invited@gob.example", password=False)
    waiting = an_account(house, "reset@gob.example")
    with house.database.writing() as session:
        people.disable(service_context(house, session), ana)
        session.get_one(Credential, waiting).hash = passwords.UNUSABLE
    for email in ("nobody@gob.example", "invited@gob.example", "reset@gob.example", EMAIL):
        provider.email = email
        person = signs_in(Person(house))
        assert person.status == 401, email
        assert refusal(person).startswith("Ninguna persona con la dirección confirmada")
        assert not person.is_signed_in()


def test_the_case_of_the_address_does_not_matter(person: Person, provider: Provider) -> None:
    provider.email = "Ana@GOB.example"
    assert signs_in(person).status == 303


def test_a_role_that_needs_a_second_step_still_takes_it(house: House, provider: Provider) -> None:
    provider.email = "carla@gob.example"
    an_account(house, provider.email, Role.ADMINISTRATOR)
    provider.says = {"amr": ["pwd"], "acr": "1"}
    person = signs_in(Person(house), "/es/people")
    assert person.headers["location"] == "/es/second-step/new?next=%2Fes%2Fpeople"
    assert not person.is_signed_in()
    person.follow()
    code = authenticator_of(person).at(house.clock())
    person.send("second-step/new", setup=person.hidden("setup"), code=code)
    assert person.is_signed_in()
    another = signs_in(Person(house))
    assert another.headers["location"].startswith("/es/second-step")
    assert not another.is_signed_in()


@pytest.mark.parametrize("says", [{"amr": ["pwd", "otp", "mfa"]}, {"acr": "phr"}])
def test_a_provider_that_asked_for_several_factors_has_taken_the_second_step(
    house: House, provider: Provider, says: dict[str, Any]
) -> None:
    provider.email = "carla@gob.example"
    an_account(house, provider.email, Role.ADMINISTRATOR)
    provider.says = says
    person = signs_in(Person(house))
    assert person.headers["location"] == "/es/desk"
    assert person.is_signed_in()
    [vouched] = facts_of(house, "session:vouch")
    assert '"several_factors":true' in vouched


@pytest.mark.parametrize(
    "describes", [{"issuer": "https://another.example"}, {"jwks_uri": None}, {"jwks_uri": "http://127.0.0.1:1/"}]
)
def test_a_description_that_does_not_hold_is_none(
    person: Person, provider: Provider, describes: dict[str, Any]
) -> None:
    provider.describes = describes
    person.see("sign-in")
    assert person.send("sign-in/oidc", next="").status == 503


def test_failures_of_one_address_have_to_wait(person: Person, provider: Provider, clock: SetClock) -> None:
    provider.email = "nobody@gob.example"
    for _ in range(30):
        assert signs_in(person).status == 401
    assert signs_in(person).status == 429
    assert int(person.headers["retry-after"]) > 0
    clock.move(minutes=20)
    provider.email = EMAIL
    assert signs_in(person).status == 303
