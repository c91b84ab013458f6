"""If-Match: who has not read what he changes is told so; concurrent changes are never lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from tests.app.callers import Callers, Headers
from tests.app.factories import Document, Maker, a_need, an_offer, create, publish, register

PATHS = pytest.mark.parametrize("path", ["offers", "needs"])
FACTORY = {"offers": an_offer, "needs": a_need}


@pytest.fixture
def focal_point(callers: Callers) -> Headers:
    return callers.focal_point("CRI")


def tag(version: int) -> Headers:
    return {"If-Match": f'"{version}"'}


@PATHS
def test_changing_and_deleting_ask_which_version_was_read(path: str, client: TestClient, focal_point: Headers) -> None:
    draft = create(client, path, FACTORY[path]("CRI"), focal_point)
    address = f"/api/v1/{path}/{draft['id']}"
    for answer in (
        client.patch(address, json={"title": "Otro"}, headers=focal_point),
        client.delete(address, headers=focal_point),
    ):
        assert (answer.status_code, answer.json()["code"]) == (428, "if-match-missing")
    for stale in (0, 2, 99):
        assert client.patch(address, json={}, headers=focal_point | tag(stale)).status_code == 412
        assert client.delete(address, headers=focal_point | tag(stale)).status_code == 412
        for action in ("submit", "publish", "withdraw"):
            assert client.post(f"{address}/{action}", headers=focal_point | tag(stale)).status_code == 412
    assert client.get(address, headers=focal_point).json() == draft
    assert client.post(f"{address}/publish", headers=focal_point | tag(1)).status_code == 200


@PATHS
def test_every_answer_with_a_record_has_its_version_as_etag(
    path: str, client: TestClient, focal_point: Headers
) -> None:
    created = client.post(f"/api/v1/{path}", json=FACTORY[path]("CRI"), headers=focal_point)
    address = created.headers["location"]
    assert address == f"/api/v1/{path}/{created.json()['id']}"
    answers = [
        created,
        client.get(address, headers=focal_point),
        client.patch(address, json={"title": "Otro"}, headers=focal_point | {"If-Match": created.headers["etag"]}),
        client.post(f"{address}/publish", headers=focal_point),
        client.get(address),
    ]
    for answer in answers:
        assert answer.headers["etag"] == f'"{answer.json()["version"]}"'


@pytest.mark.parametrize("header", ["x", '"1.0"', '"-1"', '"١"', "'1'", '"' + "9" * 30 + '"', '"1", "2"', '""'])
def test_what_is_no_etag_of_ours_is_refused(header: str, client: TestClient, focal_point: Headers) -> None:
    draft = create(client, "offers", an_offer("CRI"), focal_point)
    headers = {**focal_point, "If-Match": header.encode()}
    answer = client.patch(f"/api/v1/offers/{draft['id']}", json={"title": "Otro"}, headers=headers)
    assert answer.status_code in {412, 422}
    assert client.get(f"/api/v1/offers/{draft['id']}", headers=focal_point).json() == draft


def test_organizations_are_changed_under_the_same_condition(client: TestClient, callers: Callers) -> None:
    administrator = callers.administrator()
    organization = register(client, administrator)
    address = f"/api/v1/organizations/{organization}"
    assert client.patch(address, json={"regions": ["419"]}, headers=administrator).status_code == 428
    assert client.patch(address, json={"regions": ["419"]}, headers=administrator | tag(7)).status_code == 412
    read = client.get(address)
    changed = client.patch(
        address, json={"regions": ["419"]}, headers=administrator | {"If-Match": read.headers["etag"]}
    )
    assert (changed.status_code, changed.json()["regions"]) == (200, ["419"])
    assert changed.headers["etag"] != read.headers["etag"]


def test_eight_writers_incrementing_one_number_lose_no_increment(client: TestClient, callers: Callers) -> None:
    focal_point = callers.focal_point("CRI")
    offer = publish(client, "offers", an_offer("CRI", capacity={"per_year": 0}), focal_point)
    address, each = f"/api/v1/offers/{offer['id']}", 4

    def increment(_writer: int) -> set[int]:
        seen: set[int] = set()
        for _ in range(each):
            while True:
                read = client.get(address, headers=focal_point)
                number = read.json()["capacity"]["per_year"]
                answer = client.patch(
                    address,
                    json={"capacity": {"per_year": number + 1}},
                    headers=focal_point | {"If-Match": read.headers["etag"]},
                )
                seen |= {read.status_code, answer.status_code}
                if answer.status_code != 412:
                    break
        return seen

    with ThreadPoolExecutor(8) as pool:
        statuses = set().union(*pool.map(increment, range(8)))
    final = client.get(address).json()
    assert statuses <= {200, 412}
    assert (final["capacity"]["per_year"], final["version"]) == (8 * each, offer["version"] + 8 * each)


def both_at_once(client: TestClient, requests: list[tuple[str, Document, Headers]]) -> list[int]:
    def send(request: tuple[str, Document, Headers]) -> int:
        address, body, headers = request
        return client.post(address, json=body, headers=headers).status_code

    with ThreadPoolExecutor(len(requests)) as pool:
        return sorted(pool.map(send, requests))


def test_of_two_who_publish_and_reject_at_once_one_wins(client: TestClient, callers: Callers) -> None:
    first, second = callers.focal_point("CRI"), callers.country_admin("CRI")
    maker = Maker(client, "offers", callers.submitter("CRI"), first)
    for _ in range(5):
        record = maker.at("submitted", country="CRI")
        address = f"/api/v1/offers/{record['id']}"
        statuses = both_at_once(
            client,
            [(f"{address}/publish", {}, first), (f"{address}/reject", {"reason": "No."}, second)],
        )
        assert statuses == [200, 409]
        history = client.get(f"{address}/history", headers=first).json()["items"]
        assert len([f for f in history if f["tag"] in {"offer:publish", "offer:reject"}]) == 1


def test_what_may_exist_once_exists_once_however_many_enter_it_together(client: TestClient, callers: Callers) -> None:
    focal_point, administrator = callers.focal_point("CRI"), callers.administrator()
    offer = publish(client, "offers", an_offer("CRI"), focal_point)
    need = publish(client, "needs", a_need("HND"), callers.focal_point("HND"))
    twin = an_offer("CRI", external_ids=[{"source": "SIDICSS", "id": "7"}])
    agency = {"acronym": "SEGIB", "names": {"es": "Secretaría"}, "type": "40"}
    dismissal = {"offer_id": offer["id"], "reason_code": "other"}
    assert both_at_once(client, [("/api/v1/offers", twin, focal_point)] * 6) == [201] + [409] * 5
    assert both_at_once(client, [("/api/v1/organizations", agency, administrator)] * 6) == [201] + [409] * 5
    put_away = both_at_once(
        client, [(f"/api/v1/needs/{need['id']}/dismissals", dismissal, callers.focal_point("HND"))] * 6
    )
    assert set(put_away) <= {201, 409}
    listed = client.get(f"/api/v1/needs/{need['id']}/dismissals", headers=callers.focal_point("HND")).json()
    assert listed["total"] == 1


def test_the_very_first_facts_of_a_store_may_be_written_at_once(client: TestClient, callers: Callers) -> None:
    """Callers are made first, then the ledger is emptied: as on a new deployment."""
    headers = [callers.focal_point(country) for country in ("CRI", "PER", "HND", "GTM")]
    documents = [an_offer(country) for country in ("CRI", "PER", "HND", "GTM")]
    with callers.writing() as ctx:
        ctx.session.connection().exec_driver_sql("DELETE FROM facts")
        ctx.session.connection().exec_driver_sql("DELETE FROM ledger_head")
    requests = [("/api/v1/offers", document, who) for document, who in zip(documents, headers, strict=True)]
    assert both_at_once(client, requests) == [201] * 4
