"""Idempotency-Key: the same key, caller and body give the first answer again, and nothing happens twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.web.idempotency import forget_old_answers
from tests.app.callers import Callers, Headers
from tests.app.conftest import SetClock
from tests.app.factories import a_need, an_offer, create, publish


@pytest.fixture
def focal_point(callers: Callers) -> Headers:
    return callers.focal_point("CRI")


def keyed(headers: Headers, key: str = "k-1") -> Headers:
    return headers | {"Idempotency-Key": key}


def total(client: TestClient, headers: Headers) -> int:
    return int(client.get("/api/v1/offers", headers=headers).json()["total"])


def same(first: Any, second: Any) -> bool:
    kept = ("content-type", "location", "etag")
    return (first.status_code, first.content, [first.headers.get(n) for n in kept]) == (
        second.status_code,
        second.content,
        [second.headers.get(n) for n in kept],
    )


def test_a_repeated_request_gets_the_first_answer_byte_for_byte(
    client: TestClient, focal_point: Headers, clock: SetClock
) -> None:
    first = client.post("/api/v1/offers", json=an_offer("CRI"), headers=keyed(focal_point))
    assert first.status_code == 201
    clock.move(days=2)
    create(client, "offers", an_offer("CRI"), focal_point)
    again = client.post("/api/v1/offers", json=an_offer("CRI"), headers=keyed(focal_point))
    assert same(first, again)
    assert again.headers["location"] == f"/api/v1/offers/{first.json()['id']}"
    assert total(client, focal_point) == 2


def test_twelve_at_once_make_one_record(client: TestClient, focal_point: Headers) -> None:
    for key in ("a", "b", "c"):

        def send(_number: int, key: str = key) -> Any:
            return client.post("/api/v1/offers", json=an_offer("CRI"), headers=keyed(focal_point, key))

        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(send, range(12)))
        assert {answer.status_code for answer in answers} == {201}
        assert all(same(answers[0], answer) for answer in answers)
    assert total(client, focal_point) == 3


def test_every_kind_of_change_can_be_repeated(client: TestClient, callers: Callers, focal_point: Headers) -> None:
    need = publish(client, "needs", a_need("HND"), callers.focal_point("HND"))
    draft = create(client, "offers", an_offer("CRI"), focal_point)
    address = f"/api/v1/offers/{draft['id']}"
    tag = {"If-Match": '"1"'}

    def twice(method: str, path: str, headers: Headers, body: Any = None) -> None:
        answers = [client.request(method, path, json=body, headers=keyed(headers, f"{method}{path}")) for _ in range(2)]
        assert answers[0].is_success, answers[0].text
        assert same(*answers)

    twice("PATCH", address, focal_point | tag, {"title": "Otro"})
    twice("POST", f"{address}/publish", focal_point)
    exclusion = {"kind": "modality", "code": "M14"}
    twice("POST", "/api/v1/countries/CRI/exclusions", focal_point, exclusion)
    [excluded] = client.get("/api/v1/countries/CRI/exclusions", headers=focal_point).json()["items"]
    twice("DELETE", f"/api/v1/countries/CRI/exclusions/{excluded['id']}", focal_point)
    agency = {"acronym": "OPS", "names": {"es": "OPS"}, "type": "40"}
    twice("POST", "/api/v1/organizations", callers.administrator(), agency)
    dismissal = {"offer_id": draft["id"], "reason_code": "other"}
    twice("POST", f"/api/v1/needs/{need['id']}/dismissals", callers.focal_point("HND"), dismissal)
    gone = create(client, "offers", an_offer("CRI"), focal_point)
    twice("DELETE", f"/api/v1/offers/{gone['id']}", focal_point | tag)
    history = client.get(f"{address}/history", headers=focal_point).json()["items"]
    assert [fact["tag"] for fact in history] == ["offer:create", "offer:amend", "offer:publish"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/v1/offers", an_offer("CRI", title="Otro título")),
        ("POST", "/api/v1/needs", a_need("CRI")),
        ("POST", "/api/v1/offers?x=1", an_offer("CRI")),
    ],
)
def test_a_key_used_for_another_request_is_refused(
    method: str, path: str, body: Any, client: TestClient, focal_point: Headers
) -> None:
    assert client.post("/api/v1/offers", json=an_offer("CRI"), headers=keyed(focal_point)).status_code == 201
    answer = client.request(method, path, json=body, headers=keyed(focal_point))
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")
    assert total(client, focal_point) == 1


def test_another_caller_has_keys_of_its_own(client: TestClient, callers: Callers) -> None:
    ids = set()
    for who in (callers.focal_point("CRI"), callers.country_admin("CRI"), callers.submitter("CRI")):
        answer = client.post("/api/v1/offers", json=an_offer("CRI"), headers=keyed(who))
        assert answer.status_code == 201
        ids.add(answer.json()["id"])
    assert len(ids) == 3


def test_a_refused_request_is_not_remembered(client: TestClient, callers: Callers, focal_point: Headers) -> None:
    for refused, headers in (
        (an_offer("CRI", sectors=["99999"]), focal_point),
        (an_offer("CRI"), callers.focal_point("PER")),
        (an_offer("CRI"), {}),
    ):
        assert client.post("/api/v1/offers", json=refused, headers=keyed(headers)).status_code in {401, 403, 422}
    for headers in (focal_point, callers.focal_point("PER")):
        country = "CRI" if headers is focal_point else "PER"
        answer = client.post("/api/v1/offers", json=an_offer(country), headers=keyed(headers))
        assert answer.status_code == 201
    draft = create(client, "offers", an_offer("CRI", sectors=None), focal_point)
    address = f"/api/v1/offers/{draft['id']}"
    assert client.post(f"{address}/publish", headers=keyed(focal_point, "p")).status_code == 422
    client.patch(address, json={"sectors": ["12220"]}, headers=focal_point | {"If-Match": '"1"'})
    assert client.post(f"{address}/publish", headers=keyed(focal_point, "p")).status_code == 200


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "ñ".encode(), "\x7f"])
def test_a_key_that_is_no_token_is_refused(key: Any, client: TestClient, focal_point: Headers) -> None:
    answer = client.post("/api/v1/offers", json=an_offer("CRI"), headers=keyed(focal_point, key))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-parameter")
    assert total(client, focal_point) == 0


def test_keys_are_forgotten_after_their_days(
    client: TestClient, callers: Callers, focal_point: Headers, clock: SetClock
) -> None:
    def send() -> str:
        answer = client.post("/api/v1/offers", json=an_offer("CRI"), headers=keyed(focal_point))
        return str(answer.json()["id"])

    first = send()
    clock.now += timedelta(days=7) - timedelta(minutes=1)
    with callers.writing() as ctx:
        forget_old_answers(ctx)
    assert send() == first
    clock.move(minutes=2)
    with callers.writing() as ctx:
        forget_old_answers(ctx)
    assert send() != first
