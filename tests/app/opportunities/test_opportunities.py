"""The list of opportunities agrees with what the matches say of each need, and holds only what is public."""

from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.registry.service import enter_focal_point
from tests.app.access.world import ALWAYS_HIDDEN, STAGES, build, of_stage
from tests.app.callers import Callers, Headers
from tests.app.conftest import SetClock
from tests.app.factories import a_need, an_offer, create, publish
from tests.app.opportunities.conftest import CATTLE, Document, Enter

BROWSER = {"Accept": "text/html"}
MILK = {"modalities": ["M01", "M08"], "inputs": [{"kind": "personnel"}, {"kind": "equipment", "quantity": 2}]}
EQUIPMENT = {
    "title": "Equipos para laboratorios de hospitales",
    "description": "Entrega de pasteurizadores y congeladores a hospitales públicos que instalan un banco de leche.",
    "modalities": ["M08"],
    "inputs": [{"kind": "equipment"}],
}


def ask(client: TestClient, headers: Headers, **asked: Any) -> Any:
    answer = client.get("/api/v1/opportunities", params=asked, headers=headers | {"Accept-Language": "en"})
    assert answer.status_code == 200, answer.text
    return answer.json()


def best(found: Any) -> list[tuple[str, str]]:
    return [(one["need"]["id"], one["offer"]["id"]) for one in found["bilateral"]["items"]]


def test_each_unanswered_need_comes_with_its_best_proposal(
    client: TestClient, callers: Callers, enter: Enter, organizations: dict[str, str]
) -> None:
    coordinator = callers.coordinator(organizations["SELA"])
    for country in ("CRI", "MEX", "BRA"):
        enter("offers", country)
    needs = [enter("needs", "HND", priority=2), enter("needs", "PER", priority=1)]
    enter("needs", "BOL", **CATTLE)
    found = ask(client, coordinator)
    assert [one["need"]["id"] for one in found["bilateral"]["items"]] == [needs[1]["id"], needs[0]["id"]]
    for one in found["bilateral"]["items"]:
        matches = client.get(f"/api/v1/needs/{one['need']['id']}/matches?limit=50").json()
        answering = [m for m in matches["items"] if m["score"] >= found["threshold"]]
        assert one["match_id"] in [m["id"] for m in answering if m["score"] == answering[0]["score"]]
        assert (one["score"], one["others"]) == (answering[0]["score"], len(answering) - 1)
        assert found["engine"] == matches["engine"]
    assert (found["bilateral"]["total"], found["as_of"]) == (2, "2026-09-01")


def test_anyone_signed_in_may_read_it_and_no_visitor(
    client: TestClient, callers: Callers, enter: Enter, organizations: dict[str, str]
) -> None:
    enter("offers", "CRI")
    enter("needs", "HND")
    for who in (callers.focal_point("URY"), callers.agency(organizations["OPS"]), callers.submitter("PER")):
        assert len(best(ask(client, who))) == 1
    assert client.get("/api/v1/opportunities").status_code == 401
    answer = client.get("/es/opportunities", headers=BROWSER, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/es/sign-in?next=%2Fes%2Fopportunities")


def test_a_coordinator_starts_with_its_members_and_can_widen(
    client: TestClient, callers: Callers, enter: Enter, organizations: dict[str, str]
) -> None:
    coordinator = callers.coordinator(organizations["SELA"])
    enter("offers", "CRI")
    home, abroad = enter("needs", "HND"), enter("needs", "GHA")
    assert [need for need, _ in best(ask(client, coordinator))] == [home["id"]]
    assert {need for need, _ in best(ask(client, coordinator, group="all"))} == {home["id"], abroad["id"]}
    assert [need for need, _ in best(ask(client, coordinator, country="GHA"))] == [abroad["id"]]


def test_every_filter_narrows_the_needs(
    client: TestClient, callers: Callers, enter: Enter, organizations: dict[str, str]
) -> None:
    agency = callers.agency(organizations["OPS"])
    enter("offers", "CRI")
    enter("offers", "ARG", **CATTLE)
    milk, herd, far = enter("needs", "HND"), enter("needs", "BOL", **CATTLE), enter("needs", "GHA")

    def shown(**asked: str) -> set[str]:
        return {need for need, _ in best(ask(client, agency, **asked))}

    assert shown() == {milk["id"], herd["id"], far["id"]}
    assert shown(group="SICA") == {milk["id"]}
    assert shown(country="BOL") == {herd["id"]}
    assert shown(sector="segib:2") == {milk["id"], far["id"]}
    assert shown(level="interregional") == {far["id"]}
    assert shown(group="LLDC", sector="segib:2") == set()
    assert ask(client, agency, kind="exchange")["bilateral"] is None
    assert ask(client, agency, kind="bilateral")["triangles"] is None


@pytest.mark.parametrize(
    "asked",
    [
        {"group": "NATO"}, {"country": "XXX"}, {"country": "hn"}, {"sector": "12220"}, {"sector": "segib:99"},
        {"level": "world"}, {"kind": "all"}, {"limit": 0}, {"limit": 201}, {"q": "x"},
    ],
)  # fmt: skip
def test_a_filter_that_does_not_fit_is_told(client: TestClient, callers: Callers, asked: dict[str, Any]) -> None:
    who = callers.focal_point("HND")
    assert client.get("/api/v1/opportunities", params=asked, headers=who).status_code == 422
    if "q" not in asked:
        page = client.get("/en/opportunities", params=asked, headers=who | BROWSER)
        assert page.status_code == 422


def test_two_countries_that_can_help_each_other_are_an_exchange(
    client: TestClient, callers: Callers, enter: Enter
) -> None:
    who = callers.focal_point("HND")
    offers = [enter("offers", "CRI"), enter("offers", "HND", **CATTLE)]
    needs = [enter("needs", "HND"), enter("needs", "CRI", **CATTLE)]
    (one,) = ask(client, who)["exchanges"]["items"]
    assert one["countries"] == ["CRI", "HND"]
    assert [(link["supplier"], link["offer"]["id"], link["need"]["id"]) for link in one["links"]] == [
        ("CRI", offers[0]["id"], needs[0]["id"]),
        ("HND", offers[1]["id"], needs[1]["id"]),
    ]
    assert one["weakest"] == min(link["score"] for link in one["links"])
    assert ask(client, who, country="PER")["exchanges"]["items"] == []
    assert ask(client, who, group="CARICOM")["exchanges"]["items"] == []


def test_a_triangle_names_its_gap_and_who_fills_it(client: TestClient, callers: Callers, enter: Enter) -> None:
    need = enter("needs", "HND", **MILK)
    first = enter("offers", "CRI", inputs=[{"kind": "personnel"}])
    second = enter("offers", "MEX", **EQUIPMENT)
    found = ask(client, callers.focal_point("URY"))["triangles"]
    assert found["total"] == 1
    one = found["items"][0]
    assert (one["need"]["id"], one["first_provider"]["id"], one["second_provider"]["id"]) == (
        need["id"],
        first["id"],
        second["id"],
    )
    assert (one["gap"], one["gap_name"]) == ("equipment", "Equipment")
    match = client.get(f"/api/v1/matches/{one['match_id']}").json()
    assert (match["score"], match["explanation"]["gap"]) == (one["score"], "equipment")


def test_suppliers_are_counted_over_all_proposals(client: TestClient, callers: Callers, enter: Enter) -> None:
    enter("offers", "CRI")
    enter("offers", "CRI", title="Otro curso de bancos de leche humana")
    enter("offers", "MEX")
    enter("offers", "ARG", **CATTLE)
    enter("needs", "HND")
    enter("needs", "BOL", **CATTLE)
    found = ask(client, callers.focal_point("URY"))["suppliers"]
    assert [(one["country"], one["proposals"], one["only_one"]) for one in found["suppliers"]] == [
        ("CRI", 2, 0),
        ("ARG", 1, 1),
        ("MEX", 1, 0),
    ]
    assert (found["proposals"], found["needs"], found["only_one"], found["share_of_three"]) == (4, 2, 1, 1.0)


def test_records_that_run_out_are_told_before_and_after(
    client: TestClient, callers: Callers, enter: Enter, clock: SetClock
) -> None:
    who = callers.focal_point("URY")
    enter("offers", "CRI", valid_until="2027-09-01")
    soon = enter("needs", "HND", valid_until="2026-10-20")
    assert [one["overdue"] for one in ask(client, who)["stale"]["items"]] == [False]
    clock.move(days=60)
    (one,) = ask(client, who)["stale"]["items"]
    assert (one["record"]["id"], one["valid_until"], one["dormant_after"], one["overdue"]) == (
        soon["id"],
        "2026-10-20",
        "2026-12-19",
        True,
    )
    clock.move(days=60)
    assert ask(client, who)["stale"]["total"] == 0


def test_countries_without_an_active_focal_point_are_told(client: TestClient, callers: Callers, enter: Enter) -> None:
    enter("needs", "GHA")
    with callers.writing() as ctx:
        for country, confirmed in (("HND", date(2026, 8, 1)), ("PER", date(2024, 1, 1))):
            office = {"country": country, "institution": f"Oficina de {country}", "languages": ["es"], "since": None}
            enter_focal_point(ctx, office | {"confirmed_on": confirmed})
    vacant = {
        one["country"]: one["last_confirmed"] for one in ask(client, callers.focal_point("URY"))["without_focal_point"]
    }
    assert "HND" not in vacant
    assert (vacant["PER"], vacant["GHA"], vacant["HTI"]) == ("2024-01-01", None, None)
    inside = ask(client, callers.focal_point("URY"), group="CAN")["without_focal_point"]
    assert {"BOL", "COL", "ECU", "PER"} <= {one["country"] for one in inside} <= set(vacant)
    assert "HTI" not in {one["country"] for one in inside}
    page = client.get("/en/focal-points", headers=BROWSER).text
    assert "Oficina de HND" in page
    assert "Ghana" in page.split("<table")[0]
    assert "Honduras" not in page.split("<table")[0]


def test_support_is_shown_to_those_who_may_read_it(
    client: TestClient, callers: Callers, enter: Enter, organizations: dict[str, str]
) -> None:
    enter("offers", "CRI")
    need = enter("needs", "HND")
    body = {"what": "Paga los pasajes", "until": "2026-12-31"}
    client.post(f"/api/v1/needs/{need['id']}/supports", json=body, headers=callers.agency(organizations["OPS"]))

    def marks(who: Headers) -> Any:
        return ask(client, who)["bilateral"]["items"][0]["supports"]

    for who in (
        callers.agency(organizations["FAO"]),
        callers.focal_point("HND"),
        callers.coordinator(organizations["SELA"]),
    ):
        assert [mark["organization"] for mark in marks(who)] == [organizations["OPS"]]
    assert marks(callers.focal_point("URY")) is None
    assert "Paga los pasajes" not in client.get("/es/opportunities", headers=callers.focal_point("URY") | BROWSER).text


def ask_to_talk(client: TestClient, match_id: str, headers: Headers) -> Document:
    answer = client.post(f"/api/v1/matches/{match_id}/interest", json={"message": "Conversemos."}, headers=headers)
    assert answer.status_code == 201, answer.text
    made: Document = answer.json()
    return made


def test_a_need_with_a_case_is_left_out_for_those_who_may_know_of_it(
    client: TestClient, callers: Callers, enter: Enter, organizations: dict[str, str]
) -> None:
    coordinator, own = callers.coordinator(organizations["SELA"]), callers.focal_point("HND")
    first, second = enter("offers", "CRI"), enter("offers", "MEX", title="Redes de bancos de leche humana")
    enter("needs", "HND")
    (before,) = ask(client, coordinator)["bilateral"]["items"]
    case = ask_to_talk(client, before["match_id"], own)
    for who in (coordinator, own):
        found = ask(client, who)
        assert (found["bilateral"]["total"], found["cases_left_out"]) == (0, 1)
    stranger = ask(client, callers.focal_point("URY"))
    assert (stranger["bilateral"]["items"], stranger["cases_left_out"]) == ([before | {"supports": None}], 0)

    asked = "CRI" if before["offer"]["id"] == first["id"] else "MEX"
    no = {"answer": "no", "reason": "Sin cupo."}
    answer = client.post(f"/api/v1/interests/{case['id']}/answers", json=no, headers=callers.focal_point(asked))
    assert answer.status_code == 200, answer.text
    (after,) = ask(client, coordinator)["bilateral"]["items"]
    assert {before["offer"]["id"], after["offer"]["id"]} == {first["id"], second["id"]}


def test_nothing_that_is_not_public_is_in_the_list(client: TestClient, callers: Callers, clock: SetClock) -> None:
    world = build(client, callers, clock)
    publish(client, "offers", an_offer("URY"), callers.focal_point("URY"))
    publish(client, "offers", an_offer("PER"), callers.focal_point("PER"))
    hidden = [*ALWAYS_HIDDEN, *(of_stage(stage) for stage in STAGES if stage != "published")]
    for who, headers in (world.foreign | world.own).items():
        for address in (
            "/api/v1/opportunities?group=all",
            "/en/opportunities?group=all",
            "/en/opportunities?view=briefing",
        ):
            answer = client.get(address, headers=headers | BROWSER, follow_redirects=False)
            if answer.status_code not in {401, 303}:
                assert answer.status_code == 200, (who, address)
                assert not [canary for canary in hidden if canary in answer.text.lower()], (who, address)


def test_an_excluded_pair_leaves_no_trace(client: TestClient, callers: Callers, enter: Enter) -> None:
    who = callers.focal_point("URY")
    offers = {country: enter("offers", country) for country in ("CRI", "MEX")}
    need = enter("needs", "HND", **MILK)
    enter("offers", "CHL", **EQUIPMENT)
    excluded = {"kind": "country", "code": "CRI", "applies_to": "needs"}
    client.post("/api/v1/countries/HND/exclusions", json=excluded, headers=callers.focal_point("HND"))
    answer = client.get("/api/v1/opportunities", headers=who)
    assert best(answer.json()) == [(need["id"], offers["MEX"]["id"])]
    assert offers["CRI"]["id"] not in answer.text
    assert "CRI" not in [one["country"] for one in answer.json()["suppliers"]["suppliers"]]


def test_a_withdrawn_offer_is_gone_at_once(client: TestClient, callers: Callers, enter: Enter) -> None:
    who = callers.focal_point("URY")
    offer = enter("offers", "CRI")
    enter("needs", "HND")
    assert len(best(ask(client, who))) == 1
    client.post(f"/api/v1/offers/{offer['id']}/withdraw", headers=callers.focal_point("CRI"))
    found = ask(client, who)
    assert (best(found), found["suppliers"]["total"]) == ([], 0)


@pytest.mark.parametrize("language", ["es", "pt", "fr", "en"])
def test_page_and_briefing_speak_every_language_and_can_be_sent_on(
    client: TestClient, callers: Callers, enter: Enter, organizations: dict[str, str], language: str
) -> None:
    enter("offers", "CRI")
    enter("offers", "HND", **CATTLE)
    enter("needs", "HND", **MILK)
    enter("needs", "CRI", **CATTLE)
    enter("offers", "MEX", **EQUIPMENT)
    coordinator = callers.coordinator(organizations["SELA"]) | BROWSER
    for view in ("", "?view=briefing"):
        answer = client.get(f"/{language}/opportunities{view}", headers=coordinator)
        assert answer.status_code == 200
        assert answer.text.count("<h1") == 1
        assert "{" not in answer.text
        assert f"/{language}/opportunities?group=SELA" in answer.text
    assert matching_label(client) in answer.text


def matching_label(client: TestClient) -> str:
    engine = client.get("/api/v1/statement").json()["engine"]
    return f"{engine['version']}, {engine['weights']}, <code>{engine['index_fingerprint']}</code>"


def test_a_draft_is_not_even_counted(client: TestClient, callers: Callers, enter: Enter) -> None:
    enter("offers", "CRI")
    create(client, "needs", a_need("HND"), callers.focal_point("HND"))
    for who in (callers.focal_point("HND"), callers.administrator()):
        found = ask(client, who)
        assert (found["bilateral"]["total"], found["suppliers"]["proposals"]) == (0, 0)
