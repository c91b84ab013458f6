"""Whether the process lives, and whether it can work."""

from fastapi import APIRouter, Request
from sqlalchemy import text

from app.access.permissions import Permission, declares
from app.core.errors import Unavailable
from app.web.dependencies import Reading
from app.web.house import house_of
from app.web.openapi import errors
from schemas.health import Health

router = APIRouter(prefix="/health", tags=["health"])
PUBLIC = declares(Permission.READ_PUBLIC)
#: PostgreSQL settings without which an acknowledged write may be lost.
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")


@router.get("/live", operation_id="live", openapi_extra=PUBLIC)
async def live() -> Health:
    """The process answers; asks no database, so that a hanging one does not look like a dead process."""
    return Health(status="ok")


@router.get("/ready", operation_id="ready", openapi_extra=PUBLIC, responses=errors(401, 503))
def ready(request: Request, ctx: Reading) -> Health:
    """Database, schema and index stand."""
    house = house_of(request)
    if not house.schema_is_current(ctx.session):
        raise Unavailable("schema-not-current")
    if ctx.session.get_bind().dialect.name == "postgresql":
        for setting in DURABLE:
            if ctx.session.scalar(text(f"SHOW {setting}")) == "off":
                raise Unavailable("store-not-durable", setting=setting)
    if not house.index.stands:
        house.index.current(ctx)
    return Health(status="ok")
