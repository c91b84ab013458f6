"""Days and moments as people and spreadsheets write them; one that can be read in two ways is refused."""

import re
from datetime import UTC, date, datetime
from typing import Any

from app.exchange.misfits import Misfit

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


def read_day(cell: Any) -> date:
    """An ISO day, or day, month and year when only one order is possible. Raises Misfit ``ambiguous-day`` or
    ``not-a-day``."""
    text = cell.strip() if isinstance(cell, str) else ""
    if found := _ISO.fullmatch(text):
        return _day(*map(int, found.groups()))
    if not (found := _YEAR_LAST.fullmatch(text)):
        raise Misfit("not-a-day")
    first, second, year = map(int, found.groups())
    if first != second and first <= 12 and second <= 12:
        raise Misfit("ambiguous-day", value=text)
    return _day(year, second, first) if second <= 12 else _day(year, first, second)


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Misfit("not-a-day") from None


def read_moment(cell: Any) -> datetime:
    """An ISO time with its zone, in UTC. Raises Misfit ``not-a-time``."""
    try:
        moment = datetime.fromisoformat(cell.strip() if isinstance(cell, str) else "")
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Misfit("not-a-time") from None
