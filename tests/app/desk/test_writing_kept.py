"""No text is lost: when the sign-in has ended, when it was renewed elsewhere, when two people write the same record."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.core.actor import Role
from app.desk.writing.models import KeptForm
from app.web.house import House
from tests.app.accounts.browser import Person
from tests.app.callers import Callers
from tests.app.conftest import SetClock
from tests.app.desk.conftest import SignIn
from tests.app.desk.paper import a_full_need, form_to, paper
from tests.app.factories import a_need, amend, create

EMAIL = "punto@example.org"
JSON = {"Accept": "application/json"}


def sign_in_again(person: Person, email: str = EMAIL) -> Person:
    """From the page that the browser was sent to."""
    address = person.headers["location"]
    person.see(address)
    person.send("sign-in", email=email, password="una frase larga y segura", next=person.hidden("next"))
    return person.follow()


def test_a_form_sent_after_the_sign_in_ended_comes_back_with_its_text(
    signed_in: SignIn, clock: SetClock, client: TestClient, callers: Callers
) -> None:
    person = signed_in(EMAIL)
    form = a_full_need(paper(person.see("needs/new"))).write(contact__email="salud@example.org")
    clock.move(days=2)
    form.send(person, "publish")
    assert person.status == 303
    assert person.headers["location"].startswith("/es/sign-in?next=")
    sign_in_again(person)
    back = paper(person)
    assert "Su texto se conservó" in person.text
    assert back.text() == form.text()
    back.send(person, "publish")
    assert person.headers["location"].endswith("#answers")
    assert client.get("/api/v1/needs").json()["total"] == 1
    kept_id = back.value("kept")
    assert paper(person.see(f"needs/new?kept={kept_id}")).value("title") == "", "nothing is kept any longer"


def test_it_comes_back_even_when_the_browser_forgot_its_cookie(signed_in: SignIn) -> None:
    person = signed_in(EMAIL)
    form = paper(person.see("needs/new")).write(title="No se pierde")
    person.client.cookies.clear()
    form.send(person, "save")
    assert person.headers["location"].startswith("/es/sign-in?next=")
    sign_in_again(person)
    assert paper(person).value("title") == "No se pierde"


def test_the_edit_of_a_record_comes_back_too_with_the_version_it_began_with(
    signed_in: SignIn, clock: SetClock, client: TestClient, callers: Callers
) -> None:
    need = create(client, "needs", a_need(), callers.focal_point("HND"))
    person = signed_in(EMAIL)
    form = paper(person.see(f"needs/{need['id']}/edit")).write(objective="Otro objetivo.")
    clock.move(days=2)
    form.send(person, "save")
    amend(client, "needs", need, {"objective": "El de una colega."}, callers.focal_point("HND"))
    sign_in_again(person)
    paper(person).send(person, "save")
    assert person.status == 412


def test_what_was_kept_is_shown_to_its_writer_alone(signed_in: SignIn, clock: SetClock, house: House) -> None:
    person, other = signed_in(EMAIL), signed_in("otra@example.org")
    form = paper(person.see("needs/new")).write(title="Solo mío")
    clock.move(days=2)
    address = form.send(person, "save").headers["location"]
    other.sign_in("otra@example.org")
    kept = address.split("kept%3D")[1].split("&")[0]
    other.see(f"needs/new?kept={kept}")
    assert paper(other).value("title") == ""
    assert "Solo mío" not in other.text


def test_a_form_that_names_no_account_is_not_kept(signed_in: SignIn, clock: SetClock) -> None:
    person = signed_in(EMAIL)
    form = paper(person.see("needs/new")).write(title="Ajeno", writer="acc_0123456789.falso")
    clock.move(days=2)
    form.send(person, "save")
    assert person.status == 303
    assert "kept" not in person.headers["location"]


def test_of_one_account_five_forms_are_kept_at_most(signed_in: SignIn, clock: SetClock, house: House) -> None:
    person = signed_in(EMAIL)
    form = paper(person.see("needs/new"))
    clock.move(days=2)
    for n in range(7):
        form.write(title=f"Texto {n}").send(person, "save")
    address = person.headers["location"]
    sign_in_again(person)
    assert paper(person).value("title") == "Texto 6"
    assert address
    with house.database.reading() as session:
        assert session.query(KeptForm).count() == 5


def test_a_form_opened_before_signing_in_anew_is_sent_once_more(signed_in: SignIn, client: TestClient) -> None:
    person = signed_in(EMAIL)
    form = paper(person.see("needs/new")).write(title="Dos pestañas")
    person.client.cookies.clear()
    person.sign_in(EMAIL)
    form.send(person, "save")
    assert person.status == 403
    again = form_to(person, "/needs/new")
    assert again.value("title") == "Dos pestañas"
    again.send(person, "save")
    assert person.status == 303
    assert "notice=saved" in person.headers["location"]


def test_nobody_saves_what_another_wrote_at_the_same_browser(
    signed_in: SignIn, house: House, client: TestClient, callers: Callers
) -> None:
    signed_in("otra@example.org")
    person = signed_in(EMAIL)
    form = paper(person.see("needs/new")).write(title="De la primera")
    person.client.cookies.clear()
    person.sign_in("otra@example.org")
    form.send(person, "save")
    form_to(person, "/needs/new").send(person, "save")
    assert person.status == 403
    assert client.get("/api/v1/needs", headers=callers.focal_point("HND")).json()["total"] == 0


def test_a_form_from_another_site_is_refused(signed_in: SignIn) -> None:
    person = signed_in(EMAIL)
    form = paper(person.see("needs/new")).write(title="De otro sitio")
    form.pairs = [(name, "falso" if name == "csrf" else value) for name, value in form.pairs]
    form.send(person, "save", Origin="https://elsewhere.example")
    assert person.status == 403
    assert "De otro sitio" not in person.text


@pytest.fixture
def two_windows(signed_in: SignIn, client: TestClient, callers: Callers) -> dict[str, Any]:
    """The same draft open in two windows, of two people."""
    need = create(client, "needs", a_need(plan_reference="Plan 2025"), callers.focal_point("HND"))
    first, second = signed_in(EMAIL), signed_in("marta@example.org")
    forms = [paper(person.see(f"needs/{need['id']}/edit")) for person in (first, second)]
    return {"need": need, "people": (first, second), "forms": forms}


def now(client: TestClient, callers: Callers, record_id: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/v1/needs/{record_id}", headers=callers.focal_point("HND")).json()
    return found


def test_the_second_window_sees_both_texts_and_chooses(
    two_windows: dict[str, Any], client: TestClient, callers: Callers
) -> None:
    (first, second), (one, other) = two_windows["people"], two_windows["forms"]
    one.write(title="Título de la primera", objective="Objetivo de la primera.").send(first, "save")
    other.write(title="Título de la segunda", plan_reference="Plan 2027").send(second, "save")
    assert second.status == 412
    assert "Punto cambió este registro" in second.text
    page = form_to(second, "/edit")
    assert page.value("choose.title") == "mine"
    assert page.value("choose.objective") == "theirs"
    assert page.value("choose.plan_reference") == "mine"
    page.write(choose__title="theirs").send(second, "settle")
    found = now(client, callers, two_windows["need"]["id"])
    assert found["title"] == "Título de la primera"
    assert found["objective"] == "Objetivo de la primera."
    assert found["plan_reference"] == "Plan 2027"


def test_all_of_mine_can_be_kept(two_windows: dict[str, Any], client: TestClient, callers: Callers) -> None:
    (first, second), (one, other) = two_windows["people"], two_windows["forms"]
    one.write(title="Primera", objective="Objetivo de la primera.").send(first, "save")
    other.write(title="Segunda").send(second, "save")
    form_to(second, "/edit").send(second, "mine")
    found = now(client, callers, two_windows["need"]["id"])
    assert (found["title"], found["objective"]) == ("Segunda", "Reducir la mortalidad neonatal.")


def test_a_third_change_while_choosing_is_not_overwritten(
    two_windows: dict[str, Any], client: TestClient, callers: Callers
) -> None:
    (first, second), (one, other) = two_windows["people"], two_windows["forms"]
    one.write(title="Primera", objective="Objetivo de la primera.").send(first, "save")
    other.write(title="Segunda", objective="Objetivo de la segunda.").send(second, "save")
    page = form_to(second, "/edit").write(choose__objective="theirs")
    paper(first.follow()).write(title="Primera, otra vez").send(first, "save")
    page.send(second, "settle")
    assert second.status == 412
    form_to(second, "/edit").send(second, "settle")
    found = now(client, callers, two_windows["need"]["id"])
    assert (found["title"], found["objective"]) == ("Segunda", "Objetivo de la primera.")


def test_the_script_saves_a_new_draft_and_goes_on_with_it(
    signed_in: SignIn, client: TestClient, callers: Callers
) -> None:
    person = signed_in(EMAIL)
    form = paper(person.see("needs/new")).write(title="Se guarda solo")
    told = person.client.post(form.action, data=dict(form.pairs) | {"do": "autosave"}, headers=JSON)
    assert told.status_code == 200, told.text
    answer = told.json()
    assert answer["address"] == f"/es/needs/{answer['id']}/edit"
    assert now(client, callers, answer["id"])["stage"] == "draft"
    more = dict(form.pairs) | {"do": "autosave", "version": str(answer["version"]), "base": answer["base"]}
    again = person.client.post(answer["address"], data=more | {"description": "Más texto."}, headers=JSON).json()
    assert again["version"] > answer["version"]
    stale = person.client.post(answer["address"], data=more | {"title": "Vieja"}, headers=JSON)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")


def test_the_script_never_saves_a_published_record(signed_in: SignIn, client: TestClient, callers: Callers) -> None:
    person = signed_in(EMAIL)
    a_full_need(paper(person.see("needs/new"))).send(person, "publish")
    record_id = person.headers["location"].split("/")[-1].split("#")[0]
    form = paper(person.see(f"needs/{record_id}/edit"))
    told = person.client.post(form.action, data=dict(form.pairs) | {"title": "Otra", "do": "autosave"}, headers=JSON)
    assert (told.status_code, told.json()["code"]) == (409, "wrong-stage")


def test_the_script_is_told_when_the_sign_in_has_ended(signed_in: SignIn, clock: SetClock) -> None:
    person = signed_in(EMAIL)
    form = paper(person.see("needs/new")).write(title="Fuera")
    clock.move(days=2)
    told = person.client.post(form.action, data=dict(form.pairs) | {"do": "autosave"}, headers=JSON)
    assert (told.status_code, told.json()["code"]) == (401, "not-signed-in")


def test_the_live_parts_answer_without_saving(signed_in: SignIn, client: TestClient, callers: Callers) -> None:
    person = signed_in(EMAIL)
    form = a_full_need(paper(person.see("needs/new")))
    seen = person.client.post("/es/needs/live", data=dict(form.pairs))
    assert seen.status_code == 200
    assert 'id="answers"' in seen.text
    assert 'id="sector-choice"' in seen.text
    assert client.get("/api/v1/needs", headers=callers.focal_point("HND")).json()["total"] == 0


def test_an_institution_meets_its_own_waiting_change_again(
    signed_in: SignIn, client: TestClient, callers: Callers
) -> None:
    ngo = signed_in("ong@example.org", Role.SUBMITTER, institution=("Fundación Agua Clara", "22"))
    a_full_need(paper(ngo.see("needs/new"))).send(ngo, "submit")
    record_id = ngo.headers["location"].split("/")[-1]
    client.post(f"/api/v1/needs/{record_id}/publish", headers=callers.focal_point("HND"))
    paper(ngo.see(f"needs/{record_id}/edit")).write(objective="Un objetivo mejor.").send(ngo, "save")
    assert now(client, callers, record_id)["submitted_version"]["objective"] == "Un objetivo mejor."
    assert paper(ngo.see(f"needs/{record_id}/edit")).value("objective") == "Un objetivo mejor."
