"""What an owner does with a record on its page: asked first, done, and told afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.core.actor import Role
from app.web.house import House
from tests.app.accounts.browser import Person
from tests.app.callers import Callers
from tests.app.desk.conftest import SignIn
from tests.app.desk.paper import a_full_need, form_to, paper
from tests.app.factories import a_need, amend, create, publish

EMAIL = "punto@example.org"
NGO = ("Fundación Agua Clara", "22")


@pytest.fixture
def focal_point(signed_in: SignIn) -> Person:
    return signed_in(EMAIL)


@pytest.fixture
def ngo(signed_in: SignIn) -> Person:
    return signed_in("ong@example.org", Role.SUBMITTER, institution=NGO)


def stage(client: TestClient, callers: Callers, record_id: str) -> str:
    found = client.get(f"/api/v1/needs/{record_id}", headers=callers.focal_point("HND"))
    return str(found.json()["stage"]) if found.status_code == 200 else "none"


def submitted(ngo: Person) -> str:
    a_full_need(paper(ngo.see("needs/new"))).send(ngo, "submit")
    return str(ngo.headers["location"].split("/")[-1])


def do(person: Person, record_id: str, act: str, **fields: str) -> Person:
    """Ask for the page that asks, and say yes."""
    person.see(f"needs/{record_id}/{act}")
    assert person.status == 200
    form = form_to(person, f"/{act}").write(**fields)
    return person._keep(person.client.post(form.action, data=dict(form.pairs)))


def test_a_visitor_sees_no_actions(client: TestClient, callers: Callers) -> None:
    need = publish(client, "needs", a_need(), callers.focal_point("HND"))
    seen = client.get(f"/es/needs/{need['id']}", headers={"Accept": "text/html"}).text
    assert "Qué puede hacer" not in seen
    assert "writing.js" not in seen


def test_a_draft_is_published_from_its_page(focal_point: Person, client: TestClient, callers: Callers) -> None:
    need = create(client, "needs", a_need(), callers.focal_point("HND"))
    form = form_to(focal_point.see(f"needs/{need['id']}"), "/publish")
    focal_point._keep(focal_point.client.post(form.action, data=dict(form.pairs)))
    assert focal_point.headers["location"] == f"/es/needs/{need['id']}#answers"
    assert stage(client, callers, need["id"]) == "published"


def test_an_incomplete_draft_is_refused_with_what_is_missing(
    focal_point: Person, client: TestClient, callers: Callers
) -> None:
    need = create(client, "needs", a_need(objective=None), callers.focal_point("HND"))
    do(focal_point, need["id"], "publish")
    assert focal_point.status == 422
    assert "Objetivo de desarrollo" in focal_point.text
    assert f"/es/needs/{need['id']}/edit" in focal_point.text


def test_a_focal_point_sends_an_entry_back_and_the_institution_reads_why(
    focal_point: Person, ngo: Person, client: TestClient, callers: Callers
) -> None:
    record_id = submitted(ngo)
    do(focal_point, record_id, "reject")
    assert (focal_point.status, focal_point.fault("reason")) == (422, "Este campo es necesario.")
    do(focal_point, record_id, "reject", reason="Falta el presupuesto.")
    assert stage(client, callers, record_id) == "rejected"
    assert "Falta el presupuesto." in ngo.see(f"needs/{record_id}").text
    assert "Falta el presupuesto." in ngo.see(f"needs/{record_id}/edit").text
    paper(ngo).write(plan_reference="Presupuesto 2027").send(ngo, "submit")
    assert stage(client, callers, record_id) == "submitted"


def test_publishing_an_entry_endorses_it(focal_point: Person, ngo: Person, client: TestClient) -> None:
    record_id = submitted(ngo)
    paper(ngo.see(f"needs/{record_id}/edit")).write(institution__type="22").send(ngo, "save")
    do(focal_point, record_id, "publish")
    assert client.get(f"/api/v1/needs/{record_id}").json()["endorsed_on"] == "2026-09-01"


@pytest.mark.parametrize(
    ("act", "after"), [("withdraw", "withdrawn"), ("fulfil", "fulfilled"), ("assure", "published")]
)
def test_what_is_final_asks_first(
    focal_point: Person, client: TestClient, callers: Callers, act: str, after: str
) -> None:
    need = publish(client, "needs", a_need(), callers.focal_point("HND"))
    page = focal_point.see(f"needs/{need['id']}").text
    is_final = act != "assure"
    assert (f'href="/es/needs/{need["id"]}/{act}"' in page) == is_final
    do(focal_point, need["id"], act)
    assert focal_point.headers["location"] == f"/es/needs/{need['id']}"
    assert stage(client, callers, need["id"]) == after


def test_a_draft_is_deleted_after_a_question(focal_point: Person, client: TestClient, callers: Callers) -> None:
    need = create(client, "needs", a_need(), callers.focal_point("HND"))
    do(focal_point, need["id"], "delete")
    assert focal_point.headers["location"] == "/es/desk"
    assert stage(client, callers, need["id"]) == "none"


def test_nobody_acts_on_what_changed_since_they_looked(
    focal_point: Person, client: TestClient, callers: Callers
) -> None:
    need = create(client, "needs", a_need(), callers.focal_point("HND"))
    form = form_to(focal_point.see(f"needs/{need['id']}/delete"), "/delete")
    amend(client, "needs", need, {"title": "Otro"}, callers.focal_point("HND"))
    focal_point._keep(focal_point.client.post(form.action, data=dict(form.pairs)))
    assert focal_point.status == 412
    assert stage(client, callers, need["id"]) == "draft"


def test_another_country_is_refused(signed_in: SignIn, client: TestClient, callers: Callers) -> None:
    need = publish(client, "needs", a_need(), callers.focal_point("HND"))
    stranger = signed_in("brasil@example.org", country="BRA", language="pt")
    assert stranger.see(f"needs/{need['id']}/withdraw").status == 403
    assert "/withdraw" not in stranger.see(f"needs/{need['id']}").text


def test_a_visitor_who_wants_to_act_is_sent_to_sign_in(client: TestClient, callers: Callers) -> None:
    need = publish(client, "needs", a_need(), callers.focal_point("HND"))
    answer = client.get(f"/es/needs/{need['id']}/assure", headers={"Accept": "text/html"}, follow_redirects=False)
    assert answer.status_code == 303


@pytest.fixture
def waiting(focal_point: Person, ngo: Person) -> str:
    """A published record with a change of its institution that waits."""
    record_id = submitted(ngo)
    do(focal_point, record_id, "publish")
    form = paper(ngo.see(f"needs/{record_id}/edit"))
    form.write(title="Crear dos bancos de leche humana en un hospital público", plan_reference="Plan 2027")
    form.send(ngo, "save")
    return record_id


def test_a_waiting_change_is_shown_beside_the_published_text_and_published(
    focal_point: Person, client: TestClient, waiting: str
) -> None:
    assert f"/es/needs/{waiting}/change" in focal_point.see(f"needs/{waiting}").text
    page = focal_point.see(f"needs/{waiting}/change").text
    assert "<del>un</del>" in page
    assert "<ins>dos</ins>" in page
    assert "Plan 2027" in page
    do(focal_point, waiting, "publish")
    assert client.get(f"/api/v1/needs/{waiting}").json()["plan_reference"] == "Plan 2027"
    assert focal_point.see(f"needs/{waiting}/change").status == 404


def test_a_waiting_change_is_sent_back_and_the_published_text_stands(
    focal_point: Person, client: TestClient, waiting: str
) -> None:
    do(focal_point, waiting, "reject", reason="Uno basta.")
    found: dict[str, Any] = client.get(f"/api/v1/needs/{waiting}").json()
    assert found["stage"] == "published"
    assert found["plan_reference"] is None
    assert "Uno basta." in focal_point.see(f"needs/{waiting}/history").text


def test_a_waiting_change_is_hidden_from_everyone_else(signed_in: SignIn, client: TestClient, waiting: str) -> None:
    stranger = signed_in("brasil@example.org", country="BRA")
    assert stranger.see(f"needs/{waiting}/change").status == 404
    assert (
        client.get(f"/es/needs/{waiting}/change", headers={"Accept": "text/html"}, follow_redirects=False).status_code
        == 303
    )


def test_the_history_tells_who_did_what_in_sentences(focal_point: Person, waiting: str) -> None:
    page = focal_point.see(f"needs/{waiting}/history").text
    assert "Ong la ingresó como borrador." in page
    assert "Ong la envió al punto focal." in page
    assert "Punto la publicó." in page
    assert "Ong propuso un cambio: Plan nacional, Título." in page


def test_changes_in_a_row_are_one_line(focal_point: Person, client: TestClient, callers: Callers) -> None:
    need = create(client, "needs", a_need(), callers.focal_point("HND"))
    for title in ("Uno", "Dos", "Tres"):
        paper(focal_point.see(f"needs/{need['id']}/edit")).write(title=title).send(focal_point, "save")
    page = focal_point.see(f"needs/{need['id']}/history").text
    assert page.count("cambió: Título.") == 1
    assert "3 veces ese día" in page


def test_strangers_read_no_names_in_a_history(client: TestClient, house: House, waiting: str) -> None:
    page = client.get(f"/en/needs/{waiting}/history", headers={"Accept": "text/html"}).text
    assert "The focal point" not in page
    assert "Focal point published it." in page
    assert "Punto" not in page
    assert "proposed a change" not in page
