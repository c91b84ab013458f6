"""PostgreSQL stops, crashes or hangs under load: clear 503s, nothing lost, nothing doubled, and it goes on by itself."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.app.factories import an_offer
from tests.journeys.load import Load
from tests.journeys.server import Server, wait_until
from tests.journeys.test_kill import stored
from tests.postgres import OwnServer, start


@pytest.fixture
def postgres_of_its_own() -> Iterator[OwnServer]:
    """One that may be crashed without harm to other tests."""
    server = start()
    if not isinstance(server, OwnServer):
        pytest.skip("the server named by TCDC_TEST_POSTGRES_URL is not ours to stop")
    yield server
    server.stop()


@pytest.fixture
def server(postgres_of_its_own: OwnServer, tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path, postgres_of_its_own.url, {"TCDC_REQUEST_DEADLINE": "2"})
    yield server
    server.kill()


@contextmanager
def hung(postgres: OwnServer) -> Iterator[None]:
    """All its processes stand still: connections stay open and nobody answers."""
    assert postgres.process is not None
    parent = str(postgres.process.pid)
    os.kill(postgres.process.pid, signal.SIGSTOP)  # first, so that no further session begins
    stats = [(path, path.read_text()) for path in Path("/proc").glob("[0-9]*/stat") if path.exists()]
    children = [int(path.parent.name) for path, stat in stats if stat.rpartition(")")[2].split()[1] == parent]
    stopped = [postgres.process.pid, *children]
    for pid in children:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)


def assert_nothing_lost(server: Server, load: Load) -> None:
    found, told, verdict = stored(server)
    assert verdict is None
    assert {key: ids for key, ids in found.items() if len(ids) > 1} == {}
    assert {key: [made] for key, made in load.acknowledged.items()}.items() <= found.items()
    assert told == len(found)


def test_a_stopped_store_is_503_and_comes_back_by_itself(server: Server, postgres_of_its_own: OwnServer) -> None:
    server.start().wait_until_ready()
    headers = server.headers("CRI")
    with Load(server.url, headers) as load:
        for how in (signal.SIGQUIT, signal.SIGINT):
            reached = len(load.acknowledged) + 5
            wait_until(lambda reached=reached: len(load.acknowledged) >= reached)
            postgres_of_its_own.halt(how)
            refused = load.statuses.count(503)
            wait_until(lambda refused=refused: load.statuses.count(503) >= refused + 5)
            away = httpx2.get(f"{server.url}/api/v1/offers", headers=headers, timeout=30)
            assert (away.status_code, away.headers["retry-after"].isdigit()) == (503, True)
            assert away.json()["code"] in {"store-unavailable", "deadline"}
            assert httpx2.get(f"{server.url}/health/live").status_code == 200
            assert httpx2.get(f"{server.url}/health/ready", timeout=30).status_code == 503
            postgres_of_its_own.launch()
        reached = len(load.acknowledged) + 5
        wait_until(lambda: len(load.acknowledged) >= reached)
    assert set(load.statuses) == {201, 503}
    assert_nothing_lost(server, load)


def test_a_store_that_was_restarted_while_nobody_asked_is_not_noticed(
    server: Server, postgres_of_its_own: OwnServer
) -> None:
    server.start().wait_until_ready()
    headers = server.headers("CRI")
    assert httpx2.get(f"{server.url}/api/v1/offers", headers=headers).status_code == 200
    postgres_of_its_own.halt(signal.SIGINT)
    postgres_of_its_own.launch()
    answers = [httpx2.post(f"{server.url}/api/v1/offers", json=an_offer("CRI"), headers=headers) for _ in range(3)]
    assert [a.status_code for a in answers] == [201, 201, 201]


def test_a_hanging_store_is_answered_for_and_what_was_refused_is_not_done_later(
    server: Server, postgres_of_its_own: OwnServer
) -> None:
    server.start().wait_until_ready()
    headers = server.headers("CRI")

    def post(words: str) -> httpx2.Response:
        body = an_offer("CRI", plan_reference=words)
        return httpx2.post(f"{server.url}/api/v1/offers", json=body, headers=headers, timeout=30)

    assert post("before").status_code == 201
    with hung(postgres_of_its_own):
        alone = post("alone while it hung")
        assert (alone.status_code, alone.json()["code"]) == (503, "deadline")
    with Load(server.url, headers, clients=12) as load:
        wait_until(lambda: len(load.acknowledged) > 5)
        with hung(postgres_of_its_own):
            refused = load.statuses.count(503)
            wait_until(lambda: load.statuses.count(503) > refused + 12)
            during = post("while it hung")
            assert during.status_code == 503, during.text
            assert during.headers["retry-after"].isdigit()
            assert httpx2.get(f"{server.url}/health/live", timeout=1).status_code == 200
            assert httpx2.get(f"{server.url}/api/v1/offers", timeout=30).status_code == 503
        reached = len(load.acknowledged) + 12
        wait_until(lambda: len(load.acknowledged) >= reached)
    assert post("after").status_code == 201
    assert set(load.statuses) <= {201, 409, 503}
    assert_nothing_lost(server, load)
    found, _, _ = stored(server)
    assert found.keys().isdisjoint({"alone while it hung", "while it hung"})
    assert {"before", "after"} <= found.keys()
