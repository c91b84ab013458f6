from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.base import Base


class Organization(Base):
    """An agency, bank, fund or regional body; owns offers, never needs. ``group``: the group whose members its
    coordinators start with."""

    __tablename__ = "organizations"

    id: Mapped[str] = mapped_column(String(44), primary_key=True)
    acronym: Mapped[str] = mapped_column(String(40), unique=True)
    names: Mapped[dict[str, str]]
    type: Mapped[str] = mapped_column(String(2))
    country: Mapped[str | None] = mapped_column(String(3))
    regions: Mapped[list[str]]
    group: Mapped[str | None] = mapped_column(String(40))
    version: Mapped[int] = mapped_column()
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's form


class FocalPoint(Base):
    """The office mandated to speak for a country. Names of persons and contacts are not kept here."""

    __tablename__ = "focal_points"

    id: Mapped[str] = mapped_column(String(44), primary_key=True)
    country: Mapped[str] = mapped_column(String(3), index=True)
    institution: Mapped[str] = mapped_column(String(300))
    languages: Mapped[list[str]]
    since: Mapped[date | None]
    confirmed_on: Mapped[date | None]


class Institution(Base):
    """A public body, university, business or NGO of a country whose people submit entries."""

    __tablename__ = "institutions"
    __table_args__ = (Index(None, "country", "name", unique=True),)

    id: Mapped[str] = mapped_column(String(44), primary_key=True)
    country: Mapped[str] = mapped_column(String(3))
    name: Mapped[str] = mapped_column(String(300))
    type: Mapped[str] = mapped_column(String(2))


class Account(Base):
    """A person's way in; records belong to the country or organization, never to an account."""

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(String(44), primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    country: Mapped[str | None] = mapped_column(String(3))
    organization_id: Mapped[str | None] = mapped_column(ForeignKey("organizations.id"))
    institution_id: Mapped[str | None] = mapped_column(ForeignKey("institutions.id"))
    language: Mapped[str] = mapped_column(String(2))
    invitation_hash: Mapped[str | None] = mapped_column(String(64))
    invited_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class Token(Base):
    """A system's or person's key to the API; only its hash is kept."""

    __tablename__ = "tokens"

    id: Mapped[str] = mapped_column(String(44), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    country: Mapped[str | None] = mapped_column(String(3))
    organization_id: Mapped[str | None] = mapped_column(ForeignKey("organizations.id"))
    institution_id: Mapped[str | None] = mapped_column(ForeignKey("institutions.id"))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Exclusion(Base):
    """A counterpart, sector or modality that a country does not want to be paired with (R4.4)."""

    __tablename__ = "exclusions"

    id: Mapped[str] = mapped_column(String(44), primary_key=True)
    country: Mapped[str] = mapped_column(String(3), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(60))
    applies_to: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
