"""Coordinators see who waits for whom and since when; the sides see what waits for them."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.actor import Actor, Role
from app.core.context import Context
from app.interest import service
from tests.app.conftest import SetClock
from tests.app.factories import a_need, an_offer, publish
from tests.app.interest.conftest import Talks


def test_a_coordinator_sees_who_waits_for_whom_since_when_and_never_the_text(talks: Talks, clock: SetClock) -> None:
    case = talks.asked(talks.honduras, talks.triangular)
    talks.answered(case, talks.costa_rica, "no", reason="reasoncanary")
    talks.answered(case, talks.costa_rica, "later", reason="reasoncanary", until="2026-09-03")
    clock.move(days=5)
    [seen] = talks.listed(talks.coordinator)["items"]
    assert seen == {k: v for k, v in talks.see(case, talks.coordinator).json().items() if k != "contacts"}
    assert (seen["status"], seen["waiting_since"], seen["days"]) == ("waiting", "2026-09-01", 5)
    waited = [(side["country"], side["waiting_since"], side["days"]) for side in seen["sides"]]
    assert waited == [("HND", None, None), ("CRI", "2026-09-03", 3), (None, "2026-09-01", 5)]
    told = [(side["answer"], side["reason"], side["until"], side["answered_at"]) for side in seen["sides"]]
    assert told == [(None, None, None, None)] * 3
    assert (seen["message"], seen["own_role"]) == (None, None)
    assert "canary" not in talks.see(case, talks.coordinator).text


def test_a_coordinator_answers_for_nobody(talks: Talks) -> None:
    case = talks.asked(talks.honduras)
    assert talks.answer(case, talks.coordinator, "yes").status_code == 403


def ids(page: dict[str, Any]) -> list[str]:
    return [item["id"] for item in page["items"]]


def test_the_list_is_narrowed_by_who_is_waited_for_country_day_and_status(talks: Talks, clock: SetClock) -> None:
    first = talks.asked(talks.honduras)["id"]
    clock.move(days=3)
    second = talks.asked(talks.costa_rica, talks.triangular)
    who = talks.coordinator
    assert ids(talks.listed(who)) == [first, second["id"]]
    assert ids(talks.listed(who, waiting_for="CRI")) == [first]
    assert ids(talks.listed(who, waiting_for="HND")) == [second["id"]]
    assert ids(talks.listed(who, waiting_for=talks.organization)) == [second["id"]]
    assert ids(talks.listed(who, country="HND", since="2026-09-01")) == [first]
    assert ids(talks.listed(who, since="2026-08-31")) == []
    assert ids(talks.listed(who, country="URY")) == []
    assert ids(talks.listed(who, group="CARICOM")) == []
    assert ids(talks.listed(who, group="SICA")) == [first, second["id"]]
    talks.answered(second, talks.honduras, "no", reason="Hoy no.")
    assert ids(talks.listed(who, status="declined")) == [second["id"]]
    assert ids(talks.listed(who, status="waiting,later")) == [first]
    assert ids(talks.listed(who)) == [first, second["id"]]
    assert ids(talks.listed(talks.costa_rica, waiting_for="CRI")) == [first]


def test_the_list_comes_in_pages(talks: Talks) -> None:
    both = {talks.asked(talks.honduras)["id"], talks.asked(talks.honduras, talks.triangular)["id"]}
    first = talks.listed(talks.coordinator, limit=1)
    second = talks.listed(talks.coordinator, limit=1, cursor=first["next"])
    assert ({*ids(first), *ids(second)}, second["next"], first["total"]) == (both, None, 2)


@pytest.mark.parametrize("asked", ["country=XX", "waiting_for=org_0", "group=NATO", "since=soon", "status=open",
                                   "cursor=abc", "limit=0", "more=1"])  # fmt: skip
def test_a_filter_that_does_not_fit_is_told(talks: Talks, asked: str) -> None:
    assert talks.client.get(f"/api/v1/interests?{asked}", headers=talks.coordinator).status_code == 422


def waiting(talks: Talks, actor: Actor) -> list[service.Waiting]:
    house = talks.house
    with house.database.reading() as session:
        return service.waiting(Context(session, actor, house.clock(), house.settings, house.vocabulary))


def test_what_waits_for_a_side_stands_on_its_desk_with_its_days(talks: Talks, clock: SetClock) -> None:
    case = talks.asked(talks.costa_rica, talks.triangular)
    clock.move(days=4)
    honduras = Actor("acc_1", Role.FOCAL_POINT, "HND")
    [one] = waiting(talks, honduras)
    assert (one.interest_id, one.title, one.language) == (case["id"], talks.need["title"], "es")
    assert (one.country, one.organization, one.since.isoformat(), one.days) == ("CRI", None, "2026-09-01", 4)
    assert [w.interest_id for w in waiting(talks, Actor("a", Role.AGENCY, organization=talks.organization))] == [
        case["id"]
    ]
    for actor in (Actor("b", Role.FOCAL_POINT, "CRI"), Actor("c", Role.COORDINATOR, organization=talks.organization),
                  Actor("d", Role.SUBMITTER, "HND"), Actor("e", Role.ADMINISTRATOR)):  # fmt: skip
        assert waiting(talks, actor) == []
    talks.answered(case, talks.honduras, "later")
    assert waiting(talks, honduras) == []


def test_the_longest_waiting_comes_first(talks: Talks, clock: SetClock) -> None:
    client = talks.client
    other = publish(client, "needs", a_need("PAN"), talks.callers.focal_point("PAN"))
    publish(client, "offers", an_offer("CRI"), talks.costa_rica)
    [match, *_] = client.get(f"/api/v1/needs/{other['id']}/matches").json()["items"]
    late = talks.asked(talks.honduras)
    clock.move(days=2)
    later = talks.asked(talks.callers.focal_point("PAN"), match["id"])
    found = waiting(talks, Actor("acc_1", Role.FOCAL_POINT, "CRI"))
    assert [(one.interest_id, one.days) for one in found] == [(late["id"], 2), (later["id"], 0)]
