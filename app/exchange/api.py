"""``/api/v1/imports`` and ``/api/v1/exports``."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Path, Query, Response, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from app.access.permissions import Permission, declares
from app.core.clock import stamp
from app.core.paging import MAX_LIMIT
from app.exchange import exporting, present, service, templates
from app.exchange.files import KINDS, file_of
from app.exchange.service import Upload
from app.records.listing import ListQuery, filters_of
from app.web.dependencies import Reading, Writing
from app.web.idempotency import RememberingRoute
from app.web.openapi import errors
from schemas.imports import (
    FileFormat,
    ImportOut,
    ImportPage,
    ImportRowPage,
    RecordKinds,
    RowOutcome,
    TemplateFormat,
)

imports = APIRouter(prefix="/api/v1/imports", tags=["imports"], route_class=RememberingRoute)
exports = APIRouter(prefix="/api/v1/exports", tags=["exports"])
ImportId = Annotated[str, Path(pattern=r"^imp_[0-9a-z]{1,36}$")]
IMPORT = declares(Permission.IMPORT)


class TemplateQuery(BaseModel):
    """In which format."""

    model_config = ConfigDict(extra="forbid")

    format: TemplateFormat = "xlsx"


@imports.post(
    "",
    status_code=202,
    operation_id="create_import",
    openapi_extra=IMPORT,
    responses=errors(401, 403, 409, 413, 422, 503),
)
def create_import(
    ctx: Writing,
    response: Response,
    file: Annotated[UploadFile, File(description="CSV, XLSX, JSON or JSON Lines, known by its content.")],
    kind: Annotated[RecordKinds, Form()],
    *,
    dry_run: Annotated[bool, Form(description="Only check; it can never be applied.")] = False,
) -> ImportOut:
    """Send a file of offers or needs; it is read and checked in the background, and nothing is written yet."""
    upload = Upload(KINDS[kind], file.filename or "", file.file.read(), dry_run)
    row = service.stage_import(ctx, upload)
    service.queue_reading(ctx, row)
    response.headers["Location"] = f"/api/v1/imports/{row.id}"
    return present.import_out(ctx, row)


class ImportQuery(BaseModel):
    """Which page of the imports."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(50, ge=1, le=MAX_LIMIT)
    cursor: Annotated[str | None, Field(max_length=1000)] = None


@imports.get("", operation_id="list_imports", openapi_extra=IMPORT, responses=errors(401, 403, 422, 503))
def list_imports(ctx: Reading, query: Annotated[ImportQuery, Query()]) -> ImportPage:
    """The files that one's country, institution or organization sent, as long as they are kept."""
    page = service.list_imports(ctx, query.limit, query.cursor)
    items = [present.import_out(ctx, row) for row in page.rows]
    return ImportPage(items=items, next=page.next, total=page.total)


@imports.get(
    "/templates/{kind}",
    operation_id="get_import_template",
    openapi_extra=declares(Permission.READ_PUBLIC),
    responses=errors(401, 404, 422, 503),
    response_class=Response,
)
def get_import_template(ctx: Reading, kind: RecordKinds, query: Annotated[TemplateQuery, Query()]) -> Response:
    """An empty file to fill in, with headers, explanations and lists in the reader's language."""
    return file_of(templates.template(ctx, KINDS[kind], query.format))


@imports.get("/{import_id}", operation_id="get_import", openapi_extra=IMPORT, responses=errors(401, 404, 503))
def get_import(ctx: Reading, import_id: ImportId) -> ImportOut:
    """How far an import is, and its report."""
    return present.import_out(ctx, service.get_import(ctx, import_id))


@imports.post(
    "/{import_id}/apply",
    status_code=202,
    operation_id="apply_import",
    openapi_extra=IMPORT,
    responses=errors(401, 403, 404, 409, 422, 503),
)
def apply_import(ctx: Writing, import_id: ImportId, response: Response) -> ImportOut:
    """Take a checked import over as a whole, in the background."""
    row = service.request_apply(ctx, import_id)
    response.headers["Location"] = f"/api/v1/imports/{row.id}"
    return present.import_out(ctx, row)


@imports.post(
    "/{import_id}/discard",
    operation_id="discard_import",
    openapi_extra=IMPORT,
    responses=errors(401, 404, 409, 422, 503),
)
def discard_import(ctx: Writing, import_id: ImportId) -> ImportOut:
    """Put a checked import away; its rows are forgotten."""
    return present.import_out(ctx, service.discard_import(ctx, import_id))


class RowQuery(BaseModel):
    """Which rows of an import."""

    model_config = ConfigDict(extra="forbid")

    outcome: RowOutcome | None = Field(None, description="Only rows that come to this.")
    after: int = Field(0, ge=0, le=2**31 - 1, description="Only rows with a greater number.")
    limit: int = Field(50, ge=1, le=MAX_LIMIT)


@imports.get(
    "/{import_id}/rows",
    operation_id="list_import_rows",
    openapi_extra=IMPORT,
    responses=errors(401, 404, 422, 503),
)
def list_import_rows(ctx: Reading, import_id: ImportId, query: Annotated[RowQuery, Query()]) -> ImportRowPage:
    """Every row of a checked file: what taking it over would do, or what does not fit."""
    page = service.rows_of(ctx, import_id, query.outcome, query.after, query.limit)
    items = [present.row_out(ctx, row) for row in page.rows]
    return ImportRowPage(items=items, next=page.next, total=page.total)


class ExportQuery(ListQuery):
    """The filters of lists, and the format."""

    format: FileFormat = "csv"


@exports.get(
    "/{kind}",
    operation_id="export_records",
    openapi_extra=declares(Permission.EXPORT),
    responses=errors(401, 404, 422, 503),
    response_class=StreamingResponse,
)
def export_records(ctx: Reading, kind: RecordKinds, query: Annotated[ExportQuery, Query()]) -> StreamingResponse:
    """All records that the caller may see and that pass the filters, ready to be imported again."""
    export = exporting.export_records(ctx, KINDS[kind], filters_of(ctx, query), query.format)
    name = f"{kind}-{stamp(ctx.now)[:10]}.{export.ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(exporting.chunks(export), headers=headers, media_type=export.media_type)
