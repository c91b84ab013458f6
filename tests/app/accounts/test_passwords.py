"""Forgotten, changed and bad passwords; links that work once."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.accounts import passwords
from app.accounts.rules import check_password
from app.core.actor import Role
from app.core.errors import Invalid
from app.web.house import House
from tests.app.accounts.browser import PASSWORD, Person, an_account
from tests.app.accounts.letters import letters_to, link_in
from tests.app.conftest import SetClock

ANA = "ana@gob.example"
NEW = "otra frase bastante larga"


@pytest.fixture
def ana(house: House) -> str:
    return an_account(house, ANA)


def forget(house: House, email: str = ANA, address: str = "192.0.2.1") -> Person:
    return Person(house, address=address).see("forgotten-password").send("forgotten-password", email=email)


def by_link(house: House, number: int = -1) -> Person:
    return Person(house).see(link_in(letters_to(house, ANA)[number]))


def renew(person: Person, password: str = NEW) -> Person:
    return person.send("new-password", code=person.hidden("code"), password=password)


def without_token(person: Person) -> str:
    return person.text.replace(person.token, "")


@pytest.mark.usefixtures("ana")
def test_whoever_asks_for_a_link_does_not_learn_whether_there_is_an_account(house: House) -> None:
    an_account(house, "invited@gob.example", password=False)
    answers = {without_token(forget(house, email)) for email in (ANA, "nobody@gob.example", "invited@gob.example", "x")}
    assert len(answers) == 1
    assert len(letters_to(house, ANA)) == 1
    assert letters_to(house, "nobody@gob.example") == letters_to(house, "invited@gob.example") == []


@pytest.mark.usefixtures("ana")
def test_a_link_sets_a_new_password_and_ends_everything_else(house: House) -> None:
    elsewhere = Person(house).sign_in(ANA)
    forget(house)
    person = by_link(house)
    assert ANA in person.text
    assert renew(person).status == 303
    assert person.is_signed_in()
    assert not elsewhere.is_signed_in()
    assert Person(house).sign_in(ANA, PASSWORD).status == 401
    assert Person(house).sign_in(ANA, NEW).status == 303


@pytest.mark.usefixtures("ana")
def test_a_link_works_once_and_takes_the_others_with_it(house: House) -> None:
    forget(house)
    forget(house)
    first, again, second = by_link(house, 0), by_link(house, 0), by_link(house, 1)
    assert renew(first).status == 303
    assert renew(again, PASSWORD).status == 404
    assert renew(second, PASSWORD).status == 404
    assert "link-not-found" in second.text


@pytest.mark.usefixtures("ana")
def test_a_link_works_for_half_an_hour(house: House, clock: SetClock) -> None:
    forget(house)
    person = by_link(house)
    clock.move(minutes=31)
    assert renew(person).status == 404
    assert Person(house).sign_in(ANA).status == 303


@pytest.mark.usefixtures("ana")
def test_a_link_that_was_changed_or_made_up_leads_nowhere(house: House) -> None:
    forget(house)
    path = link_in(letters_to(house, ANA)[0])
    code = path.partition("code=")[2]
    link_id, _, signature = code.partition(".")
    wrong = [link_id, f"{link_id}.", f"{link_id}.{signature[:-2]}AA", f"lnk_0.{signature}", "", "ñ.ñ", "." + signature]
    for one in wrong:
        assert Person(house).see(f"/es/new-password?code={one}").status == 404, one
    assert Person(house).see(f"/es/invitation?code={code}").status == 404
    assert Person(house).see(path).status == 200


@pytest.mark.usefixtures("ana")
def test_nobody_is_flooded_with_letters(house: House, clock: SetClock) -> None:
    for number in range(6):
        forget(house, address=f"192.0.2.{number}")
    assert len(letters_to(house, ANA)) == 3
    clock.move(minutes=31)
    forget(house)
    assert len(letters_to(house, ANA)) == 4


def test_an_address_that_asks_too_often_has_to_wait(house: House) -> None:
    statuses = [forget(house, f"person{number}@gob.example").status for number in range(32)]
    assert statuses == [200] * 30 + [429] * 2


@pytest.mark.usefixtures("ana")
def test_the_store_does_not_hold_the_link(house: House) -> None:
    forget(house)
    code = link_in(letters_to(house, ANA)[0]).partition("code=")[2]
    with house.database.reading() as session:
        for table in ("mails", "jobs", "links", "facts"):
            assert code.rpartition(".")[2] not in str(session.execute(text(f"SELECT * FROM {table}")).all())


def test_an_account_that_was_slowed_down_is_opened_by_its_link(house: House, ana: str) -> None:
    """So nobody can lock its person out."""
    stranger = Person(house, address="198.51.100.7")
    for number in range(8):
        stranger.sign_in(ANA, f"wrong {number}")
    person = Person(house)
    assert person.sign_in(ANA).status == 429
    forget(house)
    assert renew(by_link(house)).status == 303


def test_a_second_step_stays_when_the_password_was_forgotten(house: House) -> None:
    an_account(house, ANA, Role.ADMINISTRATOR)
    forget(house)
    person = renew(by_link(house))
    assert person.headers["location"] == "/es/second-step/new"
    assert not person.is_signed_in()


@pytest.mark.usefixtures("ana")
def test_changing_the_password_needs_the_present_one_and_ends_all_other_sign_ins(house: House) -> None:
    elsewhere, person = Person(house).sign_in(ANA), Person(house).sign_in(ANA).see("account")
    before = person.client.cookies["tcdc"]
    assert person.send("account/password", old_password="wrong", password=NEW).status == 422
    assert person.fault("old_password")
    assert person.send("account/password", old_password=PASSWORD, password="short").status == 422
    assert person.fault("password")
    assert elsewhere.is_signed_in()
    assert person.send("account/password", old_password=PASSWORD, password=NEW).status == 303
    assert person.client.cookies["tcdc"] != before
    assert person.is_signed_in()
    assert not elsewhere.is_signed_in()
    assert Person(house).sign_in(ANA, NEW).status == 303


@pytest.mark.usefixtures("ana")
def test_whoever_found_an_open_browser_cannot_guess_the_present_password(house: House) -> None:
    person = Person(house).sign_in(ANA).see("account")
    statuses = [
        person.send("account/password", old_password=f"wrong {number}", password=NEW).status for number in range(7)
    ]
    assert statuses == [422] * 5 + [429] * 2


@pytest.mark.usefixtures("ana")
def test_the_owner_is_told_that_the_password_was_changed(house: House) -> None:
    person = Person(house).sign_in(ANA).see("account")
    person.send("account/password", old_password=PASSWORD, password=NEW)
    [letter] = letters_to(house, ANA)
    assert "/es/forgotten-password" in letter.body


@pytest.mark.usefixtures("ana")
def test_signing_out_everywhere_else_leaves_this_browser(house: House) -> None:
    elsewhere, person = Person(house).sign_in(ANA), Person(house).sign_in(ANA).see("account")
    assert person.send("account/sessions").status == 303
    assert person.is_signed_in()
    assert not elsewhere.is_signed_in()


@pytest.mark.usefixtures("ana")
def test_name_and_language_can_be_changed(house: House) -> None:
    person = Person(house).sign_in(ANA).see("account")
    person.send("account", name=" Ana  <b>María</b> ", language="fr").follow()
    assert "Ana  &lt;b&gt;María&lt;/b&gt;" in person.text
    assert person.send("account", name="", language="de").status == 422
    assert person.fault("name")
    assert person.fault("language")
    forget(house)
    assert letters_to(house, ANA)[0].subject == "Votre nouveau mot de passe"


@pytest.mark.parametrize(
    "password", ["once letras", "aaaaaaaaaaaaaaaa", "abababababab", "ana@gob.example1", "x" * 201, "123 maria perez"]
)
def test_bad_passwords_are_refused(password: str) -> None:
    with pytest.raises(Invalid):
        check_password(password, ANA, "María Pérez")


@pytest.mark.parametrize(
    "password", ["una frase larga", "doce letras!", "наше общее дело", "x y z 1 2 3 4 5", "a" * 100 + "bcde"]
)
def test_good_passwords_are_taken(password: str) -> None:
    check_password(password, "ana@gob.example", "Ana")


def test_accents_typed_in_two_ways_are_the_same_password(house: House, ana: str) -> None:
    person = Person(house).sign_in(ANA).see("account")
    composed, decomposed = "ca\u00f1as de az\u00facar", "can\u0303as de azu\u0301car"
    assert person.send("account/password", old_password=PASSWORD, password=composed).status == 303
    assert Person(house).sign_in(ANA, decomposed).status == 303


def test_hashes_of_this_version_are_not_outdated() -> None:
    assert not passwords.is_outdated(passwords.hashed(PASSWORD))
    assert not passwords.is_outdated(passwords.NOBODYS)
    assert not passwords.fits(passwords.UNUSABLE, "-")
