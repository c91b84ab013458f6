"""Documents with defaults, and records brought to a stage through the API."""

from typing import Any

from fastapi.testclient import TestClient

from tests.app.callers import Headers

Document = dict[str, Any]


def an_offer(country: str | None = "CRI", **fields: Any) -> Document:
    """A complete offer; ``country=None`` with an ``organization`` for an agency's."""
    offer: Document = {
        "country": country,
        "language": "es",
        "title": "Bancos de leche humana en hospitales públicos",
        "description": "Expertos acompañan la instalación de un banco de leche humana: selección de donantes, "
        "pasteurización y control de calidad en hospitales públicos.",
        "sectors": ["12220"],
        "modalities": ["M01", "M04"],
        "institution": {"name": "Caja Costarricense de Seguro Social", "type": "15"},
    }
    return {name: value for name, value in (offer | fields).items() if value is not None}


def a_need(country: str = "HND", **fields: Any) -> Document:
    """A complete need."""
    need: Document = {
        "country": country,
        "language": "es",
        "title": "Crear un banco de leche humana en un hospital público",
        "description": "El hospital quiere instalar un banco de leche humana y formar a su personal en pasteurización.",
        "objective": "Reducir la mortalidad neonatal.",
        "priority": 1,
        "sectors": ["12220"],
        "modalities": ["M01"],
        "institution": {"name": "Secretaría de Salud", "type": "10"},
    }
    return {name: value for name, value in (need | fields).items() if value is not None}


def create(client: TestClient, path: str, document: Document, headers: Headers) -> Document:
    """Create a record under ``/api/v1/<path>``."""
    answer = client.post(f"/api/v1/{path}", json=document, headers=headers)
    assert answer.status_code == 201, answer.text
    created: Document = answer.json()
    return created


def publish(client: TestClient, path: str, document: Document, headers: Headers) -> Document:
    """Create and publish a record."""
    record = create(client, path, document, headers)
    answer = client.post(f"/api/v1/{path}/{record['id']}/publish", headers=headers)
    assert answer.status_code == 200, answer.text
    published: Document = answer.json()
    return published
