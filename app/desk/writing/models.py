from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.base import Base


class KeptForm(Base):
    """What somebody typed and sent when no longer signed in, kept until the same account comes back. ``content``:
    ``pairs`` of names and values as they were sent; ``record_id``: None for a new record."""

    __tablename__ = "kept_forms"

    id: Mapped[str] = mapped_column(String(44), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    kind: Mapped[str] = mapped_column(String(5))
    record_id: Mapped[str | None] = mapped_column(String(40))
    content: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(index=True)
