"""The time, asked for in one place so that tests can set it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """ISO 8601 in UTC with ``Z``, to the microsecond when there is one."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
