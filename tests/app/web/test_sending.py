"""What goes over the line: compressed where that gives nothing away, and kept by browsers where it cannot change."""

from __future__ import annotations

import gzip
import re

from fastapi.testclient import TestClient

from app.web.files import FOR_GOOD
from app.web.house import House
from tests.app.accounts.browser import Person, an_account

PACKED = {"Accept-Encoding": "gzip", "Accept": "text/html"}


def test_pages_and_files_are_compressed_for_visitors(client: TestClient) -> None:
    for address in ("/es/", "/es/needs", "/static/style.css"):
        answer = client.get(address, headers=PACKED)
        assert answer.headers["content-encoding"] == "gzip", address
        assert "Accept-Encoding" in answer.headers["vary"]
        plain = client.get(address, headers={**PACKED, "Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert answer.text == plain.text


def test_pages_that_show_a_secret_are_not(house: House) -> None:
    an_account(house, "hnd@example.org")
    person = Person(house)
    person.client.headers["Accept-Encoding"] = "gzip"
    assert "content-encoding" not in person.see("sign-in").see("sign-in").headers
    person.sign_in("hnd@example.org")
    for path in ("desk", "needs", "account"):
        assert "content-encoding" not in person.see(path).headers, path
    assert person.see("/static/style.css").headers["content-encoding"] == "gzip"


def test_what_is_packed_already_is_not_packed_again(client: TestClient) -> None:
    answer = client.get("/es/desk/import/template.xlsx", headers=PACKED)
    assert "content-encoding" not in answer.headers
    assert answer.content[:2] == b"PK"


def test_files_are_kept_under_the_address_that_names_their_content(client: TestClient, house: House) -> None:
    [marked] = re.findall(r'href="(/static/style\.css\?[0-9a-f]{8})"', client.get("/es/").text)
    assert client.get(marked).headers["cache-control"] == FOR_GOOD
    assert client.get("/static/style.css").headers["cache-control"] == "no-cache"
    an_account(house, "hnd@example.org")
    person = Person(house)
    person.sign_in("hnd@example.org")
    assert person.see(marked).headers["cache-control"] == FOR_GOOD


def test_the_style_sheet_is_small_on_the_line(client: TestClient) -> None:
    assert len(gzip.compress(client.get("/static/style.css").content)) < 16_000
