"""What the worker does for imports."""

import logging
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from app.core.context import Context
from app.exchange import checking, service
from app.exchange.service import forget_old_imports, keep
from app.jobs.runner import Worker

log = logging.getLogger(__name__)
__all__ = ["apply_import", "forget_old_imports", "keep", "read_import"]


def read_import(worker: Worker, payload: dict[str, Any]) -> None:
    """Read and check a file in short steps; a store that is away is tried again, any other failure ends the import."""
    import_id = payload["import_id"]
    try:
        checking.check_import(worker, import_id)
    except SQLAlchemyError:
        raise
    except Exception:
        log.exception("import %s could not be read", import_id)
        with worker.writing() as ctx:
            service.give_up(ctx, import_id)


def apply_import(_worker: Worker, ctx: Context, payload: dict[str, Any]) -> None:
    """Take a checked file over, in the job's one transaction."""
    service.apply_import(ctx, payload["import_id"], payload["by"])
