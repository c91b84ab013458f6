"""Letters about a case: to the people of the other sides, in their language, with a link and nothing more."""

from __future__ import annotations

import json

from app.core.actor import Role
from app.mail.wording import write
from app.registry.models import Account
from tests.app.accounts.browser import an_account
from tests.app.interest.conftest import Talks


def people(talks: Talks) -> None:
    an_account(talks.house, "ana@hnd.example")
    an_account(talks.house, "bea@cri.example", country="CRI")
    an_account(talks.house, "waiting@cri.example", password=False, country="CRI")
    an_account(talks.house, "sub@cri.example", Role.SUBMITTER, country="CRI")
    ops = an_account(talks.house, "ops@agency.example", Role.AGENCY, organization=talks.organization)
    with talks.house.database.writing() as session:
        session.get_one(Account, ops).language = "fr"


def letters(talks: Talks) -> list[tuple[str, str, str, str]]:
    """Address, kind, subject and body, in the order in which they were queued."""
    rows = talks.stored("SELECT address, letter, language, facts FROM mails ORDER BY created_at, address")
    found = []
    for row in rows:
        kept = json.loads(row.facts) if isinstance(row.facts, str) else row.facts
        written = write(talks.house.settings, row.letter, row.language, kept)
        found.append((row.address, row.letter, written.subject, written.body))
    return found


def test_the_people_of_the_other_side_are_told_who_asks(talks: Talks) -> None:
    people(talks)
    case = talks.asked(talks.honduras)
    [(address, kind, subject, body)] = letters(talks)
    assert (address, kind, subject) == ("bea@cri.example", "interest-asked", "Honduras quisiera conversar")
    assert talks.need["title"] in body
    assert f"{talks.house.settings.address}/es/interests/{case['id']}\n" in body
    assert "canary" not in body


def test_an_answer_and_an_agreement_are_told_each_in_the_readers_language(talks: Talks) -> None:
    people(talks)
    case = talks.asked(talks.honduras, talks.triangular)
    assert [(a, s) for a, _, s, _ in letters(talks)] == [
        ("bea@cri.example", "Honduras quisiera conversar"),
        ("ops@agency.example", "Honduras voudrait vous parler"),
    ]
    talks.answered(case, talks.costa_rica, "no", reason="reasoncanary")
    told = letters(talks)[2:]
    assert [(a, s.replace("\u00a0", " ")) for a, _, s, _ in told] == [
        ("ana@hnd.example", "Costa Rica respondió: No"),
        ("ops@agency.example", "Costa Rica a répondu : Non"),
    ]
    talks.answered(case, talks.costa_rica, "yes")
    talks.answered(case, talks.agency, "yes")
    agreed = [(a, s) for a, kind, s, _ in letters(talks) if kind == "interest-agreed"]
    assert sorted(agreed) == [
        ("ana@hnd.example", "Todas las partes dijeron que sí"),
        ("bea@cri.example", "Todas las partes dijeron que sí"),
        ("ops@agency.example", "Toutes les parties ont dit oui"),
    ]
    assert "canary" not in str(letters(talks))
