"""The desk by mail: on Mondays, in the reader's language, when there is something to tell; ended by one click."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.core.actor import Role
from app.jobs.runner import run_due
from app.web.house import House
from app.worker import queue_daily, worker_of
from tests.app.accounts.browser import Person, an_account, service_context
from tests.app.callers import Callers
from tests.app.conftest import SetClock
from tests.app.factories import Document, a_need, an_offer, create, publish, register
from tests.app.mail.server import Postbox

Day = Callable[[], list[EmailMessage]]
ANA = "ana@gob.example"
SUBJECTS = {
    "Su escritorio: lo nuevo y lo que espera": "es",
    "Sua mesa de trabalho: o que há de novo e o que espera": "pt",
    "Votre bureau : les nouveautés et ce qui attend": "fr",
    "Your desk: what is new, and what waits": "en",
}
#: 1 September 2026 is a Tuesday.
MONDAY = datetime(2026, 9, 7, 6, 0, tzinfo=UTC)


def digests(letters: list[EmailMessage]) -> list[EmailMessage]:
    return [letter for letter in letters if letter["Subject"] in SUBJECTS]


@pytest.fixture
def need(house: House, client: TestClient, callers: Callers) -> Document:
    """Published on a Tuesday, with an offer that answers it; Honduras has one person."""
    an_account(house, ANA)
    publish(client, "offers", an_offer("CRI"), callers.focal_point("CRI"))
    return publish(client, "needs", a_need("HND"), callers.focal_point("HND"))


def test_it_comes_on_monday_and_tells_what_is_answered_and_what_waits(
    need: Document, client: TestClient, callers: Callers, clock: SetClock, a_day: Day
) -> None:
    draft = create(client, "needs", a_need("HND", title="Un borrador"), callers.focal_point("HND"))
    for _ in range(5):  # Wednesday to Sunday
        clock.move(days=1)
        assert digests(a_day()) == []
    clock.now = MONDAY
    [letter] = digests(a_day())
    body = letter.get_content()
    assert letter["To"] == ANA
    assert "Necesidades suyas que ahora pueden tener respuesta: 1" in body
    assert f"http://127.0.0.1:8000/es/needs/{need['id']}" in body
    assert f"http://127.0.0.1:8000/es/needs/{draft['id']}" in body
    assert "desde el 1 de septiembre de 2026" in body
    for _ in range(6):
        clock.move(days=1)
        assert digests(a_day()) == []


def test_what_was_told_as_answered_is_not_told_again(
    need: Document, client: TestClient, callers: Callers, clock: SetClock, a_day: Day
) -> None:
    clock.now = MONDAY
    assert len(digests(a_day())) == 1
    clock.move(days=7)
    assert digests(a_day()) == []  # nothing new, nothing waits: no letter
    other = publish(client, "needs", a_need("HND", title="Otro banco de leche humana"), callers.focal_point("HND"))
    clock.move(days=7)
    [letter] = digests(a_day())
    assert other["title"] in letter.get_content()
    assert f"needs/{need['id']}" not in letter.get_content()


def test_nothing_waiting_no_letter(house: House, clock: SetClock, a_day: Day) -> None:
    for role, whose in ((Role.FOCAL_POINT, {}), (Role.COORDINATOR, {}), (Role.ADMINISTRATOR, {})):
        if role is not Role.COORDINATOR:
            an_account(house, f"{role.value}@gob.example", role, **whose)
    clock.now = MONDAY
    assert a_day() == []


@pytest.mark.parametrize("language", ["es", "pt", "fr", "en"])
def test_it_is_written_in_the_readers_language(
    house: House, need: Document, client: TestClient, callers: Callers, clock: SetClock, a_day: Day, language: str
) -> None:
    create(client, "needs", a_need("HND", title="Un borrador"), callers.focal_point("HND"))
    with house.database.writing() as session:
        session.execute(text("UPDATE accounts SET language = :language"), {"language": language})
    clock.now = MONDAY
    [letter] = digests(a_day())
    assert SUBJECTS[letter["Subject"]] == language
    assert f"http://127.0.0.1:8000/{language}/desk" in letter.get_content()
    word = {"es": "Borrador", "pt": "Rascunho", "fr": "Brouillon", "en": "Draft"}[language]
    assert f"– {word}" in letter.get_content()


def test_a_monday_without_a_worker_is_made_up_for(need: Document, clock: SetClock, a_day: Day) -> None:
    clock.now = MONDAY
    clock.move(days=2)
    assert len(digests(a_day())) == 1
    clock.move(days=5)  # the next Monday
    assert digests(a_day()) == []


def test_two_workers_and_a_job_that_runs_again_send_one_letter(
    house: House, need: Document, clock: SetClock, box: Postbox
) -> None:
    clock.now = MONDAY
    workers = [worker_of(house) for _ in range(2)]
    queue_daily(workers[0])
    queue_daily(workers[1])
    with house.database.writing() as session:  # as if a lease had run out while the first still works
        ctx = service_context(house, session)
        from app.jobs.queue import enqueue

        enqueue(ctx, "send-digests", {"day": ctx.today.isoformat()})
    threads = [threading.Thread(target=run_due, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for worker in workers:
        run_due(worker)
    assert len(digests(box.letters)) == 1


def subscription(client: TestClient, headers: dict[str, str]) -> Any:
    answer = client.get("/api/v1/account/subscription", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
def ana(house: House, need: Document) -> dict[str, str]:
    """Headers of the person's own token."""
    from app.registry.queries import account_by_email
    from app.registry.service import Belonging, create_token

    with house.database.writing() as session:
        ctx = service_context(house, session)
        account = account_by_email(session, ANA)
        assert account is not None
        _, secret = create_token(ctx, Belonging(Role.FOCAL_POINT, country="HND"), account_id=account.id)
    return {"Authorization": f"Bearer {secret}"}


def test_a_person_chooses_how_often(
    need: Document, ana: dict[str, str], client: TestClient, callers: Callers, clock: SetClock, a_day: Day
) -> None:
    create(client, "needs", a_need("HND", title="Un borrador"), callers.focal_point("HND"))
    assert subscription(client, ana) == {"digest": "weekly", "version": 0, "changed_at": None}

    def choose(version: str | None = '"0"', **body: Any) -> Any:
        headers = ana | ({"If-Match": version} if version else {})
        return client.patch("/api/v1/account/subscription", json=body, headers=headers)

    assert choose(None, digest="daily").status_code == 428
    assert choose(digest="hourly").status_code == 422
    assert choose(digest=None).status_code == 422
    chosen = choose(digest="daily")
    assert (chosen.json()["digest"], chosen.headers["etag"]) == ("daily", '"1"')
    assert choose(digest="off").status_code == 412
    for _ in range(3):
        clock.move(days=1)
        assert len(digests(a_day())) == 1
    assert choose('"1"', digest="off").status_code == 200
    clock.move(days=7)
    assert digests(a_day()) == []
    assert choose('"2"').json()["digest"] == "off"


def test_a_subscription_is_a_persons(client: TestClient, callers: Callers) -> None:
    assert client.get("/api/v1/account/subscription").status_code == 401
    assert client.get("/api/v1/account/subscription", headers=callers.focal_point("HND")).status_code == 404


def off_link(letter: EmailMessage) -> str:
    found = re.fullmatch(r"<http://127\.0\.0\.1:8000(/es/letters/off/\S+)>", letter["List-Unsubscribe"])
    assert found
    return found[1]


def test_a_mail_program_ends_the_letters_with_one_click(
    need: Document, ana: dict[str, str], client: TestClient, clock: SetClock, a_day: Day
) -> None:
    clock.now = MONDAY
    [letter] = digests(a_day())
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert off_link(letter) in letter.get_content()
    answer = client.post(off_link(letter), data={"List-Unsubscribe": "One-Click"}, follow_redirects=False)
    assert answer.status_code == 200
    assert subscription(client, ana)["digest"] == "off"


def test_a_person_ends_the_letters_by_the_link_in_them_and_asks_for_them_again(
    house: House, need: Document, ana: dict[str, str], client: TestClient, clock: SetClock, a_day: Day
) -> None:
    clock.now = MONDAY
    link = off_link(digests(a_day())[0])
    person = Person(house).see(link)
    assert person.status == 200
    assert subscription(client, ana)["digest"] == "weekly"  # mail programs look at links by themselves
    assert person.send(link, csrf="").status == 200
    assert "Ya no recibirá estas cartas" in person.text
    assert person.see(link[:-1] + ("x" if link[-1] != "x" else "y")).status == 404
    signed_in = Person(house).sign_in(ANA)
    assert subscription(client, ana)["digest"] == "off"
    signed_in.see("account/letters").send("account/letters", digest="daily")
    assert (signed_in.status, subscription(client, ana)["digest"]) == (303, "daily")
    assert signed_in.see("account/letters").send("account/letters", digest="hourly").status == 422
    assert signed_in.fault("digest")


def test_coordinators_hear_of_talks_and_administrators_of_troubles(
    house: House, client: TestClient, callers: Callers, clock: SetClock, a_day: Day
) -> None:
    sela = register(client, callers.administrator(), acronym="SELA", group="SELA")
    honduras = callers.focal_point("HND")
    need = publish(client, "needs", a_need("HND"), honduras)
    publish(client, "offers", an_offer("CRI"), callers.focal_point("CRI"))
    match = client.get(f"/api/v1/needs/{need['id']}/matches").json()["items"][0]["id"]
    client.post(f"/api/v1/matches/{match}/interest", json={"message": "¿Hablamos?"}, headers=honduras)
    an_account(house, "sela@sela.example", Role.COORDINATOR, organization=sela)
    an_account(house, "admin@sela.example", Role.ADMINISTRATOR)
    with house.database.writing() as session:
        service_context(house, session)
        session.execute(text("UPDATE jobs SET status = 'failed' WHERE kind = 'send-mail'"))
        job = "INSERT INTO jobs (id, kind, payload, status, not_before, attempts, created_at) VALUES "
        moment = clock.now.strftime("%Y-%m-%d %H:%M:%S.000000")
        session.execute(text(f"{job} ('job_x', 'tidy', '{{}}', 'failed', '{moment}', 5, '{moment}')"))
    clock.now = MONDAY
    told = {letter["To"]: letter.get_content() for letter in digests(a_day())}
    assert "Conversaciones en las que se espera a alguien: 1" in told["sela@sela.example"]
    assert "¿Hablamos?" not in str(told)
    assert "– Tareas que fallaron: 1" in told["admin@sela.example"]
