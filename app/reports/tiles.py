"""A map of equal tiles: each country of the region is one square, so that small states are seen, and no boundary is
drawn. Where the squares lie stands in ``data/tiles.txt``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.reports.rules import Cell

GRID = Path(__file__).parent / "data" / "tiles.txt"
NOTHING = "."


@dataclass(frozen=True, slots=True)
class Tile:
    """``column``, ``row``: from 0; ``cell``: the country's figures, None when it has no record; ``share``: of its
    needs that are answerable, in [0, 1], None without needs or when nobody counted."""

    country: str
    column: int
    row: int
    cell: Cell | None
    share: float | None


@dataclass(frozen=True, slots=True)
class TileMap:
    """``columns``, ``rows``: its size in tiles."""

    tiles: tuple[Tile, ...]
    columns: int
    rows: int


@cache
def places() -> Mapping[str, tuple[int, int]]:
    """Country → (column, row)."""
    lines = GRID.read_text(encoding="utf-8").splitlines()
    return {
        country: (column, row)
        for row, line in enumerate(lines)
        for column, country in enumerate(line.split())
        if country != NOTHING
    }


def tile_map(cells: Mapping[str | None, Cell]) -> TileMap:
    """The map of these figures; ``cells``: country → its figures."""
    tiles = tuple(
        Tile(country, column, row, cell := cells.get(country), share_answerable(cell))
        for country, (column, row) in places().items()
    )
    return TileMap(tiles, 1 + max(tile.column for tile in tiles), 1 + max(tile.row for tile in tiles))


def share_answerable(cell: Cell | None) -> float | None:
    """Of the needs of a cell, those that are answerable; None without needs or when nobody counted."""
    if cell is None or cell.answerable is None or cell.needs == 0:
        return None
    return round(cell.answerable / cell.needs, 6)
