"""How an import moves, and what a report may hold. Pure."""

from enum import StrEnum

from app.core.errors import Conflict

MOST_ERRORS = 500
MOST_VALUE = 80
#: Errors of one row that are kept with it.
MOST_FAULTS = 20


class Status(StrEnum):
    """Where an import stands."""

    ENQUEUED = "enqueued"
    READING = "reading"
    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"
    FAILED = "failed"
    DISCARDED = "discarded"


#: From these, a job that runs again takes the reading up from its beginning.
UNREAD = frozenset({Status.ENQUEUED, Status.READING})


def check_discardable(status: str) -> None:
    """Raises Conflict unless the import was checked and waits."""
    if status != Status.CHECKED:
        raise Conflict("import-not-ready", status=status)


def check_applicable(status: str, *, errors: int, dry_run: bool) -> None:
    """Raises Conflict unless the import was checked, without a single error, and not only for trial."""
    if dry_run:
        raise Conflict("import-is-dry-run")
    if status != Status.CHECKED:
        raise Conflict("import-not-ready", status=status)
    if errors:
        raise Conflict("import-has-errors")
