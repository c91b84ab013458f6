"""Sessions: begun after a sign-in, ended by leaving, or all at once."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.accounts import queries, rules
from app.accounts.models import Attempt, Device, Link, PersonSession
from app.core.context import Context
from app.core.ids import new_id
from app.ledger import record as ledger
from app.registry.models import Account
from app.registry.queries import hash_of

#: How long what is over is kept before it is forgotten.
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Entered:
    """A new session for the browser. ``secret``: its cookie; ``seconds``: how long it can last; ``device``: the cookie
    of a browser that is recognised from now on, None when it keeps what it has; ``next_step``: ``None`` when signed
    in, else ``second-step`` or ``second-step/new``."""

    secret: str
    seconds: int
    device: str | None = None
    next_step: str | None = None


def as_account(ctx: Context, account: Account) -> Context:
    """The context with the account as its actor, for what its person just proved to be allowed."""
    actor = queries.actor_of(account, queries.organization_of(ctx.session, account))
    return replace(ctx, actor=actor)


def needs_second_step(ctx: Context, account: Account) -> bool:
    """Whether signing in takes a second step: the person set one up, or the role asks for it."""
    return queries.second_factor(ctx.session, account.id) is not None or queries.role_asks_second_step(account)


def enter(ctx: Context, account: Account, device: Device | None) -> Entered:
    """After a right password: a full session, or one that waits for the second step."""
    if not needs_second_step(ctx, account):
        return enter_fully(ctx, account, device)
    secret = _open(ctx, account, queries.PASSWORD_ONLY, rules.SECOND_STEP)
    known = queries.second_factor(ctx.session, account.id) is not None
    step = "second-step" if known else "second-step/new"
    return Entered(secret, int(rules.SECOND_STEP.total_seconds()), next_step=step)


def enter_fully(ctx: Context, account: Account, device: Device | None) -> Entered:
    """A session of someone who proved everything that was asked; the browser is recognised from now on."""
    lasts = timedelta(days=ctx.settings.session_days)
    secret = _open(ctx, account, queries.FULL, lasts)
    ledger.record(as_account(ctx, account), "session:begin", account.id, {}, account.country)
    return Entered(secret, int(lasts.total_seconds()), _recognise(ctx, account, device))


def _open(ctx: Context, account: Account, level: str, lasts: timedelta) -> str:
    secret = secrets.token_urlsafe(32)
    opened = PersonSession(
        id=new_id("ses"),
        hash=hash_of(secret),
        account_id=account.id,
        level=level,
        created_at=ctx.now,
        seen_at=ctx.now,
        expires_at=ctx.now + lasts,
    )
    ctx.session.add(opened)
    ctx.session.flush()
    return secret


def _recognise(ctx: Context, account: Account, device: Device | None) -> str | None:
    if device is not None:
        device.seen_at = ctx.now
        return None
    secret = secrets.token_urlsafe(32)
    known = Device(id=new_id("dev"), hash=hash_of(secret), account_id=account.id, created_at=ctx.now, seen_at=ctx.now)
    ctx.session.add(known)
    ctx.session.flush()
    return secret


def sign_out(ctx: Context, secret: str | None) -> None:
    """End the session of this cookie, at whatever level; one that is over already changes nothing."""
    for level in (queries.FULL, queries.PASSWORD_ONLY):
        found = queries.session_of(ctx, secret, level)
        if found is not None:
            found.ended_at = ctx.now
            ctx.session.flush()
            ledger.record(ctx, "session:end", found.account_id, {}, ctx.actor.country)


def mark(session: Session, secret: str, now: datetime) -> None:
    """Note that a session was used."""
    holds = PersonSession.hash == hash_of(secret), PersonSession.ended_at.is_(None)
    session.execute(update(PersonSession).where(*holds).values(seen_at=now))


def end_all(ctx: Context, account_id: str, but: str | None = None) -> None:
    """End every session of an account. ``but``: the cookie of one that stays, or None."""
    kept = hash_of(but) if but else ""
    holds = PersonSession.account_id == account_id, PersonSession.ended_at.is_(None), PersonSession.hash != kept
    ctx.session.execute(update(PersonSession).where(*holds).values(ended_at=ctx.now))


def forget_devices(ctx: Context, account_id: str) -> None:
    """No browser is recognised for the account any more."""
    ctx.session.execute(delete(Device).where(Device.account_id == account_id))


def forget_what_is_over(ctx: Context) -> None:
    """Forget sessions, links, attempts and browsers that are of no more use."""
    limit = ctx.now - KEPT
    old_devices = ctx.now - timedelta(days=rules.DEVICE_DAYS)
    ctx.session.execute(delete(PersonSession).where(PersonSession.expires_at < limit))
    ctx.session.execute(delete(Link).where(Link.expires_at < limit))
    ctx.session.execute(delete(Attempt).where(Attempt.last_at < ctx.now - rules.FORGOTTEN_AFTER))
    ctx.session.execute(delete(Device).where(Device.seen_at < old_devices))
