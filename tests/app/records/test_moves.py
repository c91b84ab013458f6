"""Which action leads where, and who may take it: every stage × action × caller, written down from the contract."""

import pytest
from fastapi.testclient import TestClient

from app.records import rules
from tests.app.callers import VISITOR, Callers, Headers
from tests.app.conftest import SetClock
from tests.app.factories import Document, Maker, a_need, act, an_offer, create, publish, register

#: action → (stages it starts from, stage it leads to, whether the owner may do it or the focal point alone)
CONTRACT: dict[str, tuple[set[str], str, str]] = {
    "submit": ({"draft", "rejected"}, "submitted", "owner"),
    "publish": ({"draft", "submitted"}, "published", "focal point"),
    "reject": ({"submitted"}, "rejected", "focal point"),
    "assure": ({"published", "dormant"}, "published", "owner"),
    "withdraw": ({"draft", "submitted", "published", "dormant"}, "withdrawn", "owner"),
    "fulfil": ({"published", "dormant"}, "fulfilled", "owner"),
}
STAGES = ("draft", "submitted", "rejected", "published", "dormant", "withdrawn", "fulfilled")
FOCAL = {"focal point", "country admin"}
WRITERS = FOCAL | {"submitter", "writing system"}
READERS = WRITERS | {"reading system", "administrator"}
NOBODY = {"expired", "ended", "unknown"}


@pytest.fixture
def people(client: TestClient, callers: Callers) -> dict[str, Headers]:
    organization = register(client, callers.administrator())
    return {
        "focal point": callers.focal_point("CRI"),
        "country admin": callers.country_admin("CRI"),
        "submitter": callers.submitter("CRI"),
        "writing system": callers.system("CRI", "read", "offers:write", "needs:write"),
        "reading system": callers.system("CRI", "read"),
        "administrator": callers.administrator(),
        "another institution": callers.submitter("CRI", "Universidad Nacional", "80"),
        "system without scopes": callers.system("CRI"),
        "another country": callers.focal_point("PER"),
        "another country's admin": callers.country_admin("PER"),
        "another country's system": callers.system("PER", "read", "offers:write", "needs:write"),
        "agency": callers.agency(organization),
        "coordinator": callers.coordinator(organization),
        "visitor": VISITOR,
        "expired": callers.expired("CRI"),
        "ended": callers.ended("CRI"),
        "unknown": {"Authorization": "Bearer tcdc_made-up"},
    }


def may_see(who: str, stage: str) -> bool:
    return stage == "published" or who in READERS or (stage == "submitted" and who == "coordinator")


def may_take(who: str, action: str) -> bool:
    return who in (WRITERS if CONTRACT[action][2] == "owner" else FOCAL)


def expected(who: str, stage: str, action: str) -> int:
    if who in NOBODY:
        return 401
    if not may_see(who, stage):
        return 404
    if not may_take(who, action):
        return 401 if who == "visitor" else 403
    return 200 if stage in CONTRACT[action][0] else 409


def ask(client: TestClient, path: str, record: Document, action: str, headers: Headers) -> tuple[int, Document]:
    body = {"reason": "Falta el presupuesto."} if action == "reject" else {}
    answer = client.post(f"/api/v1/{path}/{record['id']}/{action}", json=body, headers=headers)
    return answer.status_code, answer.json()


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("path", ["offers", "needs"])
def test_an_action_leads_where_the_contract_says_for_whom_it_says(
    path: str, stage: str, client: TestClient, people: dict[str, Headers], clock: SetClock
) -> None:
    maker = Maker(client, path, people["submitter"], people["focal point"])
    country = {"country": "CRI"}
    cells = [(who, action, expected(who, stage, action)) for who in people for action in CONTRACT]
    succeeding = [(who, action) for who, action, status in cells if status == 200]
    standing, *fresh = [maker.at(stage, **country) for _ in range(1 + len(succeeding))]
    if stage == "dormant":
        clock.move(days=3 * 366)
    reads = f"/api/v1/{path}/{standing['id']}"
    before = client.get(reads, headers=people["focal point"]).json()
    assert before["stage"] == stage

    refused = {
        (who, action): ask(client, path, standing, action, people[who])[0]
        for who, action, status in cells
        if status != 200
    }
    assert refused == {(who, action): status for who, action, status in cells if status != 200}
    assert client.get(reads, headers=people["focal point"]).json() == before

    for (who, action), record in zip(succeeding, fresh, strict=True):
        status, after = ask(client, path, record, action, people[who])
        assert (status, after["stage"]) == (200, CONTRACT[action][1]), (who, action)
        assert after["version"] > record["version"]


def test_the_table_of_moves_is_the_contracts() -> None:
    moves = {(stage.value, action.value): target.value for (stage, action), target in rules.MOVES.items()}
    assert moves == {(stage, action): target for action, (stages, target, _) in CONTRACT.items() for stage in stages}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("path", ["offers", "needs"])
def test_only_a_draft_or_rejected_record_can_be_deleted_and_only_by_its_owner(
    path: str, stage: str, client: TestClient, people: dict[str, Headers], clock: SetClock
) -> None:
    maker = Maker(client, path, people["submitter"], people["focal point"])
    standing, *fresh = [maker.at(stage, country="CRI") for _ in range(1 + len(WRITERS))]
    if stage == "dormant":
        clock.move(days=3 * 366)

    def delete(record: Document, who: str) -> int:
        headers = people[who] | {"If-Match": f'"{record["version"]}"'}
        return client.delete(f"/api/v1/{path}/{record['id']}", headers=headers).status_code

    for who in people.keys() - WRITERS:
        status = 401 if who in NOBODY else 404
        if status == 404 and may_see(who, stage):
            status = 401 if who == "visitor" else 403
        assert delete(standing, who) == status, who
    for who, record in zip(sorted(WRITERS), fresh, strict=True):
        allowed = stage in {"draft", "rejected"}
        assert delete(record, who) == (204 if allowed else 409), who
        assert client.get(f"/api/v1/{path}/{record['id']}", headers=people["focal point"]).status_code == (
            404 if allowed else 200
        )


def test_an_agency_publishes_its_own_offers_and_no_one_else_does(
    client: TestClient, callers: Callers, people: dict[str, Headers]
) -> None:
    own = register(client, callers.administrator(), acronym="FAO")
    agency, another = callers.agency(own), people["agency"]
    draft = create(client, "offers", an_offer(None, organization=own), agency)
    for who in ("focal point", "administrator", "coordinator", "visitor", "agency"):
        status = ask(client, "offers", draft, "publish", people[who])[0]
        assert status == (403 if who == "administrator" else 404), who
    assert client.get(f"/api/v1/offers/{draft['id']}", headers=another).status_code == 404
    published = act(client, "offers", draft, "publish", agency)
    assert published["stage"] == "published"
    assert ask(client, "offers", published, "withdraw", another)[0] == 403
    assert act(client, "offers", published, "withdraw", agency)["stage"] == "withdrawn"


def test_a_system_of_an_organization_writes_its_offers_as_far_as_its_scopes_go(
    client: TestClient, callers: Callers
) -> None:
    own = register(client, callers.administrator())
    document = an_offer(None, organization=own)
    reads = callers.system_of(own, "read")
    assert client.post("/api/v1/offers", json=document, headers=reads).status_code == 403
    draft = create(client, "offers", document, callers.system_of(own, "read", "offers:write"))
    assert client.get(f"/api/v1/offers/{draft['id']}", headers=reads).status_code == 200
    assert ask(client, "offers", draft, "publish", callers.system_of(own, "offers:write"))[0] == 403


def test_a_system_that_only_writes_can_go_on_with_what_it_wrote(client: TestClient, callers: Callers) -> None:
    system = callers.system("CRI", "offers:write")
    draft = create(client, "offers", an_offer("CRI"), system)
    assert act(client, "offers", draft, "submit", system)["stage"] == "submitted"


def test_no_agency_writes_a_need_and_no_one_writes_for_another_country(
    client: TestClient, callers: Callers, people: dict[str, Headers]
) -> None:
    writers = {
        who
        for who, headers in people.items()
        if client.post("/api/v1/offers", json=an_offer("CRI"), headers=headers).status_code == 201
    }
    assert writers == WRITERS | {"another institution"}
    organization = register(client, callers.administrator(), acronym="PNUD")
    need = a_need("CRI", organization=organization)
    answer = client.post("/api/v1/needs", json=need, headers=callers.agency(organization))
    assert answer.status_code == 422


def test_rejecting_asks_for_a_reason_and_the_owner_reads_it(client: TestClient, callers: Callers) -> None:
    owner, focal_point = callers.submitter("CRI"), callers.focal_point("CRI")
    draft = create(client, "offers", an_offer("CRI"), owner)
    act(client, "offers", draft, "submit", owner)
    path = f"/api/v1/offers/{draft['id']}/reject"
    missing = client.post(path, headers=focal_point)
    assert (missing.status_code, missing.json()["errors"][0]["pointer"]) == (422, "/reason")
    assert client.post(path, json={"reason": " \n "}, headers=focal_point).status_code == 422
    assert client.post(path, json={"reason": "Sin aval."}, headers=focal_point).status_code == 200
    read = client.get(f"/api/v1/offers/{draft['id']}", headers=owner).json()
    assert (read["stage"], read["rejected_reason"]) == ("rejected", "Sin aval.")
    assert act(client, "offers", draft, "submit", owner)["rejected_reason"] is None


def test_each_reader_is_told_what_it_may_do_now(client: TestClient, people: dict[str, Headers]) -> None:
    offer = publish(client, "offers", an_offer("CRI"), people["focal point"])
    path = f"/api/v1/offers/{offer['id']}"
    told = {who: set(client.get(path, headers=people[who]).json().get("actions", ())) for who in people}
    assert told["focal point"] == {"assure", "withdraw", "fulfil", "amend"}
    assert told["writing system"] == {"assure", "withdraw", "fulfil", "amend"}
    for who in people.keys() - WRITERS | {"submitter"}:
        assert told[who] == set(), who


def test_an_action_takes_an_empty_body_or_a_reason_and_nothing_else(client: TestClient, callers: Callers) -> None:
    focal_point = callers.focal_point("CRI")
    draft = create(client, "offers", an_offer("CRI"), focal_point)
    path = f"/api/v1/offers/{draft['id']}/submit"
    for body in ([], "x", {"reason": 1}, {"stage": "published"}, {"reason": "x" * 1001}):
        assert client.post(path, json=body, headers=focal_point).status_code == 422, body
    assert client.post(path, json=None, headers=focal_point).status_code == 200
