from datetime import datetime
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.base import Base


class Mail(Base):
    """A letter to send, queued in the transaction that asks for it; its words are made when it is sent. ``facts`` fill
    them and hold no secret. ``not_after``: when it is of no more use, or None."""

    __tablename__ = "mails"

    id: Mapped[str] = mapped_column(String(44), primary_key=True)
    address: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    letter: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(index=True)
    not_after: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(Text)
