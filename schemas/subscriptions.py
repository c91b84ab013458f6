"""How often a person's desk comes by mail."""

from typing import Literal

from pydantic import Field

from schemas.base import Schema, Time

DigestName = Literal["off", "daily", "weekly"]


class SubscriptionPatch(Schema):
    """A JSON merge patch; what is left out stays."""

    digest: DigestName = "weekly"


class SubscriptionOut(Schema):
    """What the caller's account has chosen. The weekly letter comes on Mondays; nothing waiting, no letter."""

    digest: DigestName = Field(description="`weekly` unless the person chose otherwise.")
    version: int = Field(description="Also the ETag; 0 before anything was chosen.")
    changed_at: Time | None
