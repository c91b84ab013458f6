"""A small register with agencies."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.app.callers import Callers
from tests.app.factories import a_need, an_offer, publish, register

Document = dict[str, Any]
Enter = Callable[..., Document]


@pytest.fixture
def enter(client: TestClient, callers: Callers) -> Enter:
    """Publishes for the record's country: ``enter("needs", "HND", title=…)``."""

    def enter(path: str, country: str, **fields: Any) -> Document:
        document = an_offer(country, **fields) if path == "offers" else a_need(country, **fields)
        return publish(client, path, document, callers.focal_point(country))

    return enter


@pytest.fixture
def organizations(client: TestClient, callers: Callers) -> dict[str, str]:
    """Acronym → id: two agencies, and SELA with its members."""
    made = {name: register(client, callers.administrator(), acronym=name) for name in ("OPS", "FAO")}
    return made | {"SELA": register(client, callers.administrator(), acronym="SELA", group="SELA")}


CATTLE = {
    "title": "Control de la fiebre aftosa en ganado bovino",
    "description": "Vacunación y vigilancia epidemiológica de rebaños en la frontera.",
    "sectors": ["31195"],
}
