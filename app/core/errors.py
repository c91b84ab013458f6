"""What a use case may refuse, as kinds. A code says exactly what; facts fill the sentence that the border finds.

DomainError
├── NotSignedIn     401
├── NotAllowed      403
├── NotFound        404   hidden and absent alike
├── WrongStage      409
├── Conflict        409
├── Stale           412
├── TooLarge        413
├── Invalid         422   with one FieldError per field
├── ConditionMissing 428
├── TooMany         429
└── Unavailable     503
"""

from dataclasses import dataclass, field

Fact = str | int | float


class DomainError(Exception):
    """A refusal with a stable code and facts; never a sentence."""

    status = 400

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class NotSignedIn(DomainError):
    status = 401


class NotAllowed(DomainError):
    status = 403


class NotFound(DomainError):
    status = 404


class WrongStage(DomainError):
    status = 409


class Conflict(DomainError):
    status = 409


class Stale(DomainError):
    status = 412


class TooLarge(DomainError):
    status = 413


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that does not fit. ``pointer`` is a JSON pointer into the body (RFC 6901), or a parameter's name."""

    pointer: str
    code: str
    facts: dict[str, Fact] = field(default_factory=dict)


class Invalid(DomainError):
    status = 422

    def __init__(self, code: str, errors: tuple[FieldError, ...] = (), **facts: Fact) -> None:
        super().__init__(code, **facts)
        self.errors = errors


class ConditionMissing(DomainError):
    status = 428


class TooMany(DomainError):
    status = 429


class Unavailable(DomainError):
    status = 503
