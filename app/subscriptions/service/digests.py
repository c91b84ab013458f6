"""The desk by mail: what is newly answered, what waits, what runs out. Nothing of it, no letter.

A letter is prepared in a step that only reads, and queued in a short one together with the note that its period was
told. Whoever finds the note there already does nothing, so two workers, or one that begins again, send one letter.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from app.access.predicates import FOCAL
from app.core.actor import Role
from app.core.context import Context
from app.desk import agenda, overview
from app.desk import queries as desk
from app.mail import queue as mail
from app.mail.queue import Letter, Line
from app.records.rules import Kind, Stage
from app.registry.models import Account
from app.subscriptions import queries, wording
from app.subscriptions.models import Subscription
from app.subscriptions.rules import Digest, due_period
from app.subscriptions.service.choosing import as_reader, locked, off_link

#: A digest that could not be sent for so long tells nothing any more.
STALE = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Prepared:
    """``period``: the day or the Monday that is told; ``lines``: empty when there is nothing to tell; ``answered``:
    needs of the reader's own that can be answered, to be compared with the next time."""

    account_id: str
    period: date
    lines: tuple[Line, ...]
    answered: list[str]


def prepare(
    ctx: Context, account: Account, subscription: Subscription | None, answerable: frozenset[str]
) -> Prepared | None:
    """What this reader is to be told now; None when nothing is due. ``answerable``: needs answered last night."""
    period = _due(ctx, account, subscription)
    if period is None:
        return None
    reading = as_reader(ctx, account)
    before = set(subscription.told.get("answered", ())) if subscription else set()
    answered = _answered(reading, answerable)
    new = [need_id for need_id in answered if need_id not in before]
    lines = (*_news(reading, new), *_waiting(reading), *_ending(reading), *_overview(reading))
    return Prepared(account.id, period, lines, answered)


def _due(ctx: Context, account: Account, subscription: Subscription | None) -> date | None:
    digest = Digest(subscription.digest) if subscription else Digest.WEEKLY
    told_on = subscription.told_on if subscription else None
    return due_period(digest, ctx.today, told_on or account.created_at.date())


def send(ctx: Context, prepared: Prepared) -> bool:
    """Queue a letter that was prepared, and note its period; whether one was queued."""
    account, row = queries.reader(ctx, prepared.account_id), locked(ctx, prepared.account_id)
    if account is None or _due(ctx, account, row) != prepared.period:
        return False
    row.told_on, row.told = prepared.period, {"answered": prepared.answered}
    ctx.session.flush()
    if not prepared.lines:
        return False
    facts = {"name": account.name, "page": "desk"}
    letter = Letter(
        account.email,
        account.language,
        "digest",
        facts,
        not_after=ctx.now + STALE,
        lines=prepared.lines,
        off=off_link(account),
    )
    mail.send(ctx, letter)
    return True


def _answered(ctx: Context, answerable: frozenset[str]) -> list[str]:
    if ctx.actor.role not in FOCAL:
        return []
    return sorted(answerable.intersection(desk.own_ids(ctx, Kind.NEED, Stage.PUBLISHED)))


def _news(ctx: Context, new: list[str]) -> tuple[Line, ...]:
    if not new:
        return ()
    rows = queries.records(ctx, new[: wording.SHOWN])
    told = [wording.titled(row.content["title"], f"needs/{row.id}") for row in rows]
    return (wording.heading(wording.ANSWERED, len(new)), *told, *wording.more(len(new), len(told)))


def _waiting(ctx: Context) -> tuple[Line, ...]:
    found = agenda.waiting(ctx) if ctx.actor.role is not Role.ADMINISTRATOR else None
    if found is None or not found.items:
        return ()
    told = [wording.waits(one, ctx.language) for one in found.items[: wording.SHOWN]]
    return (wording.heading(wording.WAITING, found.total), *told, *wording.more(found.total, len(told)))


def _ending(ctx: Context) -> tuple[Line, ...]:
    found = agenda.ending(ctx) if ctx.actor.role not in {Role.ADMINISTRATOR, Role.COORDINATOR} else None
    if found is None or not found.items:
        return ()
    told = [wording.ends(one, ctx.language) for one in found.items[: wording.SHOWN]]
    return (wording.heading(wording.ENDING, found.total), *told, *wording.more(found.total, len(told)))


def _overview(ctx: Context) -> tuple[Line, ...]:
    """Of coordinators the talks that wait, of administrators what is to be looked at."""
    if ctx.actor.role is Role.COORDINATOR:
        waiting = len(overview.waiting_cases(ctx))
        return (wording.heading(wording.TALKS, waiting),) if waiting else ()
    if ctx.actor.role is Role.ADMINISTRATOR:
        bad = [one for one in overview.health(ctx, 0) if one.state != "good"]
        return (Line(wording.TROUBLES), *(wording.found(one, ctx.language) for one in bad)) if bad else ()
    return ()
