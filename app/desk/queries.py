"""What the desk counts and lists: records of one's own, by stage; and what an operator looks at."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select

from app.accounts.models import Credential
from app.core.context import Context
from app.jobs.models import Job
from app.ledger.models import Fact
from app.mail.models import Mail
from app.opportunities.models import Support
from app.records import queries as records
from app.records.models import Record
from app.records.queries import Filters
from app.records.rules import FINAL, Kind, Stage
from app.registry.models import Account, Organization

OPEN = tuple(stage.value for stage in Stage if stage not in FINAL)
#: How far back letters that were given up are told, and how long a job may be due.
LATELY, LONGEST_WAIT = timedelta(days=7), timedelta(hours=1)


def open_records(ctx: Context, country: str, kind: Kind) -> Sequence[Record]:
    """The country's records that are neither withdrawn nor fulfilled, the longest untouched first."""
    asked = records.narrowed(ctx, kind, Filters(countries=frozenset({country}), stages=OPEN))
    return ctx.session.scalars(asked.order_by(Record.updated_at, Record.id)).all()


def own_records(ctx: Context, kind: Kind, stages: tuple[str, ...] = OPEN) -> Sequence[Record]:
    """The actor's own records at these stages, the longest untouched first."""
    asked = records.narrowed(ctx, kind, Filters(mine=True, stages=stages))
    return ctx.session.scalars(asked.order_by(Record.updated_at, Record.id)).all()


def own_ids(ctx: Context, kind: Kind, stage: Stage) -> list[str]:
    """Ids of the actor's own records at a stage."""
    own = records.narrowed(ctx, kind, Filters(mine=True, stages=(stage.value,)))
    return list(ctx.session.scalars(own.with_only_columns(Record.id)))


def days_told(ctx: Context, ids: Sequence[str], verbs: tuple[str, ...]) -> dict[str, date]:
    """Record → the day of its last fact with one of these verbs."""
    tags = [f"{kind.value}:{verb}" for kind in Kind for verb in verbs]
    found: dict[str, date] = {}
    for start in range(0, len(ids), 500):
        told = (
            select(Fact.subject, func.max(Fact.at))
            .where(Fact.subject.in_(ids[start : start + 500]), Fact.tag.in_(tags))
            .group_by(Fact.subject)
        )
        found |= {subject: at.date() for subject, at in ctx.session.execute(told)}
    return found


def own_supports(ctx: Context) -> list[tuple[Support, Record]]:
    """Marks in force of the actor's organization, with their needs as far as they are public; what ends first first."""
    needs = records.visible_to(ctx.actor, Kind.NEED, ctx.today).subquery()
    wanted = (
        select(Support, Record)
        .join(Record, Record.id == Support.need_id)
        .where(
            Support.organization_id == ctx.actor.organization,
            Support.until >= ctx.today,
            Record.id.in_(select(needs.c.id)),
        )
        .order_by(Support.until, Support.id)
    )
    return [(support, record) for support, record in ctx.session.execute(wanted)]


def count_accounts(ctx: Context) -> dict[str, int]:
    """State → how many accounts; ``organizations`` besides."""
    ended = func.count().filter(Account.disabled_at.is_not(None))
    active = func.count().filter(Account.disabled_at.is_(None), Credential.account_id.is_not(None))
    counted = select(func.count(), active, ended).select_from(Account)
    counted = counted.outerjoin(Credential, Credential.account_id == Account.id)
    everyone, active_ones, ended_ones = ctx.session.execute(counted).one()
    organizations = ctx.session.scalar(select(func.count()).select_from(Organization)) or 0
    return {
        "active": active_ones,
        "invited": everyone - active_ones - ended_ones,
        "ended": ended_ones,
        "organizations": organizations,
    }


def count_troubles(ctx: Context) -> dict[str, int]:
    """What an operator would mend: jobs that failed or are long due, letters given up lately or still waiting."""
    jobs = select(
        func.count().filter(Job.status == "failed"),
        func.count().filter(Job.status == "enqueued", Job.not_before < ctx.now - LONGEST_WAIT),
    ).select_from(Job)
    failed, late = ctx.session.execute(jobs).one()
    letters = select(
        func.count().filter(Mail.given_up_at > ctx.now - LATELY, Mail.problem.is_not(None)),
        func.count().filter(Mail.sent_at.is_(None), Mail.given_up_at.is_(None)),
    ).select_from(Mail)
    given_up, waiting = ctx.session.execute(letters).one()
    return {"jobs-failed": failed, "jobs-late": late, "letters-given-up": given_up, "letters-waiting": waiting}
