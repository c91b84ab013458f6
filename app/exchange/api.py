"""``/api/v1/imports`` and ``/api/v1/exports``."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Path, Query, Response, UploadFile
from fastapi.responses import StreamingResponse

from app.access.permissions import Permission, declares
from app.core.clock import stamp
from app.exchange import exporting, present, service
from app.exchange.service import Upload
from app.records.listing import ListQuery, filters_of
from app.records.rules import Kind
from app.web.dependencies import Reading, Writing
from app.web.idempotency import RememberingRoute
from app.web.openapi import errors
from schemas.imports import FileFormat, ImportOut, RecordKinds

imports = APIRouter(prefix="/api/v1/imports", tags=["imports"], route_class=RememberingRoute)
exports = APIRouter(prefix="/api/v1/exports", tags=["exports"])
ImportId = Annotated[str, Path(pattern=r"^imp_[0-9a-z]{1,36}$")]
IMPORT = declares(Permission.IMPORT)
KINDS = {kind.plural: kind for kind in Kind}


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
