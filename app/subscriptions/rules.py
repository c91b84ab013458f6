"""When a digest is due, and when a reminder is: pure."""

from datetime import date, timedelta
from enum import StrEnum


class Digest(StrEnum):
    """How often the desk comes by mail."""

    OFF = "off"
    DAILY = "daily"
    WEEKLY = "weekly"


def period_of(digest: Digest, today: date) -> date | None:
    """The day from which the present period counts: today, or this week's Monday; None when it never comes."""
    if digest is Digest.OFF:
        return None
    return today if digest is Digest.DAILY else today - timedelta(days=today.weekday())


def due_period(digest: Digest, today: date, told_on: date) -> date | None:
    """The period that is to be told now; None when it was told, or nothing is wanted.

    ``told_on``: the day last told, or the day on which the account was made: whoever comes on a Tuesday hears on
    Monday. When no worker ran on the Monday, the letter comes on the next day that one does.
    """
    period = period_of(digest, today)
    return period if period is not None and period > told_on else None
