from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.base import Base


class Record(Base):
    """An offer or a need. ``content`` is the document as the contract has it; the columns beside it are what SQL
    must ask for, derived from it in ``derive``. ``pending`` is a submitted version that waits, or None."""

    __tablename__ = "records"
    __table_args__ = (
        CheckConstraint("(country IS NULL) <> (organization_id IS NULL)", "one_owner"),
        Index(None, "kind", "stage", "updated_at"),
        Index(None, "country", "kind"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(5))
    country: Mapped[str | None] = mapped_column(String(3))
    organization_id: Mapped[str | None] = mapped_column(ForeignKey("organizations.id"))
    entered_as: Mapped[str] = mapped_column(String(60))
    stage: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(35))
    title_key: Mapped[str] = mapped_column(String(400))
    search_text: Mapped[str] = mapped_column(Text)
    priority: Mapped[int | None]
    content: Mapped[dict[str, Any]]
    pending: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    assured_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    expires_on: Mapped[date | None] = mapped_column(index=True)
    rejected_reason: Mapped[str | None] = mapped_column(Text)
    endorsed_on: Mapped[date | None]
    sample: Mapped[bool]
    version: Mapped[int] = mapped_column()
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    tags: Mapped[list["RecordTag"]] = relationship(cascade="all, delete-orphan", lazy="select", passive_deletes=True)
    external_ids: Mapped[list["ExternalId"]] = relationship(
        cascade="all, delete-orphan", lazy="select", passive_deletes=True
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's form


class RecordTag(Base):
    """A code by which a record is found: its sectors at every level, modalities, themes, languages, inputs …"""

    __tablename__ = "record_tags"
    __table_args__ = (Index(None, "scheme", "code"),)

    record_id: Mapped[str] = mapped_column(ForeignKey("records.id", ondelete="CASCADE"), primary_key=True)
    scheme: Mapped[str] = mapped_column(String(12), primary_key=True)
    code: Mapped[str] = mapped_column(String(62), primary_key=True)


class ExternalId(Base):
    """The record's id in another system; one record per owner, kind, source and id."""

    __tablename__ = "record_external_ids"
    __table_args__ = (UniqueConstraint("owner", "kind", "source", "external_id"),)

    record_id: Mapped[str] = mapped_column(ForeignKey("records.id", ondelete="CASCADE"), primary_key=True)
    source: Mapped[str] = mapped_column(String(120), primary_key=True)
    external_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    owner: Mapped[str] = mapped_column(String(44))
    kind: Mapped[str] = mapped_column(String(5))
