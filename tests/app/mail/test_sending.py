"""Letters go out by a real mail server, are tried again when it refuses, and given up in the end."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from app.core.actor import SERVICE
from app.core.context import Context
from app.core.settings import Settings, SettingsError, read_settings
from app.jobs.runner import run_due
from app.mail import queue
from app.mail.jobs import forget_old_mail
from app.mail.queue import Letter, SignedPath
from app.mail.wording import LETTERS, write
from app.upkeep import doctor
from app.web.house import House
from app.worker import worker_of
from tests.app.conftest import SetClock
from tests.app.mail.server import Postbox, mail_server

ANA = "ana@gob.example"
FACTS = {
    "name": "Ana",
    "inviter": "Eva",
    "until": "8 de septiembre de 2026",
    "minutes": 30,
    "page": "forgotten-password",
}


@pytest.fixture
def box() -> Iterator[Postbox]:
    with mail_server() as box:
        yield box


def settings_for(house: House, box: Postbox, **more: Any) -> Settings:
    words = {
        "mail_host": "127.0.0.1",
        "mail_port": box.port,
        "mail_tls": "none",
        "mail_from": "Registro <r@tcdc.example>",
    }
    return Settings(_env_file=None, data_dir=house.settings.data_dir, **(words | more))


@pytest.fixture
def posting(house: House, box: Postbox) -> House:
    return replace(house, settings=settings_for(house, box))


def send(house: House, **fields: Any) -> str:
    letter = Letter(**({"address": ANA, "language": "es", "kind": "password-changed", "facts": FACTS} | fields))
    with house.database.writing() as session:
        return queue.send(Context(session, SERVICE, house.clock(), house.settings, house.vocabulary), letter)


def work(house: House) -> None:
    run_due(worker_of(house))


def row(house: House) -> Any:
    with house.database.reading() as session:
        return session.execute(text("SELECT sent_at, given_up_at, tries, problem, facts FROM mails")).one()


def test_a_letter_arrives_in_its_readers_language(posting: House, box: Postbox) -> None:
    send(posting, kind="password", link=SignedPath("new-password", "password", "lnk_1"))
    work(posting)
    [letter] = box.letters
    assert letter["To"] == ANA
    assert letter["From"] == "Registro <r@tcdc.example>"
    assert letter["Subject"] == "Su contraseña nueva"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content_type() == "text/plain"
    body = letter.get_content()
    assert "Estimado/a Ana:" in body
    assert "\nhttp://127.0.0.1:8000/es/new-password?code=lnk_1." in body
    sent_at, given_up_at, _, _, facts = row(posting)
    assert sent_at
    assert not given_up_at
    assert facts in ("{}", {})


@pytest.mark.parametrize("language", ["es", "pt", "fr", "en"])
@pytest.mark.parametrize("kind", sorted(LETTERS))
def test_every_letter_has_all_its_words_in_every_language(house: House, kind: str, language: str) -> None:
    words = LETTERS[kind]
    places = re.findall(r"\{(\w+)\}", " ".join((words.subject, *words.paragraphs)))
    facts = {place: f"«{place}»" for place in places} | {"name": "Ana", "page": "desk"}
    written = write(house.settings, kind, language, {"facts": facts, "link": ["new-password", "password", "lnk_1"]})
    assert not re.search(r"[{}]", written.subject + written.body)
    assert [place for place in places if f"«{place}»" not in written.subject + written.body] == []
    assert f"http://127.0.0.1:8000/{language}/" in written.body
    assert language == "en" or written.subject != words.subject


def test_a_letter_is_sent_once(posting: House, box: Postbox) -> None:
    mail_id = send(posting)
    work(posting)
    with posting.database.writing() as session:
        session.execute(text("UPDATE jobs SET status = 'enqueued' WHERE kind = 'send-mail'"))
    work(posting)
    assert len(box.letters) == 1
    assert mail_id in box.letters[0]["Message-ID"]


def test_it_is_not_sent_when_what_it_tells_was_not_kept(posting: House, box: Postbox) -> None:
    with posting.database.reading() as session:  # rolled back at its end
        ctx = Context(session, SERVICE, posting.clock(), posting.settings, posting.vocabulary)
        queue.send(ctx, Letter(ANA, "es", "password-changed", FACTS))
    work(posting)
    assert box.letters == []


def test_a_server_that_refuses_for_now_is_asked_again_with_growing_pauses(
    posting: House, box: Postbox, clock: SetClock
) -> None:
    box.answer = "451 later"
    send(posting)
    work(posting)
    assert "451" in row(posting).problem
    work(posting)
    assert row(posting).tries == 1
    clock.move(minutes=1, seconds=1)
    work(posting)
    assert row(posting).tries == 2
    clock.move(minutes=1, seconds=1)
    work(posting)
    assert row(posting).tries == 2
    box.answer = None
    clock.move(minutes=4)
    work(posting)
    assert len(box.letters) == 1
    assert row(posting).sent_at


def test_after_two_days_it_is_given_up_and_the_doctor_tells(posting: House, box: Postbox, clock: SetClock) -> None:
    box.answer = "451 later"
    send(posting)
    for _ in range(12):
        work(posting)
        clock.move(hours=24)
    given_up = row(posting)
    assert given_up.given_up_at
    assert given_up.tries == 9
    send(posting, not_after=None)
    with posting.database.writing() as session:
        session.execute(text("UPDATE mails SET given_up_at = :now WHERE problem IS NOT NULL"), {"now": clock.now})
    assert told(posting)["letters-given-up"]["count"] == 1


def told(house: House) -> dict[str, dict[str, Any]]:
    with house.database.reading() as session:
        ctx = Context(session, SERVICE, house.clock(), house.settings, house.vocabulary)
        found = [*doctor.examine_surroundings(house.settings), *doctor.examine_store(ctx)]
    return {finding.code: {"state": finding.state, **finding.facts} for finding in found}


def test_an_address_that_does_not_exist_is_given_up_at_once(posting: House, box: Postbox) -> None:
    box.recipient_answer = "550 no such user"
    send(posting)
    work(posting)
    assert row(posting).given_up_at
    assert "550" in row(posting).problem
    assert told(posting)["letters-given-up"]["state"] == "doubtful"


def test_a_letter_that_is_of_no_more_use_is_not_sent(posting: House, box: Postbox, clock: SetClock) -> None:
    send(posting, not_after=clock.now)
    clock.move(minutes=1)
    work(posting)
    assert box.letters == []
    assert row(posting).given_up_at
    assert "letters-given-up" not in told(posting)


def test_a_server_that_is_away_loses_nothing(house: House, clock: SetClock) -> None:
    with mail_server() as box:
        away = replace(house, settings=settings_for(house, box))
    send(away)
    work(away)
    assert row(away).tries == 1
    assert told(away)["mail-silent"]["state"] == "bad"
    with mail_server() as there:
        back = replace(house, settings=settings_for(house, there))
        clock.move(minutes=2)
        work(back)
        assert len(there.letters) == 1
        assert told(back)["mail"]["state"] == "good"


def test_user_and_password_are_given_to_the_server(house: House) -> None:
    with mail_server("register", "secret-of-mail") as box:
        known = replace(house, settings=settings_for(house, box, mail_user="register", mail_password="secret-of-mail"))
        send(known)
        work(known)
        assert box.signed_in_as == ["register"]
        assert len(box.letters) == 1
        unknown = replace(house, settings=settings_for(house, box, mail_user="register", mail_password="wrong"))
        send(unknown)
        work(unknown)
        assert len(box.letters) == 1
        assert "secret-of-mail" not in str(told(known))


def test_a_server_that_cannot_encrypt_gets_nothing_when_encryption_was_asked_for(house: House, box: Postbox) -> None:
    strict = replace(house, settings=settings_for(house, box, mail_tls="starttls"))
    send(strict)
    work(strict)
    assert box.letters == []
    assert row(strict).tries == 1


def test_without_a_server_development_shows_the_letter_and_production_waits(
    house: House, caplog: pytest.LogCaptureFixture, clock: SetClock
) -> None:
    caplog.set_level(logging.WARNING)
    send(house, kind="password", link=SignedPath("new-password", "password", "lnk_1"))
    work(house)
    assert "/es/new-password?code=lnk_1." in caplog.text
    caplog.clear()
    production = Settings(_env_file=None, data_dir=house.settings.data_dir, env="production", secret_key="k" * 40)
    live = replace(house, settings=production)
    send(live, kind="password", link=SignedPath("new-password", "password", "lnk_2"))
    work(live)
    assert "code=" not in caplog.text
    assert told(live)["mail-missing"]["state"] == "doubtful"
    assert told(live)["public-url-missing"]["state"] == "doubtful"


def test_a_mail_server_needs_a_sender(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TCDC_MAIL_HOST", "mail.example")
    with pytest.raises(SettingsError, match="TCDC_MAIL_FROM"):
        read_settings()


def test_letters_are_forgotten_after_a_month(posting: House, clock: SetClock) -> None:
    send(posting)
    clock.move(days=31)
    with posting.database.writing() as session:
        forget_old_mail(Context(session, SERVICE, posting.clock(), posting.settings, posting.vocabulary))
        assert session.scalar(text("SELECT count(*) FROM mails")) == 0
