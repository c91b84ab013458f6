"""Who may enter drafts for a country (R4.1)."""

from typing import Literal

from pydantic import Field

from schemas.base import CountryCode, Day, Note, OrganizationId, Schema, Time


class DelegationIn(Schema):
    """Lets the coordinators of an organization enter and change drafts; publishing stays with the country."""

    organization: OrganizationId
    until: Day = Field(description="The last day on which it holds.")
    reason: Note | None = None


class DelegationOut(Schema):
    """A delegation as it stands today."""

    id: str
    country: CountryCode
    organization: str
    until: Day
    reason: str | None
    state: Literal["active", "expired", "ended"] = Field(description="`ended`: by the country, before its day.")
    created_at: Time
    ended_at: Time | None


class DelegationPage(Schema):
    items: list[DelegationOut]
    next: None = None
    total: int
