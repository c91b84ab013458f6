"""Every SELECT of imports, and of the records that rows speak of."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, false, func, or_, select

from app.access.predicates import FOCAL
from app.core.actor import Actor, Role
from app.core.context import Context
from app.core.errors import NotFound
from app.core.paging import Cursor
from app.core.text import fold
from app.exchange.models import Import, ImportRow
from app.records import queries as records
from app.records.models import ExternalId, Record
from app.records.queries import Filters
from app.records.rules import Kind

CHUNK = 200
#: Outcomes of rows that change something.
WORK = ("create", "update")


def get_import(ctx: Context, import_id: str, *, to_change: bool = False) -> Import:
    """Raises NotFound. Whether the caller may see it is asked by the use case."""
    statement = select(Import).where(Import.id == import_id)
    if to_change:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = ctx.session.scalar(statement)
    if found is None:
        raise NotFound("import-not-found", id=import_id)
    return found


def rows_of(ctx: Context, import_id: str) -> Iterator[Sequence[ImportRow]]:
    """The rows that would create or update, by number, a few at a time."""
    last = -1
    while True:
        some = ctx.session.scalars(
            select(ImportRow)
            .where(ImportRow.import_id == import_id, ImportRow.number > last, ImportRow.outcome.in_(WORK))
            .order_by(ImportRow.number)
            .limit(CHUNK)
        ).all()
        if some:
            yield some
        if len(some) < CHUNK:
            return
        last = some[-1].number


def some_rows(
    ctx: Context, import_id: str, outcome: str | None, after: int, most: int
) -> tuple[Sequence[ImportRow], bool]:
    """At most so many rows after a number, of one outcome or all (None); and whether there are more."""
    wanted = select(ImportRow).where(ImportRow.import_id == import_id, ImportRow.number > after)
    if outcome is not None:
        wanted = wanted.where(ImportRow.outcome == outcome)
    found = ctx.session.scalars(wanted.order_by(ImportRow.number).limit(most + 1)).all()
    return found[:most], len(found) > most


def count_rows(ctx: Context, import_id: str, outcome: str | None) -> int:
    """How many rows are kept, of one outcome or all (None)."""
    wanted = select(func.count()).select_from(ImportRow).where(ImportRow.import_id == import_id)
    return ctx.session.scalar(wanted.where(ImportRow.outcome == outcome) if outcome else wanted) or 0


def visible_to(actor: Actor) -> Select[Import]:
    """The only door to lists of imports: those of one's country, institution or organization."""
    if actor.role is Role.SUBMITTER:
        own = and_(Import.country == actor.country, Import.entered_as == actor.entered_as)
    elif actor.role in FOCAL or (actor.role is Role.SYSTEM and actor.country):
        own = Import.country == actor.country
    elif actor.role in {Role.AGENCY, Role.SYSTEM}:
        own = Import.organization_id == actor.organization
    else:
        own = false()
    return select(Import).where(own)


@dataclass(frozen=True, slots=True)
class Page:
    """Imports of one page, the cursor of the next or None, and how many there are in all."""

    rows: Sequence[Import]
    next: str | None
    total: int


SORT = "-created_at"


def list_imports(ctx: Context, limit: int, cursor: Cursor | None = None) -> Page:
    """The visible imports, newest first. Raises ValueError when the cursor's moment is none."""
    seen = visible_to(ctx.actor)
    total = ctx.session.scalar(select(func.count()).select_from(seen.subquery())) or 0
    if cursor is not None:
        moment = datetime.fromisoformat(str(cursor.value))
        if moment.utcoffset() is None:
            raise ValueError(cursor.value)
        seen = seen.where(or_(Import.created_at < moment, and_(Import.created_at == moment, Import.id > cursor.id)))
    found = ctx.session.scalars(seen.order_by(Import.created_at.desc(), Import.id).limit(limit + 1)).all()
    rows = found[:limit]
    more = Cursor(SORT, rows[-1].created_at.isoformat(), rows[-1].id).encode() if len(found) > limit else None
    return Page(rows, more, total)


def by_id(ctx: Context, kind: Kind, ids: Collection[str]) -> dict[str, Record]:
    """Those of these records that the actor may see."""
    if not ids:
        return {}
    seen = records.visible_to(ctx.actor, kind, ctx.today).where(Record.id.in_(sorted(ids)))
    return {record.id: record for record in ctx.session.scalars(seen)}


def by_external_id(ctx: Context, kind: Kind, pairs: Collection[tuple[str, str]]) -> dict[tuple[str, str, str], Record]:
    """(owner, source, id) → record, for whichever owners have these (source, id) pairs; visible or not."""
    if not pairs:
        return {}
    statement = (
        select(ExternalId.owner, ExternalId.source, ExternalId.external_id, Record)
        .join(Record)
        .where(ExternalId.kind == kind.value, ExternalId.external_id.in_(sorted({number for _, number in pairs})))
    )
    found = ctx.session.execute(statement).all()
    return {(owner, source, number): record for owner, source, number, record in found if (source, number) in pairs}


def by_title(ctx: Context, kind: Kind, titles: Collection[str]) -> dict[str, list[Record]]:
    """Folded title → the actor's own records that have it."""
    found: dict[str, list[Record]] = {}
    keys = sorted({title_key(title) for title in titles})
    own = records.visible_to(ctx.actor, kind, ctx.today).where(
        records.is_own(ctx.actor, kind), Record.title_key.in_(keys)
    )
    for record in ctx.session.scalars(own) if keys else ():
        found.setdefault(record.title_key, []).append(record)
    return found


def title_key(title: str) -> str:
    """The title as records are found by it."""
    return fold(title)[:400]


def everything(ctx: Context, kind: Kind, filters: Filters) -> Iterator[Record]:
    """The visible records that pass the filters, oldest first, in one pass."""
    statement = records.narrowed(ctx, kind, filters).order_by(Record.created_at, Record.id)
    yield from ctx.session.scalars(statement.execution_options(yield_per=500))
