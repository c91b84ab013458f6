"""What is answered to somebody who signed in stays in no cache."""

from fastapi.testclient import TestClient

from tests.app.callers import Callers


def test_answers_to_whoever_signed_in_are_not_stored(client: TestClient, callers: Callers) -> None:
    assert client.get("/api/v1/offers", headers=callers.focal_point("HND")).headers["cache-control"] == "no-store"
    assert "cache-control" not in client.get("/api/v1/offers").headers
