"""Who may invite, appoint, reset and end whom, on pages and through the API; and what the invited person does."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.core.actor import Role
from app.core.settings import Settings
from app.main import make_house
from app.web.house import House
from tests.app.accounts.browser import PASSWORD, Person, an_account
from tests.app.accounts.letters import letters_to, link_in
from tests.app.callers import VISITOR, Callers, Headers
from tests.app.conftest import SetClock
from tests.app.factories import a_need, create, register

NEW = "eva@gob.example"


@pytest.fixture
def organization(client: TestClient, callers: Callers) -> str:
    return register(client, callers.administrator())


@pytest.fixture
def who(callers: Callers, organization: str) -> dict[str, Headers]:
    return {
        "visitor": VISITOR,
        "focal point": callers.focal_point("HND"),
        "country admin": callers.country_admin("HND"),
        "another country admin": callers.country_admin("PER"),
        "submitter": callers.submitter("HND"),
        "agency": callers.agency(organization),
        "coordinator": callers.coordinator(organization),
        "system": callers.system("HND", "read", "needs:write"),
        "administrator": callers.administrator(),
    }


def ask(client: TestClient, headers: Headers, **fields: Any) -> Any:
    body = {"email": NEW, "role": "focal_point", "country": "HND"} | fields
    body = {name: value for name, value in body.items() if value is not None}
    return client.post("/api/v1/accounts", json=body, headers=headers)


MATRIX = {
    "visitor": 401, "focal point": 403, "country admin": 201, "another country admin": 403, "submitter": 403,
    "agency": 403, "coordinator": 201, "system": 403, "administrator": 201,
}  # fmt: skip


@pytest.mark.parametrize(("name", "status"), MATRIX.items())
def test_who_may_invite_a_focal_point_of_a_country_that_has_none(
    client: TestClient, who: dict[str, Headers], house: House, name: str, status: int
) -> None:
    assert ask(client, who[name]).status_code == status
    assert len(letters_to(house, NEW)) == (status == 201)


def test_a_coordinator_invites_only_while_a_country_has_no_active_focal_point(
    client: TestClient, who: dict[str, Headers], house: House
) -> None:
    waiting = an_account(house, "waiting@gob.example", password=False)
    assert ask(client, who["coordinator"]).status_code == 201
    an_account(house, "active@gob.example", Role.COUNTRY_ADMIN)
    assert ask(client, who["coordinator"], email="third@gob.example").status_code == 403
    again = client.post(f"/api/v1/accounts/{waiting}/invite", headers=who["coordinator"])
    assert again.status_code == 404
    assert ask(client, who["coordinator"], email="third@gob.example", country="PER").status_code == 201


@pytest.mark.parametrize(
    ("name", "role", "status"),
    [
        ("country admin", "country_admin", 201), ("country admin", "submitter", 201),
        ("coordinator", "country_admin", 201), ("coordinator", "submitter", 403), ("administrator", "submitter", 201),
    ],
)  # fmt: skip
def test_which_roles_they_may_give(
    client: TestClient, who: dict[str, Headers], name: str, role: str, status: int
) -> None:
    answer = ask(client, who[name], role=role)
    assert answer.status_code == status
    assert status == 201 or answer.json()["code"] == "role-not-yours"


def test_a_country_admin_gives_no_role_beyond_the_country(
    client: TestClient, who: dict[str, Headers], organization: str
) -> None:
    beyond = [
        {"role": "administrator", "country": None},
        {"role": "agency", "country": None, "organization": organization},
    ]
    for fields in beyond:
        assert ask(client, who["country admin"], **fields).status_code == 403
        assert ask(client, who["administrator"], email=f"{fields['role']}@gob.example", **fields).status_code == 201


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"email": "no address"}, "/email"), ({"email": "a@b\nc.example"}, "/email"), ({"email": "a,b@gob.example"}, "/email"),
    ({"role": "system"}, "/role"), ({"role": "anonymous"}, "/role"), ({"country": None}, "/country"),
    ({"country": "XXX"}, "/country"), ({"organization": "org_0"}, "/organization"), ({"language": "de"}, "/language"),
    ({"password": "x"}, "/password"), ({"name": "two\nlines"}, "/name"), ({"institution": {"name": "X"}}, "/institution/type"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "pointer"), WRONG)
def test_what_does_not_fit_is_named_before_any_right_is_looked_at(
    client: TestClient, who: dict[str, Headers], fields: dict[str, Any], pointer: str
) -> None:
    for name in ("visitor", "administrator"):
        answer = ask(client, who[name], **fields)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_an_address_in_use_is_refused_whatever_its_case(client: TestClient, who: dict[str, Headers]) -> None:
    assert ask(client, who["administrator"]).status_code == 201
    answer = ask(client, who["administrator"], email=NEW.upper())
    assert (answer.status_code, answer.json()["code"]) == (409, "email-in-use")


def invited(house: House, client: TestClient, headers: Headers, **fields: Any) -> tuple[Person, dict[str, Any]]:
    """A person on the page of the invitation, and the account as the API told it."""
    answer = ask(client, headers, **fields)
    assert answer.status_code == 201, answer.text
    account: dict[str, Any] = answer.json()
    return Person(house).see(link_in(letters_to(house, account["email"])[-1])), account


def accept(person: Person, password: str = PASSWORD, name: str = "Eva Luna") -> Person:
    return person.send("invitation", code=person.hidden("code"), name=name, language="pt", password=password)


def test_the_invited_person_chooses_name_language_and_password_and_is_in(
    house: House, client: TestClient, who: dict[str, Headers]
) -> None:
    person, account = invited(house, client, who["country admin"])
    assert account["state"] == "invited"
    assert "Honduras" in person.text
    assert accept(person, "corta").status == 422
    assert person.fault("password")
    assert accept(person, name=" ").status == 422
    assert accept(person).headers["location"] == "/pt/desk"
    assert person.follow().status == 200
    told = client.get(f"/api/v1/accounts/{account['id']}", headers=who["country admin"]).json()
    assert (told["state"], told["name"], told["language"], told["invited_until"]) == ("active", "Eva Luna", "pt", None)


def test_an_invitation_works_once_for_seven_days_and_only_the_newest(
    house: House, client: TestClient, who: dict[str, Headers], clock: SetClock
) -> None:
    first, account = invited(house, client, who["country admin"])
    again = client.post(f"/api/v1/accounts/{account['id']}/invite", headers=who["country admin"])
    assert again.status_code == 200
    assert accept(first).status == 404
    path = link_in(letters_to(house, NEW)[-1])
    second, third, late = (Person(house).see(path) for _ in range(3))
    assert accept(second).status == 303
    assert accept(third).status == 404
    late, _ = invited(house, client, who["country admin"], email="late@gob.example")
    clock.move(days=7, minutes=1)
    assert accept(late).status == 404
    assert client.post(f"/api/v1/accounts/{account['id']}/invite", headers=who["country admin"]).status_code == 409


def test_an_invited_coordinator_sets_up_the_second_step_first(
    house: House, client: TestClient, who: dict[str, Headers], organization: str
) -> None:
    person, _ = invited(
        house, client, who["administrator"], role="coordinator", country=None, organization=organization
    )
    accept(person).follow()
    assert person.status == 200
    assert "second-step/new" in person.text
    assert not person.is_signed_in()


def test_ending_an_account_ends_its_link(house: House, client: TestClient, who: dict[str, Headers]) -> None:
    person, account = invited(house, client, who["country admin"])
    ended = client.post(f"/api/v1/accounts/{account['id']}/disable", headers=who["country admin"])
    assert ended.json()["state"] == "ended"
    assert accept(person).status == 404


@pytest.mark.parametrize("action", ["disable", "reset", "appoint"])
def test_whatever_is_done_to_an_account_ends_its_sign_ins(
    house: House, client: TestClient, who: dict[str, Headers], action: str
) -> None:
    account = an_account(house, NEW)
    person = Person(house).sign_in(NEW)
    assert person.is_signed_in()
    body = {"role": "submitter"} if action == "appoint" else None
    answer = client.post(f"/api/v1/accounts/{account}/{action}", json=body, headers=who["country admin"])
    assert answer.status_code == 200, answer.text
    assert not person.is_signed_in()
    assert Person(house).sign_in(NEW).status == (303 if action == "appoint" else 401)


def test_another_role_counts_at_once_and_ends_tokens(
    house: House, client: TestClient, who: dict[str, Headers], callers: Callers
) -> None:
    account = an_account(house, NEW)
    token = token_of(callers, account)
    assert client.get("/api/v1/caller", headers=token).json()["role"] == "focal_point"
    client.post(f"/api/v1/accounts/{account}/appoint", json={"role": "country_admin"}, headers=who["administrator"])
    assert client.get("/api/v1/caller", headers=token).status_code == 401
    person = Person(house).sign_in(NEW)
    assert person.client.get("/api/v1/caller", headers={"Accept": "application/json"}).json()["role"] == "country_admin"


def token_of(callers: Callers, account: str) -> Headers:
    from app.registry.service import Belonging, create_token

    with callers.writing() as ctx:
        _, secret = create_token(ctx, Belonging(Role.FOCAL_POINT, country="HND"), account_id=account)
    return {"Authorization": f"Bearer {secret}"}


def test_a_reset_lets_a_person_begin_anew_without_the_lost_telephone(
    house: House, client: TestClient, who: dict[str, Headers]
) -> None:
    account = an_account(house, NEW)
    answer = client.post(f"/api/v1/accounts/{account}/reset", json={"second_step": True}, headers=who["country admin"])
    assert answer.json()["second_step"] is False
    person = Person(house).see(link_in(letters_to(house, NEW)[-1]))
    person.send("new-password", code=person.hidden("code"), password="una clave completamente nueva")
    assert person.is_signed_in()


@pytest.mark.parametrize("action", ["invite", "reset", "appoint", "disable"])
def test_accounts_of_another_country_are_hidden(
    house: House, client: TestClient, who: dict[str, Headers], action: str
) -> None:
    account = an_account(house, NEW)
    body = {"role": "submitter"} if action == "appoint" else None
    for name in set(who) - {"country admin", "administrator", "visitor"}:
        absent = client.post(f"/api/v1/accounts/acc_0/{action}", json=body, headers=who[name])
        answer = client.post(f"/api/v1/accounts/{account}/{action}", json=body, headers=who[name])
        assert (answer.status_code, absent.status_code) == (404, 404), name
        assert answer.json()["detail"] == absent.json()["detail"]
        assert client.get(f"/api/v1/accounts/{account}", headers=who[name]).status_code == 404
    assert client.post(f"/api/v1/accounts/{account}/{action}", json=body).status_code == 401


def test_nobody_ends_or_changes_the_own_account(house: House, client: TestClient) -> None:
    account = an_account(house, NEW, Role.COUNTRY_ADMIN)
    person = Person(house).sign_in(NEW).see("people")
    for action in ("disable", "reset", "appoint"):
        assert person.send(f"people/{account}/{action}", role="submitter").status == 409
    assert person.is_signed_in()


def test_lists_hold_the_own_country_only(house: House, client: TestClient, who: dict[str, Headers]) -> None:
    an_account(house, NEW)
    an_account(house, "peru@gob.example", country="PER")
    own = client.get("/api/v1/accounts?country=HND", headers=who["country admin"]).json()
    assert [one["email"] for one in own["items"]] == [NEW]
    assert client.get("/api/v1/accounts", headers=who["country admin"]).status_code == 403
    assert client.get("/api/v1/accounts?country=PER", headers=who["country admin"]).status_code == 403
    assert client.get("/api/v1/accounts", headers=who["administrator"]).json()["total"] == 2
    assert client.get("/api/v1/accounts?country=XXX", headers=who["administrator"]).status_code == 404


def test_what_people_entered_stays_when_they_leave(
    house: House, client: TestClient, who: dict[str, Headers], callers: Callers
) -> None:
    account = an_account(house, NEW)
    need = create(client, "needs", a_need("HND"), token_of(callers, account))
    client.post(f"/api/v1/accounts/{account}/disable", headers=who["country admin"])
    successor = an_account(house, "successor@gob.example")
    assert (
        client.get(f"/api/v1/needs/{need['id']}", headers=token_of(callers, successor)).json()["title"] == need["title"]
    )


def test_the_page_does_what_the_api_does(house: House) -> None:
    an_account(house, "admin@gob.example", Role.COUNTRY_ADMIN)
    admin = Person(house).sign_in("admin@gob.example").see("people")
    assert admin.send("people", email="bad", role="focal_point", language="pt").status == 422
    assert admin.fault("email")
    admin.send("people", email=NEW, role="focal_point", language="pt", country="PER")
    assert admin.status == 200
    shown = re.search(r'<code class="link">([^<]+)</code>', admin.text)
    assert shown, admin.text
    assert shown[1].endswith(link_in(letters_to(house, NEW)[0]))
    person = Person(house).see(shown[1].removeprefix("http://127.0.0.1:8000"))
    assert accept(person).status == 303
    admin.see("people")
    account = re.search(rf"{NEW}.*?people/(acc_\w+)/", admin.text, re.DOTALL)
    assert account
    admin.send(f"people/{account[1]}/appoint", role="submitter").follow()
    assert admin.status == 200
    assert not person.is_signed_in()
    admin.send(f"people/{account[1]}/disable").follow()
    assert Person(house).sign_in(NEW).status == 401


def test_the_link_is_not_shown_where_mail_goes_out(house: House) -> None:
    settings = Settings(
        _env_file=None, data_dir=house.settings.data_dir, mail_host="mail.example", mail_from="register@example.org"
    )
    an_account(house, "admin@gob.example", Role.COUNTRY_ADMIN)
    admin = Person(make_house(settings, house.clock, house.database)).sign_in("admin@gob.example").see("people")
    admin.send("people", email=NEW, role="focal_point", language="pt")
    assert admin.status == 200
    assert "code=" not in admin.text


def test_the_api_never_tells_the_link(house: House, client: TestClient, who: dict[str, Headers]) -> None:
    code = "code="
    assert code not in ask(client, who["administrator"]).text
    assert code in letters_to(house, NEW)[0].body


def test_a_coordinator_sees_which_countries_have_no_focal_point(
    house: House, client: TestClient, callers: Callers
) -> None:
    group = register(client, callers.administrator(), acronym="SELA", group="SELA")
    an_account(house, "hnd@gob.example")
    page = client.get("/es/people", headers=callers.coordinator(group) | {"Accept": "text/html"})
    assert page.status_code == 200
    assert "country=PER" in page.text
    assert "country=HND" not in page.text
    assert "country=FRA" not in page.text
