from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.base import Base


class Credential(Base):
    """A person's password, as argon2id wrote it."""

    __tablename__ = "credentials"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime]


class PersonSession(Base):
    """One sign-in of a person in one browser; only the hash of the cookie is kept. ``level``: ``full``, or
    ``password`` while the second step is still to come."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(44), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    level: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Link(Base):
    """A link that works once. Its code in the mail is the id with a signature, so the store alone opens nothing."""

    __tablename__ = "links"

    id: Mapped[str] = mapped_column(String(44), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Attempt(Base):
    """How often something was tried in vain: ``key`` is a hash of the account, address or browser that tried."""

    __tablename__ = "attempts"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
    held_until: Mapped[datetime | None]


class Device(Base):
    """A browser in which the account's person signed in before; strangers' failures do not keep it out."""

    __tablename__ = "devices"

    id: Mapped[str] = mapped_column(String(44), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class SecondFactor(Base):
    """An authenticator app of a person. Its secret is derived from ``nonce`` and the secret key, and not stored.
    ``last_step``: the time step of the last code taken, so that none is taken twice."""

    __tablename__ = "second_factors"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(44))
    created_at: Mapped[datetime]
    last_step: Mapped[int | None]


class RecoveryCode(Base):
    """A code that stands in for the authenticator once; only its keyed hash is kept."""

    __tablename__ = "recovery_codes"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    used_at: Mapped[datetime | None]
