"""Those who answer for accounts: inviting, appointing, resetting and ending."""

from dataclasses import dataclass
from datetime import timedelta

from babel.dates import format_date

from app.access.permissions import Permission, require
from app.access.predicates import Subject
from app.accounts import passwords, queries, rules
from app.accounts.models import Link
from app.accounts.service import links, new_passwords, second_step, sessions
from app.core.actor import SERVICE, Role
from app.core.context import Context
from app.core.errors import Conflict, NotAllowed, NotFound, NotSignedIn
from app.ledger import record as ledger
from app.mail import queue as mail
from app.mail.queue import Letter
from app.registry import service as registry
from app.registry.models import Account
from app.registry.service import Belonging

#: An account and the link that its person was sent.
Invited = tuple[Account, Link]


@dataclass(frozen=True, slots=True)
class Person:
    """Whom an invitation is for."""

    email: str
    name: str
    language: str


def invite(ctx: Context, belonging: Belonging, person: Person) -> Invited:
    """A new account whose person is invited by mail.

    Raises Invalid for what does not go together, Conflict for an address in use, NotAllowed for who may not.
    """
    registry.check_belonging(ctx, belonging)
    _require(ctx, belonging.country, vacancy=True)
    _check_role(ctx, belonging.role)
    account = registry.create_account(ctx, belonging, person.email, person.name, person.language)
    return account, _send_invitation(ctx, account)


def invite_again(ctx: Context, account_id: str) -> Invited:
    """Another invitation for an account that has not accepted; the links before it work no more."""
    account = _managed(ctx, account_id, vacancy=True)
    if queries.credential(ctx.session, account.id) is not None or account.disabled_at is not None:
        raise Conflict("account-not-waiting")
    return account, _send_invitation(ctx, account)


def _send_invitation(ctx: Context, account: Account) -> Link:
    link = links.make(ctx, account, links.INVITATION, timedelta(days=ctx.settings.invitation_days))
    _write(ctx, account, "invitation", link)
    ledger.record(ctx, "account:invite", account.id, {"role": account.role}, account.country)
    return link


def _write(ctx: Context, account: Account, kind: str, link: Link) -> None:
    locale = {"en": "en_001"}.get(account.language, account.language)
    until = format_date(link.expires_at.date(), "long", locale=locale)
    facts = {"name": account.name, "inviter": _inviter(ctx), "until": until}
    mail.send(ctx, Letter(account.email, account.language, kind, facts, links.told(link), link.expires_at))


def _inviter(ctx: Context) -> str:
    """Whoever writes, as the reader knows them: by name, else the service itself."""
    if ctx.actor == SERVICE or not ctx.actor.id.startswith("acc_"):
        return "TCDC"
    return queries.get_account(ctx, ctx.actor.id).name


def reset(ctx: Context, account_id: str, *, second_step_too: bool) -> Invited:
    """Have a person choose a new password by a link; the old one, all sign-ins and recognised browsers end at once.

    ``second_step_too``: the authenticator and recovery codes are taken away as well.
    """
    account = _managed(ctx, account_id)
    _not_oneself(ctx, account)
    if queries.credential(ctx.session, account.id) is None or account.disabled_at is not None:
        raise Conflict("account-not-active")
    new_passwords.set_hash(ctx, account, passwords.UNUSABLE)
    sessions.forget_devices(ctx, account.id)
    if second_step_too:
        second_step.remove(ctx, account)
    link = links.make(ctx, account, links.PASSWORD, timedelta(days=ctx.settings.invitation_days))
    _write(ctx, account, "reset", link)
    ledger.record(ctx, "account:reset", account.id, {"second_step": second_step_too}, account.country)
    return account, link


def appoint(ctx: Context, account_id: str, role: Role) -> Account:
    """Give an account another role of the same country or organization; its sign-ins and tokens end."""
    account = _managed(ctx, account_id)
    _not_oneself(ctx, account)
    registry.check_belonging(ctx, Belonging(role, account.country, account.organization_id))
    _check_role(ctx, role)
    _check_role(ctx, Role(account.role))
    if role.value != account.role:
        before, account.role = account.role, role.value
        registry.end_tokens_of(ctx, account)
        sessions.end_all(ctx, account.id)
        ledger.record(ctx, "account:appoint", account.id, {"from": before, "to": role.value}, account.country)
    return account


def disable(ctx: Context, account_id: str) -> Account:
    """End an account with its sign-ins, links and tokens; what it entered stays with its country."""
    account = _managed(ctx, account_id)
    _not_oneself(ctx, account)
    registry.disable_account(ctx, account.email)
    sessions.end_all(ctx, account.id)
    sessions.forget_devices(ctx, account.id)
    links.end_all(ctx, account.id)
    return account


@dataclass(frozen=True, slots=True)
class Managed:
    """An account as those who manage it see it. ``active``: a password was chosen."""

    account: Account
    active: bool
    second_step: bool


def list_accounts(ctx: Context, country: str | None) -> list[Managed]:
    """Accounts of a country, or all: for who may manage them."""
    if country is not None:
        registry.check_country(ctx, country)
    _require(ctx, country, vacancy=True)
    return [Managed(*row) for row in queries.accounts(ctx, country)]


def get_managed(ctx: Context, account_id: str) -> Managed:
    """One account. Raises NotFound for one that does not exist or that the actor does not manage."""
    account = _managed(ctx, account_id, vacancy=True)
    active = queries.credential(ctx.session, account.id) is not None
    return Managed(account, active, queries.second_factor(ctx.session, account.id) is not None)


def vacant_countries(ctx: Context) -> list[str]:
    """Countries without an active focal point, for which a coordinator may invite one: members of its group, or all."""
    group = ctx.actor.group
    candidates = ctx.vocabulary.members(group, ctx.today) if group else ctx.vocabulary.countries
    return sorted(set(candidates) - queries.countries_with_focal_points(ctx))


def _managed(ctx: Context, account_id: str, *, vacancy: bool = False) -> Account:
    """Locked in a transaction that writes. Hidden and absent are alike, for everybody but visitors."""
    if ctx.actor.is_anonymous:
        raise NotSignedIn("not-signed-in")
    account = queries.get_account(ctx, account_id, to_change=True)
    try:
        _require(ctx, account.country, vacancy=vacancy)
    except NotAllowed:
        raise NotFound("account-not-found") from None
    return account


def _require(ctx: Context, country: str | None, *, vacancy: bool = False) -> None:
    vacant = vacancy and country is not None and queries.is_vacant(ctx, country)
    require(Permission.MANAGE_ACCOUNTS, ctx.actor, Subject("vacancy" if vacant else "account", country=country))


def _check_role(ctx: Context, role: Role) -> None:
    if role not in rules.MANAGES.get(ctx.actor.role, frozenset()):
        raise NotAllowed("role-not-yours")


def _not_oneself(ctx: Context, account: Account) -> None:
    if account.id == ctx.actor.id:
        raise Conflict("own-account")
