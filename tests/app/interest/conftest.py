"""A need of Honduras that Costa Rica can answer alone, and with Mexico's equipment or an agency's funds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.web.house import House
from tests.app.callers import Callers, Headers
from tests.app.factories import Document, a_need, an_offer, publish, register

#: Words that must not be read by anybody before all sides said yes.
CONTACT = {"name": "contactcanary", "email": "office@contactcanary.example", "phone": "+504 contactcanary"}
MESSAGE = "messagecanary: ¿conversamos?"


@dataclass
class Talks:
    """The register, who speaks for whom, and the ids of its matches."""

    client: TestClient
    house: House
    callers: Callers
    need: Document
    offer: Document
    second: Document
    organization: str
    bilateral: str
    triangular: str

    @property
    def honduras(self) -> Headers:
        return self.callers.focal_point("HND")

    @property
    def costa_rica(self) -> Headers:
        return self.callers.focal_point("CRI")

    @property
    def agency(self) -> Headers:
        return self.callers.agency(self.organization)

    @property
    def coordinator(self) -> Headers:
        return self.callers.coordinator(self.organization)

    @property
    def strangers(self) -> dict[str, Headers]:
        """Who speaks for no side of the bilateral match."""
        return {
            "another country": self.callers.focal_point("URY"),
            "an agency": self.agency,
            "an institution of the country": self.callers.submitter("HND"),
            "a system of the country": self.callers.system("HND", "read", "needs:write", "match"),
            "the administrator": self.callers.administrator(),
        }

    def ask(self, headers: Headers, match_id: str = "", message: str = MESSAGE) -> Any:
        address = f"/api/v1/matches/{match_id or self.bilateral}/interest"
        return self.client.post(address, json={"message": message}, headers=headers)

    def asked(self, headers: Headers, match_id: str = "") -> Document:
        answer = self.ask(headers, match_id)
        assert answer.status_code == 201, answer.text
        case: Document = answer.json()
        return case

    def answer(self, case: Document, headers: Headers, said: str, **more: Any) -> Any:
        address = f"/api/v1/interests/{case['id']}/answers"
        return self.client.post(address, json={"answer": said} | more, headers=headers)

    def answered(self, case: Document, headers: Headers, said: str, **more: Any) -> Document:
        answer = self.answer(case, headers, said, **more)
        assert answer.status_code == 200, answer.text
        after: Document = answer.json()
        return after

    def see(self, case: Document, headers: Headers) -> Any:
        return self.client.get(f"/api/v1/interests/{case['id']}", headers=headers)

    def listed(self, headers: Headers, **asked: Any) -> Document:
        answer = self.client.get("/api/v1/interests", params=asked, headers=headers)
        assert answer.status_code == 200, answer.text
        page: Document = answer.json()
        return page

    def stored(self, statement: str) -> list[Any]:
        with self.house.database.reading() as session:
            return list(session.execute(text(statement)))

    def facts(self) -> list[tuple[str, str]]:
        rows = self.stored("SELECT tag, payload FROM facts WHERE tag LIKE 'interest:%' ORDER BY position")
        return [(row.tag, row.payload) for row in rows]


@pytest.fixture
def talks(client: TestClient, house: House, callers: Callers) -> Talks:
    organization = register(client, callers.administrator(), regions=["419"])
    need = publish(
        client,
        "needs",
        a_need(
            modalities=["M01", "M08"],
            inputs=[{"kind": "personnel"}, {"kind": "equipment", "quantity": 2}],
            contact=CONTACT,
        ),
        callers.focal_point("HND"),
    )
    offer = publish(
        client, "offers", an_offer(inputs=[{"kind": "personnel"}], contact=CONTACT), callers.focal_point("CRI")
    )
    second = publish(
        client,
        "offers",
        an_offer(
            None,
            organization=organization,
            title="Equipos para laboratorios de hospitales",
            description="Entrega de pasteurizadores y congeladores a hospitales que instalan un banco de leche.",
            modalities=["M08"],
            inputs=[{"kind": "equipment"}],
            contact=CONTACT,
        ),
        callers.agency(organization),
    )
    address = f"/api/v1/needs/{need['id']}/matches"
    lists = {kind: client.get(address, params={"kind": kind}).json()["items"] for kind in ("bilateral", "triangular")}
    bilateral = next(m for m in lists["bilateral"] if m["roles"]["first_provider"]["country"] == "CRI")
    triangular = next(m for m in lists["triangular"] if m["roles"]["first_provider"]["country"] == "CRI")
    return Talks(client, house, callers, need, offer, second, organization, bilateral["id"], triangular["id"])
