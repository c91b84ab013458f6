"""A small register with its statement."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.app.callers import Callers, Headers
from tests.app.factories import a_need, an_offer, publish

Document = dict[str, Any]
READER = {"Accept-Language": "en"}
Read = Callable[..., Document]


@pytest.fixture
def read(client: TestClient) -> Read:
    """The statement, as JSON: ``read(by="sector", headers=…)``."""

    def read(headers: Headers | None = None, **asked: str) -> Document:
        answer = client.get("/api/v1/statement", params=asked, headers=READER | (headers or {}))
        assert answer.status_code == 200, answer.text
        found: Document = answer.json()
        return found

    return read


@pytest.fixture
def enter(client: TestClient, callers: Callers) -> Callable[..., Document]:
    """Publishes for the record's country: ``enter("needs", "HND", sectors=[…])``."""

    def enter(path: str, country: str, **fields: Any) -> Document:
        document = an_offer(country, **fields) if path == "offers" else a_need(country, **fields)
        return publish(client, path, document, callers.focal_point(country))

    return enter


#: An offer and a need about nothing that the others are about.
CATTLE = {
    "title": "Control de la fiebre aftosa en ganado bovino",
    "description": "Vacunación y vigilancia epidemiológica de rebaños en la frontera.",
    "sectors": ["31195"],
}
PORTS = {
    "title": "Modernización de puertos pesqueros artesanales",
    "description": "Muelles, cadena de frío y lonjas para la pesca artesanal.",
    "objective": "Mejorar los ingresos de los pescadores.",
    "sectors": ["31391"],
}
