"""Starting, stopping and refusing to start: one clear sentence each; and what every answer carries."""

import os
import re
import signal
import socket
import subprocess
import threading
from pathlib import Path

import httpx2

from tests.app.factories import a_need, an_offer
from tests.journeys.load import Load
from tests.journeys.server import PATIENCE, ROOT, Server, wait_until

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
}


def test_sigterm_lets_what_was_begun_end_and_keeps_it(server: Server) -> None:
    server.start().wait_until_ready()
    headers = server.headers("CRI")
    with Load(server.url, headers, clients=6) as load:
        wait_until(lambda: len(load.acknowledged) > 20)
        assert server.process is not None
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(PATIENCE) in {0, -signal.SIGTERM}
    assert set(load.statuses) == {201}
    server.start().wait_until_ready()
    ids = set(load.acknowledged.values())
    seen: set[str] = set()
    query: dict[str, str] = {"limit": "200"}
    while query:
        page = httpx2.get(f"{server.url}/api/v1/offers", params=query, headers=headers).json()
        seen |= {item["id"] for item in page["items"]}
        query = {"limit": "200", "cursor": page["next"]} if page["next"] else {}
    assert ids <= seen


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a command that refused."""
    assert done.returncode == 1, (done.returncode, done.stdout, done.stderr)
    assert done.stdout == ""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert "Traceback" not in done.stderr
    return lines[0]


def test_a_port_that_is_taken_is_told_with_the_way_out(sqlite_server: Server) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        sqlite_server.port = taken.getsockname()[1]
        said = refusal(sqlite_server.run("serve"))
    assert str(sqlite_server.port) in said
    assert "TCDC_PORT" in said


def test_an_unknown_variable_is_named(sqlite_server: Server) -> None:
    sqlite_server.environment = {"TCDC_DATABSE_URL": "sqlite://"}
    assert "TCDC_DATABSE_URL" in refusal(sqlite_server.run("serve"))


def test_values_that_do_not_fit_are_all_named_at_once(sqlite_server: Server) -> None:
    sqlite_server.environment = {"TCDC_PORT": "70000", "TCDC_ENV": "staging", "TCDC_LOG_LEVEL": "loud"}
    said = refusal(sqlite_server.run("serve"))
    assert [name for name in sqlite_server.environment if name not in said] == []


def test_a_store_of_another_make_is_refused(sqlite_server: Server) -> None:
    sqlite_server.database_url = "mysql://127.0.0.1/tcdc"
    assert "TCDC_DATABASE_URL" in refusal(sqlite_server.run("serve"))


def test_production_asks_for_a_secret(sqlite_server: Server) -> None:
    sqlite_server.environment = {"TCDC_ENV": "production"}
    assert "TCDC_SECRET_KEY" in refusal(sqlite_server.run("serve"))


def test_a_folder_that_cannot_be_used_is_named(sqlite_server: Server, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    sqlite_server.environment = {"TCDC_DATA_DIR": str(file / "data")}
    assert "TCDC_DATA_DIR" in refusal(sqlite_server.run("serve"))
    if os.geteuid() != 0:
        locked = tmp_path / "locked"
        locked.mkdir(mode=0o555)
        sqlite_server.environment = {"TCDC_DATA_DIR": str(locked)}
        assert "TCDC_DATA_DIR" in refusal(sqlite_server.run("serve"))


def test_a_store_that_is_away_is_told_at_the_start(sqlite_server: Server) -> None:
    sqlite_server.database_url = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    done = sqlite_server.run("serve")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 4


def test_a_schema_of_another_version_is_not_ready_and_says_what_to_do(sqlite_server: Server) -> None:
    sqlite_server.start("--no-migrate")

    def answer() -> httpx2.Response | None:
        try:
            return httpx2.get(f"{sqlite_server.url}/health/ready", timeout=10)
        except httpx2.TransportError:
            return None

    ready = wait_until(answer)
    assert (ready.status_code, ready.json()["code"]) == (503, "schema-not-current")
    assert httpx2.get(f"{sqlite_server.url}/health/live").status_code == 200
    assert sqlite_server.run("migrate").returncode == 0
    wait_until(sqlite_server.is_ready)


def test_two_servers_started_at_once_on_an_empty_store_both_come_up(server: Server) -> None:
    (server.folder / "second").mkdir()
    second = Server(server.folder / "second", server.database_url, {"TCDC_DATA_DIR": str(server.folder / "data")})
    try:
        server.start()
        second.start()
        server.wait_until_ready()
        second.wait_until_ready()
        headers = server.headers("CRI")
        made = httpx2.post(f"{server.url}/api/v1/offers", json=an_offer("CRI"), headers=headers).json()
        address = f"/api/v1/offers/{made['id']}"
        assert httpx2.post(f"{second.url}{address}/publish", headers=headers).status_code == 200
        need = httpx2.post(f"{second.url}/api/v1/needs", json=a_need("HND"), headers=server.headers("HND")).json()
        httpx2.post(f"{server.url}/api/v1/needs/{need['id']}/publish", headers=server.headers("HND"))
        for url in (server.url, second.url):
            matches = httpx2.get(f"{url}/api/v1/needs/{need['id']}/matches").json()
            assert [m["roles"]["first_provider"]["offer_id"] for m in matches["items"]] == [made["id"]]
        httpx2.post(f"{second.url}{address}/withdraw", headers=headers)
        assert httpx2.get(f"{server.url}/api/v1/needs/{need['id']}/matches").json()["items"] == []
    finally:
        second.kill()


def test_forty_clients_with_tokens_are_all_served_while_the_store_is_well(server: Server) -> None:
    """More requests than connections and threads: they wait for their turn instead of failing."""
    server.environment = {"TCDC_POOL_SIZE": "4"}
    server.start().wait_until_ready()
    headers = server.headers("CRI")
    statuses: list[int] = []

    def ask() -> None:
        with httpx2.Client(base_url=server.url, timeout=60, headers=headers) as client:
            for _ in range(5):
                statuses.append(client.get("/api/v1/offers").status_code)
            statuses.append(client.post("/api/v1/offers", json=an_offer("CRI")).status_code)

    threads = [threading.Thread(target=ask) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] * 200 + [201] * 40


def test_every_answer_carries_the_headers_and_limits(sqlite_server: Server) -> None:
    sqlite_server.start().wait_until_ready()
    headers = sqlite_server.headers("CRI")
    with httpx2.Client(base_url=sqlite_server.url, timeout=30) as client:
        large = b'{"title": "' + b"x" * 2_000_000 + b'"}'
        json = {"Content-Type": "application/json"}
        answers = [
            client.get("/health/live"), client.get("/health/ready"), client.get("/api/v1/offers"), client.get("/api/v1/nothing"),
            client.get("/api/v1/offers", headers={"Authorization": "Bearer x"}), client.put("/api/v1/offers"),
            client.post("/api/v1/offers", json={}), client.post("/api/v1/offers", content=large, headers=json | headers),
            client.post("/api/v1/offers", json=an_offer("CRI"), headers=headers), client.get("/openapi.json"), client.get("/es/"),
        ]  # fmt: skip
        assert [a.status_code for a in answers] == [200, 200, 200, 404, 401, 405, 422, 413, 201, 200, 200]
        for answer in answers:
            assert HEADERS.items() <= dict(answer.headers).items(), answer.url
            policy = answer.headers["content-security-policy"]
            assert "'unsafe-inline'" not in policy
            assert "*" not in policy
            assert "frame-ancestors 'none'" in policy
            assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["x-request-id"])
            assert "server" not in answer.headers
        assert (
            client.get("/api/v1/offers", headers={"X-Request-Id": "abc-12345"}).headers["x-request-id"] == "abc-12345"
        )
    assert ROOT.name not in str(answers[3].json())
