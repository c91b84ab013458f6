"""The records behind a figure of the statement, as they stood on its day."""

from dataclasses import dataclass
from datetime import date

from app.core.context import Context
from app.core.errors import FieldError, Invalid
from app.core.paging import Cursor, decode
from app.matches.index import IndexKeeper
from app.records.rules import Kind
from app.reports import queries
from app.reports.rules import Entry
from app.reports.service import statement
from schemas.reports import RowOut, RowPage, RowsQuery, StatementQuery

SORT = "published_on"


@dataclass(frozen=True, slots=True)
class _Cell:
    """Which entries a figure counts."""

    query: RowsQuery

    def holds(self, entry: Entry) -> bool:
        query = self.query
        sector = None if query.sector == "all" else query.sector
        return (
            entry.kind is Kind(query.kind)
            and (query.country is None or entry.country == query.country)
            and (query.owner is None or entry.organization is not None)
            and (query.sector is None or sector in entry.sectors)
        )


def rows(ctx: Context, keeper: IndexKeeper, query: RowsQuery) -> RowPage:
    """One page of the records that a figure counts, longest published first; the same for whoever asks.

    Raises Invalid as the statement does, and for another list's cursor.
    """
    asked = {name: getattr(query, name) for name in ("as_of", "since", "group", "level")}
    if query.country or query.owner:
        # as in lists: whoever names a country does not start with a group
        asked["group"] = query.group or "all"
    found = statement(ctx, keeper, StatementQuery.model_validate(asked))
    cell = _Cell(query)
    counted = sorted((e for e in found.entries if cell.holds(e)), key=lambda e: (e.published_on, e.id))
    rest = [entry for entry in counted if _turn(entry) > _past(query)] if query.cursor else counted
    shown = rest[: query.limit]
    last = shown[-1] if len(rest) > len(shown) else None
    public = queries.public_ids(ctx) if shown else frozenset[str]()
    return RowPage(
        as_of=found.as_of,
        items=[_row_out(entry, found.answerable, public) for entry in shown],
        next=Cursor(SORT, last.published_on.isoformat(), last.id).encode() if last else None,
        total=len(counted),
    )


def _turn(entry: Entry) -> tuple[date, str]:
    return entry.published_on, entry.id


def _past(query: RowsQuery) -> tuple[date, str]:
    cursor = decode(query.cursor or "", SORT)
    try:
        return date.fromisoformat(str(cursor.value)), cursor.id
    except ValueError:
        raise Invalid("invalid-parameter", (FieldError("cursor", "invalid-cursor"),)) from None


def _row_out(entry: Entry, answerable: frozenset[str] | None, public: frozenset[str]) -> RowOut:
    is_need = entry.kind is Kind.NEED
    return RowOut(
        id=entry.id,
        kind="need" if is_need else "offer",
        title=entry.title,
        language=entry.language,
        country=entry.country,
        organization=entry.organization,
        sectors=[sector for sector in entry.sectors if sector is not None],
        published_on=entry.published_on,
        answerable=None if answerable is None or not is_need else entry.id in answerable,
        public_now=entry.id in public,
    )
