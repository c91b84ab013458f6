"""What closes a pair closes it at once, for every way of asking; what opens it opens it at once."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.app.callers import Callers, Headers
from tests.app.conftest import SetClock
from tests.app.factories import Document, a_need, act, amend, an_offer, create, publish
from tests.app.matches.examples import honduras_need, matches, offer_ids


@pytest.fixture
def offer(client: TestClient, callers: Callers) -> Document:
    return publish(client, "offers", an_offer("CRI"), callers.focal_point("CRI"))


@pytest.fixture
def need(client: TestClient, callers: Callers, offer: Document) -> Document:
    return honduras_need(client, callers)


def seen(client: TestClient, need: Document, offer: Document, match_id: str) -> set[str]:
    """The ways on which the pair is found now."""
    unsaved = a_need("HND") | {"side": "need", "limit": 50}
    batch = client.post("/api/v1/matches/batch", json={"need_ids": [need["id"]]})
    from_need = client.get(f"/api/v1/needs/{need['id']}/matches")
    from_offer = client.get(f"/api/v1/offers/{offer['id']}/matches")
    ways = {
        "need": from_need.is_success and offer_ids(from_need.json()) == [offer["id"]],
        "offer": from_offer.is_success and [m["id"] for m in from_offer.json()["items"]] == [match_id],
        "batch": batch.is_success and offer_ids(batch.json()["results"][0]) == [offer["id"]],
        "preview": offer_ids(client.post("/api/v1/matches/search", json=unsaved).json()) == [offer["id"]],
        "match": client.get(f"/api/v1/matches/{match_id}").is_success,
    }
    return {way for way, found in ways.items() if found}


ALL = {"need", "offer", "batch", "preview", "match"}


@pytest.mark.parametrize(
    ("side", "patch", "reason"),
    [
        ("offer", {"capacity": {"remaining": 0}}, "no_capacity"),
        ("offer", {"actor_types_welcome": ["22"]}, "actor_type_not_welcome"),
        ("need", {"actor_types_welcome": ["70"]}, "actor_type_not_welcome"),
        ("offer", {"levels": ["interregional"]}, "level_not_wanted"),
        ("need", {"levels": ["regional"]}, "level_not_wanted"),
    ],
)
def test_a_closed_gate_removes_the_pair_at_once_and_says_so_among_the_near_misses(
    side: str, patch: dict[str, Any], reason: str, client: TestClient, callers: Callers, offer: Document, need: Document
) -> None:
    [match] = matches(client, need)["items"]
    assert seen(client, need, offer, match["id"]) == ALL
    record, path, owner = (
        (offer, "offers", callers.focal_point("CRI"))
        if side == "offer"
        else (need, "needs", callers.focal_point("HND"))
    )
    closed = amend(client, path, record, patch, owner)
    assert seen(client, need, offer, match["id"]) - {"preview"} == set()
    [miss] = matches(client, need)["near_misses"]
    assert (miss["offer_id"], miss["country"], miss["reason"]) == (offer["id"], "CRI", reason)
    assert miss["sentence"]
    amend(client, path, closed, dict.fromkeys(patch), owner)
    assert seen(client, need, offer, match["id"]) == ALL
    assert matches(client, need)["items"] == [match]


def test_windows_that_do_not_meet_close_the_pair(client: TestClient, callers: Callers, offer: Document) -> None:
    need = honduras_need(client, callers, available_until="2026-12-31")
    [match] = matches(client, need)["items"]
    amend(client, "offers", offer, {"available_from": "2027-01-01"}, callers.focal_point("CRI"))
    answer = matches(client, need)
    assert answer["items"] == []
    assert [miss["reason"] for miss in answer["near_misses"]] == ["dates"]
    assert client.get(f"/api/v1/matches/{match['id']}").status_code == 404


def test_a_country_is_never_matched_with_itself(client: TestClient, callers: Callers, need: Document) -> None:
    publish(client, "offers", an_offer("HND"), callers.focal_point("HND"))
    answer = matches(client, need)
    assert [m["roles"]["first_provider"]["country"] for m in answer["items"]] == ["CRI"]
    assert answer["near_misses"] == []


@pytest.mark.parametrize("action", ["withdraw", "fulfil"])
def test_what_leaves_the_register_is_gone_from_every_answer_at_once(
    action: str, client: TestClient, callers: Callers, offer: Document, need: Document
) -> None:
    [match] = matches(client, need)["items"]
    act(client, "offers", offer, action, callers.focal_point("CRI"))
    assert seen(client, need, offer, match["id"]) == set()
    assert matches(client, need)["near_misses"] == []
    act(client, "needs", need, action, callers.focal_point("HND"))
    assert client.get(f"/api/v1/needs/{need['id']}/matches").status_code == 404


def test_the_day_after_the_grace_an_offer_is_gone_without_any_job(
    client: TestClient, callers: Callers, clock: SetClock, need: Document
) -> None:
    lapsing = publish(client, "offers", an_offer("PER", valid_until="2026-10-31"), callers.focal_point("PER"))
    assert lapsing["id"] in offer_ids(matches(client, need))
    clock.now = clock.now.replace(month=12, day=30)
    assert lapsing["id"] in offer_ids(matches(client, need))
    clock.now += timedelta(days=1)
    answer = matches(client, need)
    assert lapsing["id"] not in str(answer)
    act(client, "offers", lapsing, "assure", callers.focal_point("PER"))
    assert lapsing["id"] in offer_ids(matches(client, need))


def test_a_change_that_waits_changes_no_match(client: TestClient, callers: Callers, need: Document) -> None:
    owner = callers.submitter("CRI")
    document = an_offer("CRI")
    waiting = client.post("/api/v1/offers", json=document, headers=owner).json()
    act(client, "offers", waiting, "publish", callers.focal_point("CRI"))
    before = matches(client, need)["items"]
    read = client.get(f"/api/v1/offers/{waiting['id']}", headers=owner).json()
    amend(client, "offers", read, {"title": "Trazabilidad bovina", "capacity": {"remaining": 0}}, owner)
    assert matches(client, need)["items"] == before
    act(client, "offers", waiting, "publish", callers.focal_point("CRI"))
    assert waiting["id"] not in offer_ids(matches(client, need))


def put_away(client: TestClient, path: str, record: Document, other: dict[str, str], headers: Headers) -> str:
    answer = client.post(
        f"/api/v1/{path}/{record['id']}/dismissals",
        json=other | {"reason_code": "too_costly", "note": "Caro."},
        headers=headers,
    )
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


def test_a_dismissal_hides_the_pair_from_that_side_only_until_it_is_taken_back(
    client: TestClient, callers: Callers, offer: Document, need: Document
) -> None:
    own, other = callers.focal_point("HND"), callers.focal_point("CRI")

    def listed(headers: Headers) -> tuple[bool, bool]:
        from_need = offer_ids(matches(client, need, headers)) == [offer["id"]]
        answer = client.get(f"/api/v1/offers/{offer['id']}/matches", headers=headers).json()
        return from_need, len(answer["items"]) == 1

    location = put_away(client, "needs", need, {"offer_id": offer["id"]}, own)
    assert listed(own) == (False, True)
    assert listed(callers.country_admin("HND")) == (False, True)
    assert listed(other) == listed({}) == listed(callers.submitter("HND")) == (True, True)
    [row] = client.get(f"/api/v1/needs/{need['id']}/dismissals", headers=own).json()["items"]
    assert (row["reason_code"], row["note"]) == ("too_costly", "Caro.")
    assert put_away(client, "needs", need, {"offer_id": offer["id"]}, own) == location
    counter = put_away(client, "offers", offer, {"need_id": need["id"]}, other)
    assert listed(other) == (True, False)
    assert client.delete(location, headers=other).status_code == 403
    for where, who in ((location, own), (counter, other)):
        assert client.delete(where, headers=who).status_code == 204
        assert client.delete(where, headers=who).status_code == 404
    assert listed(own) == listed(other) == (True, True)


def test_a_dismissed_offer_is_in_none_of_that_sides_triangles(client: TestClient, callers: Callers) -> None:
    own = callers.focal_point("HND")
    need = honduras_need(client, callers, inputs=[{"kind": "personnel"}, {"kind": "equipment"}])
    publish(client, "offers", an_offer("CRI", inputs=[{"kind": "personnel"}]), callers.focal_point("CRI"))
    brings = publish(client, "offers", an_offer("PER", inputs=[{"kind": "equipment"}]), callers.focal_point("PER"))
    assert matches(client, need, own, kind="triangular")["items"]
    put_away(client, "needs", need, {"offer_id": brings["id"]}, own)
    assert brings["id"] not in str(matches(client, need, own, kind="triangular"))
    assert brings["id"] in str(matches(client, need, kind="triangular"))


@dataclass
class Register:
    """Three countries' offers and what Honduras excludes, as they stand after each move."""

    client: TestClient
    callers: Callers
    current: dict[str, Document] = field(default_factory=dict)
    excluded: dict[str, str] = field(default_factory=dict)

    def exclude(self, country: str) -> None:
        body = {"kind": "country", "code": country, "applies_to": "needs"}
        path, honduras = "/api/v1/countries/HND/exclusions", self.callers.focal_point("HND")
        made = self.client.post(path, json=body, headers=honduras).headers["location"]
        self.include(country)
        self.excluded[country] = made

    def include(self, country: str) -> None:
        if country in self.excluded:
            self.client.delete(self.excluded.pop(country), headers=self.callers.focal_point("HND"))

    def empty(self, country: str) -> None:
        self.change(country, 0)

    def fill(self, country: str) -> None:
        self.change(country, 2)

    def change(self, country: str, remaining: int) -> None:
        patch = {"capacity": {"remaining": remaining}}
        if self.current.get(country, {"stage": "withdrawn"})["stage"] != "withdrawn":
            who = self.callers.focal_point(country)
            self.current[country] = amend(self.client, "offers", self.current[country], patch, who)

    def enter(self, country: str) -> None:
        if self.current.get(country, {"stage": "withdrawn"})["stage"] == "withdrawn":
            self.current[country] = create(self.client, "offers", an_offer(country), self.callers.focal_point(country))

    def act(self, country: str, action: str) -> None:
        """Whether it is possible now or not; a record that is not there yet is entered."""
        self.enter(country)
        body = {"reason": "No."} if action == "reject" else {}
        address = f"/api/v1/offers/{self.current[country]['id']}/{action}"
        answer = self.client.post(address, json=body, headers=self.callers.focal_point(country))
        if answer.is_success:
            self.current[country] = answer.json()

    def public(self) -> set[str]:
        """The offers that the need must find: published, with capacity, not excluded."""
        return {
            offer["id"]
            for country, offer in self.current.items()
            if offer["stage"] == "published"
            and (offer["capacity"] or {}).get("remaining") != 0
            and country not in self.excluded
        }

    def clear(self) -> None:
        for country in list(self.current):
            self.include(country)
            self.act(country, "withdraw")
        for country in list(self.excluded):
            self.include(country)


OWN_MOVES = ("exclude", "include", "empty", "fill", "enter")
MOVES = (*OWN_MOVES, "publish", "withdraw", "assure", "submit", "reject", "publish", "publish")


@settings(max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(
    moves=st.lists(st.tuples(st.sampled_from(("CRI", "PER", "COL")), st.sampled_from(MOVES)), min_size=6, max_size=16)
)
def test_whatever_happens_in_whatever_order_the_list_is_what_is_public_now(
    moves: list[tuple[str, str]], client: TestClient, callers: Callers
) -> None:
    need = honduras_need(client, callers)
    register = Register(client, callers)
    for country, move in moves:
        if move in OWN_MOVES:
            getattr(register, move)(country)
        else:
            register.act(country, move)
        assert set(offer_ids(matches(client, need))) == register.public(), moves
    register.clear()
