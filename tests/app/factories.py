"""Documents with defaults, and records brought to a stage through the API."""

from dataclasses import dataclass
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


AN_AGENCY = {"acronym": "OPS", "names": {"es": "Organización Panamericana de la Salud"}, "type": "40"}


def register(client: TestClient, headers: Headers, **fields: Any) -> str:
    """An organization; its id."""
    answer = client.post("/api/v1/organizations", json=AN_AGENCY | fields, headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def act(client: TestClient, path: str, record: Document, action: str, headers: Headers) -> Document:
    """Carry out an action that must succeed; rejecting gives a reason."""
    body = {"reason": "Falta el presupuesto."} if action == "reject" else {}
    answer = client.post(f"/api/v1/{path}/{record['id']}/{action}", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    acted: Document = answer.json()
    return acted


def amend(client: TestClient, path: str, record: Document, patch: Document, headers: Headers) -> Document:
    """Change a record as it was last read."""
    headers = headers | {"If-Match": f'"{record["version"]}"'}
    answer = client.patch(f"/api/v1/{path}/{record['id']}", json=patch, headers=headers)
    assert answer.status_code == 200, answer.text
    amended: Document = answer.json()
    return amended


#: Stage → the actions that lead there from a draft. A dormant record is a published one after years.
WAY: dict[str, tuple[str, ...]] = {
    "draft": (),
    "submitted": ("submit",),
    "rejected": ("submit", "reject"),
    "published": ("publish",),
    "dormant": ("publish",),
    "withdrawn": ("withdraw",),
    "fulfilled": ("publish", "fulfil"),
}


@dataclass(frozen=True)
class Maker:
    """Brings records of a kind to a stage: ``owner`` enters them, ``focal_point`` acts on them."""

    client: TestClient
    path: str
    owner: Headers
    focal_point: Headers

    def at(self, stage: str, **fields: Any) -> Document:
        """A record that reads as being at ``stage``; a dormant one once the clock has moved on by years."""
        factory = an_offer if self.path == "offers" else a_need
        record = create(self.client, self.path, factory(**fields), self.owner)
        for action in WAY[stage]:
            record = act(self.client, self.path, record, action, self.focal_point)
        return record
