"""The main job: a need and an offer through the API, matched and explained."""

from fastapi.testclient import TestClient

from tests.app.callers import Callers
from tests.app.factories import a_need, an_offer, create, publish


def test_a_need_finds_the_offer_that_answers_it_and_says_why(client: TestClient, callers: Callers) -> None:
    offer = publish(client, "offers", an_offer("CRI"), callers.focal_point("CRI"))
    need = publish(client, "needs", a_need("HND"), callers.focal_point("HND"))

    answer = client.get(f"/api/v1/needs/{need['id']}/matches")

    assert answer.status_code == 200
    [match] = answer.json()["items"]
    assert match["roles"]["recipient"] == {"country": "HND", "organization": None, "need_id": need["id"]}
    assert match["roles"]["first_provider"] == {
        "country": "CRI",
        "organization": None,
        "offer_id": offer["id"],
    }
    assert match["level"] == "subregional"
    explanation = match["explanation"]
    assert round(explanation["prior"] + sum(s["points"] for s in explanation["signals"]), 6) == explanation["points"]
    assert "Costa Rica" in explanation["sentence"]
    judged = client.get(f"/api/v1/matches/{match['id']}").json()
    assert judged.pop("engine") == answer.json()["engine"]
    assert judged == match


def test_another_country_cannot_even_find_a_draft(client: TestClient, callers: Callers) -> None:
    draft = create(client, "offers", an_offer("CRI"), callers.focal_point("CRI"))
    path = f"/api/v1/offers/{draft['id']}"
    assert client.get(path, headers=callers.focal_point("CRI")).status_code == 200
    assert client.get(path, headers=callers.focal_point("PER")).status_code == 404
    assert client.get(path).status_code == 404
