"""Every SELECT of subscriptions and reminders, and of those who read the letters."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, or_, select

from app.accounts.models import Credential
from app.core.context import Context
from app.records.models import Record
from app.records.queries import is_public
from app.registry.models import Account
from app.subscriptions.models import Reminder, Subscription


def subscription_of(ctx: Context, account_id: str, *, to_change: bool = False) -> Subscription | None:
    """What the account chose and was told, or None when neither happened yet."""
    wanted = select(Subscription).where(Subscription.account_id == account_id)
    if to_change:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return ctx.session.scalar(wanted)


def readers(ctx: Context) -> list[tuple[Account, Subscription | None]]:
    """Everyone with an account that was accepted and not ended, with what they chose."""
    wanted = (
        select(Account, Subscription)
        .join(Credential, Credential.account_id == Account.id)
        .outerjoin(Subscription, Subscription.account_id == Account.id)
        .where(Account.disabled_at.is_(None))
        .order_by(Account.id)
    )
    return [(account, subscription) for account, subscription in ctx.session.execute(wanted)]


def reader(ctx: Context, account_id: str) -> Account | None:
    """The account when its person may still read letters, else None."""
    wanted = select(Account).join(Credential, Credential.account_id == Account.id)
    return ctx.session.scalar(wanted.where(Account.id == account_id, Account.disabled_at.is_(None)))


def readers_of(ctx: Context, countries: set[str], organizations: set[str]) -> Sequence[Account]:
    """Everyone of these countries and organizations, as ``readers``."""
    whose = or_(Account.country.in_(sorted(countries)), Account.organization_id.in_(sorted(organizations)))
    wanted = select(Account).join(Credential, Credential.account_id == Account.id)
    return ctx.session.scalars(wanted.where(whose, Account.disabled_at.is_(None)).order_by(Account.id)).all()


def not_reminded(ctx: Context) -> list[tuple[str, date, date]]:
    """Public records of which nobody was reminded since they were last assured: (id, assured on, valid until)."""
    same = and_(
        Reminder.record_id == Record.id,
        Reminder.assured_on == Record.assured_on,
        Reminder.valid_until == Record.valid_until,
    )
    wanted = (
        select(Record.id, Record.assured_on, Record.valid_until)
        .outerjoin(Reminder, same)
        .where(is_public(ctx.today), Record.assured_on.is_not(None), Reminder.id.is_(None))
        .order_by(Record.valid_until, Record.id)
    )
    return [
        (record_id, assured, until) for record_id, assured, until in ctx.session.execute(wanted) if assured and until
    ]


def records(ctx: Context, ids: Sequence[str]) -> list[Record]:
    """These records, in the order of their ids."""
    found: list[Record] = []
    for start in range(0, len(ids), 500):
        found += ctx.session.scalars(select(Record).where(Record.id.in_(ids[start : start + 500])))
    place = {record_id: n for n, record_id in enumerate(ids)}
    return sorted(found, key=lambda row: place[row.id])


def reminder(ctx: Context, reminder_id: str, *, to_change: bool = False) -> tuple[Reminder, Record] | None:
    """A reminder with its record, both locked when ``to_change``; None when there is none."""
    wanted = select(Reminder, Record).join(Record, Record.id == Reminder.record_id).where(Reminder.id == reminder_id)
    if to_change:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    row = ctx.session.execute(wanted).first()
    return None if row is None else (row[0], row[1])
