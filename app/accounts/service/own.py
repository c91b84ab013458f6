"""One's own account: name, language, and the browsers in which one is signed in."""

from dataclasses import dataclass
from datetime import datetime

from app.accounts import queries
from app.accounts.service import sessions
from app.core.context import Context
from app.core.errors import NotFound, NotSignedIn
from app.ledger import record as ledger
from app.registry.models import Account


@dataclass(frozen=True, slots=True)
class Own:
    """``sessions``: begin and last use of each browser in which the person is signed in, the last used first;
    ``second_step``: an authenticator is set up; ``must_second_step``: the role asks for one."""

    account: Account
    sessions: list[tuple[datetime, datetime]]
    second_step: bool
    must_second_step: bool
    recovery_codes: int


def own_account(ctx: Context) -> Account:
    """The account of whoever asks. Raises NotSignedIn for visitors, NotFound for tokens that belong to no person."""
    if ctx.actor.is_anonymous:
        raise NotSignedIn("not-signed-in")
    if not ctx.actor.id.startswith("acc_"):
        raise NotFound("account-not-found")
    return queries.get_account(ctx, ctx.actor.id, to_change=True)


def look(ctx: Context) -> Own:
    """Everything of one's own account."""
    account = own_account(ctx)
    return Own(
        account,
        [(one.created_at, one.seen_at) for one in queries.sessions_of(ctx, account.id)],
        queries.second_factor(ctx.session, account.id) is not None,
        queries.role_asks_second_step(account),
        queries.recovery_codes_left(ctx.session, account.id),
    )


def amend(ctx: Context, name: str, language: str) -> None:
    """Another name, or another language for letters."""
    account = own_account(ctx)
    account.name, account.language = name, language
    ctx.session.flush()
    ledger.record(ctx, "account:amend", account.id, {"language": language}, account.country)


def end_other_sessions(ctx: Context, secret: str | None) -> None:
    """Sign out everywhere but here; no other browser is recognised any more."""
    account = own_account(ctx)
    sessions.end_all(ctx, account.id, but=secret)
    sessions.forget_devices(ctx, account.id)
    ledger.record(ctx, "session:end", account.id, {"others": True}, account.country)
