"""Links that work once. The code is the link's id with our signature, so the store alone opens no account."""

from datetime import timedelta

from sqlalchemy import update

from app.accounts import queries
from app.accounts.models import Link
from app.core.context import Context
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.signing import signed, text_of
from app.mail.queue import SignedPath
from app.registry.models import Account
from app.registry.queries import hash_of

INVITATION, PASSWORD = "invitation", "password"  # names of purposes, not a secret
#: Purpose → the page, below the language, that its links lead to.
PAGES = {INVITATION: "invitation", PASSWORD: "new-password"}


def make(ctx: Context, account: Account, purpose: str, lasts: timedelta) -> Link:
    """A new link for an account. A new invitation takes the place of all before it."""
    if purpose == INVITATION:
        end_all(ctx, account.id)
    link = Link(
        id=new_id("lnk"), account_id=account.id, purpose=purpose, created_at=ctx.now, expires_at=ctx.now + lasts
    )
    ctx.session.add(link)
    if purpose == INVITATION:
        account.invitation_hash, account.invited_until = hash_of(link.id), link.expires_at
    ctx.session.flush()
    return link


def told(link: Link) -> SignedPath:
    """The link as a letter takes it; its code is made when the letter is."""
    return SignedPath(PAGES[link.purpose], link.purpose, link.id)


def address(ctx: Context, link: Link, language: str) -> str:
    """The whole address with the code, to show to a person once."""
    code = signed(ctx.settings.key, link.purpose, link.id)
    return f"{ctx.settings.address}/{language}/{PAGES[link.purpose]}?code={code}"


def find(ctx: Context, purpose: str, code: str) -> tuple[Link, Account]:
    """The link of a code and its account. Raises NotFound, whatever is wrong with it."""
    link_id = text_of(ctx.settings.key, purpose, code)
    found = queries.account_of_link(ctx, link_id, purpose) if link_id else None
    if found is None:
        raise NotFound("link-not-found")
    return found


def use_up(ctx: Context, link: Link) -> None:
    """The link works no more."""
    link.used_at = ctx.now
    ctx.session.flush()


def end_all(ctx: Context, account_id: str) -> None:
    """No link of the account works any more."""
    ctx.session.execute(
        update(Link).where(Link.account_id == account_id, Link.used_at.is_(None)).values(used_at=ctx.now)
    )
