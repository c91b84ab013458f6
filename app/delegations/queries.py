"""Every SELECT of delegations, and callers with what was delegated to them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.core.actor import Actor, Role, SignedIn
from app.core.context import Context
from app.core.errors import NotFound
from app.core.settings import Settings
from app.delegations.models import Delegation
from app.registry import queries as registry


def holds(today: date) -> ColumnElement[bool]:
    """Delegations that hold on a day."""
    return and_(Delegation.ended_at.is_(None), Delegation.until >= today)


def with_delegations(session: Session, actor: Actor, today: date) -> Actor:
    """A coordinator with the countries that let its organization write their drafts; anyone else unchanged."""
    if actor.role is not Role.COORDINATOR or actor.organization is None:
        return actor
    held = select(Delegation.country).where(Delegation.organization_id == actor.organization, holds(today))
    return replace(actor, writes_for=frozenset(session.scalars(held)))


def actor_of_token(session: Session, secret: str, now: datetime) -> Actor | None:
    """Whose token it is, or None when it does not hold."""
    found = registry.actor_of_token(session, secret, now)
    return with_delegations(session, found, now.date()) if found else None


def signed_in(session: Session, secret: str, now: datetime, settings: Settings) -> SignedIn | None:
    """Whose session a cookie is, or None when it does not hold."""
    found = accounts.signed_in(session, secret, now, settings)
    return replace(found, actor=with_delegations(session, found.actor, now.date())) if found else None


def delegations_of(ctx: Context, country: str, organization: str | None) -> Sequence[Delegation]:
    """A country's delegations, newest first. ``organization``: only to this one, None means to all."""
    wanted = select(Delegation).where(Delegation.country == country)
    if organization is not None:
        wanted = wanted.where(Delegation.organization_id == organization)
    return ctx.session.scalars(wanted.order_by(Delegation.created_at.desc(), Delegation.id)).all()


def find_active(ctx: Context, country: str, organization: str) -> Delegation | None:
    """The delegation that holds today, if any."""
    return ctx.session.scalar(
        select(Delegation)
        .where(Delegation.country == country, Delegation.organization_id == organization, holds(ctx.today))
        .limit(1)
    )


def get_delegation(ctx: Context, country: str, delegation_id: str) -> Delegation:
    """One of a country, locked. Raises NotFound."""
    wanted = select(Delegation).where(Delegation.id == delegation_id, Delegation.country == country)
    found = ctx.session.scalar(wanted.with_for_update())
    if found is None:
        raise NotFound("delegation-not-found")
    return found
