"""A small world full of canaries: words that must never reach those who may not see the field they stand in."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import text

from tests.app.callers import VISITOR, Callers, Headers
from tests.app.conftest import SetClock
from tests.app.factories import Document, Maker, act, amend, an_offer, create, register

STAGES = ("draft", "submitted", "rejected", "published", "dormant", "withdrawn", "fulfilled")
#: Canaries that only those who answer for a record may read, whatever its stage.
ALWAYS_HIDDEN = ("contactcanary", "reasoncanary", "waitingcanary", "notecanary", "exclusioncanary")


def of_stage(stage: str) -> str:
    return f"{stage}canary"


def fields(stage: str) -> dict[str, Any]:
    """Every text field with the canary of its stage, every contact field with that of contacts."""
    word = of_stage(stage)
    return {
        "title": f"Bancos de leche humana {word}",
        "description": f"Pasteurización en hospitales públicos {word}",
        "institution": {"name": f"Caja {word}", "type": "15"},
        "plan_reference": word,
        "target_groups": [word],
        "inputs": [{"kind": "personnel", "description": word, "unit": word}],
        "translations": {"en": {"title": word, "description": word}},
        "external_ids": [{"source": word, "id": word}],
        "contact": {"name": "contactcanary", "email": "a@contactcanary.org", "phone": "contactcanary"},
    }


@dataclass
class World:
    client: TestClient
    clock: SetClock
    records: dict[tuple[str, str], Document]
    organization: str
    foreign: dict[str, Headers]
    own: dict[str, Headers]
    dismissals: dict[str, str]
    exclusion: str

    def digest(self, house: Any) -> str:
        """Of every row that belongs to anyone."""
        rows = []
        with house.database.reading() as session:
            for table in (
                "records",
                "record_tags",
                "record_external_ids",
                "dismissals",
                "exclusions",
                "facts",
                "organizations",
            ):
                found = [json.dumps(list(row), default=str) for row in session.execute(text(f"SELECT * FROM {table}"))]
                rows += [table, *sorted(found)]
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def build(client: TestClient, callers: Callers, clock: SetClock) -> World:
    """CRI's offers and needs at every stage, one with a change that waits; what others put away and exclude."""
    focal_point, submitter = callers.focal_point("CRI"), callers.submitter("CRI")
    organization = register(client, callers.administrator())
    records: dict[tuple[str, str], Document] = {}
    for path in ("offers", "needs"):
        maker = Maker(client, path, submitter, focal_point)
        lapsing = maker.at("published", country="CRI", **fields("dormant"), valid_until="2026-09-30")
        records[path, "dormant"] = lapsing
    clock.move(days=200)
    for path in ("offers", "needs"):
        maker = Maker(client, path, submitter, focal_point)
        for stage in STAGES:
            if stage != "dormant":
                records[path, stage] = maker.at(stage, country="CRI", **fields(stage))
        published = records[path, "published"]
        change = {"title": "waitingcanary", "contact": {"name": "waitingcanary"}}
        waits = amend(client, path, published, change, submitter)
        reject(client, path, waits, focal_point)
        records[path, "published"] = amend(client, path, read(client, path, waits, submitter), change, submitter)
        reject(client, path, act(client, path, records[path, "rejected"], "submit", submitter), focal_point)
    dismissals = {
        "offers": put_away(client, "offers", records, "need_id", "needs", focal_point),
        "needs": put_away(client, "needs", records, "offer_id", "offers", focal_point),
    }
    exclusion = client.post(
        "/api/v1/countries/CRI/exclusions",
        json={"kind": "country", "code": "URY", "reason": "exclusioncanary"},
        headers=focal_point,
    ).json()["id"]
    create(client, "offers", an_offer(None, organization=organization), callers.agency(organization))
    foreign = {
        "visitor": VISITOR,
        "focal point of another country": callers.focal_point("URY"),
        "admin of another country": callers.country_admin("PER"),
        "submitter of another country": callers.submitter("PER"),
        "another institution": callers.submitter("CRI", "Universidad Nacional", "80"),
        "agency": callers.agency(organization),
        "coordinator": callers.coordinator(organization),
        "system of another country": callers.system("PER", "read", "offers:write", "needs:write", "import", "match"),
        "system of an organization": callers.system_of(organization, "read", "offers:write", "import", "match"),
        "system without scopes": callers.system("CRI"),
        "system that matches": callers.system("CRI", "match"),
        "expired": callers.expired("CRI"),
        "ended": callers.ended("CRI"),
    }
    own = {
        "focal point": focal_point,
        "admin": callers.country_admin("CRI"),
        "submitter": submitter,
        "system": callers.system("CRI", "read"),
        "administrator": callers.administrator(),
    }
    return World(client, clock, records, organization, foreign, own, dismissals, exclusion)


def reject(client: TestClient, path: str, record: Document, headers: Headers) -> None:
    address = f"/api/v1/{path}/{record['id']}/reject"
    assert client.post(address, json={"reason": "reasoncanary"}, headers=headers).status_code == 200


def read(client: TestClient, path: str, record: Document, headers: Headers) -> Document:
    found: Document = client.get(f"/api/v1/{path}/{record['id']}", headers=headers).json()
    return found


def put_away(
    client: TestClient, path: str, records: dict[tuple[str, str], Document], name: str, others: str, headers: Headers
) -> str:
    body = {name: records[others, "published"]["id"], "reason_code": "other", "note": "notecanary"}
    address = f"/api/v1/{path}/{records[path, 'published']['id']}/dismissals"
    answer = client.post(address, json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])
