"""Which needs are answerable, where nothing helps, and what lies idle."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from tests.app.callers import Callers
from tests.app.factories import a_need, an_offer, publish, register
from tests.app.reports.conftest import CATTLE, PORTS, Document, Read

Enter = Callable[..., Document]


def test_a_need_is_answerable_when_a_proposal_reaches_the_threshold(
    client: TestClient, enter: Enter, read: Read
) -> None:
    enter("offers", "CRI")
    needs = [enter("needs", "HND"), enter("needs", "PER", **PORTS)]
    found = read()
    proposals = [client.get(f"/api/v1/needs/{need['id']}/matches").json()["items"] for need in needs]
    answered = sum(any(match["score"] >= found["threshold"] for match in items) for items in proposals)

    assert found["totals"]["answerable"] == answered == 1


def test_a_desert_is_a_cell_with_needs_of_which_none_is_answerable(enter: Enter, read: Read) -> None:
    enter("offers", "CRI")
    enter("needs", "HND")
    enter("needs", "PER", **PORTS)
    found = read()
    assert [(cell["country"], cell["needs"], cell["answerable"]) for cell in found["deserts"]] == [("PER", 1, 0)]
    assert found["deserts"] == [row for row in found["rows"] if row["country"] == "PER"]


def test_idle_supply_names_the_nearest_need_and_the_one_change_that_would_help(enter: Enter, read: Read) -> None:
    idle = enter("offers", "CRI", capacity={"per_year": 2, "remaining": 0})
    need = enter("needs", "HND")
    [found] = read()["idle_supply"]
    assert (found["offer_id"], found["title"], found["country"]) == (idle["id"], idle["title"], "CRI")
    nearest = found["nearest"]
    assert (nearest["need_id"], nearest["reason"], nearest["change"]) == (need["id"], "no_capacity", "add_capacity")
    assert nearest["sentence"]


def test_an_idle_offer_with_no_need_near_has_no_nearest_one(enter: Enter, read: Read) -> None:
    enter("offers", "CRI", **CATTLE)
    enter("needs", "HND")
    assert [entry["nearest"] for entry in read()["idle_supply"]] == [None]


def test_an_offer_that_answers_a_need_is_not_idle(enter: Enter, read: Read) -> None:
    enter("offers", "CRI")
    enter("needs", "HND")
    assert read()["idle_supply"] == []


def test_an_excluded_pair_counts_as_if_it_were_not_there(
    client: TestClient, callers: Callers, enter: Enter, read: Read
) -> None:
    enter("offers", "CRI")
    enter("needs", "HND")
    assert read()["totals"]["answerable"] == 1
    exclusion = {"kind": "country", "code": "CRI", "applies_to": "both", "reason": "Por decisión propia"}
    answer = client.post("/api/v1/countries/HND/exclusions", json=exclusion, headers=callers.focal_point("HND"))
    assert answer.status_code == 201, answer.text

    found = read()
    assert (found["totals"]["answerable"], len(found["deserts"])) == (0, 1)
    assert [entry["nearest"] for entry in found["idle_supply"]] == [None]


@pytest.mark.parametrize(
    ("level", "answerable"), [("subregional", ["HND"]), ("regional", ["PER"]), ("interregional", [])]
)
def test_a_level_counts_only_proposals_at_that_level(
    enter: Enter, read: Read, level: str, answerable: list[str]
) -> None:
    enter("offers", "CRI")
    enter("needs", "HND")
    enter("needs", "PER")
    found = read(level=level)
    assert [row["country"] for row in found["rows"] if row["answerable"]] == answerable
    assert (found["level"], found["totals"]["needs"]) == (level, 2)
    assert len(found["idle_supply"]) == (0 if answerable else 1)


def test_a_group_narrows_the_rows_but_not_who_may_answer_them(enter: Enter, read: Read) -> None:
    enter("offers", "PER")
    enter("needs", "HND")
    enter("needs", "PER", **PORTS)
    found = read(group="SICA")
    assert [(row["country"], row["answerable"]) for row in found["rows"]] == [("HND", 1)]
    assert (found["group"], found["totals"]["offers"], found["totals"]["needs"]) == ("SICA", 0, 1)


def test_a_group_has_the_lists_behind_its_figures_too(client: TestClient, enter: Enter, read: Read) -> None:
    for country in ("HND", "CRI", "PER"):
        enter("needs", country)
    for by in ("sector", "country"):
        for cell in read(group="SICA", by=by)["rows"]:
            assert client.get(cell["records"]["needs"]).json()["total"] == cell["needs"]


def test_a_coordinator_starts_with_the_members_of_its_organization_and_may_widen(
    client: TestClient, callers: Callers, enter: Enter, read: Read
) -> None:
    sica = register(client, callers.administrator(), acronym="SG-SICA", group="SICA")
    coordinator = callers.coordinator(sica)
    enter("needs", "HND")
    enter("needs", "BRA")
    assert [row["country"] for row in read(coordinator)["rows"]] == ["HND"]
    widened = read(coordinator, group="all", by="sector")
    assert widened["totals"]["needs"] == 2
    assert client.get(widened["totals"]["records"]["needs"], headers=coordinator).json()["total"] == 2


def test_everyone_sees_the_same_figures(client: TestClient, callers: Callers, enter: Enter, read: Read) -> None:
    enter("offers", "CRI")
    enter("needs", "HND")
    publish(client, "needs", a_need("PER"), callers.focal_point("PER"))
    client.post("/api/v1/offers", json=an_offer("CRI"), headers=callers.focal_point("CRI"))
    assert read(callers.focal_point("CRI")) == read(callers.administrator()) == read()


@pytest.mark.parametrize(
    ("asked", "field", "code"),
    [
        ({"by": "modality"}, "by", "unknown-choice"),
        ({"level": "global"}, "level", "unknown-choice"),
        ({"format": "pdf"}, "format", "unknown-choice"),
        ({"group": "NATO"}, "group", "unknown-code"),
        ({"as_of": "2026-09-02"}, "as_of", "day-not-come"),
        ({"as_of": "1989-12-31"}, "as_of", "day-out-of-range"),
        ({"as_of": "yesterday"}, "as_of", "not-a-day"),
        ({"sector": "12220"}, "sector", "unknown-field"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(client: TestClient, asked: dict[str, str], field: str, code: str) -> None:
    answer = client.get("/api/v1/statement", params=asked)
    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]


def test_the_empty_fields_of_a_form_ask_for_nothing(enter: Enter, read: Read) -> None:
    enter("needs", "HND")
    assert read(as_of="", group="", level="") == read()
