"""Letting a coordinator's organization enter drafts for a country, and ending that: one function per use case."""

from datetime import date

from app.access.permissions import Permission, require
from app.access.predicates import Subject
from app.core.actor import Role
from app.core.context import Context
from app.core.errors import Conflict, FieldError, Invalid
from app.core.ids import new_id
from app.delegations import queries, rules
from app.delegations.models import Delegation
from app.ledger import record as ledger
from app.registry import queries as registry
from app.registry.service import check_country


def delegate(ctx: Context, country: str, organization: str, until: date, reason: str | None) -> Delegation:
    """Let the coordinators of an organization enter and change drafts for the country, up to a day.

    Raises Invalid for an unknown organization or a day that has passed, Conflict when one holds already.
    """
    check_country(ctx, country)
    if not registry.is_organization(ctx, organization):
        raise Invalid("invalid-body", (FieldError("/organization", "unknown-code", {"value": organization}),))
    rules.check_until(until, ctx.today)
    require(Permission.DELEGATE, ctx.actor, _subject(country))
    if (found := queries.find_active(ctx, country, organization)) is not None:
        raise Conflict("delegation-stands", until=found.until.isoformat())
    delegation = Delegation(
        id=new_id("del"),
        country=country,
        organization_id=organization,
        until=until,
        reason=reason,
        created_at=ctx.now,
    )
    ctx.session.add(delegation)
    ctx.session.flush()
    told = {"organization": organization, "until": until.isoformat(), "reason": reason}
    ledger.record(ctx, "delegation:create", delegation.id, told, country)
    return delegation


def list_delegations(ctx: Context, country: str) -> list[Delegation]:
    """All of a country, past ones too, newest first; a coordinator sees those of its own organization."""
    check_country(ctx, country)
    require(Permission.READ_DELEGATIONS, ctx.actor, _subject(country))
    own = ctx.actor.organization if ctx.actor.role is Role.COORDINATOR else None
    return list(queries.delegations_of(ctx, country, own))


def end_delegation(ctx: Context, country: str, delegation_id: str) -> None:
    """End a delegation at once; one that is over stays as it is. Raises NotFound."""
    check_country(ctx, country)
    require(Permission.DELEGATE, ctx.actor, _subject(country))
    delegation = queries.get_delegation(ctx, country, delegation_id)
    if rules.state_on(delegation.until, delegation.ended_at, ctx.today) is not rules.State.ACTIVE:
        return
    delegation.ended_at = ctx.now
    ctx.session.flush()
    told = {"organization": delegation.organization_id}
    ledger.record(ctx, "delegation:end", delegation.id, told, country)


def _subject(country: str) -> Subject:
    return Subject("delegation", country=country)
