"""``/api/v1/countries/{country}/export``."""

from collections.abc import Iterator
from functools import partial
from typing import IO, Annotated

from fastapi import APIRouter, Path
from fastapi.responses import StreamingResponse

from app.access.permissions import Permission, declares
from app.core.clock import stamp
from app.desk.archive import service
from app.web.dependencies import Reading
from app.web.openapi import errors

router = APIRouter(prefix="/api/v1", tags=["exports"])
Country = Annotated[str, Path(pattern=r"^[A-Z]{3}$", description="ISO 3166-1 alpha-3.")]


@router.get(
    "/countries/{country}/export",
    operation_id="export_country",
    openapi_extra=declares(Permission.EXPORT_COUNTRY),
    responses=errors(401, 403, 404, 503) | {200: {"content": {"application/zip": {}}}},
    response_class=StreamingResponse,
)
def export_country(ctx: Reading, country: Country) -> StreamingResponse:
    """Everything that the register keeps for the country, as a zip file of JSON Lines with a manifest."""
    file = service.archive(ctx, country)
    headers = {"Content-Disposition": f'attachment; filename="{country}-{stamp(ctx.now)[:10]}.zip"'}
    return StreamingResponse(_pieces(file), headers=headers, media_type="application/zip")


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        yield from iter(partial(file.read, 65_536), b"")
