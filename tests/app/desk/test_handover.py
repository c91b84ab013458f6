"""The handover lists exactly what is open in a country: no more, no less, and for its own people only."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from app.web.house import House
from tests.app.accounts.browser import Person, an_account
from tests.app.callers import Callers
from tests.app.conftest import SetClock
from tests.app.factories import Document, Maker, a_need, act, amend, an_offer, create, publish

LISTS = ("drafts", "submitted", "running_out", "dormant")


def handed(client: TestClient, callers: Callers, country: str = "CRI") -> dict[str, list[str]]:
    answer = client.get(f"/api/v1/countries/{country}/handover", headers=callers.focal_point(country))
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["total"] == sum(len(found[name]) for name in LISTS)
    return {name: sorted(item["id"] for item in found[name]) for name in LISTS}


def test_it_lists_exactly_the_open_items(client: TestClient, callers: Callers, clock: SetClock) -> None:
    submitter, focal_point = callers.submitter("CRI"), callers.focal_point("CRI")
    made: dict[tuple[str, str], Document] = {}
    for path in ("offers", "needs"):
        maker = Maker(client, path, submitter, focal_point)
        made[path, "dormant"] = maker.at("published", country="CRI", valid_until="2026-10-01")
        made[path, "running out"] = maker.at("published", country="CRI", valid_until="2027-03-20")
    clock.move(days=180)
    for path in ("offers", "needs"):
        maker = Maker(client, path, submitter, focal_point)
        for stage in ("draft", "submitted", "rejected", "published", "withdrawn", "fulfilled"):
            made[path, stage] = maker.at(stage, country="CRI")
        made[path, "changed"] = maker.at("published", country="CRI")
        amend(client, path, made[path, "changed"], {"title": "Otro título"}, submitter)
        Maker(client, path, callers.focal_point("PER"), callers.focal_point("PER")).at("draft", country="PER")

    def ids(*stages: str) -> list[str]:
        return sorted(made[path, stage]["id"] for path in ("offers", "needs") for stage in stages)

    assert handed(client, callers) == {
        "drafts": ids("draft", "rejected"),
        "submitted": ids("submitted", "changed"),
        "running_out": ids("running out"),
        "dormant": ids("dormant"),
    }
    assert len(handed(client, callers, "PER")["drafts"]) == 2


def test_what_is_settled_disappears_from_it(client: TestClient, callers: Callers, clock: SetClock) -> None:
    focal_point = callers.focal_point("CRI")
    need = publish(client, "needs", a_need("CRI", valid_until="2026-10-01"), focal_point)
    draft = create(client, "offers", an_offer("CRI"), focal_point)
    clock.move(days=27)
    assert handed(client, callers) == {
        "drafts": [draft["id"]],
        "submitted": [],
        "running_out": [need["id"]],
        "dormant": [],
    }
    act(client, "needs", need, "withdraw", focal_point)
    act(client, "offers", draft, "publish", focal_point)
    assert handed(client, callers) == {name: [] for name in LISTS}


def test_each_item_tells_since_when_it_waits(client: TestClient, callers: Callers, clock: SetClock) -> None:
    submitter = callers.submitter("CRI")
    need = Maker(client, "needs", submitter, submitter).at("submitted", country="CRI")
    clock.move(days=9)
    record = client.get(f"/api/v1/needs/{need['id']}", headers=submitter).json()
    amend(client, "needs", record, {"priority": 2}, submitter)
    answer = client.get("/api/v1/countries/CRI/handover", headers=callers.focal_point("CRI")).json()
    [item] = answer["submitted"]
    assert (item["since"], item["days"], item["kind"]) == ("2026-09-01", 9, "need")


@pytest.mark.parametrize(
    ("role", "status"), [("visitor", 401), ("other", 403), ("submitter", 403), ("admin", 200), ("administrator", 200)]
)
def test_who_may_read_it(client: TestClient, callers: Callers, role: str, status: int) -> None:
    headers = {
        "visitor": {},
        "other": callers.focal_point("PER"),
        "submitter": callers.submitter("CRI"),
        "admin": callers.country_admin("CRI"),
        "administrator": callers.administrator(),
    }[role]
    assert client.get("/api/v1/countries/CRI/handover", headers=headers).status_code == status


def test_an_unknown_country_is_not_found(client: TestClient, callers: Callers) -> None:
    for code in ("XXX", "cri"):
        assert client.get(f"/api/v1/countries/{code}/handover", headers=callers.administrator()).status_code == 404


def test_the_page_shows_the_same(house: House, client: TestClient, callers: Callers) -> None:
    draft = create(client, "needs", a_need("HND", title="Un <b>borrador</b>"), callers.focal_point("HND"))
    an_account(house, "ana@gob.example")
    person = Person(house).sign_in("ana@gob.example").see("handover")
    assert person.status == 200
    assert f"/es/needs/{draft['id']}" in person.text
    assert "Un &lt;b&gt;borrador&lt;/b&gt;" in person.text
    assert person.see("handover?country=PER").status == 403
