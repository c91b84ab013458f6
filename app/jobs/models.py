from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.base import Base


class Job(Base):
    """Work for later, queued in the transaction that asks for it; at least once, so every handler may run twice."""

    __tablename__ = "jobs"
    __table_args__ = (Index(None, "status", "not_before"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(String(10))
    not_before: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    once_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    lease_until: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
