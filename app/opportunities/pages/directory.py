"""``/{language}/focal-points``: the offices that speak for countries."""

from fastapi import Request, Response

from app.access.permissions import Permission, declares
from app.core.text import fold
from app.opportunities.service.directory import directory
from app.registry.present import focal_point_out
from app.web.dependencies import Reading
from app.web.pages import page_router, render

router = page_router()


@router.get("/focal-points", openapi_extra=declares(Permission.READ_PUBLIC))
def show_focal_points(request: Request, ctx: Reading) -> Response:
    """By country, and which countries have no active one."""
    found = directory(ctx)

    def name(country: str) -> str:
        return ctx.vocabulary.name("countries", country, ctx.language)

    page = {
        "here": "focal-points",
        "offices": sorted((focal_point_out(row) for row in found.offices), key=lambda one: fold(name(one.country))),
        "vacant": sorted(found.vacant, key=lambda pair: fold(name(pair[0]))),
        "vacant_countries": {country for country, _ in found.vacant},
    }
    return render(request, "opportunities/focal_points.html", page)
