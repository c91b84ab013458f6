from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.base import Base


class Import(Base):
    """A file that was sent, read and checked; its rows wait in ``import_rows`` until it is applied as a whole."""

    __tablename__ = "imports"

    id: Mapped[str] = mapped_column(String(44), primary_key=True)
    kind: Mapped[str] = mapped_column(String(5))
    file_name: Mapped[str] = mapped_column(String(255))
    file: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    dry_run: Mapped[bool]
    status: Mapped[str] = mapped_column(String(12))
    progress: Mapped[float]
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    problem: Mapped[str | None] = mapped_column(Text)
    actor: Mapped[dict[str, Any]]
    entered_as: Mapped[str] = mapped_column(String(60))
    country: Mapped[str | None] = mapped_column(String(3))
    organization_id: Mapped[str | None] = mapped_column(ForeignKey("organizations.id"))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ImportRow(Base):
    """One checked row. ``outcome``: create, update, unchanged or error; ``content``: what would be stored; ``cells``:
    what the file says, as pairs of column and beginning of the cell; ``errors``: what does not fit, as the report has
    it."""

    __tablename__ = "import_rows"
    __table_args__ = (Index(None, "import_id", "number"),)

    import_id: Mapped[str] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    outcome: Mapped[str] = mapped_column(String(10))
    record_id: Mapped[str | None] = mapped_column(String(40))
    content: Mapped[dict[str, Any]]
    cells: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    errors: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
