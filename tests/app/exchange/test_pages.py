"""A focal point's way from a spreadsheet to drafts, page by page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from app.core.actor import Role
from app.jobs.runner import run_due
from app.web.house import House
from app.worker import worker_of
from tests.app.accounts.browser import Person, an_account
from tests.app.callers import Callers
from tests.app.exchange.reading_pages import Preview, Row
from tests.app.exchange.sending import Sender, a_row, as_csv
from tests.app.factories import a_need, create

Enter = Callable[..., "Desk"]


class Desk(Person):
    """A person who sends files."""

    def upload(self, data: str | bytes, kind: str = "needs", name: str = "necesidades.csv") -> Desk:
        self.see("desk/import")
        fields = {"csrf": self.token, "kind": kind}
        files = {"file": (name, data)} if name else {"file": ("", b"")}
        self._keep(self.client.post(self._whole("desk/import"), data=fields, files=files))
        return self

    @property
    def page(self) -> Preview:
        return Preview(self.text)


@pytest.fixture
def enter(house: House) -> Enter:
    """Signed in, with an account of its own."""

    def make(language: str = "es", email: str = "hnd@example.org", **whose: object) -> Desk:
        an_account(house, email, **whose)  # type: ignore[arg-type]
        person = Desk(house, language)
        person.sign_in(email)
        assert person.is_signed_in()
        return person

    return make


def checked(person: Desk, house: House, data: str | bytes, **form: str) -> Desk:
    """On the page of a file after it was read."""
    person.upload(data, **form)
    assert person.status == 303, person.text
    place = person.headers["location"]
    run_due(worker_of(house))
    person.see(place)
    assert person.status == 200, person.text
    return person


def test_a_visitor_signs_in_first_and_comes_back(house: House) -> None:
    visitor = Desk(house).see("desk/import")
    assert visitor.status == 303
    assert visitor.headers["location"] == "/es/sign-in?next=%2Fes%2Fdesk%2Fimport"


def test_a_file_becomes_drafts_step_by_step(enter: Enter, house: House) -> None:
    person = enter()
    person.upload(as_csv([a_row(), a_row(title="Otra necesidad")]))
    place = person.headers["location"]
    waiting = person.follow().page
    assert waiting.share == 0
    assert (f"{place}?still=1" in waiting.links, place in waiting.links) == (True, True)
    assert waiting.refreshes_without_script
    assert not person.see(f"{place}?still=1").page.refreshes_without_script

    run_due(worker_of(house))
    preview = person.see(place).page
    assert preview.rows == [
        Row(2, "create", "Crear un banco de leche humana", {}),
        Row(3, "create", "Otra necesidad", {}),
    ]
    assert "Incorporar 2 filas" in preview.text

    person.send(f"{place}/apply")
    assert (person.status, person.headers["location"]) == (303, place)
    run_due(worker_of(house))
    assert "Entraron 2 borradores." in person.see(place).page.text
    assert place in person.see("desk/import").page.links


def test_what_does_not_fit_stands_beside_its_cell(enter: Enter, house: House) -> None:
    rows = [a_row(), a_row(title="Otra", modalities="M99", sectors="aguas negras"), a_row(title="", priority="9")]
    preview = checked(enter(), house, as_csv(rows)).page
    assert [(row.number, row.outcome) for row in preview.rows] == [(3, "error"), (4, "error")]
    assert preview.rows[0].faults == {
        "modalities": "«M99» no es un código conocido.",
        "sectors": "«aguas negras» no es un código conocido.",
    }
    assert set(preview.rows[1].faults) == {"title", "priority"}
    assert "2 filas no corresponden." in preview.text
    assert not [address for address in preview.forms if address.endswith("/apply")]


@pytest.mark.parametrize(
    ("language", "words"),
    [("pt", "não é um código conhecido"), ("fr", "n’est pas un code connu"), ("en", "is not a known code")],
)
def test_faults_are_told_in_the_readers_language(enter: Enter, house: House, language: str, words: str) -> None:
    preview = checked(enter(language), house, as_csv([a_row(modalities="M99")])).page
    assert words in preview.rows[0].faults["modalities"]


def test_rows_can_be_narrowed_and_are_paged(enter: Enter, house: House) -> None:
    rows = [a_row(title=f"Necesidad {n}") for n in range(60)] + [a_row(modalities="M99")]
    person = checked(enter(), house, as_csv(rows))
    assert [row.outcome for row in person.page.rows] == ["error"]
    place = person.page.address
    person.see(f"{place}?show=all")
    assert len(person.page.rows) == 50
    following = next(link for link in person.page.links if "after=51" in link)
    person.see(following.removesuffix("#rows"))
    assert [row.number for row in person.page.rows] == list(range(52, 63))
    assert len(person.see(f"{place}?show=create&after=51").page.rows) == 10
    assert person.see(f"{place}?show=everything").status == 422


def test_an_update_shows_what_it_changes(enter: Enter, house: House, client: TestClient, callers: Callers) -> None:
    headers = callers.focal_point("HND")
    need = create(client, "needs", a_need("HND"), headers)
    same = create(client, "needs", a_need("HND", title="Otra"), headers)
    rows = [{"id": need["id"], "title": "Nuevo título"}, {"id": same["id"], "title": "Otra"}]
    preview = checked(enter(), house, as_csv(rows)).page
    assert [(row.outcome, row.changed) for row in preview.rows] == [("update", {"title"}), ("unchanged", set())]
    assert f"/es/needs/{need['id']}" in preview.links


def test_a_file_that_changes_nothing_asks_for_nothing(
    enter: Enter, house: House, callers: Callers, sender: Sender
) -> None:
    sender.take(as_csv([a_row()]), callers.focal_point("HND"))
    preview = checked(enter(), house, as_csv([a_row()])).page
    assert [row.outcome for row in preview.rows] == ["unchanged"]
    assert [address.rsplit("/", 1)[1] for address in preview.forms if "/import/" in address] == ["discard"]


def test_a_discarded_file_leaves_nothing(enter: Enter, house: House, sender: Sender, callers: Callers) -> None:
    person = checked(enter(), house, as_csv([a_row()]))
    place = person.page.address
    person.send(f"{place}/discard")
    assert "No se escribió nada." in person.follow().text
    assert person.see(place).page.rows == []
    person.see("desk/import").send(f"{place}/apply")
    assert person.status == 409
    assert sender.records(callers.focal_point("HND")) == []


def test_what_is_wrong_with_the_file_itself_is_told(enter: Enter, house: House) -> None:
    person = enter()
    person.upload("", name="")
    assert (person.status, person.fault("file")) == (422, "Este campo es necesario.")
    person.upload("  \n")
    assert (person.status, person.fault("file")) == (422, "El archivo está vacío.")
    person.upload(as_csv([a_row()]), kind="friends")
    assert (person.status, bool(person.fault("kind"))) == (422, True)
    assert "El archivo no es CSV, XLSX, JSON ni JSON Lines." in checked(person, house, b"%PDF-1.7").page.text
    headed = checked(person, house, "titulo,color\na,b\n").page
    assert ("El encabezado no corresponde." in headed.text, "color: No existe esa columna." in headed.text) == (
        True,
        True,
    )


def test_a_file_that_is_too_large_is_told_beside_the_field(enter: Enter, house: House) -> None:
    person = enter()
    person.upload(b"a" * (house.settings.upload_limit + 1))
    assert (person.status, person.fault("file")) == (
        422, "El archivo pesa más de 20 MB. Divídalo en varios.",
    )  # fmt: skip


def test_an_agency_imports_offers_only(enter: Enter, client: TestClient, callers: Callers) -> None:
    body = {"acronym": "OPS", "names": {"es": "Organización Panamericana de la Salud"}, "type": "40"}
    organization = client.post("/api/v1/organizations", json=body, headers=callers.administrator()).json()["id"]
    person = enter(email="ops@example.org", role=Role.AGENCY, organization=organization)
    person.see("desk/import")
    assert person.page.options("kind") == ["offers"]
    person.upload(as_csv([a_row()]), kind="needs")
    assert person.status == 403


def test_others_see_nothing_of_a_file(enter: Enter, house: House) -> None:
    place = checked(enter(), house, as_csv([a_row()])).page.address
    other = enter(email="cri@example.org", country="CRI")
    assert other.see(place).status == 404
    assert place not in other.see("desk/import").page.links
    other.send(f"{place}/apply")
    assert other.status == 404


def test_a_form_from_elsewhere_is_refused(enter: Enter) -> None:
    person = enter()
    person.see("desk/import")
    answer = person.client.post(
        "/es/desk/import", data={"csrf": "guessed", "kind": "needs"}, files={"file": ("a.csv", as_csv([a_row()]))}
    )
    assert answer.status_code == 403
