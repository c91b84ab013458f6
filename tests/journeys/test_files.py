"""A spreadsheet's way in and a country's way out, in a real browser: with script and without, on a telephone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.app.exchange.sending import a_row, as_csv
from tests.browser import assert_accessible
from tests.journeys.matrix import short
from tests.journeys.shots import keep
from tests.journeys.site import AGENCY, Site, open_site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("files")]
Open = Callable[..., Any]
WAYS: dict[str, dict[str, Any]] = {
    "es": {},
    "pt": {"viewport": {"width": 320, "height": 640}, "has_touch": True},
    "fr": {"color_scheme": "dark"},
    "en": {"viewport": {"width": 640, "height": 400}},
}
MIXED = [a_row(), a_row(title="Otra necesidad", modalities="M99", sectors="aguas negras")]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_site(tmp_path_factory.mktemp("files")) as site:
        yield site


@pytest.fixture(scope="module")
def base_url(site: Site) -> str:
    return site.url


def csv_file(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"name": "necesidades.csv", "mimeType": "text/csv", "buffer": as_csv(rows).encode()}


def looked_at(page: Any, name: str) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert_accessible(page)
    keep(page, f"journey-{name}")


def send(page: Any, language: str, file: dict[str, Any]) -> None:
    page.goto(f"/{language}/desk/import")
    page.locator("#file").set_input_files(files=[file])
    page.locator("form.sheet button[type=submit]").click()
    page.wait_for_url("**/desk/import/imp_*")


@pytest.mark.parametrize("language", short(WAYS, "es", "pt"))
def test_every_page_of_files_is_accessible(open_page: Open, site: Site, language: str) -> None:
    page = open_page(locale=language, **WAYS[language])
    site.sign_in(page, language=language)
    page.goto(f"/{language}/desk/import")
    looked_at(page, f"import-{language}")
    page.locator("form.sheet").evaluate("form => form.noValidate = true")
    page.locator("form.sheet button[type=submit]").click()
    assert page.locator("#file-fault").is_visible()
    looked_at(page, f"import-fault-{language}")
    send(page, language, csv_file(MIXED))
    looked_at(page, f"progress-{language}")
    site.work()
    page.locator("nav.tabs").wait_for()
    looked_at(page, f"errors-{language}")
    page.goto(f"/{language}/desk/export")
    looked_at(page, f"export-{language}")
    page.goto(f"/{language}/parts")
    looked_at(page, f"parts-{language}")


def test_with_script_the_page_moves_on_by_itself(open_page: Open, site: Site) -> None:
    page = open_page(locale="es")
    site.sign_in(page)
    send(page, "es", csv_file([a_row(title="Con programa"), a_row(title="Y otra")]))
    assert page.locator("progress").is_visible()
    site.work()
    page.get_by_role("button", name="Incorporar 2 filas").click()
    site.work()
    page.locator(".notice.done").wait_for()
    assert "Entraron 2 borradores." in page.locator(".notice.done").inner_text()
    keep(page, "import-done")


def test_a_file_that_is_too_large_is_told_before_it_is_sent(open_page: Open, site: Site, tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(site.house.settings.upload_limit + 1)
    page = open_page(locale="es")
    site.sign_in(page)
    page.goto("/es/desk/import")
    assert not page.locator("#file-too-large").is_visible()
    page.locator("#file").set_input_files(large)
    assert page.locator("#file-too-large").is_visible()
    page.locator("form.sheet button[type=submit]").click()
    assert page.url.endswith("/es/desk/import")


def test_without_script_everything_works_too(open_page: Open, site: Site) -> None:
    page = open_page(locale="es", java_script_enabled=False)
    site.sign_in(page)
    page.get_by_role("link", name="Importar de una planilla").click()
    page.get_by_label("Archivo", exact=True).set_input_files(files=[csv_file(MIXED)])
    page.get_by_role("button", name="Enviar y revisar").click()
    page.get_by_role("link", name="Detener eso").click()
    assert page.url.endswith("?still=1")
    site.work()
    page.get_by_role("link", name="Actualizar", exact=True).click()
    row = page.locator(".filerow.error")
    assert "«M99» no es un código conocido." in row.inner_text()
    page.get_by_role("link", name="Nuevas").click()
    assert page.locator(".filerow").count() == 1
    page.get_by_role("button", name="Descartar el archivo").click()
    assert "No se escribió nada." in page.locator(".notice").inner_text()


def test_the_keyboard_alone_is_enough(open_page: Open, site: Site) -> None:
    page = open_page(locale="es")
    site.sign_in(page)
    send(page, "es", csv_file([a_row(title="Por teclado")]))
    site.work()
    page.locator("nav.tabs").wait_for()
    page.locator("body").focus()
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.innerText"))
        if reached[-1] == "Incorporar 1 fila":
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    page.keyboard.press("Enter")
    page.locator("progress").wait_for()
    site.work()
    page.locator(".notice.done").wait_for()


def test_a_template_is_downloaded_filled_in_and_taken(open_page: Open, site: Site) -> None:
    page = open_page(locale="pt", accept_downloads=True)
    site.sign_in(page, AGENCY, "pt")
    page.goto("/pt/desk/import")
    with page.expect_download() as coming:
        page.locator('a[href*="template.xlsx?kind=offers"]').click()
    assert coming.value.suggested_filename == "offers-pt.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(Path(coming.value.path()).read_bytes()))
    sheet = book.worksheets[0]
    headers = {str(cell.value).rstrip("*"): cell.column for cell in sheet[1]}
    sheet.cell(2, headers["Título"]).value = "Curso de vigilância epidemiológica"
    sheet.cell(2, headers["Idioma"]).value = "português"
    sheet.cell(2, headers["Setores"]).value = "Saúde"
    file = io.BytesIO()
    book.save(file)
    data = {"name": "ofertas.xlsx", "mimeType": "application/zip", "buffer": file.getvalue()}
    send(page, "pt", data)
    site.work()
    page.get_by_role("button", name="Incorporar 1 linha").click()
    site.work()
    page.locator(".notice.done").wait_for()


def test_a_country_takes_everything_out(open_page: Open, site: Site) -> None:
    page = open_page(locale="en", accept_downloads=True)
    site.sign_in(page, language="en")
    page.goto("/en/desk/export")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download the archive").click()
    assert coming.value.suggested_filename.startswith("HND-")
    with zipfile.ZipFile(coming.value.path()) as packed:
        assert packed.read("needs.jsonl").count(b"\n") > 5
    with page.expect_download() as coming:
        page.locator('a[href*="/exports/needs?format=csv"]').click()
    assert b"HND" in Path(coming.value.path()).read_bytes()


def test_pages_of_files_print_without_what_cannot_be_pressed(open_page: Open, site: Site) -> None:
    page = open_page(locale="es")
    site.sign_in(page)
    send(page, "es", csv_file(MIXED))
    site.work()
    page.locator("nav.tabs").wait_for()
    page.emulate_media(media="print")
    for hidden in ("nav.tabs", ".acts", "header.site nav.main", ".crumbs"):
        assert not page.locator(hidden).is_visible(), hidden
    assert page.locator(".filerow.error .fault").first.is_visible()
