"""``/{language}/offers`` and ``/{language}/needs``: lists to browse."""

from fastapi import Request, Response

from app.access.permissions import Permission, declares
from app.core.context import Context
from app.records import browsing, present
from app.records.listing import read_list
from app.records.rules import Kind
from app.registry.present import organizations_out
from app.web.dependencies import Reading
from app.web.pages import page_router, render

router = page_router()
PUBLIC = declares(Permission.READ_PUBLIC)


@router.get("/needs", openapi_extra=PUBLIC)
def browse_needs(request: Request, ctx: Reading) -> Response:
    """Needs, narrowed as the address says."""
    return _browse(request, ctx, Kind.NEED)


@router.get("/offers", openapi_extra=PUBLIC)
def browse_offers(request: Request, ctx: Reading) -> Response:
    """Offers, narrowed as the address says."""
    return _browse(request, ctx, Kind.OFFER)


def _browse(request: Request, ctx: Context, kind: Kind) -> Response:
    query = browsing.read_query(request.query_params.multi_items())
    found = read_list(ctx, kind, query)
    organizations = organizations_out(ctx)
    acronyms = {key: organization.acronym for key, organization in organizations.items()}
    page = {
        "here": kind.plural,
        "kind": kind.value,
        "asked": query,
        "pairs": browsing.pairs_of(query),
        "records": [present.record_out(ctx, row) for row in found.rows],
        "next": found.next,
        "total": found.total,
        "facets": browsing.facets(ctx, kind, query),
        "chips": browsing.chips(ctx, query, acronyms),
        "groups": ctx.vocabulary.names("groups", ctx.language, ctx.today),
        "organizations": organizations,
    }
    return render(request, "records/list.html", page)
