"""Every SELECT of sessions, passwords, links, browsers and second steps, and of accounts as a whole."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from app.access.predicates import FOCAL
from app.accounts import rules
from app.accounts.models import Credential, Device, Link, PersonSession, RecoveryCode, SecondFactor
from app.core.actor import Actor, Role, SignedIn
from app.core.context import Context
from app.core.errors import NotFound
from app.core.settings import Settings
from app.registry.models import Account, Organization
from app.registry.queries import hash_of

FULL, PASSWORD_ONLY = "full", "password"
#: A session's use is noted once in this part of the time after which it would end.
MARKS_IN_IDLE = 8


def holds(now: datetime, settings: Settings, level: str) -> ColumnElement[bool]:
    """Sessions of this level that have neither ended nor run out."""
    idle = timedelta(minutes=settings.session_idle_minutes)
    return and_(
        PersonSession.level == level,
        PersonSession.ended_at.is_(None),
        PersonSession.expires_at > now,
        PersonSession.seen_at > now - idle,
    )


def signed_in(session: Session, secret: str, now: datetime, settings: Settings) -> SignedIn | None:
    """Whose session a cookie is, or None when it is unknown, over, or waits for the second step."""
    row = session.execute(
        select(PersonSession, Account, Organization)
        .join(Account, PersonSession.account_id == Account.id)
        .outerjoin(Organization, Account.organization_id == Organization.id)
        .where(PersonSession.hash == hash_of(secret), holds(now, settings, FULL), Account.disabled_at.is_(None))
    ).first()
    if row is None:
        return None
    person, account, organization = row
    pause = timedelta(minutes=settings.session_idle_minutes) / MARKS_IN_IDLE
    actor = actor_of(account, organization)
    return SignedIn(actor, account.name, account.language, person.seen_at < now - pause)


def actor_of(account: Account, organization: Organization | None) -> Actor:
    """The account as the access rules see it."""
    return Actor(
        id=account.id,
        role=Role(account.role),
        country=account.country,
        organization=account.organization_id,
        institution=account.institution_id,
        group=organization.group if organization else None,
    )


def role_asks_second_step(account: Account) -> bool:
    """Whether the account's role may not go without a second step."""
    return Role(account.role) in rules.NEED_SECOND_STEP


def session_of(ctx: Context, secret: str | None, level: str) -> PersonSession | None:
    """The session of a cookie at this level, locked; None when it does not hold."""
    if not secret:
        return None
    return ctx.session.scalar(
        select(PersonSession)
        .where(PersonSession.hash == hash_of(secret), holds(ctx.now, ctx.settings, level))
        .with_for_update()
    )


def sessions_of(ctx: Context, account_id: str) -> Sequence[PersonSession]:
    """The account's sessions that hold, the one used last first."""
    wanted = select(PersonSession).where(PersonSession.account_id == account_id, holds(ctx.now, ctx.settings, FULL))
    return ctx.session.scalars(wanted.order_by(PersonSession.seen_at.desc(), PersonSession.id)).all()


def credential(session: Session, account_id: str) -> Credential | None:
    """The account's password, None before the invitation was accepted."""
    return session.scalar(select(Credential).where(Credential.account_id == account_id).with_for_update())


def second_factor(session: Session, account_id: str) -> SecondFactor | None:
    """The account's authenticator, if it has one."""
    return session.scalar(select(SecondFactor).where(SecondFactor.account_id == account_id).with_for_update())


def recovery_codes_left(session: Session, account_id: str) -> int:
    """How many of the account's recovery codes are unused."""
    unused = select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return session.scalar(unused) or 0


def device_of(session: Session, secret: str | None, account_id: str) -> Device | None:
    """The browser of this cookie, if the account's person signed in with it before."""
    if not secret:
        return None
    return session.scalar(select(Device).where(Device.hash == hash_of(secret), Device.account_id == account_id))


def open_links(ctx: Context, account_id: str, purpose: str) -> Sequence[Link]:
    """The account's links of this purpose that could still be used."""
    return ctx.session.scalars(
        select(Link)
        .where(
            Link.account_id == account_id,
            Link.purpose == purpose,
            Link.used_at.is_(None),
            Link.expires_at > ctx.now,
        )
        .with_for_update()
    ).all()


def account_of_link(ctx: Context, link_id: str, purpose: str) -> tuple[Link, Account] | None:
    """A link that still holds, with its account; None when it was used, ran out, or the account was ended."""
    row = ctx.session.execute(
        select(Link, Account)
        .join(Account, Link.account_id == Account.id)
        .where(
            Link.id == link_id,
            Link.purpose == purpose,
            Link.used_at.is_(None),
            Link.expires_at > ctx.now,
            Account.disabled_at.is_(None),
        )
        .with_for_update(of=Link)
    ).first()
    return None if row is None else (row[0], row[1])


def get_account(ctx: Context, account_id: str, *, to_change: bool = False) -> Account:
    """Raises NotFound."""
    wanted = select(Account).where(Account.id == account_id)
    found = ctx.session.scalar(wanted.with_for_update() if to_change else wanted)
    if found is None:
        raise NotFound("account-not-found")
    return found


def organization_of(session: Session, account: Account) -> Organization | None:
    """The organization that the account stands for."""
    return session.get(Organization, account.organization_id) if account.organization_id else None


def accounts(ctx: Context, country: str | None) -> list[tuple[Account, bool, bool]]:
    """Accounts of a country, or all, by name; each with whether it has a password, and an authenticator."""
    wanted = (
        select(Account, Credential.account_id.is_not(None), SecondFactor.account_id.is_not(None))
        .outerjoin(Credential, Credential.account_id == Account.id)
        .outerjoin(SecondFactor, SecondFactor.account_id == Account.id)
        .order_by(Account.country, Account.name, Account.id)
    )
    if country is not None:
        wanted = wanted.where(Account.country == country)
    return [(account, bool(active), bool(second)) for account, active, second in ctx.session.execute(wanted)]


def is_vacant(ctx: Context, country: str) -> bool:
    """Whether no focal point of the country has an account that was accepted and not ended."""
    return country not in countries_with_focal_points(ctx)


def countries_with_focal_points(ctx: Context) -> set[str]:
    """Countries of which a focal point has an account that was accepted and not ended."""
    roles = [role.value for role in FOCAL]
    active = (
        select(Account.country)
        .join(Credential, Credential.account_id == Account.id)
        .where(Account.role.in_(roles), Account.disabled_at.is_(None), Account.country.is_not(None))
    )
    return {country for country in ctx.session.scalars(active.distinct()) if country}
