"""The filters of lists, read once for JSON and pages alike."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.core.actor import Role
from app.core.context import Context
from app.core.errors import FieldError, Invalid
from app.core.paging import MAX_LIMIT, decode
from app.records import queries
from app.records.queries import Filters, Page
from app.records.rules import Kind, Stage
from schemas.base import ShortLine


def _split(values: Any) -> Any:
    """``country=PER,CHL`` means the same as ``country=PER&country=CHL``."""
    return [part for value in values for part in str(value).split(",")] if isinstance(values, list) else values


Several = Annotated[list[ShortLine], Field(max_length=50), BeforeValidator(_split)]
Sort = Literal[
    "-updated_at", "updated_at", "-created_at", "created_at", "title", "-title", "valid_until", "priority"
]  # fmt: skip


class ListQuery(BaseModel):
    """What a list may be narrowed to. Several values of one filter widen it; several filters narrow it."""

    model_config = ConfigDict(extra="forbid")

    country: Several = []
    group: ShortLine | None = Field(None, description="A group of countries (`CARICOM`), or `all`.")
    organization: ShortLine | None = None
    owner: Literal["country", "organization"] | None = Field(
        None, description="Only records of countries, or only of organizations."
    )
    sector: Several = Field([], description="CRS code at any level (`311`, `31120`) or SEGIB number (`segib:14`).")
    theme: Several = []
    modality: Several = []
    stage: Several = []
    language: Several = Field([], description="Language that the record is written in.")
    delivery_language: Several = Field([], description="Language in which the cooperation can be carried out.")
    input: Several = []
    level: Several = []
    actor_type: Several = []
    q: Annotated[ShortLine | None, Field(description="Words that all occur in the text.")] = None
    updated_since: datetime | None = None
    mine: bool = Field(default=False, description="Only records that the caller answers for.")
    sort: Sort = "-updated_at"
    limit: int = Field(50, ge=1, le=MAX_LIMIT)
    cursor: Annotated[str | None, Field(max_length=1000)] = None


Narrowing = Annotated[ListQuery, Query()]
#: Filter → (tag scheme, vocabulary scheme to check against; None when checked otherwise).
_TAGGED: dict[str, tuple[str, str | None]] = {
    "sector": ("sector", None),
    "theme": ("theme", "themes"),
    "modality": ("modality", "modalities"),
    "language": ("language", None),
    "delivery_language": ("delivery", None),
    "input": ("input", "inputs"),
    "level": ("level", "levels"),
    "actor_type": ("actor_type", "actor-types"),
}


def read_list(ctx: Context, kind: Kind, query: ListQuery) -> Page:
    """One page of offers or needs. Raises Invalid for unknown codes, another list's cursor or a day without zone."""
    cursor = decode(query.cursor, query.sort) if query.cursor else None
    try:
        return queries.list_records(ctx, kind, filters_of(ctx, query), query.sort, (query.limit, cursor))
    except ValueError:
        raise Invalid("invalid-parameter", (FieldError("cursor", "invalid-cursor"),)) from None


def filters_of(ctx: Context, query: ListQuery) -> Filters:
    """The query with its codes checked and its countries worked out."""
    since = query.updated_since
    if since is not None and (since.tzinfo is None or not 1 < since.year < 9999):
        raise Invalid("invalid-parameter", (FieldError("updated_since", "not-a-time"),))
    _check(ctx, query)
    return Filters(
        countries=_countries(ctx, query),
        organization=query.organization,
        owner=query.owner,
        stages=tuple(query.stage),
        tags={scheme: tuple(getattr(query, name)) for name, (scheme, _) in _TAGGED.items() if getattr(query, name)},
        text=query.q,
        updated_since=query.updated_since,
        mine=query.mine,
    )


def _check(ctx: Context, query: ListQuery) -> None:
    known = ctx.vocabulary.is_known
    coded = [(name, scheme) for name, (_, scheme) in _TAGGED.items() if scheme]
    wrong = [(name, code) for name, scheme in coded for code in getattr(query, name) if not known(scheme, code)]
    wrong += [("sector", code) for code in query.sector if code != "all" and not ctx.vocabulary.is_sector(code)]
    spoken = [(name, tag) for name in ("language", "delivery_language") for tag in getattr(query, name)]
    wrong += [(name, tag) for name, tag in spoken if not ctx.vocabulary.is_language(tag)]
    wrong += [("country", code) for code in query.country if not known("countries", code)]
    wrong += [("stage", stage) for stage in query.stage if stage not in set(Stage)]
    if query.group not in (None, "all") and not known("groups", query.group):
        wrong.append(("group", query.group))
    if wrong:
        raise Invalid("invalid-parameter", tuple(FieldError(n, "unknown-code", {"value": c}) for n, c in wrong))


def _countries(ctx: Context, query: ListQuery) -> frozenset[str] | None:
    """The countries asked for; a coordinator who names none starts with the members of its own group."""
    named = frozenset(query.country) or None
    group = query.group
    if group is None and named is None and ctx.actor.role is Role.COORDINATOR:
        group = ctx.actor.group
    if group in (None, "all"):
        return named
    members: frozenset[str] = ctx.vocabulary.members(group, ctx.today)
    return members if named is None else members & named
