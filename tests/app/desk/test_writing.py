"""Writing a need or an offer, as a browser without script does it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.core.actor import Role
from tests.app.callers import Callers
from tests.app.desk.conftest import SignIn
from tests.app.desk.paper import a_full_need, paper
from tests.app.factories import a_need, an_offer, create, publish, register

EMAIL = "punto@example.org"


def in_register(client: TestClient, person: Any) -> dict[str, Any]:
    """The record to which the person's browser was led, as the API gives it to its focal point."""
    kind, record_id = re.search(r"/(needs|offers)/((?:ned|off)_\w+)", person.headers["location"]).groups()  # type: ignore[union-attr]
    answer = person.client.get(f"/api/v1/{kind}/{record_id}", headers={"Accept": "application/json"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_title_is_enough_for_a_draft(signed_in: SignIn, client: TestClient) -> None:
    person = signed_in(EMAIL)
    paper(person.see("needs/new")).write(title="Formación de enfermeras para la salud de los niños").send(
        person, "save"
    )
    record = in_register(client, person)
    assert (record["stage"], record["country"], record["language"]) == ("draft", "HND", "es")
    person.follow()
    assert "Guardado" in person.text
    assert paper(person).value("title") == "Formación de enfermeras para la salud de los niños"


def test_without_a_title_nothing_is_entered_and_the_text_stays(signed_in: SignIn, client: TestClient) -> None:
    person = signed_in(EMAIL)
    paper(person.see("needs/new")).write(objective="Reducir la mortalidad.").send(person, "save")
    assert person.status == 422
    assert person.fault("title") == "Este campo es necesario."
    assert paper(person).value("objective") == "Reducir la mortalidad."
    assert client.get("/api/v1/needs").json()["total"] == 0


def test_a_full_form_is_published_and_its_language_found(signed_in: SignIn, client: TestClient) -> None:
    person = signed_in(EMAIL, language="fr")
    a_full_need(paper(person.see("needs/new"))).send(person, "publish")
    record = in_register(client, person)
    assert record["stage"] == "published"
    assert person.headers["location"].endswith("#answers")
    kept = a_need(sectors=["segib:2"], modalities=["M01", "M04"])
    kept["description"] = (
        "El hospital quiere instalar un banco de leche humana y formar a su personal.\nSegundo párrafo."
    )
    assert {name: record[name] for name in kept} == kept


def test_what_lacks_a_field_is_saved_as_a_draft_and_says_what_is_missing(signed_in: SignIn, client: TestClient) -> None:
    person = signed_in(EMAIL)
    a_full_need(paper(person.see("needs/new"))).write(objective="", priority="").send(person, "publish")
    assert person.status == 422
    assert person.fault("objective") == person.fault("priority") == "Este campo es necesario."
    form = paper(person)
    assert form.action.endswith("/edit")
    form.write(objective="Reducir la mortalidad neonatal.", priority="2").send(person, "publish")
    assert in_register(client, person)["stage"] == "published"


def test_the_same_form_sent_twice_gives_one_draft(signed_in: SignIn, client: TestClient) -> None:
    person = signed_in(EMAIL)
    form = paper(person.see("needs/new")).write(title="Dos veces")
    first = form.send(person, "save").headers["location"]
    assert form.send(person, "save").headers["location"] == first


def test_every_optional_field_comes_back_as_it_was_written(signed_in: SignIn, client: TestClient) -> None:
    person = signed_in(EMAIL)
    form = a_full_need(paper(person.see("needs/new"))).write(
        inputs__0__kind="equipment",
        inputs__0__description="Pasteurizadores",
        inputs__0__quantity="2,5",
        inputs__0__unit="unidades",
        inputs__0__amount="12000.50",
        inputs__0__currency="usd",
        available_from="2027-01-01",
        available_until="2027-06-30",
        cost_sharing="shared",
        sdg_targets="3.2, 3.b",
        plan_reference="Plan Nacional de Salud",
        target_groups="Recién nacidos\nMadres",
        translations__pt__title="Criar um banco de leite humano",
        contact__email="salud@example.org",
    )
    form.tick("levels", "regional").tick("delivery_languages", "es", "pt").tick("sdg", "3").tick(
        "actor_types_welcome", "10", "80"
    ).send(person, "more")
    again = paper(person)
    assert "inputs.1.kind" in dict(again.pairs)
    again.write(inputs__1__kind="personnel").send(person, "save")
    record = in_register(client, person)
    assert record["inputs"][0] == {
        "kind": "equipment", "description": "Pasteurizadores", "quantity": 2.5, "unit": "unidades",
        "amount": "12000.50", "currency": "USD",
    }  # fmt: skip
    assert record["inputs"][1]["kind"] == "personnel"
    assert record["sdg"] == ["3", "3.2", "3.b"]
    assert record["target_groups"] == ["Recién nacidos", "Madres"]
    assert record["translations"]["pt"]["status"] == "human"
    assert record["contact"] == {"name": None, "email": "salud@example.org", "phone": None}
    before = record["version"]
    paper(person.follow()).send(person, "save")
    assert in_register(client, person)["version"] == before, "nothing was changed"


def test_emptying_a_field_removes_it(signed_in: SignIn, client: TestClient, callers: Callers) -> None:
    need = create(
        client, "needs", a_need(plan_reference="Plan", inputs=[{"kind": "funds"}]), callers.focal_point("HND")
    )
    person = signed_in(EMAIL)
    form = paper(person.see(f"needs/{need['id']}/edit")).write(plan_reference="", inputs__0__kind="")
    form.send(person, "save")
    record = in_register(client, person)
    assert record["plan_reference"] is record["inputs"] is None


def test_a_changed_original_makes_untouched_translations_stale(
    signed_in: SignIn, client: TestClient, callers: Callers
) -> None:
    translations = {"pt": {"title": "Banco de leite"}, "fr": {"title": "Banque de lait"}}
    need = create(client, "needs", a_need(translations=translations), callers.focal_point("HND"))
    person = signed_in(EMAIL)
    form = paper(person.see(f"needs/{need['id']}/edit"))
    form.write(title="Otro título", translations__fr__title="Autre titre").send(person, "save")
    found = in_register(client, person)["translations"]
    assert (found["pt"]["status"], found["fr"]["status"]) == ("stale", "human")
    form = paper(person.follow()).write(translations__pt__title="Outro título")
    form.send(person, "save")
    assert in_register(client, person)["translations"]["pt"]["status"] == "human"


def test_what_does_not_fit_is_said_beside_its_field(signed_in: SignIn) -> None:
    person = signed_in(EMAIL)
    form = paper(person.see("needs/new")).write(
        title="Algo", inputs__0__kind="funds", inputs__0__amount="mil", inputs__0__currency="USD", sdg_targets="99.9"
    )
    form.send(person, "save")
    assert person.status == 422
    assert person.fault("inputs.0.amount")
    form = paper(person).write(inputs__0__amount="1000")
    form.send(person, "save")
    assert person.status == 422
    assert "99.9" in person.fault("sdg")


def test_the_preview_shows_who_could_answer_and_what_is_missing(
    signed_in: SignIn, client: TestClient, callers: Callers
) -> None:
    offer = publish(client, "offers", an_offer(), callers.focal_point("CRI"))
    person = signed_in(EMAIL)
    form = a_full_need(paper(person.see("needs/new"))).write(objective="")
    form.send(person, "preview")
    assert person.status == 200
    assert offer["title"] in person.text
    assert f"/es/offers/{offer['id']}" in person.text
    assert 'href="#objective"' in person.text
    assert client.get("/api/v1/needs", headers=callers.focal_point("HND")).json()["total"] == 0


def test_a_text_that_does_not_fit_yet_is_still_previewed(
    signed_in: SignIn, client: TestClient, callers: Callers
) -> None:
    offer = publish(client, "offers", an_offer(), callers.focal_point("CRI"))
    person = signed_in(EMAIL)
    form = a_full_need(paper(person.see("needs/new"))).write(sdg_targets="99.9", available_from="mañana")
    form.send(person, "preview")
    assert offer["title"] in person.text


def test_purposes_are_shown_within_the_chosen_sectors(signed_in: SignIn, client: TestClient) -> None:
    person = signed_in(EMAIL)
    form = paper(person.see("needs/new")).write(title="Salud")
    assert ("sectors", "12220") not in form.boxes
    form.tick("sectors", "segib:2").send(person, "refine")
    form = paper(person)
    form.tick("sectors", "segib:2", "12220").send(person, "save")
    assert in_register(client, person)["sectors"] == ["segib:2", "12220"]


def test_sectors_found_in_the_text_are_proposed_and_taken_with_a_tick(signed_in: SignIn, client: TestClient) -> None:
    person = signed_in(EMAIL)
    form = paper(person.see("needs/new")).write(
        title="Vigilancia de epidemias",
        description="Capacitar a los hospitales en salud pública y vacunación de la población.",
    )
    form.send(person, "preview")
    assert "Hallado en su texto" in person.text
    form = paper(person)
    assert form.boxes.count(("sectors", "segib:2")) == 1, "a proposed sector stands once"
    form.tick("sectors", "segib:2").send(person, "save")
    assert in_register(client, person)["sectors"] == ["segib:2"]


def test_likely_duplicates_of_other_agencies_are_shown_and_never_the_record_itself(
    signed_in: SignIn, client: TestClient, callers: Callers
) -> None:
    other = publish(client, "offers", an_offer("HND"), callers.focal_point("HND"))
    person = signed_in(EMAIL)
    form = paper(person.see("offers/new")).write(title=other["title"], description=other["description"])
    form.tick("sectors", "12220" if ("sectors", "12220") in form.boxes else "segib:2").send(person, "preview")
    assert "¿Ya está ingresada?" in person.text
    assert f'href="/es/offers/{other["id"]}" target="_blank"' in person.text
    person.see(f"offers/{other['id']}/edit")
    assert "¿Ya está ingresada?" not in person.text


def test_an_offer_may_be_open_to_all_sectors(signed_in: SignIn, client: TestClient) -> None:
    person = signed_in(EMAIL)
    paper(person.see("offers/new")).write(title="Fondo", capacity__remaining="3").tick("sectors", "all").send(
        person, "save"
    )
    record = in_register(client, person)
    assert (record["sectors"], record["capacity"]["remaining"]) == (["all"], 3)


def test_an_institution_submits_and_its_name_is_known(signed_in: SignIn, client: TestClient) -> None:
    person = signed_in("ong@example.org", Role.SUBMITTER, institution=("Fundación Agua Clara", "22"))
    form = paper(person.see("needs/new"))
    assert (form.value("institution.name"), form.value("institution.type")) == ("Fundación Agua Clara", "22")
    assert "submit" in form.buttons
    assert "publish" not in form.buttons
    a_full_need(form).send(person, "submit")
    assert in_register(client, person)["stage"] == "submitted"


def test_an_agency_writes_offers_of_its_organization_alone(
    signed_in: SignIn, client: TestClient, callers: Callers
) -> None:
    organization = register(client, callers.administrator())
    person = signed_in("agencia@example.org", Role.AGENCY, organization=organization)
    paper(person.see("offers/new")).write(title="Curso regional").send(person, "save")
    assert in_register(client, person)["organization"] == organization
    assert person.see("needs/new").status == 403


@pytest.mark.parametrize("path", ["needs/new", "offers/new", "needs/ned_1/edit", "offers/off_1/edit"])
def test_a_visitor_is_sent_to_sign_in(client: TestClient, path: str) -> None:
    answer = client.get(f"/pt/{path}", headers={"Accept": "text/html"}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/pt/sign-in?next=%2Fpt%2F{path.replace('/', '%2F')}"


def test_another_country_cannot_even_find_a_draft_to_edit(
    signed_in: SignIn, client: TestClient, callers: Callers
) -> None:
    need = create(client, "needs", a_need("GTM"), callers.focal_point("GTM"))
    assert signed_in(EMAIL).see(f"needs/{need['id']}/edit").status == 404


def test_a_published_record_of_another_country_is_not_to_be_edited(
    signed_in: SignIn, client: TestClient, callers: Callers
) -> None:
    need = publish(client, "needs", a_need("GTM"), callers.focal_point("GTM"))
    assert signed_in(EMAIL).see(f"needs/{need['id']}/edit").status == 403


def test_the_form_asks_for_at_most_twelve_fields(signed_in: SignIn) -> None:
    person = signed_in(EMAIL)
    for kind in ("needs", "offers"):
        person.see(f"{kind}/new")
        assert 0 < person.text.count('class="needed"') <= 12
