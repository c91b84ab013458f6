"""Signing in by a provider that vouches for the person's address. It opens accounts that stand; it makes none.

What must be remembered while the person is there is one random text, signed and with an end, in a cookie of the
browser; state, nonce and PKCE verifier are derived from it by the secret key, so neither the cookie nor the store holds
them.
"""

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.accounts import passwords, queries, throttle
from app.accounts.provider import Asked, Provider, Vouched
from app.accounts.service import sessions
from app.accounts.service.sessions import Entered
from app.accounts.throttle import Charged
from app.core.context import Context, Steps
from app.core.errors import NotFound, NotSignedIn, Unavailable
from app.core.settings import Settings
from app.core.signing import mark, signed, text_of
from app.ledger import record as ledger
from app.registry import queries as registry
from app.registry.models import Account

PURPOSE = "sign-on"
#: How long the person may take at the provider.
LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in on its way. ``address``: at the provider; ``cookie``: comes back with the person; ``seconds``: how long
    it holds."""

    address: str
    cookie: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back. ``cookie``: of this browser; ``issuer``: who says it is answering (RFC 9207), empty when it does
    not say; ``network``: where the request comes from; ``device``: the cookie of a recognised browser."""

    cookie: str | None
    state: str
    code: str
    issuer: str
    network: str
    device: str | None


def set_out(steps: Steps, provider: Provider | None, following: str) -> Begun:
    """The way to the provider. Raises Unavailable while it does not answer, NotFound when there is none."""
    with steps.reading() as ctx:
        settings, now, language = ctx.settings, ctx.now, ctx.language
    provider = _there(provider)
    until = int((now + LASTS).timestamp())
    text = f"{secrets.token_urlsafe(32)}.{until}.{base64.urlsafe_b64encode(following.encode()).decode().rstrip('=')}"
    address = provider.address(now, _asked(settings, text, language))
    return Begun(address, signed(settings.key, PURPOSE, text), int(LASTS.total_seconds()))


def following_of(settings: Settings, cookie: str | None) -> str:
    """The page that was asked for before signing in; empty when the cookie does not tell."""
    text = text_of(settings.key, PURPOSE, cookie or "")
    packed = (text or "").rpartition(".")[2]
    return base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()


def finish(steps: Steps, provider: Provider | None, returned: Returned) -> Entered:
    """A new session for the account whose address the provider vouches for.

    Raises NotSignedIn for everything that does not hold, TooMany after too many of those from one address, Unavailable
    while the provider does not answer.
    """
    provider = _there(provider)
    with steps.writing() as ctx:
        asked = _expected(ctx, returned)
        now, charged = ctx.now, throttle.charge(ctx, {"address": throttle.network_of(returned.network)})
    try:
        vouched = provider.vouched(now, asked, returned.code)
    except Unavailable:
        with steps.writing() as ctx:
            throttle.forgive(ctx, charged)
        raise
    if vouched.email is None:
        raise NotSignedIn("sign-on-unverified")
    with steps.writing() as ctx:
        return _let_in(ctx, vouched, charged, returned.device)


def _there(provider: Provider | None) -> Provider:
    if provider is None:
        raise NotFound("not-found")
    return provider


def _asked(settings: Settings, text: str, language: str) -> Asked:
    back = f"{settings.address}/{language}/sign-in/oidc/callback"
    state, nonce, verifier = (mark(settings.key, f"{PURPOSE}-{use}", text) for use in ("state", "nonce", "verifier"))
    return Asked(state, nonce, verifier, back)


def _expected(ctx: Context, returned: Returned) -> Asked:
    """What was asked of the provider in this browser. Raises NotSignedIn when this is no answer to it."""
    text = text_of(ctx.settings.key, PURPOSE, returned.cookie or "")
    if text is None or _end_of(text) <= ctx.now:
        raise NotSignedIn("sign-on-too-old")
    asked = _asked(ctx.settings, text, ctx.language)
    if not hmac.compare_digest(returned.state.encode(), asked.state.encode()):
        raise NotSignedIn("sign-on-too-old")
    if returned.issuer and returned.issuer.rstrip("/") != ctx.settings.oidc_issuer.rstrip("/"):
        raise NotSignedIn("sign-on-refused")
    if not returned.code:
        raise NotSignedIn("sign-on-refused")
    return asked


def _end_of(text: str) -> datetime:
    return datetime.fromtimestamp(int(text.split(".")[1]), tz=UTC)


def _let_in(ctx: Context, vouched: Vouched, charged: Charged, device: str | None) -> Entered:
    found = registry.account_by_email(ctx.session, vouched.email or "")
    account = queries.get_account(ctx, found.id, to_change=True) if found else None
    if account is None or not _stands(ctx, account):
        raise NotSignedIn("sign-on-no-account")
    throttle.forgive(ctx, charged)
    facts = {"issuer": ctx.settings.oidc_issuer, "several_factors": vouched.several_factors}
    ledger.record(sessions.as_account(ctx, account), "session:vouch", account.id, facts, account.country)
    known = queries.device_of(ctx.session, device, account.id)
    return (sessions.enter_fully if vouched.several_factors else sessions.enter)(ctx, account, known)


def _stands(ctx: Context, account: Account) -> bool:
    """Whether the person accepted it, nobody ended it, and it does not wait for a new password."""
    kept = queries.credential(ctx.session, account.id)
    return account.disabled_at is None and kept is not None and kept.hash != passwords.UNUSABLE
