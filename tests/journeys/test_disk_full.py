"""A disk that is full: writing is refused for the time being, reading goes on, and all is well once there is room."""

import resource

import httpx2

from tests.app.factories import an_offer
from tests.journeys.server import Server
from tests.journeys.test_kill import stored

UNLIMITED = resource.RLIM_INFINITY


def test_a_full_disk_is_503_for_writers_and_open_for_readers(sqlite_server: Server) -> None:
    """A limit on the size of files stands for the disk: SQLite meets it as it meets a full one."""
    sqlite_server.start().wait_until_ready()
    process = sqlite_server.process
    assert process is not None
    headers = sqlite_server.headers("CRI")

    def post(words: str) -> httpx2.Response:
        body = an_offer("CRI", plan_reference=words)
        return httpx2.post(f"{sqlite_server.url}/api/v1/offers", json=body, headers=headers, timeout=30)

    assert post("before").status_code == 201
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1024, UNLIMITED))
    for number in range(5):
        refused = post(f"full {number}")
        assert (refused.status_code, refused.json()["code"]) == (503, "store-unavailable")
        assert refused.headers["retry-after"].isdigit()
        read = httpx2.get(f"{sqlite_server.url}/api/v1/offers", headers=headers)
        assert (read.status_code, read.json()["total"]) == (200, 1)
    assert httpx2.get(f"{sqlite_server.url}/health/live").status_code == 200
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (UNLIMITED, UNLIMITED))
    assert post("after").status_code == 201

    found, told, verdict = stored(sqlite_server)
    assert set(found) == {"before", "after"}
    assert (told, verdict) == (2, None)
