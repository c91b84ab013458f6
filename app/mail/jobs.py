"""The worker's part: a letter is tried for two days, with growing pauses, and then given up."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from app.core.context import Context
from app.jobs.queue import enqueue
from app.jobs.runner import Worker
from app.mail.models import Mail
from app.mail.post import Refused, hand_over
from app.mail.queue import JOB
from app.mail.wording import Written, write

#: Pauses before each further try; afterwards the letter is given up.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class _Ready:
    address: str
    written: Written


def send_mail(worker: Worker, payload: dict[str, Any]) -> None:
    """Send one letter, unless it was sent, given up or is of no more use; it may be sent twice, never lost."""
    mail_id = payload["mail"]
    with worker.writing() as ctx:
        ready = _ready(ctx, mail_id)
    if ready is None:
        return
    try:
        hand_over(worker.settings, ready.address, mail_id, ready.written, worker.clock())
    except Refused as refusal:
        with worker.writing() as ctx:
            _put_off(ctx, mail_id, refusal)
        return
    with worker.writing() as ctx:
        mail = ctx.session.get_one(Mail, mail_id)
        mail.sent_at, mail.problem, mail.facts = ctx.now, None, {}


def _ready(ctx: Context, mail_id: str) -> _Ready | None:
    mail = ctx.session.get(Mail, mail_id)
    if mail is None or mail.sent_at or mail.given_up_at:
        return None
    if mail.not_after is not None and mail.not_after < ctx.now:
        mail.given_up_at, mail.facts = ctx.now, {}
        return None
    return _Ready(mail.address, write(ctx.settings, mail.letter, mail.language, mail.facts))


def _put_off(ctx: Context, mail_id: str, refusal: Refused) -> None:
    mail = ctx.session.get_one(Mail, mail_id)
    mail.problem, mail.tries = str(refusal), mail.tries + 1
    if refusal.for_good or mail.tries > len(PAUSES):
        mail.given_up_at, mail.facts = ctx.now, {}
        return
    again = ctx.now + PAUSES[mail.tries - 1]
    enqueue(ctx, JOB, {"mail": mail_id}, not_before=again, once_key=f"{JOB}:{mail_id}:{mail.tries}")


def forget_old_mail(ctx: Context) -> None:
    """Forget letters a month after they were written."""
    ctx.session.execute(delete(Mail).where(Mail.created_at < ctx.now - KEPT))
