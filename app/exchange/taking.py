"""Carrying out what rows were judged to do, in the caller's transaction: all of them or none."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from app.core.actor import SERVICE
from app.core.context import Context
from app.core.errors import DomainError
from app.exchange import queries
from app.exchange.judging import twin_of
from app.exchange.models import ImportRow
from app.records import queries as records
from app.records import rules, service
from app.records.models import Record
from app.records.rules import Kind


class Overtaken(Exception):
    """The register has changed since the file was checked, and this row no longer fits."""

    def __init__(self, number: int, refused: DomainError) -> None:
        super().__init__(refused.code)
        self.number, self.refused = number, refused


Twins = Mapping[str, Sequence[Record]]


def take_all(
    ctx: Context,
    kind: Kind,
    rows: Iterable[Sequence[ImportRow]],
    on_row: Callable[[int], None] = lambda _done: None,
) -> None:
    """Create and update as judged. ``on_row`` is told how many are done. Raises Overtaken at the first that no longer
    fits; the caller then undoes all of it."""
    done = 0
    for some in rows:
        # what someone else imported since the check; a file itself holds no record twice
        twins = queries.by_title(ctx, kind, [row.content["title"] for row in some if row.outcome == "create"])
        for row in some:
            _take(ctx, kind, twins, row)
            done += 1
            on_row(done)


def _take(ctx: Context, kind: Kind, twins: Twins, row: ImportRow) -> None:
    try:
        row.record_id = _create(ctx, kind, twins, row) if row.outcome == "create" else _update(ctx, kind, row)
    except DomainError as refused:
        raise Overtaken(row.number, refused) from None


def _create(ctx: Context, kind: Kind, twins: Twins, row: ImportRow) -> str:
    twin = twin_of(twins.get(queries.title_key(row.content["title"]), ()), row.content)
    if twin is not None:
        return twin.id
    # The service is nobody's focal point: it enters records for whoever owns them.
    create = service.enter if ctx.actor == SERVICE else service.create_record
    return create(ctx, kind, row.content).id


def _update(ctx: Context, kind: Kind, row: ImportRow) -> str:
    record_id = row.record_id or ""
    patch, version = row.content["patch"], row.content["version"]
    if ctx.actor != SERVICE:
        return service.amend_record(ctx, kind, record_id, patch, version).id
    record = records.get_record(ctx, kind, record_id, to_change=True)
    rules.check_version(record.version, version)
    return service.amend(ctx, record, service.plan_amendment(ctx, record, patch)).id
