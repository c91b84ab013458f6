from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.base import Base


class Dismissal(Base):
    """A proposed pair that one side put away; hides it from that side's lists until it is taken back."""

    __tablename__ = "dismissals"
    __table_args__ = (UniqueConstraint("side", "need_id", "offer_id"),)

    id: Mapped[str] = mapped_column(String(44), primary_key=True)
    side: Mapped[str] = mapped_column(String(5))
    need_id: Mapped[str] = mapped_column(ForeignKey("records.id", ondelete="CASCADE"), index=True)
    offer_id: Mapped[str] = mapped_column(ForeignKey("records.id", ondelete="CASCADE"), index=True)
    reason_code: Mapped[str] = mapped_column(String(30))
    note: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
