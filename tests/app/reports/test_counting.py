"""What counts, where, and how often."""

import random
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from tests.app.callers import Callers
from tests.app.conftest import SetClock
from tests.app.factories import Maker, a_need, an_offer, create, publish, register
from tests.app.reports.conftest import CATTLE, Document, Read

Enter = Callable[..., Document]
COUNTRIES = ("CRI", "HND", "PER", "BRA", "JAM")
SECTORS = ("12220", "11120", "31195", "segib:14", "43060", "72010")


def _cell(found: Document, sector: str | None, country: str | None) -> Document:
    [row] = [row for row in found["rows"] if (row["sector"], row["country"]) == (sector, country)]
    return dict(row)


def _fill(enter: Enter, seed: int) -> list[Document]:
    dice = random.Random(seed)
    return [
        enter(
            dice.choice(("offers", "needs")), dice.choice(COUNTRIES), sectors=dice.sample(SECTORS, dice.randint(1, 3))
        )
        for _ in range(12)
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_every_figure_is_the_length_of_the_list_behind_it(
    client: TestClient, callers: Callers, enter: Enter, read: Read, seed: int
) -> None:
    _fill(enter, seed)
    agency = register(client, callers.administrator())
    publish(client, "offers", an_offer(None, organization=agency, sectors=["all"]), callers.agency(agency))

    for by in ("sector,country", "sector", "country"):
        found = read(by=by)
        for cell in (*found["rows"], found["totals"]):
            for kind in ("offers", "needs"):
                assert client.get(cell["records"][kind]).json()["total"] == cell[kind], cell
            assert cell["unmet"] == cell["needs"] - cell["answerable"]
        assert found["totals"]["offers"] + found["totals"]["needs"] == 13


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_rows_repeat_only_what_has_several_sectors(enter: Enter, read: Read, seed: int) -> None:
    records = _fill(enter, seed)
    several = [len(record["sectors_segib"]) for record in records if len(record["sectors_segib"]) > 1]
    found = read()

    assert found["records_in_several_cells"] == len(several)
    rows = sum(row["offers"] + row["needs"] for row in found["rows"])
    assert rows == found["totals"]["offers"] + found["totals"]["needs"] + sum(several) - len(several)
    by_country = read(by="country")
    assert by_country["records_in_several_cells"] == 0
    assert sum(row["needs"] for row in by_country["rows"]) == found["totals"]["needs"]


def test_a_record_with_two_sectors_counts_in_both_and_once_in_the_totals(enter: Enter, read: Read) -> None:
    enter("needs", "HND", sectors=["12220", "11120"])
    found = read()
    assert _cell(found, "segib:1", "HND")["needs"] == _cell(found, "segib:2", "HND")["needs"] == 1
    assert (found["totals"]["needs"], found["records_in_several_cells"]) == (1, 1)


@pytest.mark.parametrize("stage", ["draft", "submitted", "rejected", "dormant", "withdrawn", "fulfilled"])
def test_what_is_not_published_and_valid_never_counts_whoever_asks(
    client: TestClient, callers: Callers, clock: SetClock, read: Read, stage: str
) -> None:
    owner = callers.focal_point("HND")
    Maker(client, "needs", owner, owner).at(stage)
    if stage == "dormant":
        clock.move(days=800)
    for headers in ({}, owner, callers.administrator()):
        found = read(headers)
        assert (found["rows"], found["totals"]["needs"]) == ([], 0)


def test_offers_of_organizations_have_no_country_and_those_open_to_all_no_sector(
    client: TestClient, callers: Callers, read: Read
) -> None:
    agency = register(client, callers.administrator())
    for sectors in (["all"], ["12220"]):
        publish(client, "offers", an_offer(None, organization=agency, sectors=sectors), callers.agency(agency))
    found = read()
    assert [(row["sector"], row["country"], row["offers"]) for row in found["rows"]] == [
        ("segib:2", None, 1),
        (None, None, 1),
    ]


def test_cells_come_in_the_order_of_sectors_or_countries_as_asked(enter: Enter, read: Read) -> None:
    for country, sector in (("PER", "31195"), ("PER", "12220"), ("CRI", "31195")):
        enter("needs", country, sectors=[sector])
    health, farming = "segib:2", read()["rows"][-1]["sector"]
    order = [(row["sector"], row["country"]) for row in read()["rows"]]
    assert order == [(health, "PER"), (farming, "CRI"), (farming, "PER")]
    order = [(row["sector"], row["country"]) for row in read(by="country,sector")["rows"]]
    assert order == [(farming, "CRI"), (health, "PER"), (farming, "PER")]


def test_the_age_is_the_middle_of_the_days_since_needs_were_first_published(
    client: TestClient, callers: Callers, clock: SetClock, enter: Enter, read: Read
) -> None:
    old = create(client, "needs", a_need("HND"), callers.focal_point("HND"))
    clock.move(days=30)
    client.post(f"/api/v1/needs/{old['id']}/publish", headers=callers.focal_point("HND"))
    clock.move(days=6)
    client.post(f"/api/v1/needs/{old['id']}/assure", headers=callers.focal_point("HND"))
    enter("needs", "HND")
    clock.move(days=4)

    assert read()["totals"]["median_age_days"] == 7.0


@pytest.mark.parametrize("path", ["offers", "needs"])
def test_a_change_shows_in_the_next_statement(
    client: TestClient, callers: Callers, enter: Enter, read: Read, path: str
) -> None:
    records = {"offers": enter("offers", "CRI"), "needs": enter("needs", "HND")}
    assert read()["totals"]["answerable"] == 1
    country = records[path]["country"]
    client.post(f"/api/v1/{path}/{records[path]['id']}/withdraw", headers=callers.focal_point(country))
    found = read()
    assert (found["totals"][path], found["totals"]["answerable"]) == (0, 0)


def test_the_statement_names_its_engine_and_threshold(enter: Enter, read: Read) -> None:
    enter("offers", "CRI", **CATTLE)
    found = read()
    assert found["threshold"] == 0.5
    assert set(found["engine"]) == {"version", "weights", "index_fingerprint"}
    assert found["as_of"] == "2026-09-01"
