"""What ends a case by itself: records that leave, gates that close, and exclusions, which are told to nobody."""

from __future__ import annotations

from typing import Any

import pytest

from app.interest.service import close_due
from tests.app.conftest import SetClock
from tests.app.factories import act, amend
from tests.app.interest.conftest import Talks


def nightly(talks: Talks) -> int:
    with talks.callers.writing() as ctx:
        return close_due(ctx)


def state(talks: Talks, case: dict[str, Any], headers: dict[str, str]) -> tuple[str, str | None]:
    seen = talks.see(case, headers).json()
    return seen["status"], seen["closed_reason"]


@pytest.mark.parametrize(("action", "reason"), [("withdraw", "withdrawn"), ("fulfil", "fulfilled")])
def test_a_record_that_leaves_closes_the_case_at_once(talks: Talks, action: str, reason: str) -> None:
    case = talks.asked(talks.honduras)
    act(talks.client, "offers", talks.offer, action, talks.costa_rica)
    for headers in (talks.honduras, talks.costa_rica, talks.coordinator):
        assert state(talks, case, headers) == ("closed", reason)
    refused = talks.answer(case, talks.costa_rica, "yes")
    assert (refused.status_code, refused.json()["code"]) == (409, "interest-closed")
    assert nightly(talks) == 1
    assert nightly(talks) == 0
    assert talks.facts()[-1][0] == "interest:close"
    assert state(talks, case, talks.honduras) == ("closed", reason)


def test_a_record_past_its_validity_closes_the_case(talks: Talks, clock: SetClock) -> None:
    case = talks.asked(talks.honduras)
    clock.move(days=365 + 61)
    for headers in (talks.honduras, talks.costa_rica, talks.coordinator):
        assert state(talks, case, headers) == ("closed", "expired")
    seen = talks.see(case, talks.costa_rica).json()
    assert (seen["title"], talks.see(case, talks.honduras).json()["title"]) == (None, talks.need["title"])


def test_a_case_that_was_closed_begins_anew_when_the_match_is_proposed_again(talks: Talks, clock: SetClock) -> None:
    case = talks.asked(talks.honduras)
    talks.answered(case, talks.costa_rica, "later")
    clock.move(days=365 + 61)
    assert nightly(talks) == 1
    act(talks.client, "needs", talks.need, "assure", talks.honduras)
    assert state(talks, case, talks.honduras) == ("closed", "expired")
    again = talks.ask(talks.costa_rica, message="De nuevo.")
    assert (again.status_code, again.json()["id"], again.json()["status"]) == (201, case["id"], "waiting")
    seen = talks.see(case, talks.honduras).json()
    assert (seen["asked_by"], seen["message"]) == ("first_provider", "De nuevo.")
    assert [side["answer"] for side in seen["sides"]] == [None, "yes"]


def exclude(talks: Talks, **fields: str) -> None:
    body = {"kind": "country", "code": "CRI", "applies_to": "needs", "reason": "exclusioncanary"} | fields
    answer = talks.client.post("/api/v1/countries/HND/exclusions", json=body, headers=talks.honduras)
    assert answer.status_code == 201, answer.text


def full(talks: Talks) -> None:
    """Costa Rica has no capacity left: a gate that is no secret."""
    offer = talks.client.get(f"/api/v1/offers/{talks.offer['id']}", headers=talks.costa_rica).json()
    amend(talks.client, "offers", offer, {"capacity": {"remaining": 0}}, talks.costa_rica)


def test_an_exclusion_closes_in_silence_and_reads_as_any_other_gate(talks: Talks) -> None:
    case = talks.asked(talks.costa_rica)
    letters = talks.stored("SELECT id FROM mails")
    exclude(talks)
    seen = talks.see(case, talks.costa_rica)
    assert (seen.json()["status"], seen.json()["closed_reason"]) == ("closed", "not_proposed")
    assert talks.answer(case, talks.honduras, "yes").status_code == 409
    assert talks.see(case, talks.coordinator).status_code == 404
    assert talks.answer(case, talks.coordinator, "yes").status_code == 404
    assert talks.listed(talks.coordinator)["total"] == 0
    assert nightly(talks) == 1
    assert talks.stored("SELECT id FROM mails") == letters
    told = seen.text + str(talks.facts()) + talks.client.get("/api/v1/interests", headers=talks.costa_rica).text
    assert "exclu" not in told
    assert talks.ask(talks.costa_rica).status_code == 404


def test_another_gate_reads_the_same(talks: Talks) -> None:
    case = talks.asked(talks.costa_rica)
    full(talks)
    assert state(talks, case, talks.costa_rica) == ("closed", "not_proposed")
    assert talks.see(case, talks.coordinator).status_code == 404


def test_an_exclusion_after_agreement_hides_the_case_from_all_but_its_sides(talks: Talks) -> None:
    case = talks.asked(talks.costa_rica)
    talks.answered(case, talks.honduras, "yes")
    exclude(talks)
    assert talks.listed(talks.coordinator)["total"] == 0
    assert state(talks, case, talks.costa_rica) == ("agreed", None)


def test_providers_that_may_not_meet_close_a_triangle(talks: Talks) -> None:
    case = talks.asked(talks.honduras, talks.triangular)
    body = {"kind": "organization", "code": talks.organization, "applies_to": "offers"}
    made = talks.client.post("/api/v1/countries/CRI/exclusions", json=body, headers=talks.costa_rica)
    assert made.status_code == 201, made.text
    assert state(talks, case, talks.agency) == ("closed", "not_proposed")


def test_a_better_offer_elsewhere_closes_no_triangle_that_is_talked_about(talks: Talks) -> None:
    """A triangle is proposed only while there is a gap; people who talk need not care."""
    from tests.app.factories import an_offer, publish

    case = talks.asked(talks.honduras, talks.triangular)
    whole = an_offer("PAN", modalities=["M01", "M08"], inputs=[{"kind": "personnel"}, {"kind": "equipment"}])
    publish(talks.client, "offers", whole, talks.callers.focal_point("PAN"))
    assert talks.client.get(f"/api/v1/matches/{talks.triangular}").status_code == 404
    assert state(talks, case, talks.costa_rica) == ("waiting", None)
    assert talks.ask(talks.honduras, talks.triangular).status_code == 200
    assert talks.answered(case, talks.costa_rica, "yes")["status"] == "waiting"
