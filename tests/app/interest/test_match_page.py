"""The page of one match: marked texts with notes, what is missing, and what its sides may do."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from app.core.actor import Role
from tests.app.accounts.browser import Person, an_account
from tests.app.callers import VISITOR
from tests.app.factories import a_need, an_offer, publish
from tests.app.interest.conftest import MESSAGE, Talks
from tests.app.test_pages import Seen, read

LANGUAGES = ("es", "pt", "fr", "en")


def plain(html: str) -> str:
    """The visible text on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture
def ana(talks: Talks) -> Person:
    """A focal point of Honduras at a browser."""
    an_account(talks.house, "ana@hnd.example")
    return Person(talks.house).sign_in("ana@hnd.example")


@pytest.fixture
def bea(talks: Talks) -> Person:
    """A focal point of Costa Rica."""
    an_account(talks.house, "bea@cri.example", country="CRI")
    return Person(talks.house).sign_in("bea@cri.example")


def test_the_page_answers_in_every_language_for_everyone(talks: Talks, ana: Person) -> None:
    for match_id in (talks.bilateral, talks.triangular):
        for language in LANGUAGES:
            for headers in (VISITOR, talks.honduras, talks.agency, talks.coordinator):
                page = read(talks.client, f"/{language}/matches/{match_id}", **headers)
                ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
                assert len(ids) == len(set(ids))
                assert "{" not in page.text
                assert [tag for tag, _ in page.tags].count("h1") == 1
            assert ana.see(f"/{language}/matches/{match_id}").status == 200


def test_every_mark_leads_to_a_note_that_names_the_concept_in_the_readers_language(talks: Talks) -> None:
    match = talks.client.get(f"/api/v1/matches/{talks.bilateral}").json()
    terms = match["explanation"]["terms"]
    page = Seen(talks.client.get(f"/fr/matches/{talks.bilateral}", headers={"Accept": "text/html"}).text)
    notes = {attrs["id"] for tag, attrs in page.tags if tag == "tr" and "id" in attrs}
    links = [link for link in page.links() if link.startswith("#note-")]
    assert notes == {f"note-{number}" for number in range(1, len(terms) + 1)}
    assert {link.removeprefix("#") for link in links} == notes
    assert all(links.count(f"#note-{number}") >= 2 for number in range(1, len(terms) + 1))
    titles = {attrs.get("title") for tag, attrs in page.tags if tag == "mark"}
    assert any(term["concept"] == "human-milk-bank" for term in terms), terms
    assert "lactarium" in " ".join(title or "" for title in titles) or "lait" in str(titles)


def test_visitors_and_strangers_see_no_buttons(talks: Talks) -> None:
    for headers in (VISITOR, talks.callers.focal_point("URY"), talks.coordinator):
        page = read(talks.client, f"/en/matches/{talks.bilateral}", **headers)
        assert not [attrs for tag, attrs in page.tags if tag == "form" and "/matches/" in (attrs.get("action") or "")]


def test_roles_stand_in_both_vocabularies_and_brazil_says_trilateral(talks: Talks) -> None:
    brazil = talks.callers.focal_point("BRA")
    for headers, language, words in (
        (VISITOR, "es", "Cooperación triangular"), (brazil, "es", "Cooperación trilateral"),
        (VISITOR, "pt", "Cooperação trilateral"), (talks.callers.focal_point("PRT"), "pt", "Cooperação triangular"),
        (brazil, "en", "Trilateral cooperation"), (brazil, "fr", "Coopération trilatérale"),
    ):  # fmt: skip
        for address in (f"/{language}/matches/{talks.triangular}", f"/{language}/needs/{talks.need['id']}"):
            assert words in read(talks.client, address, **headers).text, (language, words)
    page = read(talks.client, f"/es/matches/{talks.triangular}").text
    assert "Primer oferente" in page
    assert "Socio pivote" in page


def test_a_match_that_lacks_something_names_who_could_complete_it(talks: Talks) -> None:
    page = read(talks.client, f"/es/matches/{talks.bilateral}")
    assert "Nadie trae en esta propuesta: Equipos" in " ".join(page.text.split())
    assert f"/es/matches/{talks.triangular}" in page.links()
    triangle = read(talks.client, f"/es/matches/{talks.triangular}").text
    assert "Lo que le falta a la mejor oferta individual" in triangle


def test_near_misses_of_the_need_stand_with_the_one_change(talks: Talks) -> None:
    full = an_offer("PAN", title="Leche humana sin cupo", capacity={"remaining": 0})
    publish(talks.client, "offers", full, talks.callers.focal_point("PAN"))
    page = read(talks.client, f"/en/matches/{talks.bilateral}").text
    assert "Leche humana sin cupo" in page
    assert "It would be proposed if it had capacity left." in page


def test_asking_answering_and_reading_the_contacts_on_pages(talks: Talks, ana: Person, bea: Person) -> None:
    ana.see(f"matches/{talks.bilateral}").send(f"matches/{talks.bilateral}/interest", message=MESSAGE)
    assert (ana.status, "/es/interests/int_" in ana.headers["location"]) == (303, True)
    case = ana.headers["location"].split("?")[0].removeprefix("/es/")
    assert "Se avisó a la otra parte" in ana.follow().text
    assert "Abrir la conversación" in ana.see(f"matches/{talks.bilateral}").text
    listed = bea.see("interests")
    assert "Le esperan a usted (1)" in plain(listed.text)
    assert MESSAGE in bea.see(case).text
    assert bea.send(f"{case}/answers", answer="no", reason="").status == 422
    assert bea.fault("reason")
    assert bea.send(f"{case}/answers", answer="yes", reason="", until="").status == 303
    for person in (ana, bea):
        seen = person.see(case)
        assert "office@contactcanary.example" in seen.text
        assert "ana@hnd.example" in seen.text
        assert 'action="/es/interests' not in seen.text


def test_a_sentence_that_is_missing_shows_the_form_again(talks: Talks, ana: Person) -> None:
    ana.see(f"matches/{talks.bilateral}")
    assert ana.send(f"matches/{talks.bilateral}/interest", message=" ").status == 422
    assert ana.fault("message")
    assert ana.send(f"matches/{talks.bilateral}/interest", message=MESSAGE).status == 303


def test_a_visitor_is_sent_to_sign_in_and_a_stranger_is_refused(talks: Talks, client: Any) -> None:
    visitor = Person(talks.house)
    visitor.see("sign-in")
    token = visitor.token
    visitor.send(f"matches/{talks.bilateral}/interest", message="x", csrf=token)
    assert (visitor.status, visitor.headers["location"].split("?")[0]) == (303, "/es/sign-in")
    for path in ("interests", "interests/int_00000000000000000000"):
        assert visitor.see(path).headers["location"].startswith("/es/sign-in?next=")
    an_account(talks.house, "uma@ury.example", country="URY")
    uma = Person(talks.house).sign_in("uma@ury.example")
    token = uma.see("account").token
    assert uma.send(f"matches/{talks.bilateral}/interest", message="x", csrf=token).status == 403
    assert uma.send(f"matches/{talks.bilateral}/dismissals", other="x", reason_code="other", csrf=token).status == 404
    assert talks.facts() == []


def test_a_form_of_another_page_is_refused(talks: Talks, ana: Person) -> None:
    assert ana.send(f"matches/{talks.bilateral}/interest", message="x", csrf="no").status == 403
    assert talks.facts() == []


def listed(talks: Talks, headers: dict[str, str]) -> list[str]:
    answer = talks.client.get(f"/api/v1/needs/{talks.need['id']}/matches", headers=headers).json()
    return [item["id"] for item in answer["items"]]


def test_not_for_us_keeps_the_pair_away_until_it_is_taken_back(talks: Talks, ana: Person) -> None:
    address = f"matches/{talks.bilateral}"
    ana.see(address).send(f"{address}/dismissals", other=talks.offer["id"], reason_code="too_costly", note="notecanary")
    assert ana.status == 303
    assert "Apartada" in ana.follow().text
    assert talks.bilateral not in listed(talks, talks.honduras)
    assert talks.bilateral in listed(talks, talks.costa_rica)
    assert "Not for us" not in ana.see(f"/en/{address}").text
    own = ana.see(f"needs/{talks.need['id']}")
    assert "Demasiado costoso" in own.text
    assert "Apartar" not in read(talks.client, f"/es/needs/{talks.need['id']}").text
    ana.send(f"{address}/dismissals/end", record=own.hidden("record"), dismissal=own.hidden("dismissal"),
             back=own.hidden("back"))  # fmt: skip
    assert (ana.status, ana.headers["location"]) == (303, f"/es/needs/{talks.need['id']}")
    assert talks.bilateral in listed(talks, talks.honduras)


def test_in_a_triangle_one_chooses_which_offer_is_not_for_us(talks: Talks, ana: Person) -> None:
    address = f"matches/{talks.triangular}"
    page = Seen(ana.see(address).text)
    options = [attrs["value"] for tag, attrs in page.tags if tag == "option"]
    assert options[:2] == [talks.offer["id"], talks.second["id"]]
    ana.send(f"{address}/dismissals", other=talks.second["id"], reason_code="other", note="")
    assert ana.status == 303
    kinds = f"/api/v1/needs/{talks.need['id']}/matches?kind=triangular"
    assert talks.client.get(kinds, headers=talks.honduras).json()["items"] == []


def test_the_offers_side_puts_the_need_away(talks: Talks, bea: Person) -> None:
    address = f"matches/{talks.bilateral}"
    bea.see(address).send(f"{address}/dismissals", other=talks.need["id"], reason_code="made-up reason", note="")
    assert bea.status == 422
    bea.see(address).send(f"{address}/dismissals", other=talks.need["id"], reason_code="timing", note="")
    assert bea.status == 303
    found = talks.client.get(f"/api/v1/offers/{talks.offer['id']}/matches", headers=talks.costa_rica).json()
    assert talks.need["id"] not in str(found)


def test_a_pair_that_is_no_longer_proposed_can_still_be_taken_back(talks: Talks, ana: Person) -> None:
    address = f"matches/{talks.bilateral}"
    ana.see(address).send(f"{address}/dismissals", other=talks.offer["id"], reason_code="other", note="")
    body = {"kind": "country", "code": "HND", "applies_to": "both"}
    talks.client.post("/api/v1/countries/CRI/exclusions", json=body, headers=talks.costa_rica)
    assert ana.see(address).status == 404
    own = ana.see(f"needs/{talks.need['id']}")
    ana.send(f"{address}/dismissals/end", record=own.hidden("record"), dismissal=own.hidden("dismissal"),
             back=own.hidden("back"))  # fmt: skip
    assert ana.status == 303


def test_a_coordinator_reads_a_table_and_narrows_it(talks: Talks) -> None:
    talks.asked(talks.costa_rica)
    page = read(talks.client, "/en/interests?waiting_for=&group=all&status=&since=", **talks.coordinator)
    assert "Who waits for whom" in page.text
    assert "Honduras" in page.text
    assert "messagecanary" not in page.text
    assert "Nothing at present." in read(talks.client, "/en/interests?status=agreed", **talks.coordinator).text
    read(talks.client, "/en/interests?status=none", 422, **talks.coordinator)


def test_the_pages_of_cases_answer_in_every_language(talks: Talks) -> None:
    case = talks.asked(talks.costa_rica)
    talks.answered(case, talks.honduras, "later", until="2026-12-01")
    readers = (talks.honduras, talks.costa_rica, talks.coordinator)
    for step in ("later", "yes"):
        for language in LANGUAGES:
            for headers in readers:
                for path in ("interests", f"interests/{case['id']}"):
                    page = read(talks.client, f"/{language}/{path}", **headers)
                    assert "{" not in page.text
                    assert [tag for tag, _ in page.tags].count("h1") == 1
        talks.answered(case, talks.honduras, step)


def test_what_people_write_is_never_markup(talks: Talks) -> None:
    injected = '<script>alert("x")</script>'
    answer = talks.ask(talks.costa_rica, message=injected)
    case = answer.json()
    talks.answered(case, talks.honduras, "no", reason=injected)
    publish(talks.client, "needs", a_need(title=injected), talks.honduras)
    for path in (f"interests/{case['id']}", "interests", f"matches/{talks.bilateral}"):
        page = read(talks.client, f"/es/{path}", **talks.costa_rica)
        assert "script" not in {tag for tag, _ in page.tags}


def test_the_second_provider_is_a_side_too(talks: Talks) -> None:
    an_account(talks.house, "ops@agency.example", Role.AGENCY, organization=talks.organization)
    ops = Person(talks.house).sign_in("ops@agency.example")
    assert "Pedir conversar" in ops.see(f"matches/{talks.triangular}").text
    assert "Pedir conversar" not in ops.see(f"matches/{talks.bilateral}").text
