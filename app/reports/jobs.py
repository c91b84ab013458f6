"""The room's jobs."""

from datetime import date, timedelta
from typing import Any

from app.jobs.runner import Long, Worker
from app.reports import counting


def _count_day_before(worker: Worker, payload: dict[str, Any]) -> None:
    """Judging all pairs takes long: it is done while others may write."""
    day = date.fromisoformat(payload["day"]) - timedelta(days=1)
    with worker.reading() as ctx:
        figures = counting.count_day(ctx, day)
    if figures is not None:
        with worker.writing() as ctx:
            counting.keep_count(ctx, figures)


#: The nightly figures of the day before ``payload["day"]``; that day's are kept as they are when they stand already.
count_statement = Long(_count_day_before)
