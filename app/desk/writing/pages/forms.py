"""``/{language}/needs/new``, ``…/edit`` and the same for offers: the form, and the parts of it that follow the text."""

from fastapi import Request, Response

from app.access.permissions import Permission, declares
from app.desk.writing import keeping, service, showing
from app.desk.writing.pages import saving
from app.desk.writing.pages.place import Here, Typed, ask_to_sign_in
from app.web.dependencies import InSteps, Reading
from app.web.house import house_of
from app.web.pages import page_router, render

router = page_router()
WRITE = declares(Permission.WRITE)
#: What the page says above the form.
NOTICES = frozenset({"saved", "given-up"})


@router.get("/needs/new", openapi_extra=WRITE)
@router.get("/offers/new", openapi_extra=WRITE)
def show_new(request: Request, ctx: Reading, here: Here, kept: str = "", country: str = "") -> Response:
    """An empty form, or the text that was kept while its writer signed in."""
    ask_to_sign_in(ctx)
    owner = service.owner_of_new(ctx, here.kind, country or None)
    form = keeping.kept(ctx, kept, here.kind, None) if kept else None
    if form is None:
        return saving.form_page(request, ctx, showing.new(ctx, here.kind, owner))
    written = showing.with_kept(showing.typed(ctx, here.kind, owner, None, form), kept)
    return saving.form_page(request, ctx, written, notice="kept")


@router.get("/needs/{need_id}/edit", openapi_extra=WRITE)
@router.get("/offers/{offer_id}/edit", openapi_extra=WRITE)
def show_edit(request: Request, ctx: Reading, here: Here, kept: str = "", notice: str = "") -> Response:
    """A record's form, or the text that was kept while its writer signed in."""
    ask_to_sign_in(ctx)
    record = service.record_to_edit(ctx, here.kind, here.record_id or "")
    form = keeping.kept(ctx, kept, here.kind, record.id) if kept else None
    if form is None:
        written = showing.existing(ctx, here.kind, record)
        told = notice if notice in NOTICES else ""
        more = {"preview": showing.preview(ctx, house_of(request).index, written), "notice": told}
        return saving.form_page(request, ctx, written, **more)
    written = showing.with_kept(showing.typed(ctx, here.kind, {}, record, form), kept)
    return saving.form_page(request, ctx, written, notice="kept")


@router.post("/needs/new", openapi_extra=WRITE)
@router.post("/offers/new", openapi_extra=WRITE)
@router.post("/needs/{need_id}/edit", openapi_extra=WRITE)
@router.post("/offers/{offer_id}/edit", openapi_extra=WRITE)
def write(request: Request, steps: InSteps, here: Here, form: Typed) -> Response:
    """Save, look at, publish or submit what was typed, as the button says."""
    return saving.answer(request, steps, here, form)


@router.post("/needs/live", openapi_extra=WRITE)
@router.post("/offers/live", openapi_extra=WRITE)
@router.post("/needs/{need_id}/live", openapi_extra=WRITE)
@router.post("/offers/{offer_id}/live", openapi_extra=WRITE)
def follow(request: Request, ctx: Reading, here: Here, form: Typed) -> Response:
    """The parts of the form that follow the text, for the script: answers, completeness, purposes. Nothing is saved."""
    ask_to_sign_in(ctx)
    written = saving.typed_form(ctx, here, form)
    page = showing.live_page(ctx, house_of(request).index, written)
    return saving.no_store(render(request, "writing/live.html", showing.page_of(page)))
