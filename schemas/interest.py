"""Asking to talk about a match, and the answers (R4.5)."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Day, Note, Schema, Time
from schemas.matches import KindName
from schemas.records import Contact

SideName = Literal["recipient", "first_provider", "second_provider"]
AnswerName = Literal["yes", "later", "no"]
StatusName = Literal["waiting", "later", "declined", "agreed", "closed"]
ClosedName = Literal["withdrawn", "fulfilled", "expired", "not_proposed"]


class InterestIn(Schema):
    """The sentence with which a side asks the others to talk."""

    message: Note


class AnswerIn(Schema):
    """What a side says: ``reason`` is needed for no; ``until`` goes with later alone."""

    answer: AnswerName
    reason: Note | None = None
    until: Annotated[Day | None, Field(description="Ask again on that day.")] = None


class InterestSideOut(Schema):
    """One side of a case. Coordinators see whether and since when it is waited for, not what it answered."""

    role: SideName
    country: str | None
    organization: str | None
    record_id: str
    answer: AnswerName | None
    reason: str | None
    until: Day | None
    answered_at: Time | None
    waiting_since: Day | None = Field(description="Null while this side is not waited for.")
    days: int | None = Field(description="Days it has been waited for.")


class PersonOut(Schema):
    """A person who speaks for a side."""

    name: str
    email: str


class ContactsOut(Schema):
    """How a side is reached: the contact of its record, and the people who speak for it."""

    role: SideName
    country: str | None
    organization: str | None
    contact: Contact | None
    people: list[PersonOut]


class InterestOut(Schema):
    """A case: one side of a match asked the others to talk. Agreed when all have said yes."""

    id: str
    match_id: str
    kind: KindName
    title: str | None = Field(description="Of the need; null when the reader may not read it any more.")
    language: str | None = Field(description="Of the title.")
    status: StatusName
    closed_reason: ClosedName | None
    asked_by: SideName
    asked_at: Time
    agreed_at: Time | None
    message: str | None = Field(description="For the sides alone.")
    own_role: SideName | None = Field(description="The reader's side; null for coordinators.")
    sides: list[InterestSideOut]
    waiting_since: Day | None = Field(description="Of the side that is waited for longest.")
    days: int | None


class InterestDetail(InterestOut):
    """The same with the contacts of all sides, once all have said yes."""

    contacts: list[ContactsOut] = Field(description="Empty until the case is agreed, and for coordinators.")


class InterestPage(Schema):
    """Waited for longest first; then what waits for nobody."""

    items: list[InterestOut]
    next: str | None
    total: int
