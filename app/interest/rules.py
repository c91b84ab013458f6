"""Who must have said what, whom a case waits for, and when it is over: tables and pure functions."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from app.core.errors import FieldError, Invalid
from app.records.rules import Stage

#: The roles of a match, in the order in which a case keeps its sides.
ROLES = ("recipient", "first_provider", "second_provider")


class Answer(StrEnum):
    """What a side says."""

    YES = "yes"
    LATER = "later"
    NO = "no"


class Status(StrEnum):
    """Where a case stands. ``later``: nobody is waited for before a day that somebody named."""

    WAITING = "waiting"
    LATER = "later"
    DECLINED = "declined"
    AGREED = "agreed"
    CLOSED = "closed"


#: Statuses in which sides may answer.
OPEN = frozenset({Status.WAITING, Status.LATER, Status.DECLINED})
#: Why a case closes by itself. What a country excluded reads as any other gate that closed.
WITHDRAWN, FULFILLED, EXPIRED, NOT_PROPOSED = "withdrawn", "fulfilled", "expired", "not_proposed"
_ENDED = {Stage.WITHDRAWN: WITHDRAWN, Stage.FULFILLED: FULFILLED}


def closing_reason(stages: Iterable[Stage], gate: str | None) -> str | None:
    """Why the case is over: what became of a record, else that a gate closed; None while it stands.

    ``stages``: of need and offers as they read today; ``gate``: the code of the gate between them, or None.
    """
    gone = [stage for stage in stages if stage is not Stage.PUBLISHED]
    ended = [_ENDED[stage] for stage in gone if stage in _ENDED]
    if gone:
        return ended[0] if ended else EXPIRED
    return None if gate is None else NOT_PROPOSED


def is_hidden(gate: str | None) -> bool:
    """Whether nobody but the sides may know of the case. An exclusion leaves no trace for others, so no gate does:
    if only excluded pairs were missing, to be missing would tell. Validity is public anyway."""
    return gate not in (None, "not_valid")


def waits_since(answer: str | None, until: date | None, asked_on: date, today: date) -> date | None:
    """The day since when a side is waited for; None while it is not."""
    if answer is None:
        return asked_on
    if answer == Answer.LATER and until is not None and until <= today:
        return until
    return None


def status_of(answers: Sequence[str | None], *, waits: bool, agreed: bool, closed: bool) -> Status:
    """The status of a case. ``waits``: whether anybody is waited for. What was agreed stays so."""
    if agreed:
        return Status.AGREED
    if closed:
        return Status.CLOSED
    if Answer.NO in answers:
        return Status.DECLINED
    return Status.WAITING if waits else Status.LATER


def check_answer(answer: str, reason: str | None, until: date | None, today: date) -> None:
    """Raises Invalid for a no without its reason, and for a day that is not a later's or has passed."""
    if answer == Answer.NO and reason is None:
        raise Invalid("invalid-body", (FieldError("/reason", "missing"),))
    if until is not None and answer != Answer.LATER:
        raise Invalid("invalid-body", (FieldError("/until", "only-with-later"),))
    if until is not None and until <= today:
        raise Invalid("invalid-body", (FieldError("/until", "day-has-passed"),))
