"""The way in: ``/``, the home page, and what the messages mean."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from app.access.permissions import Permission, declares
from app.exchange.wording import REASONS, WORDS
from app.home import service
from app.records.present import record_out
from app.registry.present import organizations_out
from app.web.dependencies import Reading, language_of
from app.web.house import house_of
from app.web.pages import page_router, render
from app.web.refusals import DETAILS, FIELDS

root = APIRouter(include_in_schema=False)
router = page_router()
PUBLIC = declares(Permission.READ_PUBLIC)


@root.get("/", openapi_extra=PUBLIC)
def choose_language(request: Request) -> Response:
    """To the home page in the reader's language."""
    return RedirectResponse(f"/{language_of(request)}/", 303, {"Vary": "Accept-Language"})


@router.get("/", openapi_extra=PUBLIC)
def show_home(request: Request, ctx: Reading) -> Response:
    """The numbers that matter, the newest needs, and those that wait."""
    found = service.home(ctx, house_of(request).index)
    page = {
        "here": "",
        "home": found,
        "newest": [record_out(ctx, row) for row in found.newest],
        "organizations": organizations_out(ctx),
    }
    return render(request, "home/home.html", page)


@router.get("/problems", openapi_extra=PUBLIC)
def show_problems(request: Request) -> Response:
    """Every code of a refusal with its words; problem answers point here."""
    page = {"here": "", "details": DETAILS, "fields": FIELDS, "rows": WORDS, "files": REASONS}
    return render(request, "home/problems.html", page)
