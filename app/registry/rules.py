"""What a role belongs to, and what a token may be given: tables."""

from app.core.actor import COUNTRY_ROLES, ORGANIZATION_ROLES, Role
from app.core.errors import FieldError, Invalid

SCOPES = ("read", "offers:write", "needs:write", "import", "match")


def check_belonging(role: Role, country: str | None, organization: str | None) -> None:
    """Raises Invalid when a role lacks its country or organization, has one that it cannot have, or is nobody's."""
    if role is Role.ANONYMOUS:
        raise Invalid("invalid-body", (FieldError("/role", "unknown-code", {"value": role.value}),))
    wanted = {
        "country": role in COUNTRY_ROLES,
        "organization": role in ORGANIZATION_ROLES,
    }
    given = {"country": country is not None, "organization": organization is not None}
    if role is Role.SYSTEM:
        if given["country"] == given["organization"]:
            raise Invalid("invalid-body", (FieldError("/country", "one-owner"),))
        return
    for name, needed in wanted.items():
        if needed != given[name]:
            raise Invalid("invalid-body", (FieldError(f"/{name}", "missing" if needed else "not-for-this-role"),))


def check_scopes(role: Role, scopes: frozenset[str]) -> None:
    """Raises Invalid for an unknown scope, or scopes for a role that has none."""
    unknown = sorted(scopes - set(SCOPES))
    if unknown:
        raise Invalid("invalid-body", (FieldError("/scopes", "unknown-code", {"value": unknown[0]}),))
    if scopes and role is not Role.SYSTEM:
        raise Invalid("invalid-body", (FieldError("/scopes", "not-for-this-role"),))
