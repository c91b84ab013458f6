"""How often one's desk comes by mail: choosing it, and ending it by a link that needs no sign-in."""

from dataclasses import replace

from sqlalchemy.exc import IntegrityError

from app.accounts.service import sessions
from app.accounts.service.own import own_account
from app.core.context import Context
from app.core.database import is_taken
from app.core.errors import NotFound, Stale
from app.core.signing import text_of
from app.delegations.queries import with_delegations
from app.ledger import record as ledger
from app.mail.queue import SignedPath
from app.registry.models import Account
from app.subscriptions import queries
from app.subscriptions.models import Subscription
from app.subscriptions.rules import Digest

#: The page, below the language, that ends a person's letters; also what its links are signed for.
OFF_PAGE, OFF = "letters/off", "letters-off"


def look(ctx: Context) -> Subscription:
    """What the caller's account chose; not stored while nothing was. Raises NotSignedIn, and NotFound for tokens that
    belong to no person."""
    account = own_account(ctx)
    return queries.subscription_of(ctx, account.id) or _fresh(account.id)


def choose(ctx: Context, digest: Digest | None, expected: int) -> Subscription:
    """Choose how often; None leaves it. Raises Stale when it was changed since, and as ``look`` does."""
    row = locked(ctx, own_account(ctx).id)
    if row.version != expected:
        raise Stale("stale", expected=expected, actual=row.version)
    if digest is not None:
        _set(ctx, row, digest)
    return row


def off_link(account: Account) -> SignedPath:
    """The link by which a person ends these letters, as a letter takes it."""
    return SignedPath(OFF_PAGE, OFF, account.id)


def reader_of(ctx: Context, code: str) -> Account:
    """Whose letters a link ends. Raises NotFound, whatever is wrong with it."""
    account_id = text_of(ctx.settings.key, OFF, code)
    found = queries.reader(ctx, account_id) if account_id else None
    if found is None:
        raise NotFound("link-not-found")
    return found


def end_letters(ctx: Context, code: str) -> Account:
    """No more digests for the person of the link; doing so again changes nothing. Raises as ``reader_of``."""
    account = reader_of(ctx, code)
    _set(as_reader(ctx, account), locked(ctx, account.id), Digest.OFF)
    return account


def as_reader(ctx: Context, account: Account) -> Context:
    """The context as this person would have it, signed in and in their language."""
    personal = sessions.as_account(ctx, account)
    actor = with_delegations(ctx.session, personal.actor, ctx.today)
    return replace(personal, actor=actor, language=account.language)


def locked(ctx: Context, account_id: str) -> Subscription:
    """The account's row, locked, and made when it was not there."""
    found = queries.subscription_of(ctx, account_id, to_change=True)
    if found is not None:
        return found
    try:
        with ctx.session.begin_nested():
            ctx.session.add(_fresh(account_id))
    except IntegrityError as error:
        if not is_taken(error):
            raise
    made = queries.subscription_of(ctx, account_id, to_change=True)
    if made is None:
        raise NotFound("account-not-found")
    return made


def _fresh(account_id: str) -> Subscription:
    return Subscription(
        account_id=account_id, digest=Digest.WEEKLY.value, version=0, changed_at=None, told_on=None, told={}
    )


def _set(ctx: Context, row: Subscription, digest: Digest) -> None:
    """Whoever wants letters again hears of the period after this one."""
    if row.digest == digest and row.version > 0:
        return
    if row.digest == Digest.OFF:
        row.told_on = ctx.today
    row.digest, row.version, row.changed_at = digest.value, row.version + 1, ctx.now
    ctx.session.flush()
    ledger.record(ctx, "subscription:amend", row.account_id, {"digest": digest.value}, ctx.actor.country)
