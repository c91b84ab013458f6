"""A dozen offers that differ in language, sector, modality and inputs, and a need that some of them answer."""

from typing import Any

from fastapi.testclient import TestClient

from tests.app.callers import Callers, Headers
from tests.app.factories import Document, a_need, an_offer, publish

MILK = "banco de leche humana"
OFFERS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("CRI", {}),
    ("BRA", {"language": "pt", "title": "Bancos de leite humano", "description": "Formação de equipes de bancos de leite humano em hospitais.",
             "modalities": ["M04"]}),
    ("COL", {"title": "Lactarios hospitalarios", "description": "Pasteurización de leche humana en hospitales.", "modalities": ["M01"]}),
    ("URY", {"title": "Salud materna rural", "description": "Atención prenatal en zonas rurales con parteras.", "sectors": ["13020"]}),
    ("CUB", {"title": "Formación de personal de salud", "description": "Becas para médicos y enfermeras.", "sectors": ["12281"], "modalities": ["M05"]}),
    ("CHL", {"title": "Gestión de riesgo de desastres", "description": "Alerta temprana de tsunamis.", "sectors": ["74020"]}),
    ("ARG", {"title": "Trazabilidad bovina", "description": "Identificación electrónica del ganado.", "sectors": ["31163"]}),
    ("MEX", {"language": "en", "title": "Human milk banks in public hospitals", "description": "Experts advise on pasteurisation of donated milk."}),
    ("PER", {"capacity": {"remaining": 3, "per_year": 4}}),
    ("ECU", {"inputs": [{"kind": "equipment"}, {"kind": "personnel"}]}),
    ("JAM", {"language": "en", "title": "Breastfeeding counselling", "description": "Training of nurses in breastfeeding counselling.", "modalities": ["M04"]}),
    ("PAN", {"inputs": []}),
)  # fmt: skip


def furnish(client: TestClient, callers: Callers) -> dict[str, Document]:
    """Country → its published offer."""
    return {
        country: publish(client, "offers", an_offer(country, **fields), callers.focal_point(country))
        for country, fields in OFFERS
    }


def honduras_need(client: TestClient, callers: Callers, **fields: Any) -> Document:
    return publish(client, "needs", a_need("HND", **fields), callers.focal_point("HND"))


def matches(client: TestClient, need: Document, headers: Headers | None = None, **params: Any) -> Document:
    answer = client.get(f"/api/v1/needs/{need['id']}/matches", params={"limit": 50} | params, headers=headers or {})
    assert answer.status_code == 200, answer.text
    found: Document = answer.json()
    return found


def offer_ids(answer: Document) -> list[str]:
    return [item["roles"]["first_provider"]["offer_id"] for item in answer["items"]]
