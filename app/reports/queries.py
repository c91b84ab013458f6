"""What the statement counts: public records from the store today, from the ledger on a past day."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.actor import ANONYMOUS
from app.core.context import Context
from app.ledger import queries as ledger
from app.ledger.models import Fact
from app.ledger.tags import TAGS
from app.records import queries as records
from app.records.derive import segib_codes
from app.records.models import Record
from app.records.rules import Kind, Stage, stage_on
from app.reports.rules import Entry, end_of

COUNTED = "statement:count"
PUBLISHED = tuple(f"{kind.value}:publish" for kind in Kind)
RECORD_TAGS = tuple(name for name in TAGS if name.startswith(("offer:", "need:")))
Payload = dict[str, Any]


def entries_now(ctx: Context) -> list[Entry]:
    """What everyone may see now, by id; the caller's own drafts do not count."""
    since = first_published(ctx.session, ctx.now)
    columns = (Record.id, Record.content, Record.created_at)
    found = []
    for kind in Kind:
        public = records.visible_to(ANONYMOUS, kind, ctx.today).with_only_columns(*columns)
        for record_id, content, created_at in ctx.session.execute(public.order_by(Record.id)):
            published_on = since.get(record_id, created_at.date())
            found.append(_entry(ctx, (kind, record_id), content, published_on))
    return found


def public_ids(ctx: Context) -> frozenset[str]:
    """What everyone may see now."""
    found: set[str] = set()
    for kind in Kind:
        public = records.visible_to(ANONYMOUS, kind, ctx.today)
        found |= set(ctx.session.scalars(public.with_only_columns(Record.id)))
    return frozenset(found)


def entries_at(ctx: Context, day: date) -> list[Entry]:
    """What everyone could see at the end of a day, as the records stood then."""
    since = first_published(ctx.session, end_of(day))
    return [
        _entry(ctx, (Kind(state["kind"]), record_id), state["content"], since.get(record_id, _created_on(state)))
        for record_id, state in public_states(ctx.session, day)
    ]


def public_states(session: Session, day: date) -> Iterator[tuple[str, Payload]]:
    """(id, last state told) of the records that were published and valid at the end of a day."""
    for fact, state in ledger.last_states(session, RECORD_TAGS, end_of(day)):
        expires_on = date.fromisoformat(state["expires_on"]) if state["expires_on"] else None
        if stage_on(Stage(state["stage"]), expires_on, day) is Stage.PUBLISHED:
            yield fact.subject, state


def first_published(session: Session, until: datetime) -> dict[str, date]:
    """Since when records are known: id → the day of which the first publication speaks."""
    first = (
        select(func.min(Fact.position))
        .where(Fact.tag.in_(PUBLISHED), Fact.at <= until)
        .group_by(Fact.subject)
        .scalar_subquery()
    )
    facts = session.execute(select(Fact.subject, Fact.at, Fact.payload).where(Fact.position.in_(first)))
    return {subject: _spoken_of(at, json.loads(payload)) for subject, at, payload in facts}


def _spoken_of(at: datetime, state: Payload) -> date:
    """A register that brings its past with it publishes today what was assured long ago."""
    return date.fromisoformat(state["assured_on"]) if state["assured_on"] else at.date()


def _created_on(state: Payload) -> date:
    return datetime.fromisoformat(state["created_at"]).date()


def _entry(ctx: Context, which: tuple[Kind, str], content: Payload, published_on: date) -> Entry:
    kind, record_id = which
    return Entry(
        id=record_id,
        kind=kind,
        country=content.get("country"),
        organization=content.get("organization"),
        sectors=tuple(segib_codes(ctx.vocabulary, content)) or (None,),
        published_on=published_on,
        title=content["title"],
        language=content["language"],
    )


def counted(ctx: Context, day: date) -> Payload | None:
    """What the nightly count wrote of that day, or None when nobody counted it."""
    found = ledger.last_of(ctx.session, COUNTED, day.isoformat(), ctx.now)
    return found[1] if found else None
