"""Answering yes, later or no; contacts are shown when all said yes, and to nobody before."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from app.core.actor import Role
from app.registry.models import Account
from tests.app.accounts.browser import an_account
from tests.app.callers import Headers, bearer
from tests.app.conftest import SetClock
from tests.app.factories import act
from tests.app.interest.conftest import CONTACT, Talks


def of_account(talks: Talks, account_id: str) -> Headers:
    """A token of a person's account."""
    from app.registry.service import Belonging, create_token

    with talks.callers.writing() as ctx:
        account = ctx.session.get_one(Account, account_id)
        belonging = Belonging(Role(account.role), account.country, account.organization_id)
        return bearer(create_token(ctx, belonging, account_id=account_id)[1])


def everything_said(talks: Talks, case: dict[str, Any]) -> str:
    """All that anybody is told about a case, without the records' own pages."""
    readers = [talks.honduras, talks.costa_rica, talks.agency, talks.coordinator, talks.callers.focal_point("URY"), {}]
    said = [talks.see(case, headers).text for headers in readers]
    said += [talks.client.get("/api/v1/interests", headers=headers).text for headers in readers]
    said += [str(talks.facts()), str(talks.stored("SELECT facts FROM mails"))]
    for address in (f"interests/{case['id']}", "interests", f"matches/{case['match_id']}"):
        said += [talks.client.get(f"/es/{address}", headers=h | {"Accept": "text/html"}).text for h in readers]
    return "\n".join(said)


def test_contacts_appear_for_both_when_both_said_yes_and_not_before(talks: Talks) -> None:
    case = talks.asked(talks.costa_rica)
    assert "contactcanary" not in everything_said(talks, case)
    for said in ({"said": "later"}, {"said": "no", "reason": "Este año no."}):
        talks.answered(case, talks.honduras, **said)
        assert "contactcanary" not in everything_said(talks, case)
    after = talks.answered(case, talks.honduras, "yes")
    assert (after["status"], after["agreed_at"] is not None) == ("agreed", True)
    for headers in (talks.honduras, talks.costa_rica):
        contacts = talks.see(case, headers).json()["contacts"]
        assert [(one["role"], one["contact"]) for one in contacts] == [
            ("recipient", CONTACT), ("first_provider", CONTACT)
        ]  # fmt: skip


def test_agreed_contacts_stand_in_no_list_no_fact_no_letter_and_nobody_else_sees_them(talks: Talks) -> None:
    case = talks.asked(talks.costa_rica)
    talks.answered(case, talks.honduras, "yes")
    said = [talks.see(case, h).text for h in (talks.coordinator, talks.agency, talks.callers.focal_point("URY"))]
    said += [talks.client.get("/api/v1/interests", headers=h).text for h in (talks.honduras, talks.coordinator)]
    said += [str(talks.facts()), str(talks.stored("SELECT facts FROM mails"))]
    assert "contactcanary" not in "\n".join(said)


def test_a_triangle_is_agreed_by_all_three_alone(talks: Talks) -> None:
    case = talks.asked(talks.honduras, talks.triangular)
    assert talks.answered(case, talks.costa_rica, "yes")["status"] == "waiting"
    assert "contactcanary" not in everything_said(talks, case)
    assert talks.answered(case, talks.agency, "yes")["status"] == "agreed"
    for headers in (talks.honduras, talks.costa_rica, talks.agency):
        assert len(talks.see(case, headers).json()["contacts"]) == 3


def test_the_person_who_answered_is_shown_else_all_who_speak_for_the_side(talks: Talks) -> None:
    ana = an_account(talks.house, "ana@hnd.example")
    an_account(talks.house, "bea@hnd.example")
    an_account(talks.house, "invited@cri.example", password=False, country="CRI")
    an_account(talks.house, "carla@cri.example", country="CRI")
    an_account(talks.house, "dora@cri.example", Role.COUNTRY_ADMIN, country="CRI")
    an_account(talks.house, "sub@cri.example", Role.SUBMITTER, country="CRI")
    case = talks.asked(of_account(talks, ana))
    contacts = talks.answered(case, talks.costa_rica, "yes")["contacts"]
    people = {one["role"]: [person["email"] for person in one["people"]] for one in contacts}
    assert people == {
        "recipient": ["ana@hnd.example"],
        "first_provider": ["carla@cri.example", "dora@cri.example"],
    }
    with talks.house.database.writing() as session:
        session.get_one(Account, ana).disabled_at = talks.house.clock()
    contacts = talks.see(case, talks.costa_rica).json()["contacts"]
    assert [person["email"] for person in contacts[0]["people"]] == ["bea@hnd.example"]


def test_an_answer_may_be_changed_until_all_said_yes(talks: Talks) -> None:
    case = talks.asked(talks.honduras)
    assert talks.answered(case, talks.costa_rica, "no", reason="Sin cupo.")["status"] == "declined"
    assert talks.see(case, talks.honduras).json()["sides"][1]["reason"] == "Sin cupo."
    assert talks.answered(case, talks.costa_rica, "later", until="2026-10-01")["status"] == "later"
    assert talks.answered(case, talks.honduras, "no", reason="Ya no.")["status"] == "declined"
    assert talks.answered(case, talks.honduras, "yes")["status"] == "later"
    assert talks.answered(case, talks.costa_rica, "yes")["status"] == "agreed"
    late = talks.answer(case, talks.honduras, "no", reason="Ya no.")
    assert (late.status_code, late.json()["code"]) == (409, "interest-agreed")


def test_the_same_answer_again_changes_nothing(talks: Talks) -> None:
    case = talks.asked(talks.honduras)
    talks.answered(case, talks.costa_rica, "later")
    before = talks.facts(), talks.stored("SELECT id FROM mails")
    talks.answered(case, talks.costa_rica, "later")
    assert (talks.facts(), talks.stored("SELECT id FROM mails")) == before
    talks.answered(case, talks.costa_rica, "yes")
    before = talks.facts(), talks.stored("SELECT id FROM mails")
    talks.answered(case, talks.costa_rica, "yes")
    assert (talks.facts(), talks.stored("SELECT id FROM mails")) == before


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"answer": "no"}, "/reason", "missing"),
        ({"answer": "no", "reason": " "}, "/reason", "too-short"),
        ({"answer": "maybe"}, "/answer", "unknown-choice"),
        ({}, "/answer", "missing"),
        ({"answer": "yes", "until": "2026-12-01"}, "/until", "only-with-later"),
        ({"answer": "later", "until": "2026-09-01"}, "/until", "day-has-passed"),
        ({"answer": "later", "until": "soon"}, "/until", "not-a-day"),
    ],
)
def test_an_answer_that_does_not_hold_together_is_told_beside_its_field(
    talks: Talks, body: dict[str, Any], pointer: str, code: str
) -> None:
    case = talks.asked(talks.honduras)
    answer = talks.client.post(f"/api/v1/interests/{case['id']}/answers", json=body, headers=talks.costa_rica)
    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]


def test_a_later_waits_again_from_the_day_it_names(talks: Talks, clock: SetClock) -> None:
    case = talks.asked(talks.honduras)
    after = talks.answered(case, talks.costa_rica, "later", until="2026-10-01")
    assert (after["status"], after["waiting_since"]) == ("later", None)
    clock.move(days=40)
    again = talks.see(case, talks.honduras).json()
    assert (again["status"], again["waiting_since"], again["days"]) == ("waiting", "2026-10-01", 10)


def test_every_step_is_a_fact(talks: Talks) -> None:
    case = talks.asked(talks.honduras)
    talks.answered(case, talks.costa_rica, "later")
    talks.answered(case, talks.costa_rica, "yes")
    assert [tag for tag, _ in talks.facts()] == [
        "interest:ask", "interest:answer", "interest:answer", "interest:agree"
    ]  # fmt: skip


def test_what_was_agreed_stays_when_the_need_is_fulfilled(talks: Talks) -> None:
    case = talks.asked(talks.honduras)
    talks.answered(case, talks.costa_rica, "yes")
    act(talks.client, "needs", talks.need, "fulfil", talks.honduras)
    seen = talks.see(case, talks.costa_rica).json()
    assert (seen["status"], len(seen["contacts"])) == ("agreed", 2)


def test_two_last_answers_at_once_agree_once(talks: Talks) -> None:
    case = talks.asked(talks.honduras, talks.triangular)
    callers = [talks.costa_rica, talks.agency]
    seen: list[int] = []
    threads = [
        threading.Thread(target=lambda h=h: seen.append(talks.answer(case, h, "yes").status_code)) for h in callers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [200, 200]
    assert [tag for tag, _ in talks.facts()].count("interest:agree") == 1
    assert talks.see(case, talks.honduras).json()["status"] == "agreed"


def test_both_sides_ask_at_once_and_there_is_one_case(talks: Talks) -> None:
    callers = [talks.costa_rica, talks.honduras]
    seen: list[Any] = []
    threads = [threading.Thread(target=lambda h=h: seen.append(talks.ask(h))) for h in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in seen) == [200, 201]
    assert len({answer.json()["id"] for answer in seen}) == 1
