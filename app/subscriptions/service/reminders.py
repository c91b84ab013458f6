"""Reminders at four fifths of a record's validity, and confirming a record by the link in one (F2).

A reminder is a row for the record and this one time that it was assured, so nobody is reminded twice of the same,
whichever worker looks. The link holds for that row and that reader, while the record is as it was: it works once.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from app.access.permissions import Permission, allows
from app.accounts.queries import actor_of
from app.core.context import Context
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.signing import text_of
from app.mail import queue as mail
from app.mail.queue import Letter, SignedPath
from app.records import rules as records
from app.records import service as record_service
from app.records.models import Record
from app.records.rules import Action, Stage
from app.records.service import subject_of
from app.registry.models import Account
from app.subscriptions import queries, wording
from app.subscriptions.models import Reminder
from app.subscriptions.service.choosing import as_reader

PAGE, PURPOSE = "renew", "renewal"
#: Records named in one letter; all of them stand on the desk.
MOST = 20
STALE = timedelta(days=30)
DAY = timedelta(days=1)


def remind_due(ctx: Context) -> int:
    """Remind the owners of what has come to four fifths of its validity; the number of records. Runs daily."""
    due = [
        record_id
        for record_id, assured_on, valid_until in queries.not_reminded(ctx)
        if records.runs_out_on(assured_on, valid_until) <= ctx.today
    ]
    found: defaultdict[str, list[tuple[Record, str]]] = defaultdict(list)
    rows = queries.records(ctx, due)
    people = {account.id: account for account in _readers(ctx, rows)}
    for row in rows:
        keepers = [account for account in people.values() if _may_keep(account, row)]
        reminder = _remember(ctx, row) if keepers else None
        for account in keepers if reminder else ():
            found[account.id].append((row, reminder.id if reminder else ""))
    for account_id, told in found.items():
        _write(ctx, people[account_id], told)
    return len({row.id for told in found.values() for row, _ in told})


def _readers(ctx: Context, rows: Iterable[Record]) -> Iterable[Account]:
    countries = {row.country for row in rows if row.country}
    return queries.readers_of(ctx, countries, {row.organization_id for row in rows if row.organization_id})


def _may_keep(account: Account, row: Record) -> bool:
    return allows(Permission.KEEP, actor_of(account, None), subject_of(row))


def _remember(ctx: Context, row: Record) -> Reminder | None:
    if row.assured_on is None or row.valid_until is None or row.expires_on is None:
        return None
    reminder = Reminder(
        id=new_id("rem"),
        record_id=row.id,
        assured_on=row.assured_on,
        valid_until=row.valid_until,
        created_at=ctx.now,
        expires_at=datetime.combine(row.expires_on + DAY, time(), UTC),
    )
    ctx.session.add(reminder)
    ctx.session.flush()
    return reminder


def _write(ctx: Context, account: Account, told: list[tuple[Record, str]]) -> None:
    lines = [
        wording.reminds(
            row.content["title"],
            row.valid_until or ctx.today,
            account.language,
            SignedPath(PAGE, PURPOSE, f"{reminder_id}.{account.id}"),
        )
        for row, reminder_id in told[:MOST]
    ]
    lines += wording.more(len(told), len(lines))
    facts = {"name": account.name, "page": "desk"}
    letter = Letter(account.email, account.language, "reminder", facts, not_after=ctx.now + STALE, lines=tuple(lines))
    mail.send(ctx, letter)


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a link is about. ``is_open``: the record is as it was when the link was made, and the link unused."""

    record: Record
    reminder: Reminder
    account: Account
    is_open: bool


def look(ctx: Context, code: str, *, to_change: bool = False) -> Renewal:
    """The record of a link. Raises NotFound for a link that never was ours, ran out, or whose reader may no longer
    assure the record."""
    reminder_id, _, account_id = (text_of(ctx.settings.key, PURPOSE, code) or "").partition(".")
    found = queries.reminder(ctx, reminder_id, to_change=to_change)
    account = queries.reader(ctx, account_id)
    if found is None or account is None or found[0].expires_at <= ctx.now or not _may_keep(account, found[1]):
        raise NotFound("link-not-found")
    reminder, record = found
    stage = Stage(record.stage)
    if stage in records.FINAL:
        raise NotFound("link-not-found")
    same = (record.assured_on, record.valid_until) == (reminder.assured_on, reminder.valid_until)
    return Renewal(record, reminder, account, same and reminder.used_at is None)


def renew(ctx: Context, code: str) -> Record:
    """Assure the record of a link, in the name of its reader. Raises NotFound when the link does not hold any more."""
    renewal = look(ctx, code, to_change=True)
    if not renewal.is_open:
        raise NotFound("link-not-found")
    renewal.reminder.used_at = ctx.now
    return record_service.move(as_reader(ctx, renewal.account), renewal.record, Action.ASSURE)
