"""The filters of the list of cases, read once for JSON and pages alike."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.core.actor import Role
from app.core.context import Context
from app.core.errors import FieldError, Invalid
from app.core.paging import MAX_LIMIT, Cursor, decode
from app.interest import service
from app.interest.cases import Case
from app.interest.rules import Status
from app.registry import queries as registry
from schemas.base import Day, ShortLine
from schemas.interest import StatusName

SORT = "waiting"


def _split(values: Any) -> Any:
    """``status=waiting,later`` means the same as giving it twice."""
    return [part for value in values for part in str(value).split(",")] if isinstance(values, list) else values


class InterestQuery(BaseModel):
    """What the list of cases may be narrowed to."""

    model_config = ConfigDict(extra="forbid")

    waiting_for: ShortLine | None = Field(
        None, description="Only cases that wait for this country (`PER`) or organization (`org_…`)."
    )
    country: ShortLine | None = Field(None, description="Only cases of which this country is a side.")
    group: ShortLine | None = Field(
        None, description="Only cases of members of a group (`CARICOM`), or `all`. Coordinators start with their own."
    )
    since: Annotated[Day | None, Field(description="Only cases that wait since this day or longer.")] = None
    status: Annotated[list[StatusName], Field(max_length=5), BeforeValidator(_split)] = []
    limit: int = Field(50, ge=1, le=MAX_LIMIT)
    cursor: Annotated[str | None, Field(max_length=1000)] = None


Narrowing = Annotated[InterestQuery, Query()]


@dataclass(frozen=True, slots=True)
class Page:
    """Cases of one page, the cursor of the next or None, and how many there are in all."""

    cases: list[Case]
    next: str | None
    total: int


def read_list(ctx: Context, query: InterestQuery) -> Page:
    """One page of cases. Raises Invalid for unknown codes or another list's cursor, then as ``list_cases`` does."""
    _check(ctx, query)
    cursor = decode(query.cursor, SORT) if query.cursor else None
    before = None
    if query.since is not None:
        before = datetime.combine(query.since + timedelta(days=1), time(), UTC)
    found = [case for case in service.list_cases(ctx, _countries(ctx, query), before) if _fits(case, query)]
    rest = [case for case in found if cursor is None or service.order_of(case) > (str(cursor.value), cursor.id)]
    shown = rest[: query.limit]
    more = len(rest) > len(shown)
    following = Cursor(SORT, *service.order_of(shown[-1])).encode() if more else None
    return Page(shown, following, len(found))


def _check(ctx: Context, query: InterestQuery) -> None:
    known, asked = ctx.vocabulary.is_known, query.waiting_for
    wrong = [("country", query.country)] if query.country and not known("countries", query.country) else []
    if query.group not in (None, "all") and not known("groups", str(query.group)):
        wrong.append(("group", query.group))
    if asked is not None and not (known("countries", asked) or registry.is_organization(ctx, asked)):
        wrong.append(("waiting_for", asked))
    if wrong:
        errors = (FieldError(name, "unknown-code", {"value": str(code)}) for name, code in wrong)
        raise Invalid("invalid-parameter", tuple(errors))


def _countries(ctx: Context, query: InterestQuery) -> frozenset[str] | None:
    """A coordinator who names nobody starts with the members of its own group."""
    named = frozenset({query.country}) if query.country else None
    group = query.group
    if group is None and named is None and query.waiting_for is None and ctx.actor.role is Role.COORDINATOR:
        group = ctx.actor.group
    if group in (None, "all"):
        return named
    members: frozenset[str] = ctx.vocabulary.members(str(group), ctx.today)
    return members if named is None else members & named


def _fits(case: Case, query: InterestQuery) -> bool:
    if query.status and case.status not in {Status(name) for name in query.status}:
        return False
    waited = {side.place: {side.country, side.organization_id} for side in case.interest.sides}
    if query.waiting_for is not None and not any(query.waiting_for in waited[place] for place in case.waiting):
        return False
    return query.since is None or (case.since is not None and case.since <= query.since)
