"""Every SELECT of organizations, focal points, tokens and exclusions."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.actor import Actor, Role
from app.core.context import Context
from app.core.errors import NotFound
from app.registry.models import Account, Exclusion, FocalPoint, Institution, Organization, Token


def hash_of(secret: str) -> str:
    """SHA-256 (hex) of a token or invitation; 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def actor_of_token(session: Session, secret: str, now: datetime) -> Actor | None:
    """Whose token it is, or None when it is unknown, ended, expired or its account is disabled."""
    row = session.execute(
        select(Token, Organization, Account)
        .outerjoin(Organization, Token.organization_id == Organization.id)
        .outerjoin(Account, Token.account_id == Account.id)
        .where(Token.hash == hash_of(secret))
    ).first()
    if row is None:
        return None
    token, organization, account = row
    if token.ended_at or (token.expires_at and token.expires_at <= now) or (account and account.disabled_at):
        return None
    return Actor(
        id=account.id if account else token.id,
        role=Role(token.role),
        country=token.country,
        organization=token.organization_id,
        scopes=frozenset(token.scopes),
        institution=token.institution_id,
        group=organization.group if organization else None,
    )


def is_organization(ctx: Context, organization_id: str) -> bool:
    """Whether there is such an organization."""
    return ctx.session.scalar(select(Organization.id).where(Organization.id == organization_id)) is not None


def get_organization(ctx: Context, organization_id: str, *, to_change: bool = False) -> Organization:
    """Raises NotFound."""
    statement = select(Organization).where(Organization.id == organization_id)
    found = ctx.session.scalar(statement.with_for_update() if to_change else statement)
    if found is None:
        raise NotFound("organization-not-found", id=organization_id)
    return found


def organizations(ctx: Context) -> Sequence[Organization]:
    """All of them by acronym."""
    return ctx.session.scalars(select(Organization).order_by(Organization.acronym)).all()


def organization_by_acronym(session: Session, acronym: str) -> Organization | None:
    return session.scalar(select(Organization).where(Organization.acronym == acronym))


def institution(session: Session, country: str, name: str) -> Institution | None:
    return session.scalar(select(Institution).where(Institution.country == country, Institution.name == name))


def focal_points(ctx: Context, country: str | None) -> Sequence[FocalPoint]:
    """The directory, of one country or all."""
    statement = select(FocalPoint).order_by(FocalPoint.country, FocalPoint.institution)
    return ctx.session.scalars(statement.where(FocalPoint.country == country) if country else statement).all()


def exclusions_of(ctx: Context, country: str) -> Sequence[Exclusion]:
    """A country's exclusions, oldest first."""
    return ctx.session.scalars(
        select(Exclusion).where(Exclusion.country == country).order_by(Exclusion.created_at, Exclusion.id)
    ).all()


def all_exclusions(session: Session) -> Sequence[Exclusion]:
    """Every exclusion, for the engine's gates; never shown."""
    return session.scalars(select(Exclusion).order_by(Exclusion.id)).all()


def get_exclusion(ctx: Context, country: str, exclusion_id: str) -> Exclusion:
    """Raises NotFound."""
    found = ctx.session.scalar(select(Exclusion).where(Exclusion.id == exclusion_id, Exclusion.country == country))
    if found is None:
        raise NotFound("exclusion-not-found", id=exclusion_id)
    return found


def plain_email(email: str) -> str:
    """An address as accounts have it: in small letters."""
    return email.strip().casefold()


def account_by_email(session: Session, email: str) -> Account | None:
    return session.scalar(select(Account).where(Account.email == plain_email(email)))
