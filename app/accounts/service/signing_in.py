"""Signing in with address and password, without telling strangers which accounts there are."""

from dataclasses import dataclass

from app.accounts import passwords, queries, throttle
from app.accounts.models import Device
from app.accounts.service import sessions
from app.accounts.service.sessions import Entered
from app.accounts.throttle import Charged
from app.core.context import Context, Steps
from app.core.errors import NotSignedIn
from app.ledger import record as ledger
from app.registry import queries as registry
from app.registry.models import Account


@dataclass(frozen=True, slots=True)
class Tried:
    """A try to sign in. ``network``: where it comes from; ``device``: the cookie of a recognised browser, or None."""

    email: str
    password: str
    network: str
    device: str | None


@dataclass(frozen=True, slots=True)
class _Knocked:
    """What the password is held against: nobody's hash when there is no such account, or it has no password."""

    hash: str
    account_id: str | None
    charged: Charged


def sign_in(steps: Steps, tried: Tried) -> Entered:
    """A new session for the right password.

    Raises TooMany while the account, the address or the browser has to wait; NotSignedIn for everything else, in the
    same words and after the same time whether there is such an account or not. The attempt stays counted.
    """
    with steps.writing() as ctx:
        knocked = _knock(ctx, tried)
    fits = passwords.fits(knocked.hash, tried.password)
    if not fits or knocked.account_id is None:
        raise NotSignedIn("wrong-password")
    renewed = passwords.hashed(tried.password) if passwords.is_outdated(knocked.hash) else None
    with steps.writing() as ctx:
        return _let_in(ctx, knocked, knocked.account_id, renewed, tried.device)


def _knock(ctx: Context, tried: Tried) -> _Knocked:
    account = registry.account_by_email(ctx.session, tried.email)
    device = queries.device_of(ctx.session, tried.device, account.id) if account else None
    charged = throttle.charge(ctx, _charged_to(tried, device))
    kept = queries.credential(ctx.session, account.id) if account and account.disabled_at is None else None
    if account is not None and "account" in charged.held:
        ledger.record(ctx, "account:slow", account.id, {}, account.country)
    if account is None or kept is None:
        return _Knocked(passwords.NOBODYS, None, charged)
    return _Knocked(kept.hash, account.id, charged)


def _charged_to(tried: Tried, device: Device | None) -> dict[str, str]:
    """A recognised browser answers for itself alone; so strangers' failures do not keep its person out."""
    if device is not None:
        return {"device": device.id}
    return {"account": registry.plain_email(tried.email), "address": throttle.network_of(tried.network)}


def _let_in(ctx: Context, knocked: _Knocked, account_id: str, renewed: str | None, device: str | None) -> Entered:
    account = queries.get_account(ctx, account_id, to_change=True)
    kept = queries.credential(ctx.session, account_id)
    if not _still(account, kept.hash if kept else "", knocked.hash):
        raise NotSignedIn("wrong-password")
    if kept is not None and renewed is not None:
        kept.hash = renewed
    throttle.forgive(ctx, knocked.charged)
    return sessions.enter(ctx, account, queries.device_of(ctx.session, device, account_id))


def _still(account: Account, kept: str, looked_at: str) -> bool:
    """Whether the account is as it was when the password was looked at."""
    return account.disabled_at is None and kept == looked_at
