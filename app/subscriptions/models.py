from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.base import Base


class Subscription(Base):
    """How often a person's desk comes by mail, and what the last letter told. ``version``: of what the person chose;
    ``told_on``: the day or week last looked at; ``told``: its needs that could be answered then, as ``{"answered":
    [ids]}``."""

    __tablename__ = "subscriptions"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(6))
    version: Mapped[int]
    changed_at: Mapped[datetime | None]
    told_on: Mapped[date | None]
    told: Mapped[dict[str, Any]]


class Reminder(Base):
    """That the owner of a record was reminded, once for each time that it was assured. The links in the letters are
    the reminder's id and the reader's account, signed; they work once, until ``expires_at``."""

    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("record_id", "assured_on", "valid_until"),)

    id: Mapped[str] = mapped_column(String(44), primary_key=True)
    record_id: Mapped[str] = mapped_column(ForeignKey("records.id"))
    assured_on: Mapped[date]
    valid_until: Mapped[date]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
