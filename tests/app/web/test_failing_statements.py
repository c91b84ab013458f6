"""A statement fails in the middle: the client sees an error, nothing of the operation is anywhere, and all goes on."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.core.base import Base
from app.core.database import Database
from app.tables import TABLES
from app.web.house import House
from tests.app.callers import Callers
from tests.app.factories import a_need, an_offer, create, publish


@contextmanager
def triggered(database: Database, when: str, table: str, does: str) -> Iterator[None]:
    """A trigger that ``does`` something (SQL) for every row, while the block lasts. ``when``: such as BEFORE INSERT."""
    sqlite = database.engine.dialect.name == "sqlite"
    with database.writing() as session:
        if sqlite:
            session.execute(text(f"CREATE TRIGGER failing {when} ON {table} BEGIN {does}; END"))
        else:
            function = f"$$ BEGIN {does}; RETURN NEW; END $$"
            session.execute(text(f"CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS {function}"))
            session.execute(text(f"CREATE TRIGGER failing {when} ON {table} FOR EACH ROW EXECUTE FUNCTION fail()"))
    try:
        yield
    finally:
        with database.writing() as session:
            session.execute(text("DROP TRIGGER failing" + ("" if sqlite else f" ON {table}")))


def failing(database: Database, table: str, event: str) -> AbstractContextManager[None]:
    """Every such statement on the table fails while the block lasts."""
    sqlite = database.engine.dialect.name == "sqlite"
    refuses = "SELECT RAISE(ABORT, '{}')" if sqlite else "RAISE EXCEPTION '{}'"
    return triggered(database, f"BEFORE {event}", table, refuses.format("secret words of the store"))


def counts(house: House) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    with house.database.reading() as session:
        return {
            name: sorted(str(tuple(row)) for row in session.execute(Base.metadata.tables[name].select()))
            for name in TABLES
        }


TOUCHED = {
    "create": (("records", "INSERT"), ("record_tags", "INSERT"), ("record_external_ids", "INSERT"), ("facts", "INSERT"),
               ("ledger_head", "UPDATE"), ("remembered_answers", "INSERT"), ("remembered_answers", "UPDATE")),
    "publish": (("records", "UPDATE"), ("facts", "INSERT"), ("ledger_head", "UPDATE"), ("remembered_answers", "UPDATE")),
    "delete": (("records", "DELETE"), ("facts", "INSERT"), ("remembered_answers", "INSERT")),
    "dismiss": (("dismissals", "INSERT"), ("facts", "INSERT"), ("ledger_head", "UPDATE")),
    "exclude": (("exclusions", "INSERT"), ("facts", "INSERT")),
    "register": (("organizations", "INSERT"), ("facts", "INSERT")),
}  # fmt: skip
CELLS = [(operation, table, event) for operation, cells in TOUCHED.items() for table, event in cells]


@pytest.mark.parametrize(("operation", "table", "event"), CELLS)
def test_a_failing_statement_leaves_nothing_behind(
    operation: str, table: str, event: str, client: TestClient, callers: Callers, house: House
) -> None:
    focal_point, honduras = callers.focal_point("CRI"), callers.focal_point("HND")
    draft = create(client, "offers", an_offer("CRI"), focal_point)
    need = publish(client, "needs", a_need("HND"), honduras)
    offer = publish(client, "offers", an_offer("CRI"), focal_point)
    new = an_offer("CRI", external_ids=[{"source": "SIDICSS", "id": "7"}])
    method, path, body, headers = {
        "create": ("POST", "/api/v1/offers", new, focal_point),
        "publish": ("POST", f"/api/v1/offers/{draft['id']}/publish", {}, focal_point),
        "delete": ("DELETE", f"/api/v1/offers/{draft['id']}", None, focal_point | {"If-Match": '"1"'}),
        "dismiss": ("POST", f"/api/v1/needs/{need['id']}/dismissals", {"offer_id": offer["id"], "reason_code": "other"}, honduras),
        "exclude": ("POST", "/api/v1/countries/HND/exclusions", {"kind": "country", "code": "CRI"}, honduras),
        "register": ("POST", "/api/v1/organizations", {"acronym": "X", "names": {"es": "X"}, "type": "40"}, callers.administrator()),
    }[operation]  # fmt: skip
    matches = client.get(f"/api/v1/needs/{need['id']}/matches").json()
    before = counts(house)
    headers = headers | {"Idempotency-Key": "k-1"}

    with failing(house.database, table, event):
        refused = client.request(method, path, json=body, headers=headers)
    assert refused.status_code == 500
    assert refused.json()["code"] == "internal"
    assert "secret words" not in refused.text
    assert counts(house) == before
    assert client.get(f"/api/v1/needs/{need['id']}/matches").json() == matches

    again = client.request(method, path, json=body, headers=headers)
    assert again.is_success, again.text


def test_a_failing_commit_is_told_before_anything_is_acknowledged(
    client: TestClient, callers: Callers, house: House
) -> None:
    """A broken promise to a table of the test comes out only as the transaction ends."""
    focal_point, database = callers.focal_point("CRI"), house.database
    before = counts(house)
    with database.writing() as session:
        session.execute(text("CREATE TABLE a_parent (id INTEGER PRIMARY KEY)"))
        session.execute(
            text("CREATE TABLE a_child (id INTEGER REFERENCES a_parent (id) DEFERRABLE INITIALLY DEFERRED)")
        )
    try:
        with triggered(database, "AFTER INSERT", "records", "INSERT INTO a_child VALUES (1)"):
            refused = client.post("/api/v1/offers", json=an_offer("CRI"), headers=focal_point)
        assert (refused.status_code, refused.json()["code"]) == (500, "internal")
        assert counts(house) == before
    finally:
        with database.writing() as session:
            session.execute(text("DROP TABLE a_child"))
            session.execute(text("DROP TABLE a_parent"))
    assert client.post("/api/v1/offers", json=an_offer("CRI"), headers=focal_point).status_code == 201


def test_what_another_holds_too_long_is_503_with_the_time_to_wait_and_readers_go_on(
    client: TestClient, callers: Callers, house: House
) -> None:
    """SQLite locks the store, PostgreSQL the row."""
    focal_point = callers.focal_point("CRI")
    offer = publish(client, "offers", an_offer("CRI"), focal_point)
    address = f"/api/v1/offers/{offer['id']}"
    with house.database.writing() as session:
        session.execute(text("UPDATE records SET version = version WHERE id = :id"), {"id": offer["id"]})
        refused = client.post(f"{address}/assure", headers=focal_point)
        assert (refused.status_code, refused.json()["code"]) == (503, "store-unavailable")
        assert int(refused.headers["retry-after"]) > 0
        assert client.get(address).status_code == 200
        assert client.get("/health/ready").status_code == 200
    assert client.post(f"{address}/assure", headers=focal_point).status_code == 200


def test_a_store_that_can_only_be_read_is_503_for_writers_and_open_for_readers(
    client: TestClient, callers: Callers, house: House
) -> None:
    focal_point = callers.focal_point("CRI")
    offer = publish(client, "offers", an_offer("CRI"), focal_point)
    engine = house.database.engine
    engine.dispose()
    setting = "PRAGMA query_only = " if engine.dialect.name == "sqlite" else "SET default_transaction_read_only = "
    every_connection(house, f"{setting} on")
    try:
        refused = client.post("/api/v1/offers", json=an_offer("CRI"), headers=focal_point)
        assert (refused.status_code, refused.json()["code"]) == (503, "store-unavailable")
        assert "retry-after" in refused.headers
        assert client.get(f"/api/v1/offers/{offer['id']}").status_code == 200
        assert client.get("/api/v1/offers").status_code == 200
    finally:
        every_connection(house, f"{setting} off")
    assert client.post("/api/v1/offers", json=an_offer("CRI"), headers=focal_point).status_code == 201


def every_connection(house: House, statement: str) -> None:
    """Run a statement on each connection of the pool, outside of any transaction of ours."""
    held = [house.database.engine.raw_connection() for _ in range(house.settings.pool_size)]
    for connection in held:
        connection.cursor().execute(statement)
        connection.commit()
        connection.close()


def test_a_wrong_statement_is_an_error_of_ours_and_not_an_absent_store(client: TestClient, house: House) -> None:
    """On SQLite it comes as the same exception class as a locked store."""
    with house.database.writing() as session:
        session.execute(text("ALTER TABLE record_tags RENAME TO gone"))
    try:
        answer = client.get("/api/v1/offers", params={"modality": "M01"})
        assert (answer.status_code, answer.json()["code"]) == (500, "internal")
        assert "record_tags" not in answer.text
    finally:
        with house.database.writing() as session:
            session.execute(text("ALTER TABLE gone RENAME TO record_tags"))
    assert client.get("/api/v1/offers", params={"modality": "M01"}).status_code == 200
