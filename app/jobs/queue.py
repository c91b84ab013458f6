"""Queueing work in the caller's transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core.context import Context
from app.core.ids import new_id
from app.jobs.models import Job


def enqueue(
    ctx: Context,
    kind: str,
    payload: dict[str, Any],
    not_before: datetime | None = None,
    once_key: str | None = None,
) -> str | None:
    """Queue a job and give its id; None when a job with this ``once_key`` is there already.

    ``not_before``: UTC; None means at once.
    """
    if once_key and ctx.session.scalar(select(Job.id).where(Job.once_key == once_key)):
        return None
    job = Job(
        id=new_id("job"),
        kind=kind,
        payload=payload,
        status="enqueued",
        not_before=not_before or ctx.now,
        once_key=once_key,
        created_at=ctx.now,
    )
    ctx.session.add(job)
    ctx.session.flush()
    return job.id
