"""The desk of each role, as JSON and as a page: needs first, then what waits and what runs out."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.core.actor import Role
from tests.app.callers import Callers, Headers
from tests.app.conftest import SetClock
from tests.app.desk.conftest import SignIn
from tests.app.desk.seen import Page
from tests.app.factories import Document, a_need, act, amend, an_offer, create, publish, register

WATER: Document = {
    "title": "Riego por goteo para el cultivo de papa",
    "description": "Productores de papa quieren aprender riego por goteo y mantenimiento de bombas solares.",
    "sectors": ["31140"],
    "priority": 2,
}


def desk(client: TestClient, headers: Headers, **params: str) -> Any:
    answer = client.get("/api/v1/desk", params=params, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_focal_point_finds_its_needs_and_who_can_answer_them(client: TestClient, callers: Callers) -> None:
    honduras = callers.focal_point("HND")
    need = publish(client, "needs", a_need("HND"), honduras)
    offer = publish(client, "offers", an_offer("CRI"), callers.focal_point("CRI"))
    unanswered = publish(client, "needs", a_need("HND", **WATER), honduras)
    publish(client, "needs", a_need("GTM"), callers.focal_point("GTM"))
    found = desk(client, honduras)
    needs = found["needs"]
    assert (needs["total"], needs["answered"]) == (2, 1)
    assert [one["record"]["id"] for one in needs["items"]] == [need["id"], unanswered["id"]]
    first, second = needs["items"]
    assert [one["other"]["id"] for one in first["proposals"]] == [offer["id"]]
    assert first["proposals"][0]["other"]["country"] == "CRI"
    assert first["proposals"][0]["score"] >= found["threshold"]
    assert first["proposals"][0]["strength"] in {"good", "strong"}
    assert len(first["proposals"][0]["because"]) > 10
    assert (second["proposals"], second["put_away"]) == ([], 0)
    matches = client.get(f"/api/v1/needs/{need['id']}/matches", headers=honduras).json()["items"]
    assert [one["match_id"] for one in first["proposals"]] == [one["id"] for one in matches][:3]


def test_a_need_that_nobody_answers_names_the_change_that_would_help(client: TestClient, callers: Callers) -> None:
    honduras = callers.focal_point("HND")
    publish(client, "needs", a_need("HND"), honduras)
    used_up = publish(client, "offers", an_offer("CRI", capacity={"remaining": 0}), callers.focal_point("CRI"))
    [one] = desk(client, honduras)["needs"]["items"]
    assert one["proposals"] == []
    assert (one["near_miss"]["other"]["id"], one["near_miss"]["change"]) == (used_up["id"], "add_capacity")
    assert one["near_miss"]["sentence"].endswith(".")


def test_what_was_put_away_is_told_and_not_shown(client: TestClient, callers: Callers) -> None:
    honduras = callers.focal_point("HND")
    need = publish(client, "needs", a_need("HND"), honduras)
    offer = publish(client, "offers", an_offer("CRI"), callers.focal_point("CRI"))
    body = {"offer_id": offer["id"], "reason_code": "too_costly"}
    assert client.post(f"/api/v1/needs/{need['id']}/dismissals", json=body, headers=honduras).status_code == 201
    [one] = desk(client, honduras)["needs"]["items"]
    assert (one["proposals"], one["put_away"]) == ([], 1)


def test_needs_come_in_pages(client: TestClient, callers: Callers) -> None:
    honduras = callers.focal_point("HND")
    made = [publish(client, "needs", a_need("HND", title=f"Necesidad {n}"), honduras)["id"] for n in range(10)]
    first = desk(client, honduras)["needs"]
    second = desk(client, honduras, cursor=first["next"])["needs"]
    shown = [one["record"]["id"] for page in (first, second) for one in page["items"]]
    assert (sorted(shown), second["next"], first["total"]) == (sorted(made), None, 10)
    for cursor in ("x", "W10", client.get("/api/v1/needs?limit=1").json()["next"]):
        answer = client.get("/api/v1/desk", params={"cursor": cursor}, headers=honduras)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "invalid-cursor")


def test_what_waits_for_a_focal_point_is_told_with_its_day(
    client: TestClient, callers: Callers, clock: SetClock
) -> None:
    honduras, submitter = callers.focal_point("HND"), callers.submitter("HND")
    draft = create(client, "needs", a_need("HND"), honduras)
    clock.move(days=2)
    submitted = act(client, "offers", create(client, "offers", an_offer("HND"), submitter), "submit", submitter)
    clock.move(days=3)
    changed = publish(client, "offers", an_offer("HND", title="Otra oferta"), honduras)
    own = create(client, "offers", an_offer("HND", title="Oferta de la fundación"), submitter)
    own = act(client, "offers", act(client, "offers", own, "submit", submitter), "publish", honduras)
    amend(client, "offers", own, {"title": "Un cambio"}, submitter)
    create(client, "offers", an_offer("HND", title="Borrador ajeno"), submitter)
    waiting = desk(client, honduras)["waiting"]
    assert [(one["what"], one["id"], one["days"]) for one in waiting["items"]] == [
        ("draft", draft["id"], 5),
        ("submitted", submitted["id"], 3),
        ("change", own["id"], 0),
    ]
    assert waiting["total"] == 3
    assert changed["id"] not in str(waiting)


def test_who_asks_to_talk_waits_too(client: TestClient, callers: Callers) -> None:
    honduras, costa_rica = callers.focal_point("HND"), callers.focal_point("CRI")
    need = publish(client, "needs", a_need("HND"), honduras)
    publish(client, "offers", an_offer("CRI"), costa_rica)
    match = client.get(f"/api/v1/needs/{need['id']}/matches").json()["items"][0]["id"]
    asked = client.post(f"/api/v1/matches/{match}/interest", json={"message": "¿Hablamos?"}, headers=honduras)
    assert asked.status_code == 201, asked.text
    [one] = desk(client, costa_rica)["waiting"]["items"]
    assert (one["what"], one["id"], one["country"]) == ("interest", asked.json()["id"], "HND")
    assert desk(client, honduras)["waiting"]["items"] == []


def test_what_runs_out_is_told_from_four_fifths_of_its_validity_on(
    client: TestClient, callers: Callers, clock: SetClock
) -> None:
    honduras = callers.focal_point("HND")
    need = publish(client, "needs", a_need("HND", valid_until="2026-12-10"), honduras)  # 100 days
    for days, state in ((79, None), (1, "running_out"), (20, "running_out"), (1, "overdue"), (59, "overdue")):
        clock.move(days=days)
        assert [one["state"] for one in desk(client, honduras)["ending"]["items"]] == ([state] if state else [])
    clock.move(days=1)
    [one] = desk(client, honduras)["ending"]["items"]
    assert (one["state"], one["days"], one["record"]["id"]) == ("dormant", 0, need["id"])


def test_one_click_on_the_page_assures_a_record(
    client: TestClient, callers: Callers, clock: SetClock, at_desk: SignIn
) -> None:
    need = publish(client, "needs", a_need("HND"), callers.focal_point("HND"))
    clock.move(days=300)
    person = at_desk(Role.FOCAL_POINT, country="HND").see("desk")
    [fields] = [fields for action, fields in Page(person.text).forms if action == "/es/desk/assure"]
    person.send("desk/assure", record=fields["record"], version=fields["version"])
    assert person.status == 303
    assert need["title"] in person.follow().text
    assert not [action for action, _ in Page(person.text).forms if action == "/es/desk/assure"]
    record = client.get(f"/api/v1/needs/{need['id']}").json()
    assert record["assured_on"] == clock.now.date().isoformat()
    assert person.send("desk/assure", record=fields["record"], version=fields["version"]).status == 412
    assert person.send("desk/assure", record=fields["record"], version="x").status == 422
    assert person.send("desk/assure", record="ned_0", version="1").status == 404
    assert person.send("desk/assure", csrf="", record=fields["record"], version="3").status == 403


def test_a_focal_point_is_told_what_its_country_could_offer_too(client: TestClient, callers: Callers) -> None:
    costa_rica = callers.focal_point("CRI")
    offer = publish(client, "offers", an_offer("CRI", capacity={"remaining": 0}), costa_rica)
    need = publish(client, "needs", a_need("HND"), callers.focal_point("HND"))
    hints = desk(client, costa_rica)["could_offer"]
    assert [(one["need_id"], one["source"]["id"]) for one in hints] == [(need["id"], offer["id"])]


def test_a_submitter_finds_its_entries_and_their_stage(client: TestClient, callers: Callers) -> None:
    honduras, submitter = callers.focal_point("HND"), callers.submitter("HND")
    draft = create(client, "needs", a_need("HND"), submitter)
    sent_back = act(client, "offers", create(client, "offers", an_offer("HND"), submitter), "submit", submitter)
    act(client, "offers", sent_back, "reject", honduras)
    create(client, "needs", a_need("HND", title="De otros"), honduras)
    found = desk(client, submitter)
    assert [(one["record"]["id"], one["stage"], one["reason"]) for one in found["entries"]["items"]] == [
        (sent_back["id"], "rejected", "Falta el presupuesto."),
        (draft["id"], "draft", None),
    ]
    assert [name for name in ("needs", "waiting", "could_offer", "countries", "health") if found[name]] == []


def test_an_agency_finds_its_offers_the_needs_near_and_its_marks(client: TestClient, callers: Callers) -> None:
    organization = register(client, callers.administrator())
    agency = callers.agency(organization)
    offer = publish(client, "offers", an_offer(None, organization=organization), agency)
    need = publish(client, "needs", a_need("HND"), callers.focal_point("HND"))
    mark = {"what": "Pagamos los viajes.", "until": "2026-12-31"}
    marked = client.post(f"/api/v1/needs/{need['id']}/supports", json=mark, headers=agency)
    assert marked.status_code == 201, marked.text
    found = desk(client, agency)
    [one] = found["offers"]["items"]
    assert one["record"]["id"] == offer["id"]
    assert [proposal["other"]["id"] for proposal in one["proposals"]] == [need["id"]]
    assert [(mark["need"]["id"], mark["what"]) for mark in found["supports"]] == [(need["id"], "Pagamos los viajes.")]


def test_a_coordinator_finds_needs_answered_by_country_and_who_waits_for_whom(
    client: TestClient, callers: Callers
) -> None:
    sela = register(client, callers.administrator(), acronym="SICA", group="SICA")
    honduras = callers.focal_point("HND")
    need = publish(client, "needs", a_need("HND"), honduras)
    publish(client, "needs", a_need("HND", **WATER), honduras)
    publish(client, "offers", an_offer("CRI"), callers.focal_point("CRI"))
    publish(client, "needs", a_need("PER"), callers.focal_point("PER"))
    match = client.get(f"/api/v1/needs/{need['id']}/matches").json()["items"][0]["id"]
    client.post(f"/api/v1/matches/{match}/interest", json={"message": "secretcanary"}, headers=honduras)
    found = desk(client, callers.coordinator(sela))
    rows = {row["country"]: (row["needs"], row["answered"]) for row in found["countries"]["items"]}
    assert (rows["HND"], rows["CRI"], "PER" in rows) == ((2, 1), (0, 0), False)
    assert (found["countries"]["needs"], found["countries"]["answered"]) == (2, 1)
    assert "HND" in found["countries"]["vacant"]  # a token is nobody's account
    assert [side["country"] for side in found["cases"]["items"][0]["sides"] if side["waiting_since"]] == ["CRI"]
    assert "secretcanary" not in str(found)


def test_a_delegate_finds_the_drafts_it_entered(client: TestClient, callers: Callers) -> None:
    sela = register(client, callers.administrator(), acronym="SELA", group="SELA")
    honduras, coordinator = callers.focal_point("HND"), callers.coordinator(sela)
    body = {"organization": sela, "until": "2026-12-31"}
    assert client.post("/api/v1/countries/HND/delegations", json=body, headers=honduras).status_code == 201
    draft = create(client, "needs", a_need("HND"), coordinator)
    found = desk(client, coordinator)
    assert found["countries"]["delegated"] == ["HND"]
    assert [one["id"] for one in found["waiting"]["items"]] == [draft["id"]]
    [seen] = desk(client, honduras)["waiting"]["items"]
    assert (seen["id"], seen["organization"]) == (draft["id"], sela)


def test_an_administrator_finds_accounts_and_the_state_of_the_service(client: TestClient, callers: Callers) -> None:
    publish(client, "needs", a_need("HND"), callers.focal_point("HND"))
    found = desk(client, callers.administrator())
    assert found["accounts"]["vacant"] == ["HND"]
    assert {one["code"]: one["state"] for one in found["health"]} == dict.fromkeys(
        ("index", "ledger", "jobs-late", "jobs-failed", "letters-given-up", "letters-waiting"), "good"
    )


def test_the_desk_is_nobodys_without_signing_in(client: TestClient) -> None:
    assert client.get("/api/v1/desk").status_code == 401
    page = client.get("/es/desk", headers={"Accept": "text/html"}, follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (303, "/es/sign-in?next=%2Fes%2Fdesk")


@pytest.mark.parametrize("language", ["es", "pt", "fr", "en"])
def test_the_page_of_every_role_shows_its_sections(
    client: TestClient, callers: Callers, at_desk: SignIn, language: str
) -> None:
    organization = register(client, callers.administrator(), group="SELA")
    honduras = callers.focal_point("HND")
    need = publish(client, "needs", a_need("HND"), honduras)
    publish(client, "offers", an_offer("CRI"), callers.focal_point("CRI"))
    publish(client, "offers", an_offer(None, organization=organization), callers.agency(organization))
    create(client, "needs", a_need("HND"), honduras)
    for role, whose, sections in (
        (Role.FOCAL_POINT, {"country": "HND"}, {"needs", "waiting", "ending", "could-offer"}),
        (Role.SUBMITTER, {"country": "HND"}, {"entries", "ending"}),
        (Role.AGENCY, {"organization": organization}, {"offers", "waiting", "ending", "supports"}),
        (Role.COORDINATOR, {"organization": organization}, {"countries", "cases", "waiting", "vacant"}),
        (Role.ADMINISTRATOR, {}, {"accounts", "health", "vacant"}),
    ):
        person = at_desk(role, language, **whose).see("desk")
        assert person.status == 200, person.text[:2000]
        page = Page(person.text)
        assert set(page.sections) == sections, role
        assert len(person.text.encode()) < 40_000
        if role is Role.FOCAL_POINT:
            assert need["title"] in page.headings
            assert f"/{language}/needs/{need['id']}" in page.links
            assert {f"/{language}/handover", f"/{language}/delegations", f"/{language}/needs/new"} <= set(page.links)
