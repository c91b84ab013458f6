"""``/{language}/desk``, where people arrive after signing in, and ``/{language}/handover``, to print."""

from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from app.access.permissions import Permission, declares, require
from app.access.predicates import Subject
from app.core.errors import FieldError, Invalid, NotFound
from app.desk import present, service
from app.desk.handover import handover
from app.registry.present import organizations_out
from app.web.dependencies import Reading, Writing, language_of
from app.web.forms import Submitted
from app.web.house import house_of
from app.web.pages import page_router, render

router = page_router()
OWN = declares(Permission.OWN_ACCOUNT)
Cursor = Annotated[str | None, Query(max_length=1000)]


@router.get("/desk", openapi_extra=OWN)
def show_desk(request: Request, ctx: Reading, cursor: Cursor = None, done: str = "", record: str = "") -> Response:
    """One's own needs and who can answer them, and what waits. ``done``, ``record``: what was just done, with what."""
    page = {
        "here": "desk",
        "desk": present.desk_out(ctx, house_of(request).index, cursor),
        "organizations": organizations_out(ctx),
        "assured": service.title_of(ctx, record) if done == "assured" else None,
        "is_further": cursor is not None,
    }
    return render(request, "desk/desk.html", page)


@router.post("/desk/assure", openapi_extra=declares(Permission.KEEP))
def assure(request: Request, ctx: Writing, form: Submitted) -> Response:
    """Confirm that a record is still true, and go on at the desk."""
    require(Permission.OWN_ACCOUNT, ctx.actor, Subject("account"))
    version = form.text("version")
    if not (version.isascii() and version.isdigit() and len(version) < 12):
        raise Invalid("invalid-body", (FieldError("/version", "not-whole-number"),))
    record = service.assure(ctx, form.text("record"), int(version))
    return RedirectResponse(f"/{language_of(request)}/desk?done=assured&record={record.id}#ending", 303)


@router.get("/handover", openapi_extra=declares(Permission.READ_HANDOVER))
def show_handover(
    request: Request, ctx: Reading, country: Annotated[str | None, Query(pattern=r"^[A-Z]{3}$")] = None
) -> Response:
    """What is open in one's own country; an administrator names which."""
    require(Permission.OWN_ACCOUNT, ctx.actor, Subject("account"))
    asked = country or ctx.actor.country
    if asked is None:
        raise NotFound("not-found")
    page = {"here": "desk", "handover": handover(ctx, asked)}
    return render(request, "desk/handover.html", page)
