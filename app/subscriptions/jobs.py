"""The room's jobs. Both may run twice, or by two workers at once: no letter is written twice."""

from datetime import date, timedelta
from typing import Any

from app.accounts.rules import SAMPLE_ADDRESS
from app.core.context import Context
from app.jobs.runner import Long, Worker
from app.reports import jobs as reports
from app.reports import queries as figures
from app.reports.answers import answers_told
from app.subscriptions import queries
from app.subscriptions.service import digests, reminders


def send_reminders(_worker: Worker, ctx: Context, _payload: dict[str, Any]) -> None:
    """Remind owners of what runs out."""
    reminders.remind_due(ctx)


def _send_digests(worker: Worker, payload: dict[str, Any]) -> None:
    reports.count_statement.run(worker, payload)
    with worker.reading() as ctx:
        told = figures.counted(ctx, date.fromisoformat(payload["day"]) - timedelta(days=1))
        answerable = answers_told(told).needs_at(None) if told else frozenset()
        accounts = [account.id for account, _ in queries.readers(ctx) if not _is_shown_in_terminal(ctx, account.email)]
    for account_id in accounts:
        _send_digest(worker, account_id, answerable)


def _send_digest(worker: Worker, account_id: str, answerable: frozenset[str]) -> None:
    with worker.reading() as ctx:
        account = queries.reader(ctx, account_id)
        subscription = queries.subscription_of(ctx, account_id)
        prepared = digests.prepare(ctx, account, subscription, answerable) if account else None
    if prepared is not None:
        with worker.writing() as ctx:
            digests.send(ctx, prepared)


def _is_shown_in_terminal(ctx: Context, email: str) -> bool:
    """Sample people of a developer without a mail server: their letters would bury what the terminal is for."""
    settings = ctx.settings
    return settings.env == "development" and not settings.mail_host and email.endswith(SAMPLE_ADDRESS)


#: The desk by mail, for whom it is due; the figures of the night before are counted first when nobody has.
send_digests = Long(_send_digests)
