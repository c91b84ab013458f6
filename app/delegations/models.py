from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.base import Base


class Delegation(Base):
    """That a country lets the coordinators of an organization enter its drafts. ``until``: the last day on which it
    holds; ``ended_at``: when the country ended it before, or None."""

    __tablename__ = "delegations"
    __table_args__ = (Index(None, "country", "created_at"),)

    id: Mapped[str] = mapped_column(String(44), primary_key=True)
    country: Mapped[str] = mapped_column(String(3))
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    until: Mapped[date]
    reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
