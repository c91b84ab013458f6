from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.base import Base


class Interest(Base):
    """That one side of a match asked the others to talk: one case per match. ``asked_role``: whose side asked;
    ``asked_at``: when it last did. ``agreed_at``: when the last side said yes. ``closed_at``, ``closed_reason``: what
    the nightly look found; a case is also closed as soon as its records are."""

    __tablename__ = "interests"

    id: Mapped[str] = mapped_column(String(44), primary_key=True)
    match_id: Mapped[str] = mapped_column(String(80), unique=True)
    asked_role: Mapped[str] = mapped_column(String(15))
    message: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    agreed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_reason: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[datetime]

    sides: Mapped[list["InterestSide"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", passive_deletes=True, order_by="InterestSide.place"
    )


class InterestSide(Base):
    """One side of a case, with its record and its answer. ``place``: 0 recipient, 1 first provider, 2 second
    provider. ``until``: the day a *later* names, or None. ``answered_by``: the account or token that answered."""

    __tablename__ = "interest_sides"

    interest_id: Mapped[str] = mapped_column(ForeignKey("interests.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    record_id: Mapped[str] = mapped_column(ForeignKey("records.id"), index=True)
    country: Mapped[str | None] = mapped_column(String(3), index=True)
    organization_id: Mapped[str | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    answer: Mapped[str | None] = mapped_column(String(5))
    reason: Mapped[str | None] = mapped_column(Text)
    until: Mapped[date | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(String(60))
