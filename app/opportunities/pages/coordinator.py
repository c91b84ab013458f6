"""``/{language}/opportunities``: what could be done next, as a list to work with or as a briefing to print."""

from collections.abc import Iterable
from typing import Any

from fastapi import Request, Response
from pydantic import ValidationError

from app.access.permissions import Permission, declares
from app.core.context import Context
from app.core.errors import Invalid
from app.core.text import fold
from app.opportunities import present, wording
from app.opportunities.service import finding
from app.registry.present import organizations_out
from app.web.dependencies import Reading
from app.web.house import house_of
from app.web.pages import page_router, render
from app.web.problems import fields_of
from schemas.opportunities import OpportunitiesOut, OpportunitiesQuery

router = page_router()
ASKED = ("group", "country", "sector", "level", "kind", "limit")
#: Entries of each list, on the page and in print.
SHOWN, PRINTED = 6, 8
BRIEFING = "briefing"


@router.get("/opportunities", openapi_extra=declares(Permission.READ_OPPORTUNITIES))
def show_opportunities(request: Request, ctx: Reading) -> Response:
    """For whoever is signed in; a coordinator starts with the members of its organization."""
    briefing = request.query_params.get("view") == BRIEFING
    query = _query(request, PRINTED if briefing else SHOWN)
    found = finding.opportunities(ctx, house_of(request).index, query)
    out = present.opportunities_out(ctx, found, query)
    page = _page(ctx, request, query, out) | {"countries": _countries(ctx, found.asking)}
    return render(request, "opportunities/briefing.html" if briefing else "opportunities/opportunities.html", page)


def _page(ctx: Context, request: Request, query: OpportunitiesQuery, found: OpportunitiesOut) -> dict[str, Any]:
    # the group is always named, so that the address shows others what its sender saw
    asked = {name: getattr(query, name) for name in ASKED} | {"group": found.group or "all"}
    given = [(name, value) for name, value in asked.items() if name != "limit" or "limit" in request.query_params]
    names = ctx.vocabulary.names
    return {
        "here": "opportunities",
        "asked": query,
        "pairs": [pair for pair in given if pair[1] is not None],
        "unlimited": [pair for pair in given if pair[1] is not None and pair[0] not in ("kind", "limit")],
        "found": found,
        "may_mark": ctx.actor.role.value == "agency",
        "organizations": organizations_out(ctx),
        "groups": names("groups", ctx.language, found.as_of),
        "sectors": [(f"segib:{number}", words) for number, words in names("segib", ctx.language, found.as_of)],
        "meanings": wording.MEANINGS,
    }


def _countries(ctx: Context, codes: Iterable[str]) -> list[tuple[str, str]]:
    """(code, name) by name."""
    named = ((code, ctx.vocabulary.name("countries", code, ctx.language)) for code in codes)
    return sorted(named, key=lambda pair: fold(pair[1]))


def _query(request: Request, limit: int) -> OpportunitiesQuery:
    """Raises Invalid for a value that does not fit; parameters that are not ours are passed over."""
    found: dict[str, Any] = {name: request.query_params[name] for name in ASKED if request.query_params.get(name)}
    try:
        return OpportunitiesQuery.model_validate({"limit": limit} | found)
    except ValidationError as error:
        raise Invalid("invalid-parameter", fields_of(error.errors(), "")) from None
