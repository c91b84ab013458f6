from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.base import Base


class Fact(Base):
    """One thing that happened. Never changed, never deleted; each row carries the hash of the one before."""

    __tablename__ = "facts"
    __table_args__ = (Index(None, "subject", "position"), Index(None, "country", "position"))

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(20))
    country: Mapped[str | None] = mapped_column(String(3))
    tag: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(60))
    audience: Mapped[str] = mapped_column(String(10))
    payload: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class Head(Base):
    """The ledger's last position and hash: one row, locked by whoever writes next, so that the chain never forks."""

    __tablename__ = "ledger_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
