"""Asking to talk: who may, about what, and what becomes of it."""

from __future__ import annotations

import pytest

from tests.app.callers import VISITOR
from tests.app.factories import act
from tests.app.interest.conftest import MESSAGE, Talks


def test_a_side_asks_and_the_other_sees_it_with_what_was_written(talks: Talks) -> None:
    answer = talks.ask(talks.costa_rica)
    case = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, f"/api/v1/interests/{case['id']}")
    assert (case["status"], case["asked_by"], case["own_role"]) == ("waiting", "first_provider", "first_provider")
    seen = talks.see(case, talks.honduras).json()
    assert (seen["message"], seen["own_role"], seen["title"]) == (MESSAGE, "recipient", talks.need["title"])
    sides = {side["role"]: (side["answer"], side["waiting_since"], side["days"]) for side in seen["sides"]}
    assert sides == {"recipient": (None, "2026-09-01", 0), "first_provider": ("yes", None, None)}


def test_an_agency_asks_for_its_organization(talks: Talks) -> None:
    case = talks.asked(talks.agency, talks.triangular)
    assert (case["own_role"], case["kind"]) == ("second_provider", "triangular")
    assert [side["waiting_since"] is not None for side in case["sides"]] == [True, True, False]


def test_asking_twice_is_the_same_case_and_changes_nothing(talks: Talks) -> None:
    case = talks.asked(talks.costa_rica)
    before = talks.facts()
    for headers in (talks.costa_rica, talks.honduras):
        again = talks.ask(headers, message="Otra frase.")
        assert (again.status_code, again.json()["id"]) == (200, case["id"])
    assert talks.see(case, talks.honduras).json()["message"] == MESSAGE
    assert talks.see(case, talks.honduras).json()["status"] == "waiting"
    assert talks.facts() == before


def test_the_same_key_gives_the_first_answer_again(talks: Talks) -> None:
    headers = talks.costa_rica | {"Idempotency-Key": "one"}
    first, second = talks.ask(headers), talks.ask(headers)
    assert (first.status_code, first.json()) == (second.status_code, second.json())


def test_a_match_and_the_triangle_that_completes_it_are_two_cases(talks: Talks) -> None:
    one, other = talks.asked(talks.honduras), talks.asked(talks.honduras, talks.triangular)
    assert one["id"] != other["id"]
    assert talks.listed(talks.honduras)["total"] == 2
    assert talks.listed(talks.agency)["total"] == 1


def test_strangers_may_not_ask_and_do_not_learn_whether_anybody_did(talks: Talks) -> None:
    def answers() -> list[tuple[int, str]]:
        asked = [talks.ask(headers) for headers in (*talks.strangers.values(), talks.coordinator, VISITOR)]
        return [(answer.status_code, answer.json()["code"]) for answer in asked]

    before = answers()
    assert before == [(403, "not-allowed")] * 6 + [(401, "not-signed-in")]
    talks.asked(talks.honduras)
    assert answers() == before


def test_strangers_find_no_case(talks: Talks) -> None:
    case = talks.asked(talks.costa_rica)
    for who, headers in talks.strangers.items():
        absent = talks.see({"id": "int_00000000000000000000"}, headers)
        seen, said = talks.see(case, headers), talks.answer(case, headers, "yes")
        assert (seen.status_code, said.status_code, absent.status_code) == (404, 404, 404), who
        assert seen.json()["detail"] == absent.json()["detail"]
    assert talks.see(case, VISITOR).status_code == 401
    assert talks.answer(case, VISITOR, "yes").status_code == 401
    assert talks.listed(talks.callers.focal_point("URY"))["total"] == 0
    for who in ("an institution of the country", "the administrator"):
        assert talks.client.get("/api/v1/interests", headers=talks.strangers[who]).status_code == 403


def test_only_what_is_proposed_now_can_be_asked_about(talks: Talks) -> None:
    assert talks.ask(talks.honduras, "mat_" + "b" + "0" * 40).status_code == 404
    act(talks.client, "needs", talks.need, "withdraw", talks.honduras)
    for headers in (talks.costa_rica, talks.honduras):
        assert talks.ask(headers).status_code == 404
    assert talks.facts() == []


@pytest.mark.parametrize("body", [{}, {"message": ""}, {"message": "  "}, {"message": "x" * 1001}, {"message": 1},
                                  {"message": "a", "more": 1}, {"message": "a\x00"}])  # fmt: skip
def test_a_sentence_is_needed(talks: Talks, body: dict[str, object]) -> None:
    answer = talks.client.post(f"/api/v1/matches/{talks.bilateral}/interest", json=body, headers=talks.honduras)
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} <= {"/message", "/more"}


def test_what_was_written_is_in_no_fact_and_no_letter(talks: Talks) -> None:
    case = talks.asked(talks.costa_rica)
    assert [tag for tag, _ in talks.facts()] == ["interest:ask"]
    assert "messagecanary" not in str(talks.facts())
    assert "messagecanary" not in str(talks.stored("SELECT facts FROM mails"))
    assert "messagecanary" not in talks.client.get(f"/api/v1/matches/{talks.bilateral}").text
    assert "messagecanary" not in talks.see(case, talks.coordinator).text
