"""The heat matrix that pages show."""

from collections.abc import Callable, Iterator

import pytest

from app.core.actor import ANONYMOUS
from app.core.context import Context
from app.reports import present, service
from app.web.house import House
from schemas.reports import StatementQuery
from tests.app.reports.conftest import PORTS, Document

Enter = Callable[..., Document]


@pytest.fixture
def ctx(house: House) -> Iterator[Context]:
    with house.database.reading() as session:
        yield Context(session, ANONYMOUS, house.clock(), house.settings, house.vocabulary, "es")


def _matrix(house: House, ctx: Context, **asked: str) -> present.Matrix:
    query = StatementQuery.model_validate(asked)
    return present.matrix(ctx, service.statement(ctx, house.index, query))


def test_sectors_go_down_and_countries_across_by_name(house: House, enter: Enter, ctx: Context) -> None:
    enter("offers", "BRA")
    enter("needs", "HND", sectors=["12220", "11120"])
    enter("needs", "PER", **PORTS)
    matrix = _matrix(house, ctx)

    assert [head.name for head in matrix.countries] == ["Brasil", "Honduras", "Perú"]
    assert [head.code for head in matrix.sectors][:2] == ["segib:1", "segib:2"]
    education, health, fishing = matrix.boxes
    assert [box is not None for box in health] == [True, True, False]
    assert health[1] is not None
    assert health[1].share_unmet == 0.0
    assert health[1].links.needs == "/es/needs?sector=segib:2&country=HND"
    assert fishing[2] is not None
    assert (fishing[2].share_unmet, fishing[2].cell.is_desert) == (1.0, True)
    assert [box is None for box in education] == [True, False, True]


def test_heads_and_corner_count_each_record_once(house: House, enter: Enter, ctx: Context) -> None:
    enter("needs", "HND", sectors=["12220", "11120"])
    matrix = _matrix(house, ctx)
    assert [head.total.cell.needs for head in matrix.countries] == [1]
    assert [head.total.cell.needs for head in matrix.sectors] == [1, 1]
    assert matrix.total.cell.needs == 1


def test_the_matrix_is_the_same_however_the_rows_were_asked_for(house: House, enter: Enter, ctx: Context) -> None:
    enter("offers", "BRA")
    enter("needs", "HND")
    assert _matrix(house, ctx, by="country") == _matrix(house, ctx, by="sector")


def test_an_empty_register_has_an_empty_matrix(house: House, ctx: Context) -> None:
    matrix = _matrix(house, ctx)
    assert (matrix.sectors, matrix.countries, matrix.boxes) == ((), (), ())
