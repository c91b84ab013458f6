"""Pages, asked over HTTP on both stores: they answer in every language, show what may be seen, and nothing else."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.app.callers import Callers
from tests.app.factories import a_need, an_offer, create, publish

LANGUAGES = ("es", "pt", "fr", "en")
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
INJECTED = '<script>alert("x")</script> <img src=x onerror=alert(1)>'


class Seen(HTMLParser):
    """The tags, ids and visible text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def links(self) -> list[str]:
        return [attrs["href"] or "" for tag, attrs in self.tags if tag == "a" and "href" in attrs]


def read(client: TestClient, address: str, status: int = 200, **headers: str) -> Seen:
    answer = client.get(address, headers=BROWSER | headers)
    assert answer.status_code == status, answer.text[:2000]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Seen(answer.text)


@pytest.fixture
def register(client: TestClient, callers: Callers) -> dict[str, Any]:
    """A need that one offer answers and a second provider completes."""
    need = publish(
        client,
        "needs",
        a_need(modalities=["M01", "M08"], inputs=[{"kind": "personnel"}, {"kind": "equipment", "quantity": 2}]),
        callers.focal_point("HND"),
    )
    offer = publish(client, "offers", an_offer(inputs=[{"kind": "personnel"}]), callers.focal_point("CRI"))
    second = publish(
        client,
        "offers",
        an_offer(
            "MEX",
            title="Equipos para laboratorios de hospitales",
            description="Entrega de pasteurizadores y congeladores a hospitales públicos que instalan un banco de leche.",
            modalities=["M08"],
            inputs=[{"kind": "equipment"}],
        ),
        callers.focal_point("MEX"),
    )
    return {"need": need, "offer": offer, "second": second}


def match_ids(client: TestClient, need_id: str) -> list[str]:
    answers = [
        client.get(f"/api/v1/needs/{need_id}/matches?kind={kind}").json() for kind in ("bilateral", "triangular")
    ]
    return [answer["items"][0]["id"] for answer in answers]


def addresses(client: TestClient, register: dict[str, Any]) -> list[str]:
    bilateral, triangular = match_ids(client, register["need"]["id"])
    return [
        "/", "/needs", "/offers", f"/needs/{register['need']['id']}", f"/offers/{register['offer']['id']}",
        f"/matches/{bilateral}", f"/matches/{triangular}", "/statement", "/statement?show=offers", "/problems",
        "/about-matching",
    ]  # fmt: skip


def test_every_page_answers_in_every_language(client: TestClient, register: dict[str, Any]) -> None:
    for address in addresses(client, register):
        for language in LANGUAGES:
            answer = client.get(f"/{language}{address}", headers=BROWSER)
            page = Seen(answer.text)
            assert answer.status_code == 200, f"{language}{address}: {answer.text[:500]}"
            assert answer.headers["content-language"] == language
            assert ("html", {"lang": language}) in page.tags
            assert [tag for tag, _ in page.tags].count("h1") == 1, address
            assert "{" not in page.text.replace("‹", ""), f"{language}{address} has an unfilled place"


def test_no_page_brings_style_or_script_of_its_own(client: TestClient, register: dict[str, Any]) -> None:
    """The content policy forbids both, so a page that relied on them would be broken."""
    for address in addresses(client, register):
        page = read(client, f"/en{address}")
        assert not [tag for tag, attrs in page.tags if tag in {"script", "style"} or "style" in attrs]
        assert not [attrs for _, attrs in page.tags if any(name.startswith("on") for name in attrs)]


def test_ids_of_a_page_are_unique(client: TestClient, register: dict[str, Any]) -> None:
    for address in addresses(client, register):
        ids = [attrs["id"] for _, attrs in read(client, f"/en{address}").tags if "id" in attrs]
        assert len(ids) == len(set(ids)), address


@pytest.mark.parametrize(
    ("wanted", "language"), [("pt-BR,pt;q=0.9", "pt"), ("fr", "fr"), ("de,es;q=0.3", "es"), ("", "en")]
)
def test_the_first_address_leads_to_the_readers_language(client: TestClient, wanted: str, language: str) -> None:
    answer = client.get("/", headers={"Accept-Language": wanted}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{language}/")


def test_the_language_switch_keeps_page_and_filters(client: TestClient, register: dict[str, Any]) -> None:
    links = read(client, "/es/needs?country=HND&q=leche").links()
    assert "/fr/needs?country=HND&q=leche" in links


def test_another_language_is_no_page(client: TestClient) -> None:
    assert client.get("/de/needs", headers=BROWSER).status_code == 404


def test_a_refusal_is_a_page_in_the_readers_language(client: TestClient) -> None:
    assert "No se encontró" in read(client, "/es/needs/ned_0000", 404).text
    assert "Introuvable" in read(client, "/fr/nowhere", 404).text
    assert "/pt/problems#not-found" in read(client, "/pt/nowhere", 404).links()


def test_the_explanation_of_every_code_has_its_place(client: TestClient) -> None:
    from app.web.refusals import DETAILS

    ids = {attrs.get("id") for _, attrs in read(client, "/en/problems").tags}
    assert set(DETAILS) <= ids


def test_a_list_is_narrowed_by_its_form(client: TestClient, register: dict[str, Any]) -> None:
    found = read(client, "/en/offers?q=&country=CRI&country=MEX&sector=segib:2&group=&modality=M08")
    assert register["second"]["title"] in found.text
    assert register["offer"]["title"] not in found.text
    checked = [attrs["value"] for tag, attrs in found.tags if tag == "input" and "checked" in attrs]
    assert sorted(value or "" for value in checked) == ["CRI", "M08", "MEX", "segib:2"]


def test_a_filter_in_force_can_be_removed(client: TestClient, register: dict[str, Any]) -> None:
    links = read(client, "/en/offers?country=CRI&modality=M08").links()
    assert "/en/offers?modality=M08" in links
    assert "/en/offers?country=CRI" in links


def test_counts_of_a_filter_say_what_it_would_give(client: TestClient, register: dict[str, Any]) -> None:
    page = client.get("/en/offers?country=CRI", headers=BROWSER).text
    assert re.search(r'value="MEX"> <span>Mexico</span> <span class="count">1<', page)
    assert re.search(r'value="M04"> <span>Training course, diploma</span> <span class="count">1<', page)
    assert 'value="M08"' not in page


def test_pages_of_a_list_follow_each_other(client: TestClient, callers: Callers) -> None:
    for number in range(23):
        publish(client, "offers", an_offer(title=f"Oferta número {number}"), callers.focal_point("CRI"))
    first = read(client, "/en/offers?country=CRI&sort=title")
    following = next(link for link in first.links() if "cursor=" in link)
    second = read(client, following)
    shown = [set(re.findall(r"Oferta número \d+", page.text)) for page in (first, second)]
    assert (len(shown[0]), len(shown[1]), len(shown[0] | shown[1])) == (20, 3, 23)


@pytest.mark.parametrize(
    "asked",
    ["sector=zz", "country=XX", "sort=size", "cursor=abc", "group=NATO", "language=xx-yy", "owner=me", "q=%00"],
)
def test_a_filter_that_does_not_fit_is_told(client: TestClient, asked: str) -> None:
    read(client, f"/en/needs?{asked}", 422)


@pytest.mark.parametrize("asked", ["as_of=2020", "as_of=2030-01-01", "group=NATO", "level=world"])
def test_a_statement_that_cannot_be_is_told(client: TestClient, asked: str) -> None:
    read(client, f"/en/statement?{asked}", 422)


def test_foreign_parameters_are_passed_over(client: TestClient, register: dict[str, Any]) -> None:
    assert register["need"]["title"] in read(client, "/en/needs?utm_source=mail&limit=1000000").text


def test_a_draft_has_no_page_for_others(client: TestClient, callers: Callers) -> None:
    draft = create(client, "needs", a_need(title="Borrador que nadie ve"), callers.focal_point("HND"))
    assert "Borrador" not in read(client, "/es/needs").text
    read(client, f"/es/needs/{draft['id']}", 404)
    own = read(client, f"/es/needs/{draft['id']}", **callers.focal_point("HND"))
    assert "Borrador que nadie ve" in own.text


def test_the_contact_is_on_no_page(client: TestClient, callers: Callers) -> None:
    contact = {"name": "Oficina reservada", "email": "reservado@example.org"}
    need = publish(client, "needs", a_need(contact=contact), callers.focal_point("HND"))
    for address in ("/en/", "/en/needs", f"/en/needs/{need['id']}", "/en/statement"):
        assert "reservad" not in client.get(address, headers=BROWSER).text


def test_text_of_records_is_never_markup(client: TestClient, callers: Callers) -> None:
    need = publish(
        client,
        "needs",
        a_need(
            title=f"Leche {INJECTED}", description=f"Banco {INJECTED}", objective=INJECTED, plan_reference=INJECTED,
            target_groups=[INJECTED], institution={"name": INJECTED, "type": "10"},
            inputs=[{"kind": "funds", "description": INJECTED, "unit": INJECTED, "quantity": 1}],
            translations={"en": {"title": INJECTED, "description": INJECTED}},
        ),
        callers.focal_point("HND"),
    )  # fmt: skip
    offer = publish(client, "offers", an_offer(title=f"Banco de leche {INJECTED}"), callers.focal_point("CRI"))
    match_id = client.get(f"/api/v1/needs/{need['id']}/matches").json()["items"][0]["id"]
    pages = [f"/needs/{need['id']}", f"/offers/{offer['id']}", f"/matches/{match_id}", "/", "/needs", "/statement"]
    for address in pages:
        page = read(client, f"/en{address}")
        assert not [tag for tag, _ in page.tags if tag in {"script", "img"}], address
    assert not [tag for tag, _ in read(client, "/en/needs?q=%3Cscript%3E").tags if tag == "script"]


def test_a_need_shows_who_can_answer_alone_and_together(client: TestClient, register: dict[str, Any]) -> None:
    page = read(client, f"/es/needs/{register['need']['id']}")
    assert "Costa Rica podría atender la necesidad de Honduras" in page.text
    assert "México traería lo que falta (Equipos)" in page.text
    assert "Socio pivote" in page.text
    assert "Socio facilitador" in page.text


def test_an_offer_shows_the_needs_it_could_serve(client: TestClient, register: dict[str, Any]) -> None:
    assert f"/pt/needs/{register['need']['id']}" in read(client, f"/pt/offers/{register['offer']['id']}").links()


def test_the_words_that_met_are_marked_in_both_texts(client: TestClient, register: dict[str, Any]) -> None:
    match_id = match_ids(client, register["need"]["id"])[0]
    match = client.get(f"/api/v1/matches/{match_id}").json()
    page = client.get(f"/en/matches/{match_id}", headers=BROWSER).text
    for number, term in enumerate(match["explanation"]["terms"], 1):
        note = rf'<sup><a href="#note-{number}">{number}</a></sup></mark>'
        assert re.search(rf"<mark[^>]*>{re.escape(term['need'])}{note}", page)
        assert re.search(rf"<mark[^>]*>{re.escape(term['offer'])}{note}", page)


def test_an_expired_record_is_gone_from_all_pages(client: TestClient, register: dict[str, Any], clock: Any) -> None:
    match_id = match_ids(client, register["need"]["id"])[0]
    clock.move(days=365 + 90)
    for address in ("/en/", "/en/needs", "/en/statement", f"/en/offers/{register['offer']['id']}"):
        assert register["need"]["title"] not in client.get(address, headers=BROWSER).text
    read(client, f"/en/needs/{register['need']['id']}", 404)
    read(client, f"/en/matches/{match_id}", 404)


def test_the_home_page_counts_what_can_be_answered(
    client: TestClient, register: dict[str, Any], callers: Callers
) -> None:
    alone = a_need("BOL", title="Glaciares", description="Medir el retroceso de un glaciar andino.", sectors=["41010"])
    publish(client, "needs", alone, callers.focal_point("BOL"))
    page = client.get("/en/", headers=BROWSER).text
    assert "2 needs are open." in page
    assert re.search(r"can be answered now</dt><dd>1<", page)
    assert re.search(r"not yet</dt><dd>1<", page)
    assert re.search(r"countries take part</dt><dd>4<", page)


def test_the_statement_shows_unmet_of_all_needs_with_links_to_them(
    client: TestClient, register: dict[str, Any]
) -> None:
    page = client.get("/en/statement", headers=BROWSER).text
    cell = re.search(r'<td class="h0"><a href="([^"]*)">0/1</a></td>', page)
    assert cell
    assert register["need"]["title"] in read(client, cell[1].replace("&amp;", "&")).text


def test_every_link_of_the_register_leads_somewhere(client: TestClient, register: dict[str, Any]) -> None:
    seen: set[str] = set()
    for address in addresses(client, register):
        seen |= {link.split("#")[0] for link in read(client, f"/en{address}").links()}
    for link in sorted(link for link in seen if link.startswith("/")):
        assert client.get(link, headers=BROWSER).status_code == 200, link
