"""The records behind every figure, the period, the age of needs, and the map of tiles."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient

from app.records.rules import Kind
from app.reports.rules import AgeClass, Cell, Entry, ageing
from app.reports.tiles import places, tile_map
from app.web.house import House
from tests.app.callers import Callers
from tests.app.conftest import SetClock
from tests.app.factories import a_need, an_offer, create, publish, register
from tests.app.reports.conftest import CATTLE, PORTS, Document, Read

Enter = Callable[..., Document]
BROWSER = {"Accept": "text/html"}


def behind(client: TestClient, address: str) -> list[str]:
    """Ids of all rows, page by page."""
    found, cursor = [], None
    while True:
        answer = client.get(address if cursor is None else f"{address}&cursor={cursor}")
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            assert page["total"] == len(found)
            return found


def test_every_cell_of_a_past_day_and_of_a_period_opens_its_records(
    client: TestClient, callers: Callers, clock: SetClock, enter: Enter, read: Read
) -> None:
    enter("offers", "CRI")
    gone = enter("needs", "HND", sectors=["12220", "11120"])
    agency = register(client, callers.administrator())
    offer = {"organization": agency, "country": None, "sectors": ["all"]}
    publish(client, "offers", an_offer(**offer), callers.agency(agency))
    clock.move(days=10)
    client.post(f"/api/v1/needs/{gone['id']}/withdraw", headers=callers.focal_point("HND"))
    new = enter("needs", "PER", **PORTS)
    for asked in ({"as_of": "2026-09-05"}, {"since": "2026-09-03"}, {"as_of": "2026-09-05", "group": "SICA"}):
        found = read(**asked)
        for row in (*found["rows"], found["totals"]):
            for side in ("offers", "needs"):
                assert len(behind(client, row["records"][side])) == row[side], (asked, row)
    assert behind(client, "/api/v1/statement/records?as_of=2026-09-05") == [gone["id"]]
    assert behind(client, "/api/v1/statement/records?since=2026-09-03") == [new["id"]]
    (row,) = client.get("/api/v1/statement/records?as_of=2026-09-05").json()["items"]
    assert (row["title"], row["public_now"], row["answerable"]) == (gone["title"], False, None)


def test_a_period_counts_what_was_first_published_within_it(clock: SetClock, enter: Enter, read: Read) -> None:
    enter("offers", "CRI")
    enter("needs", "HND")
    clock.move(days=30)
    enter("needs", "PER")
    enter("offers", "ARG", **CATTLE)
    found = read(since="2026-09-15")
    assert (found["since"], found["totals"]["needs"], found["totals"]["offers"]) == ("2026-09-15", 1, 1)
    # the older offer still answers the newer need
    assert found["totals"]["answerable"] == 1
    assert read(since="2026-09-01", as_of="2026-09-20")["totals"]["needs"] == 1


@pytest.mark.parametrize("asked", ["since=2026-09-02", "since=2026-08-02&as_of=2026-08-01", "since=soon"])
def test_a_period_that_cannot_be_is_told(client: TestClient, asked: str) -> None:
    assert client.get(f"/api/v1/statement?{asked}").status_code == 422
    assert client.get(f"/api/v1/statement/records?{asked}").status_code == 422
    assert client.get(f"/en/statement?{asked}", headers=BROWSER).status_code == 422


def test_rows_come_in_pages_that_follow_each_other(client: TestClient, enter: Enter) -> None:
    made = {enter("needs", "HND", title=f"Necesidad {n}")["id"] for n in range(5)}
    found = behind(client, "/api/v1/statement/records?kind=need&limit=2")
    assert set(found) == made
    assert len(found) == 5
    assert client.get("/api/v1/statement/records?cursor=abc").status_code == 422


def test_a_draft_is_behind_no_figure(client: TestClient, callers: Callers, enter: Enter) -> None:
    create(client, "needs", a_need("HND"), callers.focal_point("HND"))
    for who in ({}, callers.focal_point("HND")):
        assert client.get("/api/v1/statement/records", headers=who).json()["total"] == 0


def test_the_page_of_a_past_day_leads_to_what_stood_there(
    client: TestClient, callers: Callers, clock: SetClock, enter: Enter
) -> None:
    gone = enter("needs", "HND", title="Leche <i>humana</i>")
    clock.move(days=3)
    client.post(f"/api/v1/needs/{gone['id']}/withdraw", headers=callers.focal_point("HND"))
    page = client.get("/en/statement?as_of=2026-09-02", headers=BROWSER).text
    address = "/en/statement/records?as_of=2026-09-02&amp;sector=segib:2&amp;country=HND"
    assert address in page
    rows = client.get(address.replace("&amp;", "&"), headers=BROWSER).text
    assert "Leche &lt;i&gt;humana&lt;/i&gt;" in rows
    assert "no longer in the register" in rows
    assert f"/en/needs/{gone['id']}" not in rows


DAY = date(2026, 9, 1)


def _need(key: str, days: int) -> Entry:
    return Entry(key, Kind.NEED, "HND", None, ("segib:2",), DAY - timedelta(days=days), "Título", "es")


def test_every_need_stands_in_one_class_of_age() -> None:
    entries = [_need(f"n{days}", days) for days in (0, 90, 91, 180, 181, 365, 366, 4000)]
    assert ageing(entries, frozenset({"n0", "n91"}), DAY) == (
        AgeClass(0, 90, 2, 1),
        AgeClass(91, 180, 2, 1),
        AgeClass(181, 365, 2, 2),
        AgeClass(366, None, 2, 2),
    )
    assert [one.unmet for one in ageing(entries, None, DAY)] == [None] * 4


def test_every_country_of_the_region_has_a_tile_of_its_own(house: House) -> None:
    assert set(places()) == house.vocabulary.members("CELAC", DAY)
    assert len(set(places().values())) == len(places()) == 33


def test_tiles_show_what_the_cells_say() -> None:
    cell = Cell(None, "HND", offers=0, needs=4, answerable=3, median_age_days=1.0)
    shown = {tile.country: tile for tile in tile_map({"HND": cell, None: cell, "DEU": cell}).tiles}
    assert (shown["HND"].share, shown["HND"].cell) == (0.75, cell)
    assert (shown["PER"].share, shown["PER"].cell) == (None, None)
    assert "DEU" not in shown


def test_the_map_and_its_table_have_the_same_numbers(client: TestClient, enter: Enter) -> None:
    enter("offers", "CRI")
    enter("needs", "HND")
    enter("needs", "HND", **PORTS)
    page = client.get("/en/statement", headers=BROWSER).text
    svg, table = page.split('class="tiles"')[1].split("</figure>")[0].split("<table")
    assert ">HND</text>" in svg
    assert ">1/2</text>" in svg
    assert 'Honduras</th><td><a href="/en/needs?country=HND">2</a></td><td>1</td>' in table
    assert "50%" in table
