"""One account and token per role, to try the service with."""

from typing import Any

from app.core.actor import Role
from app.core.context import Context
from app.core.errors import NotAllowed, NotFound
from app.registry import queries
from app.registry.models import Account
from app.registry.present import token_line
from app.registry.rules import SCOPES
from app.registry.service import Belonging, create_account, create_token

COUNTRY = "HND"
AGENCY, COORDINATOR = "PAHO", "SELA"
INSTITUTION = ("Fundación Agua para Lempira", "22")


def refuse_in_production(ctx: Context) -> None:
    """Raises NotAllowed where tokens of everybody would be an open door."""
    if ctx.settings.env == "production":
        raise NotAllowed("no-sample-accounts")


def make_accounts(ctx: Context) -> list[dict[str, Any]]:
    """The account of each role, made when it is not there yet, with a new token: one line of JSON each.

    Raises NotAllowed in production, NotFound when the sample registry is not loaded.
    """
    refuse_in_production(ctx)
    return [_line(ctx, belonging) for belonging in _belongings(ctx)]


def _belongings(ctx: Context) -> list[Belonging]:
    return [
        Belonging(Role.FOCAL_POINT, country=COUNTRY),
        Belonging(Role.COUNTRY_ADMIN, country=COUNTRY),
        Belonging(Role.SUBMITTER, country=COUNTRY, institution=INSTITUTION),
        Belonging(Role.AGENCY, organization=_organization(ctx, AGENCY)),
        Belonging(Role.COORDINATOR, organization=_organization(ctx, COORDINATOR)),
        Belonging(Role.SYSTEM, country=COUNTRY),
        Belonging(Role.ADMINISTRATOR),
    ]


def _organization(ctx: Context, acronym: str) -> str:
    found = queries.organization_by_acronym(ctx.session, acronym)
    if found is None:
        raise NotFound("organization-not-found", id=acronym)
    return found.id


def _line(ctx: Context, belonging: Belonging) -> dict[str, Any]:
    account = _account(ctx, belonging)
    scopes = frozenset(SCOPES) if belonging.role is Role.SYSTEM else frozenset()
    token, secret = create_token(ctx, belonging, scopes, account_id=account.id)
    return token_line(token, secret) | {"account": account.email}


def _account(ctx: Context, belonging: Belonging) -> Account:
    email = f"{belonging.role.value.replace('_', '-')}@example.org"
    found = queries.account_by_email(ctx.session, email)
    if found is not None:
        return found
    name = belonging.role.value.replace("_", " ").capitalize()
    return create_account(ctx, belonging, email, name, "es")
