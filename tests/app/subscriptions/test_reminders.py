"""A reminder at four fifths of a record's validity, with a link that confirms it once, without signing in (F2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, text

from app.core.actor import Role
from app.jobs.runner import run_due
from app.ledger.models import Fact
from app.web.house import House
from app.worker import worker_of
from tests.app.accounts.browser import Person, an_account
from tests.app.callers import Callers
from tests.app.conftest import SetClock
from tests.app.factories import Document, a_need, act, an_offer, create, publish, register
from tests.app.mail.server import Postbox

Day = Callable[[], list[EmailMessage]]
SUBJECT = "¿Sigue siendo cierto?"


def reminders(letters: list[EmailMessage]) -> list[EmailMessage]:
    return [letter for letter in letters if letter["Subject"] == SUBJECT]


def links(letter: EmailMessage) -> list[str]:
    return re.findall(r"^http://127\.0\.0\.1:8000(/es/renew/\S+)", letter.get_content(), re.MULTILINE)


@pytest.fixture
def need(house: House, client: TestClient, callers: Callers) -> Document:
    """Valid for 365 days from 1 September 2026; of a country with one focal point."""
    an_account(house, "ana@gob.example")
    return publish(client, "needs", a_need("HND"), callers.focal_point("HND"))


def test_the_owner_is_reminded_once_when_four_fifths_have_passed(need: Document, clock: SetClock, a_day: Day) -> None:
    clock.move(days=291)
    assert reminders(a_day()) == []
    clock.move(days=1)
    [letter] = reminders(a_day())
    assert letter["To"] == "ana@gob.example"
    assert need["title"] in letter.get_content()
    assert len(links(letter)) == 1
    clock.move(days=1)
    assert reminders(a_day()) == []


def test_one_letter_names_all_records_that_came_to_it(
    need: Document, client: TestClient, callers: Callers, clock: SetClock, a_day: Day
) -> None:
    other = publish(client, "needs", a_need("HND", title="Otra necesidad"), callers.focal_point("HND"))
    clock.move(days=300)
    [letter] = reminders(a_day())
    assert len(links(letter)) == 2
    assert other["title"] in letter.get_content()


def test_a_worker_that_begins_again_writes_no_second_letter(
    house: House, need: Document, clock: SetClock, a_day: Day, box: Postbox
) -> None:
    clock.move(days=300)
    assert len(reminders(a_day())) == 1
    with house.database.writing() as session:
        session.execute(text("UPDATE jobs SET status = 'enqueued' WHERE kind IN ('send-reminders', 'send-digests')"))
    run_due(worker_of(house))
    assert len(reminders(box.letters)) == 1


def test_the_link_shows_the_record_and_confirms_it_once_without_signing_in(
    house: House, need: Document, client: TestClient, clock: SetClock, a_day: Day
) -> None:
    clock.move(days=300)
    [link] = links(reminders(a_day())[0])
    person = Person(house).see(link)
    assert person.status == 200
    assert need["title"] in person.text
    assert person.headers["cache-control"] == "no-store"
    assert record(client, need)["assured_on"] == "2026-09-01"  # looking alone changes nothing
    person.send(link)
    assert (person.status, person.headers["location"]) == (303, link)
    confirmed = record(client, need)
    assert confirmed["assured_on"] == "2027-06-28"
    assert confirmed["valid_until"] == "2028-06-28"
    assert "No hay nada más que hacer" in person.follow().text
    clock.move(days=3)
    stranger = Person(house).see(link)
    assert stranger.status == 200
    assert Person(house).see("sign-in").send(link).status == 404
    assert record(client, need)["assured_on"] == "2027-06-28"


def record(client: TestClient, need: Document) -> Any:
    return client.get(f"/api/v1/needs/{need['id']}").json()


def test_confirming_by_the_link_stands_in_the_ledger_in_the_readers_name(
    house: House, need: Document, clock: SetClock, a_day: Day
) -> None:
    clock.move(days=300)
    [link] = links(reminders(a_day())[0])
    Person(house).see(link).send(link)
    with house.database.reading() as session:
        fact = session.scalar(select(Fact).where(Fact.subject == need["id"]).order_by(Fact.position.desc()).limit(1))
        assert fact is not None
        assert (fact.tag, fact.role, fact.actor[:4]) == ("need:assure", "focal_point", "acc_")


def test_a_link_holds_for_nothing_else(house: House, need: Document, clock: SetClock, a_day: Day) -> None:
    clock.move(days=300)
    [link] = links(reminders(a_day())[0])
    path, _, code = link.rpartition("/")
    reminder, account, signature = code.split(".")
    for forged in (
        f"{reminder}.{account}.{signature[:-1]}x",
        f"{reminder}.acc_0.{signature}",
        f"rem_0.{account}.{signature}",
        f"{reminder}.{account}",
        signature,
        "…",
    ):
        assert Person(house).see(f"{path}/{forged}").status == 404, forged
    person = Person(house).see(link)
    assert person.send(link, csrf="").status == 403


@pytest.mark.parametrize("what", ["assured otherwise", "withdrawn", "account ended", "too late"])
def test_a_link_that_time_has_overtaken_confirms_nothing(
    house: House, need: Document, client: TestClient, callers: Callers, clock: SetClock, a_day: Day, what: str
) -> None:
    honduras = callers.focal_point("HND")
    clock.move(days=300)
    [link] = links(reminders(a_day())[0])
    person = Person(house).see(link)
    token = person.token
    if what == "account ended":
        with house.database.writing() as session:
            session.execute(text("UPDATE accounts SET disabled_at = created_at"))
    elif what == "too late":
        clock.move(days=126)  # 61 days after its last
    else:
        act(client, "needs", need, "withdraw" if what == "withdrawn" else "assure", honduras)
    before = client.get(f"/api/v1/needs/{need['id']}", headers=honduras).json()
    assert person.send(link, csrf=token).status == 404
    assert client.get(f"/api/v1/needs/{need['id']}", headers=honduras).json() == before
    assert person.see(link).status == (200 if what == "assured otherwise" else 404)


def test_after_being_confirmed_it_is_reminded_of_again_in_its_time(
    house: House, need: Document, clock: SetClock, a_day: Day
) -> None:
    clock.move(days=300)
    [link] = links(reminders(a_day())[0])
    Person(house).see(link).send(link)
    clock.move(days=280)
    assert reminders(a_day()) == []
    clock.move(days=20)
    [again] = reminders(a_day())
    assert links(again) != [link]


def test_whoever_may_assure_a_record_is_reminded_and_nobody_else(
    house: House, client: TestClient, callers: Callers, clock: SetClock, a_day: Day
) -> None:
    agency = register(client, callers.administrator())
    ngo = ("Fundación Agua Clara", "22")
    an_account(house, "ana@gob.example")
    an_account(house, "invited@gob.example", password=False)
    an_account(house, "ngo@ong.example", Role.SUBMITTER, institution=ngo)
    an_account(house, "other@uni.example", Role.SUBMITTER, institution=("Universidad", "80"))
    an_account(house, "paho@agency.example", Role.AGENCY, organization=agency)
    an_account(house, "cr@gob.example", country="CRI")
    entered = create(client, "offers", an_offer("HND", valid_until="2026-12-10"), callers.submitter("HND"))
    act(client, "offers", act(client, "offers", entered, "submit", callers.submitter("HND")), "publish",
        callers.focal_point("HND"))  # fmt: skip
    publish(client, "offers", an_offer(None, organization=agency, valid_until="2026-12-10"), callers.agency(agency))
    clock.move(days=81)
    assert sorted(letter["To"] for letter in reminders(a_day())) == [
        "ana@gob.example",
        "ngo@ong.example",
        "paho@agency.example",
    ]


def test_when_nobody_could_be_reminded_it_is_tried_again(
    house: House, client: TestClient, callers: Callers, clock: SetClock, a_day: Day
) -> None:
    publish(client, "needs", a_need("HND"), callers.focal_point("HND"))
    clock.move(days=300)
    assert reminders(a_day()) == []
    an_account(house, "ana@gob.example")
    clock.move(days=1)
    assert len(reminders(a_day())) == 1
