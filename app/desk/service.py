"""What is done at the desk itself, and what it needs to know of a record."""

from app.core.context import Context
from app.core.errors import NotFound
from app.records import queries as records
from app.records import service as record_service
from app.records.models import Record
from app.records.rules import Action, Kind


def assure(ctx: Context, record_id: str, expected: int) -> Record:
    """Assure one of the actor's records, as the API does. Raises NotFound, NotAllowed, Stale, WrongStage."""
    kind = next((kind for kind in Kind if record_id.startswith(f"{kind.prefix}_")), None)
    if kind is None:
        raise NotFound("not-found")
    return record_service.act(ctx, kind, record_id, Action.ASSURE, None, expected)


def title_of(ctx: Context, record_id: str | None) -> str | None:
    """The title of a record that the actor may see, else None."""
    for kind in Kind:
        if record_id and record_id.startswith(f"{kind.prefix}_"):
            return _title(ctx, kind, record_id)
    return None


def _title(ctx: Context, kind: Kind, record_id: str) -> str | None:
    try:
        return str(records.get_record(ctx, kind, record_id).content["title"])
    except NotFound:
        return None
