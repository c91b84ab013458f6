"""Whether a delegation holds, and what it may say: pure."""

from datetime import date, datetime
from enum import StrEnum

from app.core.errors import FieldError, Invalid


class State(StrEnum):
    """Where a delegation stands."""

    ACTIVE = "active"
    EXPIRED = "expired"
    ENDED = "ended"


def state_on(until: date, ended_at: datetime | None, today: date) -> State:
    """The state on a day; the last day counts."""
    if ended_at is not None:
        return State.ENDED
    return State.ACTIVE if until >= today else State.EXPIRED


def check_until(until: date, today: date) -> None:
    """Raises Invalid for a day that has passed."""
    if until < today:
        raise Invalid("invalid-body", (FieldError("/until", "day-has-passed"),))
