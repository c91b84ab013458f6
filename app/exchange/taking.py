"""Carrying out what rows were judged to do, in the caller's transaction: all of them or none."""

from collections.abc import Callable, Iterable

from app.core.actor import SERVICE
from app.core.context import Context
from app.core.errors import DomainError
from app.exchange import queries
from app.exchange.judging import twin_of
from app.exchange.models import ImportRow
from app.records import queries as records
from app.records import rules, service
from app.records.rules import Kind


class Overtaken(Exception):
    """The register has changed since the file was checked, and this row no longer fits."""

    def __init__(self, number: int, refused: DomainError) -> None:
        super().__init__(refused.code)
        self.number, self.refused = number, refused


def take_all(
    ctx: Context, kind: Kind, rows: Iterable[ImportRow], on_row: Callable[[int], None] = lambda _done: None
) -> None:
    """Create and update as judged. ``on_row`` is told how many are done. Raises Overtaken at the first that no longer
    fits; the caller then undoes all of it."""
    for done, row in enumerate(rows, 1):
        try:
            row.record_id = _create(ctx, kind, row) if row.outcome == "create" else _update(ctx, kind, row)
        except DomainError as refused:
            raise Overtaken(row.number, refused) from None
        on_row(done)


def _create(ctx: Context, kind: Kind, row: ImportRow) -> str:
    title = row.content["title"]
    twin = twin_of(queries.by_title(ctx, kind, [title]).get(queries.title_key(title), ()), row.content)
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
