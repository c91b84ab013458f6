"""Taking jobs and running them: one transaction to take, one to run and end.

A long job (``Long``) runs outside any transaction and opens short ones, so that nobody waits for it.
A job that fails is tried again with growing pauses, and given up after ``MOST_ATTEMPTS``. A worker that dies
leaves a lease behind; when it has run out, another worker takes the job.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from app.core.actor import SERVICE
from app.core.clock import Clock
from app.core.context import Context
from app.core.database import Database
from app.core.settings import Settings
from app.jobs.models import Job
from app.vocabulary import Vocabulary

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 5
LEASE = timedelta(minutes=10)
Handler = Callable[["Worker", Context, dict[str, Any]], None]


@dataclass(frozen=True)
class Long:
    """A handler that takes its own short transactions from the worker; what it did before it failed stands."""

    run: Callable[["Worker", dict[str, Any]], None]


@dataclass(frozen=True)
class Worker:
    """What running jobs needs; ``handlers`` is the table that the front door hands over."""

    database: Database
    settings: Settings
    vocabulary: Vocabulary
    clock: Clock
    handlers: dict[str, Handler | Long]

    def context(self, session: Session) -> Context:
        """The service's own context in this transaction."""
        return Context(session, SERVICE, self.clock(), self.settings, self.vocabulary)

    @contextmanager
    def reading(self) -> Iterator[Context]:
        """A step of a long job that only reads."""
        with self.database.reading() as session:
            yield self.context(session)

    @contextmanager
    def writing(self) -> Iterator[Context]:
        """A step of a long job, committed at its end."""
        with self.database.writing() as session:
            yield self.context(session)


def run_due(worker: Worker, most: int = 100) -> int:
    """Run the jobs that are due, at most ``most``; the number run."""
    for done in range(most):
        taken = _take(worker)
        if taken is None:
            return done
        _run(worker, *taken)
    return most


def _take(worker: Worker) -> tuple[str, str, dict[str, Any]] | None:
    now = worker.clock()
    due = or_(
        and_(Job.status == "enqueued", Job.not_before <= now),
        and_(Job.status == "running", Job.lease_until < now),
    )
    with worker.database.reading() as session:
        if session.scalar(select(Job.id).where(due).limit(1)) is None:
            return None
    with worker.database.writing() as session:
        job = session.scalar(
            select(Job).where(due).order_by(Job.not_before, Job.id).limit(1).with_for_update(skip_locked=True)
        )
        if job is None:
            return None
        job.status, job.attempts, job.lease_until = "running", job.attempts + 1, now + LEASE
        return job.id, job.kind, job.payload


def _run(worker: Worker, job_id: str, kind: str, payload: dict[str, Any]) -> None:
    try:
        handler = worker.handlers[kind]
        if isinstance(handler, Long):
            handler.run(worker, payload)
        with worker.database.writing() as session:
            if not isinstance(handler, Long):
                handler(worker, worker.context(session), payload)
            session.execute(
                update(Job)
                .where(Job.id == job_id)
                .values(status="succeeded", ended_at=worker.clock(), lease_until=None)
            )
    except Exception as error:
        log.warning("job %s (%s) failed", job_id, kind, exc_info=True)
        _put_back(worker, job_id, f"{type(error).__name__}: {error}"[:2000])


def _put_back(worker: Worker, job_id: str, problem: str) -> None:
    now = worker.clock()
    with worker.database.writing() as session:
        job = session.get_one(Job, job_id)
        job.problem, job.lease_until = problem, None
        if job.attempts >= MOST_ATTEMPTS:
            job.status, job.ended_at = "failed", now
        else:
            job.status, job.not_before = "enqueued", now + timedelta(seconds=10 * 4**job.attempts)
