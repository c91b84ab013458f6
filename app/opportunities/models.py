from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.base import Base


class Support(Base):
    """What an organization says it does for a need: one mark each. It ends by itself after ``until``."""

    __tablename__ = "supports"
    __table_args__ = (UniqueConstraint("need_id", "organization_id"),)

    id: Mapped[str] = mapped_column(String(44), primary_key=True)
    need_id: Mapped[str] = mapped_column(ForeignKey("records.id", ondelete="CASCADE"))
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    what: Mapped[str] = mapped_column(Text)
    until: Mapped[date]
    created_at: Mapped[datetime]
