"""The ledger: one fact per change, chained, never forked, and every tampering found."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.ledger import queries as ledger
from app.web.house import House
from tests.app.callers import Callers
from tests.app.factories import Maker, a_need, act, amend, an_offer, create, publish


def facts(house: House) -> list[Any]:
    with house.database.reading() as session:
        return list(session.execute(text("SELECT position, tag, subject FROM facts ORDER BY position")))


def verdict(house: House) -> Any:
    with house.database.reading() as session:
        return ledger.verify(session)


def test_each_change_is_told_by_exactly_one_fact(client: TestClient, callers: Callers, house: House) -> None:
    focal_point, honduras = callers.focal_point("CRI"), callers.focal_point("HND")
    maker = Maker(client, "offers", callers.submitter("CRI"), focal_point)
    need = publish(client, "needs", a_need("HND"), honduras)
    begun = len(facts(house))
    record = maker.at("rejected", country="CRI")
    record = act(client, "offers", record, "submit", focal_point)
    record = act(client, "offers", record, "publish", focal_point)
    record = amend(client, "offers", record, {"title": "Otro"}, maker.owner)
    record = amend(client, "offers", record, {"title": "Otro"}, maker.owner)
    dismissal = {"offer_id": record["id"], "reason_code": "other"}
    made = client.post(f"/api/v1/needs/{need['id']}/dismissals", json=dismissal, headers=honduras)
    client.post(f"/api/v1/needs/{need['id']}/dismissals", json=dismissal, headers=honduras)
    client.delete(made.headers["location"], headers=honduras)
    excluded = client.post(
        "/api/v1/countries/HND/exclusions", json={"kind": "country", "code": "CRI"}, headers=honduras
    )
    client.delete(excluded.headers["location"], headers=honduras)
    act(client, "offers", record, "fulfil", focal_point)
    gone = create(client, "offers", an_offer("CRI"), focal_point)
    client.delete(f"/api/v1/offers/{gone['id']}", headers=focal_point | {"If-Match": '"1"'})
    client.post("/api/v1/offers", json=an_offer("PER"), headers=focal_point)
    client.get("/api/v1/offers", headers=focal_point)

    told = [tag for _, tag, _ in facts(house)[begun:]]
    assert told == [
        "offer:create", "offer:submit", "offer:reject", "offer:submit", "offer:publish", "offer:propose",
        "dismissal:create", "dismissal:end", "exclusion:create", "exclusion:end", "offer:fulfil", "offer:create", "offer:delete",
    ]  # fmt: skip
    assert [position for position, _, _ in facts(house)] == list(range(1, len(facts(house)) + 1))
    assert verdict(house) is None


def test_many_writers_at_once_never_fork_the_chain(client: TestClient, callers: Callers, house: House) -> None:
    countries = ("CRI", "PER", "HND", "GTM", "CHL", "BRA")
    headers = {country: callers.focal_point(country) for country in countries}
    begun = len(facts(house))

    def write(country: str) -> list[int]:
        return [
            client.post("/api/v1/offers", json=an_offer(country), headers=headers[country]).status_code
            for _ in range(6)
        ]

    with ThreadPoolExecutor(len(countries)) as pool:
        statuses = [status for each in pool.map(write, countries) for status in each]
    assert statuses == [201] * 36
    assert len(facts(house)) == begun + 36
    assert verdict(house) is None


@pytest.mark.parametrize(
    ("name", "statements", "position", "reason"),
    [
        ("an edited payload", ["UPDATE facts SET payload = replace(payload, 'CRI', 'PER') WHERE position = 3"], 3, "changed"),
        ("another actor", ["UPDATE facts SET actor = 'nobody' WHERE position = 2"], 2, "changed"),
        ("another time", ["UPDATE facts SET at = '2020-01-01 00:00:00.000000+00' WHERE position = 2"], 2, "changed"),
        ("another audience", ["UPDATE facts SET audience = 'public' WHERE position = 4"], 4, "changed"),
        ("a deleted fact", ["DELETE FROM facts WHERE position = 3"], 3, "gap"),
        ("a deleted fact with the rest moved up", ["DELETE FROM facts WHERE position = 3",
         "UPDATE facts SET position = -(position - 1) WHERE position > 3", "UPDATE facts SET position = -position WHERE position < 0"], 3, "unlinked"),
        ("two facts swapped", ["UPDATE facts SET position = -3 WHERE position = 3", "UPDATE facts SET position = 3 WHERE position = 4",
         "UPDATE facts SET position = 4 WHERE position = -3"], 3, "unlinked"),
        ("an inserted fact", ["INSERT INTO facts SELECT 9, at, actor, role, country, tag, subject, audience, payload, hash, hash FROM facts WHERE position = 5"], 6, "gap"),
        ("a cut tail", ["DELETE FROM facts WHERE position > 3"], 4, "tail"),
        ("everything cut", ["DELETE FROM facts"], 1, "tail"),
        ("a head put back", ["UPDATE ledger_head SET position = 3"], 6, "tail"),
    ],
)  # fmt: skip
def test_tampering_is_found_and_the_first_bad_entry_named(
    name: str, statements: list[str], position: int, reason: str, client: TestClient, callers: Callers, house: House
) -> None:
    focal_point = callers.focal_point("CRI")
    for _ in range(4):
        create(client, "offers", an_offer("CRI"), focal_point)
    assert (len(facts(house)), verdict(house)) == (5, None)
    with house.database.writing() as session:
        for statement in statements:
            session.execute(text(statement))
    found = verdict(house)
    assert (found.position, found.reason) == (position, reason), name
