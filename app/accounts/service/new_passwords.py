"""Setting a password: after an invitation, after forgetting it, or because one wants another."""

from dataclasses import dataclass

from app.accounts import passwords, queries, rules, throttle
from app.accounts.models import Credential
from app.accounts.service import links, sessions
from app.accounts.service.sessions import Entered
from app.core.context import Context, Steps
from app.core.errors import FieldError, Invalid, NotFound
from app.ledger import record as ledger
from app.mail import queue as mail
from app.mail.queue import Letter
from app.registry import queries as registry
from app.registry.models import Account


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How an invited person goes on."""

    name: str
    language: str
    password: str


def invited(ctx: Context, code: str) -> Account:
    """Who was invited with this code. Raises NotFound when the link was used, replaced, or ran out."""
    return links.find(ctx, links.INVITATION, code)[1]


def accept(steps: Steps, code: str, acceptance: Acceptance) -> Entered:
    """Take the invitation: name, language and password; the person is signed in. The link works no more."""
    with steps.reading() as ctx:
        account = invited(ctx, code)
        rules.check_password(acceptance.password, account.email, acceptance.name)
    kept = passwords.hashed(acceptance.password)
    with steps.writing() as ctx:
        link, account = links.find(ctx, links.INVITATION, code)
        links.use_up(ctx, link)
        account.name, account.language = acceptance.name, acceptance.language
        account.invitation_hash = account.invited_until = None
        set_hash(ctx, account, kept)
        ledger.record(sessions.as_account(ctx, account), "account:accept", account.id, {}, account.country)
        return sessions.enter(ctx, account, None)


def ask_for_link(ctx: Context, email: str, network: str) -> None:
    """Send a link for a new password, if there is such an account; whoever asks learns nothing about that.

    Raises TooMany for an address that asks too often.
    """
    throttle.charge(ctx, {"address": f"link {throttle.network_of(network)}"})
    account = registry.account_by_email(ctx.session, email)
    if account is None or account.disabled_at is not None or queries.credential(ctx.session, account.id) is None:
        return
    if len(queries.open_links(ctx, account.id, links.PASSWORD)) < rules.MOST_PASSWORD_LINKS:
        link = links.make(ctx, account, links.PASSWORD, rules.PASSWORD_LINK)
        facts = {"name": account.name, "minutes": int(rules.PASSWORD_LINK.total_seconds() // 60)}
        letter = Letter(account.email, account.language, "password", facts, links.told(link), link.expires_at)
        mail.send(ctx, letter)
        ledger.record(ctx, "password:forget", account.id, {}, account.country)


def asked(ctx: Context, code: str) -> Account:
    """Who may set a new password with this code. Raises NotFound when the link was used or ran out."""
    return links.find(ctx, links.PASSWORD, code)[1]


def renew(steps: Steps, code: str, password: str) -> Entered:
    """Set a new password with a link; all other sign-ins end, and the person is signed in, or at the second step."""
    with steps.reading() as ctx:
        account = asked(ctx, code)
        rules.check_password(password, account.email, account.name)
    kept = passwords.hashed(password)
    with steps.writing() as ctx:
        link, account = links.find(ctx, links.PASSWORD, code)
        links.use_up(ctx, link)
        set_hash(ctx, account, kept)
        sessions.forget_devices(ctx, account.id)
        ledger.record(sessions.as_account(ctx, account), "password:change", account.id, {}, account.country)
        return sessions.enter(ctx, account, None)


def change(steps: Steps, old: str, new: str, device: str | None) -> Entered:
    """Set another password, for somebody who is signed in and knows the old one; all sign-ins end, this one begins
    anew. Raises Invalid for a wrong old one, TooMany after too many of those."""
    with steps.writing() as ctx:
        account = queries.get_account(ctx, ctx.actor.id)
        charged = throttle.charge(ctx, {"second-step": f"{account.id} password"})
        known = queries.credential(ctx.session, account.id)
        if known is None:
            raise NotFound("account-not-found")
        before, account_id, names = known.hash, account.id, (account.email, account.name)
    if not passwords.fits(before, old):
        raise Invalid("invalid-body", (FieldError("/old_password", "wrong-old-password"),))
    rules.check_password(new, *names)
    kept = passwords.hashed(new)
    with steps.writing() as ctx:
        account = queries.get_account(ctx, account_id, to_change=True)
        throttle.forgive(ctx, charged)
        set_hash(ctx, account, kept)
        ledger.record(ctx, "password:change", account.id, {}, account.country)
        facts = {"name": account.name, "page": "forgotten-password"}
        mail.send(ctx, Letter(account.email, account.language, "password-changed", facts))
        return sessions.enter_fully(ctx, account, queries.device_of(ctx.session, device, account.id))


def set_hash(ctx: Context, account: Account, kept: str) -> None:
    """Keep a new password's hash; every sign-in and every link of the account ends."""
    credential = queries.credential(ctx.session, account.id)
    if credential is None:
        credential = Credential(account_id=account.id)
        ctx.session.add(credential)
    credential.hash, credential.changed_at = kept, ctx.now
    ctx.session.flush()
    sessions.end_all(ctx, account.id)
    links.end_all(ctx, account.id)
