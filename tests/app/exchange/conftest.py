"""A sender of files."""

import pytest
from fastapi.testclient import TestClient

from app.web.house import House
from tests.app.exchange.sending import Sender


@pytest.fixture
def sender(client: TestClient, house: House) -> Sender:
    return Sender(client, house)
