"""``/{language}/desk/import`` and ``/{language}/desk/export``: spreadsheets in, everything out."""

from typing import Annotated, Any

from fastapi import Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from app.access.permissions import Permission, declares, require
from app.access.predicates import FOCAL, Subject
from app.core.actor import Actor, Role
from app.core.context import Context
from app.core.errors import FieldError, Invalid
from app.exchange import present, service, templates, wording
from app.exchange.files import KINDS, file_of
from app.exchange.service import Upload
from app.exchange.showing import shown
from app.web.dependencies import Reading, Writing
from app.web.forms import NONE_YET, Form, Submitted, shown_again
from app.web.pages import page_router, render
from schemas.imports import ImportOut, RowOutcome, TemplateFormat

router = page_router()
IMPORT = declares(Permission.IMPORT)
ImportId = Annotated[str, Path(pattern=r"^imp_[0-9a-z]{1,36}$")]
FORM, SHOWN = "exchange/import.html", "exchange/preview.html"
#: Rows on one page, and earlier files beside the form.
ROWS, RECENT = 50, 10
RUNNING = frozenset({"enqueued", "reading", "applying"})
#: The preview lists rows in this order of interest.
OUTCOMES: tuple[RowOutcome, ...] = ("error", "create", "update", "unchanged")
#: Who has everything of an owner of their own to take out.
OWNERS = frozenset({*FOCAL, Role.SUBMITTER, Role.AGENCY, Role.SYSTEM})


@router.get("/desk/import", openapi_extra=IMPORT)
def show_form(request: Request, ctx: Reading, done: str = "") -> Response:
    """Choose a file; the templates; the files sent lately."""
    return render(request, FORM, NONE_YET | _form_page(ctx) | {"given": {}, "done": done})


@router.post("/desk/import", openapi_extra=IMPORT)
def send_file(request: Request, ctx: Writing, form: Submitted) -> Response:
    """Keep the file to be read, and go where one sees how far it is."""
    page = _form_page(ctx) | {"given": form.values(), "done": ""}
    with shown_again(request, FORM, page):
        row = service.stage_import(ctx, _upload(ctx, form))
        service.queue_reading(ctx, row)
    return _to(ctx, row.id)


@router.get("/desk/import/template.{file_format}", openapi_extra=declares(Permission.READ_PUBLIC))
def show_template(ctx: Reading, file_format: TemplateFormat, kind: str = "needs") -> Response:
    """An empty file to fill in. Raises Invalid for an unknown kind."""
    return file_of(templates.template(ctx, KINDS[_kind(kind)], file_format))


@router.get("/desk/import/{import_id}", openapi_extra=IMPORT)
def show_import(
    request: Request,
    ctx: Reading,
    import_id: ImportId,
    show: Annotated[str, Query(pattern="^(all|error|create|update|unchanged)?$")] = "",
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> Response:
    """How far a file is; once it was checked, what would become of every row."""
    found = present.import_out(ctx, service.get_import(ctx, import_id))
    counts = _counts(found)
    chosen = show or ("error" if counts.get("error") else "all")
    rows = service.rows_of(ctx, import_id, None if chosen == "all" else chosen, after, ROWS)
    page = {
        "here": "desk",
        "found": found,
        "status": wording.STATUSES[found.status],
        "is_running": found.status in RUNNING,
        "counts": counts,
        "show": chosen,
        "after": after,
        "rows": [shown(KINDS[found.kind], present.row_out(ctx, row)) for row in rows.rows],
        "next": rows.next,
        "still": "still" in request.query_params,
    }
    return render(request, SHOWN, page)


@router.post("/desk/import/{import_id}/apply", openapi_extra=IMPORT)
def apply_import(ctx: Writing, import_id: ImportId, _form: Submitted) -> Response:
    """Take the file over as a whole."""
    return _to(ctx, service.request_apply(ctx, import_id).id)


@router.post("/desk/import/{import_id}/discard", openapi_extra=IMPORT)
def discard_import(ctx: Writing, import_id: ImportId, _form: Submitted) -> Response:
    """Put it away."""
    service.discard_import(ctx, import_id)
    return RedirectResponse(f"/{ctx.language}/desk/import?done=discarded", 303)


@router.get("/desk/export", openapi_extra=declares(Permission.OWN_ACCOUNT))
def show_export(request: Request, ctx: Reading) -> Response:
    """Everything one has, as files to keep."""
    require(Permission.OWN_ACCOUNT, ctx.actor, Subject("account"))
    page = {"here": "desk", "kinds": _exported(ctx.actor), "mine": ctx.actor.role in OWNERS, "country": _whole(ctx)}
    return render(request, "exchange/export.html", page)


def _to(ctx: Context, import_id: str) -> Response:
    return RedirectResponse(f"/{ctx.language}/desk/import/{import_id}", 303)


def _form_page(ctx: Context) -> dict[str, Any]:
    """Raises NotSignedIn or NotAllowed for whoever may import nothing."""
    recent = [present.import_out(ctx, row) for row in service.list_imports(ctx, RECENT).rows]
    return {
        "here": "desk",
        "kinds": [kind.plural for kind in service.kinds_of(ctx.actor)],
        "most_bytes": ctx.settings.upload_limit,
        "most_rows": ctx.settings.import_rows,
        "recent": recent,
        "statuses": wording.STATUSES,
    }


def _upload(ctx: Context, form: Form) -> Upload:
    """Raises Invalid for a kind that is none, no file, or one that is too large."""
    kind, file = KINDS[_kind(form.text("kind"))], form.data.get("file")
    data = file.file.read() if isinstance(file, UploadFile) and file.filename else None
    if data is None:
        raise Invalid("invalid-body", (FieldError("/file", "missing"),))
    if len(data) > ctx.settings.upload_limit:
        most = ctx.settings.upload_limit // 1_048_576
        raise Invalid("invalid-body", (FieldError("/file", "file-too-large", {"most": most}),))
    if not data.strip():
        raise Invalid("invalid-body", (FieldError("/file", "file-empty"),))
    return Upload(kind, file.filename or "" if isinstance(file, UploadFile) else "", data)


def _kind(text: str) -> str:
    if text not in KINDS:
        raise Invalid("invalid-body", (FieldError("/kind", "unknown-choice", {"expected": ", ".join(KINDS)}),))
    return text


def _counts(found: ImportOut) -> dict[str, int]:
    """Outcome → rows; empty until the file was checked."""
    report = found.report
    if report is None:
        return {}
    told = {"create": report.create, "update": report.update, "unchanged": report.unchanged}
    counts = {"error": report.rows - sum(told.values()), **told}
    return {outcome: counts[outcome] for outcome in OUTCOMES}


def _exported(actor: Actor) -> list[str]:
    """Organizations have no needs."""
    return ["offers"] if actor.role is Role.AGENCY else ["needs", "offers"]


def _whole(ctx: Context) -> str | None:
    """The country whose whole archive the actor may take out, or None."""
    return ctx.actor.country if ctx.actor.role in FOCAL else None
