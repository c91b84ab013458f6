"""kill -9 under load: what was acknowledged is there, once, and the ledger holds."""

import json
import random
from typing import Any

from sqlalchemy import text

from app.ledger import queries as ledger
from tests.journeys.load import Load
from tests.journeys.server import Server, wait_until

ROUNDS = 6


def stored(server: Server) -> tuple[dict[str, list[str]], int, Any]:
    """Key → ids of the records that carry it, how many facts tell of creating offers, the verdict on the chain."""
    with server.house() as house, house.database.reading() as session:
        found: dict[str, list[str]] = {}
        for record_id, content in session.execute(text("SELECT id, content FROM records")):
            document = json.loads(content) if isinstance(content, str) else content
            found.setdefault(document["plan_reference"], []).append(record_id)
        told = session.scalar(text("SELECT count(*) FROM facts WHERE tag = 'offer:create'"))
        return found, int(told or 0), ledger.verify(session)


def test_kill_under_load_loses_and_doubles_nothing(server: Server) -> None:
    moments = random.Random(547)
    server.start().wait_until_ready()
    with Load(server.url, server.headers("CRI")) as load:
        for _ in range(ROUNDS):
            reached = len(load.acknowledged) + moments.randint(3, 25)
            wait_until(lambda reached=reached: len(load.acknowledged) >= reached)
            server.kill()
            server.start().wait_until_ready()
        reached = len(load.acknowledged) + 5
        wait_until(lambda: len(load.acknowledged) >= reached)
    server.kill()

    found, told, verdict = stored(server)
    assert set(load.statuses) <= {201, 409, 503}
    assert verdict is None
    assert {key: ids for key, ids in found.items() if len(ids) > 1} == {}
    assert {key: [made] for key, made in load.acknowledged.items()}.items() <= found.items()
    assert told == len(found)
    if server.database_url == "":
        with server.house() as house, house.database.reading() as session:
            assert session.scalar(text("PRAGMA integrity_check")) == "ok"
    checked = server.run("audit", "verify")
    assert checked.returncode == 0, checked.stderr
