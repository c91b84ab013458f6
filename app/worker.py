"""The worker: the table of job handlers, what is queued every day, and the loop."""

import logging
import threading
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError

from app.accounts.service import sessions
from app.core.context import Context
from app.exchange import jobs as exchange
from app.interest import service as interest
from app.jobs.models import Job
from app.jobs.queue import enqueue
from app.jobs.runner import Handler, Long, Worker, run_due
from app.mail import jobs as mail
from app.records import service as records
from app.reports import jobs as reports
from app.subscriptions import jobs as subscriptions
from app.web.house import House
from app.web.idempotency import forget_old_answers

log = logging.getLogger(__name__)
PAUSE_SECONDS = 1.0


def lapse_records(_worker: Worker, ctx: Context, _payload: dict[str, Any]) -> None:
    """Mark as dormant what ran past its grace."""
    records.lapse_due(ctx)


def close_interests(_worker: Worker, ctx: Context, _payload: dict[str, Any]) -> None:
    """Close cases whose match is over."""
    interest.close_due(ctx)


def tidy(_worker: Worker, ctx: Context, _payload: dict[str, Any]) -> None:
    """Forget answers and jobs that nobody will ask for again."""
    forget_old_answers(ctx)
    month_ago = ctx.now - exchange.keep(ctx.settings)
    ctx.session.execute(delete(Job).where(Job.ended_at < month_ago))
    exchange.forget_old_imports(ctx)
    sessions.forget_what_is_over(ctx)
    mail.forget_old_mail(ctx)


HANDLERS: dict[str, Handler | Long] = {
    "lapse-records": lapse_records,
    "close-interests": close_interests,
    "tidy": tidy,
    "read-import": Long(exchange.read_import),
    "apply-import": exchange.apply_import,
    "count-statement": reports.count_statement,
    "send-mail": Long(mail.send_mail),
    "send-reminders": subscriptions.send_reminders,
    "send-digests": subscriptions.send_digests,
}
#: Queued once a day, by whichever worker is first.
DAILY = ("lapse-records", "close-interests", "tidy", "count-statement", "send-reminders", "send-digests")


def worker_of(house: House) -> Worker:
    """A worker on this house."""
    return Worker(house.database, house.settings, house.vocabulary, house.clock, HANDLERS)


def queue_daily(worker: Worker) -> None:
    """Queue today's regular jobs, each once."""
    day = worker.clock().date().isoformat()
    with worker.database.writing() as session:
        for kind in DAILY:
            enqueue(worker.context(session), kind, {"day": day}, once_key=f"{kind}:{day}")


def run_for_ever(house: House) -> None:
    """Queue what the day asks for and run what is due; a store that is away is waited for."""
    worker = worker_of(house)
    pause = threading.Event()
    queued_on = None
    while True:
        try:
            today = worker.clock().date()
            if queued_on != today:
                queue_daily(worker)
                queued_on = today
            run_due(worker)
        except SQLAlchemyError:
            log.warning("the worker waits for the store", exc_info=True)
            pause.wait(5)
        pause.wait(PAUSE_SECONDS)
