"""Feeds of what is published: well-formed, stable, conditional, and without anything that is not public."""

import json
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from fastapi.testclient import TestClient

from tests.app.access.world import ALWAYS_HIDDEN, STAGES, build, of_stage
from tests.app.callers import Callers
from tests.app.conftest import SetClock
from tests.app.factories import amend, an_offer, publish
from tests.app.opportunities.conftest import CATTLE, Enter

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def atom(client: TestClient, path: str = "needs.atom", **headers: str) -> ET.Element:
    answer = client.get(f"/feeds/{path}", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)


def titles(feed: ET.Element) -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def json_feed(client: TestClient, path: str = "needs.json", **headers: str) -> Any:
    answer = client.get(f"/feeds/{path}", headers=headers)
    assert answer.headers["content-type"] == "application/feed+json; charset=utf-8"
    return answer.json()


def test_the_newest_publication_comes_first_in_both_formats(
    client: TestClient, callers: Callers, enter: Enter, clock: SetClock
) -> None:
    first = enter("needs", "HND", title="Primera")
    clock.move(hours=1)
    enter("needs", "PER", title="Segunda")
    clock.move(hours=1)
    amend(client, "needs", first, {"title": "Primera, corregida"}, callers.focal_point("HND"))
    assert titles(atom(client)) == ["Segunda", "Primera, corregida"]
    assert [item["title"] for item in json_feed(client)["items"]] == ["Segunda", "Primera, corregida"]


def test_an_entry_has_what_readers_of_feeds_need(client: TestClient, enter: Enter) -> None:
    need = enter("needs", "HND")
    feed = atom(client, "needs.atom?lang=es")
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    assert feed.get(LANG) == "es"
    for required in ("id", "title", "updated"):
        assert feed.findtext(f"{ATOM}{required}")
        assert entry.findtext(f"{ATOM}{required}")
    assert (entry.findtext(f"{ATOM}id") or "").startswith("urn:uuid:")
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Honduras"
    assert [c.get("label") for c in entry.iter(f"{ATOM}category")] == ["Salud"]
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert (link.get("href") or "").endswith(f"/es/needs/{need['id']}")
    published = datetime.fromisoformat(entry.findtext(f"{ATOM}published") or "")
    assert published.utcoffset() is not None
    document = json_feed(client, "needs.json?lang=es")
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["items"][0]["id"] == entry.findtext(f"{ATOM}id")
    assert document["items"][0]["url"] == link.get("href")
    assert document["feed_url"].endswith("/feeds/needs.json?lang=es")


def test_feeds_are_narrowed_by_sector_and_language(client: TestClient, enter: Enter) -> None:
    enter("offers", "CRI")
    enter("offers", "BRA", language="pt", title="Vigilância da febre aftosa", sectors=["31195"])
    enter("offers", "ARG", **CATTLE)
    assert len(titles(atom(client, "offers.atom"))) == 3
    assert titles(atom(client, "offers.atom?language=pt")) == ["Vigilância da febre aftosa"]
    assert titles(atom(client, "offers.atom?sector=segib:14&language=es")) == [CATTLE["title"]]
    assert len(titles(atom(client, "offers.atom?sector=311&sector=segib:2"))) == 3
    assert "Salud" in (atom(client, "offers.atom?sector=segib:2&lang=es").findtext(f"{ATOM}title") or "")


@pytest.mark.parametrize("asked", ["sector=99999", "sector=x", "language=xx-yy", "lang=de", "q=a"])
def test_a_feed_that_cannot_be_is_told(client: TestClient, asked: str) -> None:
    for form in ("atom", "json"):
        assert client.get(f"/feeds/needs.{form}?{asked}").status_code == 422


def test_there_are_feeds_of_offers_and_needs_alone(client: TestClient) -> None:
    assert client.get("/feeds/matches.atom").status_code == 404
    assert client.get("/feeds/needs.rss").status_code == 404


def test_texts_are_never_markup_and_always_well_formed(client: TestClient, callers: Callers) -> None:
    title = 'Leche ]]> & <script>alert("1")</script> \ufffe\uffff €'
    offer = an_offer(title=title, description=f"{title}\nlínea")
    publish(client, "offers", offer, callers.focal_point("CRI"))
    feed = atom(client, "offers.atom")
    assert titles(feed) == [title.replace("\ufffe\uffff", "")]
    assert not [element for element in feed.iter() if not element.tag.startswith(ATOM)]
    assert json_feed(client, "offers.json")["items"][0]["title"] == title


def test_nothing_that_is_not_public_is_in_a_feed(client: TestClient, callers: Callers, clock: SetClock) -> None:
    world = build(client, callers, clock)
    hidden = [*ALWAYS_HIDDEN, *(of_stage(stage) for stage in STAGES if stage != "published")]
    for kind in ("offers", "needs"):
        for form in ("atom", "json"):
            for who, headers in (world.foreign | world.own).items():
                answer = client.get(f"/feeds/{kind}.{form}", headers=headers)
                if answer.status_code == 401:
                    continue
                assert not [canary for canary in hidden if canary in answer.text.lower()], (kind, form, who)
                assert "publishedcanary" in answer.text
                assert answer.text.count("publishedcanary") == client.get(f"/feeds/{kind}.{form}").text.count(
                    "publishedcanary"
                )


def test_a_reader_that_has_it_is_told_that_nothing_has_changed(
    client: TestClient, enter: Enter, clock: SetClock
) -> None:
    enter("needs", "HND")
    clock.move(minutes=5)
    first = client.get("/feeds/needs.atom")
    tag, modified = first.headers["etag"], first.headers["last-modified"]
    for known in ({"If-None-Match": tag}, {"If-None-Match": f'"x", W/{tag}'}, {"If-Modified-Since": modified}):
        answer = client.get("/feeds/needs.atom", headers=known)
        assert (answer.status_code, answer.content) == (304, b""), known
        assert answer.headers["etag"] == tag
    assert client.get("/feeds/needs.atom", headers={"If-Modified-Since": "yesterday"}).status_code == 200
    other = {"If-None-Match": '"x"', "If-Modified-Since": modified}
    assert client.get("/feeds/needs.atom", headers=other).status_code == 200


@pytest.mark.parametrize("event", ["publish", "withdraw", "expire"])
def test_whatever_changes_a_feed_is_seen_by_conditional_readers(
    client: TestClient, callers: Callers, enter: Enter, clock: SetClock, event: str
) -> None:
    need = enter("needs", "HND", valid_until="2026-09-30")
    clock.move(minutes=5)
    first = client.get("/feeds/needs.json")
    known = ({"If-None-Match": first.headers["etag"]}, {"If-Modified-Since": first.headers["last-modified"]})
    clock.move(minutes=5)
    if event == "publish":
        enter("needs", "PER", title="Otra")
    elif event == "withdraw":
        client.post(f"/api/v1/needs/{need['id']}/withdraw", headers=callers.focal_point("HND"))
    else:
        clock.move(days=120)
    for headers in known:
        answer = client.get("/feeds/needs.json", headers=headers)
        assert answer.status_code == 200
        assert len(json.loads(answer.content)["items"]) == (2 if event == "publish" else 0)


def test_within_the_second_of_a_change_no_time_is_told(client: TestClient, enter: Enter) -> None:
    enter("needs", "HND")
    assert "last-modified" not in client.get("/feeds/needs.atom").headers


def test_lists_lead_to_their_feed(client: TestClient, enter: Enter) -> None:
    enter("needs", "HND")
    page = client.get("/fr/needs?sector=segib:2&language=es", headers={"Accept": "text/html"}).text
    for form in ("atom", "json"):
        address = f"/feeds/needs.{form}?sector=segib%3A2&amp;language=es&amp;lang=fr"
        assert page.count(address) == 2, form
        assert client.get(address.replace("&amp;", "&")).status_code == 200
