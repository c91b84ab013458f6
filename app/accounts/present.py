"""Accounts as those who manage them see them."""

from app.core.actor import Actor
from app.registry.models import Account
from schemas.accounts import AccountOut, CallerOut


def account_out(account: Account, *, active: bool, second_step: bool) -> AccountOut:
    """``active``: a password was chosen."""
    state = "ended" if account.disabled_at else "active" if active else "invited"
    return AccountOut.model_validate(
        {
            "id": account.id,
            "email": account.email,
            "name": account.name,
            "role": account.role,
            "country": account.country,
            "organization": account.organization_id,
            "language": account.language,
            "state": state,
            "second_step": second_step,
            "invited_until": account.invited_until,
            "created_at": account.created_at,
            "ended_at": account.disabled_at,
        }
    )


def caller_out(actor: Actor) -> CallerOut:
    return CallerOut(
        id=actor.id,
        role=actor.role.value,
        country=actor.country,
        organization=actor.organization,
        scopes=sorted(actor.scopes),
    )
