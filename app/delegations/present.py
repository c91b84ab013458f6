from app.core.context import Context
from app.delegations.models import Delegation
from app.delegations.rules import state_on
from schemas.delegations import DelegationOut


def delegation_out(ctx: Context, row: Delegation) -> DelegationOut:
    """A delegation as it stands today."""
    return DelegationOut.model_validate(
        {
            "id": row.id,
            "country": row.country,
            "organization": row.organization_id,
            "until": row.until,
            "reason": row.reason,
            "state": state_on(row.until, row.ended_at, ctx.today).value,
            "created_at": row.created_at,
            "ended_at": row.ended_at,
        }
    )
