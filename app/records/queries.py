"""Every SELECT of offers and needs; ``visible_to`` is the only door."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import Session

from app.access.predicates import FOCAL
from app.core.actor import Actor, Role
from app.core.context import Context
from app.core.errors import NotFound
from app.core.paging import Cursor
from app.core.text import fold, like_pattern
from app.records.models import ExternalId, Record, RecordTag
from app.records.rules import Kind, Stage


def is_public(today: date) -> ColumnElement[bool]:
    """Published, and valid on that day or within its grace."""
    return and_(Record.stage == Stage.PUBLISHED.value, Record.expires_on >= today)


def is_own(actor: Actor, kind: Kind) -> ColumnElement[bool]:
    """Records that the actor's country, institution or organization answers for. A system that may write a kind
    also reads it: it could not go on with what it wrote; so do coordinators, with drafts that they enter for others."""
    if actor.role in FOCAL:
        return Record.country == actor.country
    if actor.role is Role.SUBMITTER:
        return and_(Record.country == actor.country, Record.entered_as == actor.entered_as)
    if actor.role is Role.AGENCY:
        return Record.organization_id == actor.organization
    if actor.role is Role.COORDINATOR:
        return and_(
            Record.country.in_(sorted(actor.writes_for)),
            Record.entered_as == actor.entered_as,
            Record.stage == Stage.DRAFT.value,
        )
    if actor.role is Role.SYSTEM and actor.scopes & {"read", f"{kind.plural}:write"}:
        return Record.country == actor.country if actor.country else Record.organization_id == actor.organization
    return true() if actor.role is Role.ADMINISTRATOR else false()


def visible_to(actor: Actor, kind: Kind, today: date) -> Select[Record]:
    """The only door to records: public ones, one's own, and for coordinators what waits for publication."""
    seen = [is_public(today), is_own(actor, kind)]
    if actor.role is Role.COORDINATOR:
        seen.append(Record.stage == Stage.SUBMITTED.value)
    return select(Record).where(Record.kind == kind.value, or_(*seen))


def get_record(ctx: Context, kind: Kind, record_id: str, *, to_change: bool = False) -> Record:
    """One record that the actor may see, read for update when ``to_change``. Raises NotFound, hidden or absent."""
    statement = visible_to(ctx.actor, kind, ctx.today).where(Record.id == record_id)
    if to_change:
        # what was read before the lock was waited for is read anew
        statement = statement.with_for_update().execution_options(populate_existing=True)
    record = ctx.session.scalar(statement)
    if record is None:
        raise NotFound(f"{kind.value}-not-found", id=record_id)
    return record


def by_external_id(ctx: Context, kind: Kind, owner: str, source: str, external_id: str) -> Record | None:
    """The owner's record with this id in another system, or None."""
    return ctx.session.scalar(
        select(Record)
        .join(ExternalId)
        .where(
            ExternalId.owner == owner,
            ExternalId.kind == kind.value,
            ExternalId.source == source,
            ExternalId.external_id == external_id,
        )
    )


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. ``tags``: scheme → codes, any of which must fit; ``countries``: None means all;
    ``owner``: ``country`` or ``organization``, None means either."""

    countries: frozenset[str] | None = None
    organization: str | None = None
    stages: tuple[str, ...] = ()
    tags: dict[str, tuple[str, ...]] = field(default_factory=dict)
    text: str | None = None
    updated_since: datetime | None = None
    mine: bool = False
    owner: str | None = None


SORTS: dict[str, tuple[Any, bool]] = {
    "updated_at": (Record.updated_at, False),
    "-updated_at": (Record.updated_at, True),
    "created_at": (Record.created_at, False),
    "-created_at": (Record.created_at, True),
    "title": (Record.title_key, False),
    "-title": (Record.title_key, True),
    "valid_until": (func.coalesce(Record.valid_until, date(9999, 12, 31)), False),
    "priority": (func.coalesce(Record.priority, 9), False),
}


def narrowed(ctx: Context, kind: Kind, filters: Filters) -> Select[Record]:
    """The visible records that pass the filters, unsorted."""
    statement = visible_to(ctx.actor, kind, ctx.today)
    if filters.countries is not None:
        statement = statement.where(Record.country.in_(sorted(filters.countries)))
    if filters.organization is not None:
        statement = statement.where(Record.organization_id == filters.organization)
    if filters.owner is not None:
        owner = Record.country if filters.owner == "country" else Record.organization_id
        statement = statement.where(owner.is_not(None))
    if filters.stages:
        statement = statement.where(or_(*(_at_stage(Stage(stage), ctx.today) for stage in filters.stages)))
    for scheme, codes in filters.tags.items():
        tagged = and_(RecordTag.record_id == Record.id, RecordTag.scheme == scheme, RecordTag.code.in_(codes))
        statement = statement.where(exists().where(tagged))
    for word in fold(filters.text or "").split()[:12]:
        statement = statement.where(Record.search_text.like(like_pattern(word), escape="\\"))
    if filters.updated_since is not None:
        statement = statement.where(Record.updated_at >= filters.updated_since)
    return statement.where(is_own(ctx.actor, kind)) if filters.mine else statement


def count_tags(ctx: Context, kind: Kind, filters: Filters, schemes: Sequence[str]) -> dict[str, dict[str, int]]:
    """Scheme → code → how many of the narrowed records have it."""
    ids = narrowed(ctx, kind, filters).with_only_columns(Record.id).subquery()
    tag = RecordTag
    counted = (
        select(tag.scheme, tag.code, func.count())
        .join(ids, ids.c.id == tag.record_id)
        .where(tag.scheme.in_(schemes))
        .group_by(tag.scheme, tag.code)
    )
    found: dict[str, dict[str, int]] = {}
    for scheme, code, count in ctx.session.execute(counted):
        found.setdefault(scheme, {})[code] = count
    return found


def count_countries(ctx: Context, kind: Kind, filters: Filters) -> dict[str, int]:
    """Country → how many of the narrowed records it owns; records of organizations are left out."""
    own = narrowed(ctx, kind, filters).where(Record.country.is_not(None))
    counted = own.with_only_columns(Record.country, func.count()).group_by(Record.country)
    return {country: count for country, count in ctx.session.execute(counted) if country is not None}


def _at_stage(stage: Stage, today: date) -> ColumnElement[bool]:
    if stage is Stage.PUBLISHED:
        return is_public(today)
    at = Record.stage == stage.value
    if stage is Stage.DORMANT:
        return or_(at, and_(Record.stage == Stage.PUBLISHED.value, Record.expires_on < today))
    return at


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page, the cursor of the next or None, and how many there are in all."""

    rows: list[Record]
    next: str | None
    total: int


def list_records(ctx: Context, kind: Kind, filters: Filters, sort: str, page: tuple[int, Cursor | None]) -> Page:
    """One page of a sorted list; ``page`` is (limit, cursor)."""
    limit, cursor = page
    key, descending = SORTS[sort]
    statement = narrowed(ctx, kind, filters)
    total = ctx.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    if cursor is not None:
        value = _typed(sort, cursor.value)
        past = key < value if descending else key > value
        statement = statement.where(or_(past, and_(key == value, Record.id > cursor.id)))
    ordered = statement.order_by(key.desc() if descending else key, Record.id)
    rows = list(ctx.session.execute(ordered.add_columns(key).limit(limit + 1)))
    more = len(rows) > limit
    rows = rows[:limit]
    following = Cursor(sort, _plain(rows[-1][1]), rows[-1][0].id).encode() if more else None
    return Page([row[0] for row in rows], following, total)


def _plain(value: Any) -> str | int | None:
    return value.isoformat() if isinstance(value, date) else value


def _typed(sort: str, value: str | int | None) -> Any:
    """The cursor's value as the column has it. Raises ValueError when it does not fit."""
    name = sort.lstrip("-")
    if name.endswith("_at"):
        return _moment(str(value))
    if name == "valid_until":
        return date.fromisoformat(str(value))
    if name == "priority":
        return _one_digit(str(value))
    return str(value)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() != timedelta(0):
        raise ValueError(text)
    return moment


def _one_digit(text: str) -> int:
    if len(text) != 1:
        raise ValueError(text)
    return int(text)


def is_empty(session: Session) -> bool:
    """Whether there is no record at all, at any stage."""
    return session.scalar(select(Record.id).limit(1)) is None


def external_ids(session: Session, source: str) -> set[tuple[str, str]]:
    """(kind, id) of everything that came from a source, whoever owns it."""
    rows = session.execute(select(ExternalId.kind, ExternalId.external_id).where(ExternalId.source == source))
    return {(kind, external_id) for kind, external_id in rows}


def still_public(ctx: Context, ids: list[str]) -> set[str]:
    """Which of these records are published and valid now: the last word over whatever an index holds."""
    public: set[str] = set()
    for start in range(0, len(ids), 500):
        chunk = ids[start : start + 500]
        public |= set(ctx.session.scalars(select(Record.id).where(Record.id.in_(chunk), is_public(ctx.today))))
    return public


def own_in_work(ctx: Context, kind: Kind, limit: int) -> list[Record]:
    """Records that the actor answers for and that are neither published nor done with, the last changed first."""
    done = [Stage.PUBLISHED.value, Stage.WITHDRAWN.value, Stage.FULFILLED.value]
    mine = visible_to(ctx.actor, kind, ctx.today).where(is_own(ctx.actor, kind), Record.stage.not_in(done))
    return list(ctx.session.scalars(mine.order_by(Record.updated_at.desc(), Record.id).limit(limit)))


def finished_of(ctx: Context, kind: Kind, country: str, limit: int) -> list[Record]:
    """A country's fulfilled records that the actor may see, the last changed first."""
    seen = visible_to(ctx.actor, kind, ctx.today).where(Record.country == country)
    done = seen.where(Record.stage == Stage.FULFILLED.value)
    return list(ctx.session.scalars(done.order_by(Record.updated_at.desc(), Record.id).limit(limit)))


def visible_with_ids(ctx: Context, kind: Kind, ids: Sequence[str]) -> list[Record]:
    """Those of these records that the actor may see, by id."""
    return list(
        ctx.session.scalars(visible_to(ctx.actor, kind, ctx.today).where(Record.id.in_(ids)).order_by(Record.id))
    )


def past_grace(ctx: Context) -> list[Record]:
    """Published records whose validity and grace have run out."""
    due = and_(Record.stage == Stage.PUBLISHED.value, Record.expires_on < ctx.today)
    return list(ctx.session.scalars(select(Record).where(due).with_for_update()))


def published(session: Session, ids: Sequence[str] | None = None) -> Iterator[Record]:
    """Published records for the index, all or those with these ids; validity is the engine's gate, on its day."""
    statement = select(Record).where(Record.stage == Stage.PUBLISHED.value).order_by(Record.id)
    if ids is None:
        yield from session.scalars(statement.execution_options(yield_per=1000))
        return
    for start in range(0, len(ids), 500):
        yield from session.scalars(statement.where(Record.id.in_(ids[start : start + 500])))
