"""A row for every table, made from nothing but its columns: so a new table is filled without anyone thinking of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

Row = dict[str, Any]
#: What a constraint asks for beyond the columns' types.
ALSO: dict[str, Row] = {"records": {"country": "HND", "kind": "need"}, "ledger_head": {"position": 0}}
VALUES: tuple[tuple[type[Any], Any], ...] = (
    (sa.Boolean, True),
    (sa.DateTime, datetime(2026, 9, 1, 12, 30, 15, 123456, tzinfo=UTC)),
    (sa.Date, date(2026, 9, 1)),
    (sa.JSON, {"é": ["ñandú", 1, 0.25, None, {"b": 1, "a": 2}]}),
    (sa.LargeBinary, b"\x00\xff\x80"),
    (sa.Float, 0.1),
    (sa.Integer, 7),
    (sa.String, "ü"),
)


def fill(connection: sa.Connection, tables: list[sa.Table]) -> None:
    """One row in each table that has none, in an order in which they can refer to each other."""
    for table in tables:
        if connection.execute(sa.select(table).limit(1)).first() is None:
            connection.execute(table.insert(), a_row(connection, table))


def a_row(connection: sa.Connection, table: sa.Table) -> Row:
    row = {column.name: _value(connection, column) for column in table.columns}
    return row | ALSO.get(table.name, {})


def _value(connection: sa.Connection, column: sa.Column[Any]) -> Any:
    for key in column.foreign_keys:
        return None if column.nullable else connection.scalar(sa.select(key.column).limit(1))
    kind = column.type.impl if isinstance(column.type, sa.types.TypeDecorator) else column.type
    return next(value for known, value in VALUES if isinstance(kind, known))


def contents(connection: sa.Connection, tables: list[sa.Table]) -> dict[str, list[str]]:
    """The rows of some tables as text, sorted; only the columns that these tables name."""
    return {
        table.name: sorted(repr(tuple(row)) for row in connection.execute(sa.select(*table.columns)))
        for table in tables
    }
