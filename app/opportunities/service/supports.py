"""Marks of support: an agency says what it does for a need and until when, and sees what others have said."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.exc import IntegrityError

from app.access.permissions import Permission, allows, require
from app.access.predicates import Subject
from app.core.context import Context
from app.core.database import is_taken
from app.core.errors import Conflict
from app.core.ids import new_id
from app.ledger import record as ledger
from app.opportunities import queries, rules
from app.opportunities.models import Support
from app.records import queries as records
from app.records.models import Record
from app.records.rules import Kind
from app.records.service import subject_of


def may_read(ctx: Context, need: Record) -> bool:
    """Whether this reader is shown who supports a need."""
    return allows(Permission.READ_SUPPORT, ctx.actor, subject_of(need))


def may_read_of(ctx: Context, country: str | None) -> bool:
    """The same for a need of a country, whoever entered it."""
    return allows(Permission.READ_SUPPORT, ctx.actor, Subject("need", country=country))


def may_mark(ctx: Context) -> bool:
    """Whether this reader speaks for an organization that can support needs."""
    return allows(Permission.MARK_SUPPORT, ctx.actor, _own(ctx))


def list_supports(ctx: Context, need_id: str) -> Sequence[Support]:
    """Marks in force, oldest first: for agencies, coordinators and the need's country. Raises NotFound."""
    need = records.get_record(ctx, Kind.NEED, need_id)
    require(Permission.READ_SUPPORT, ctx.actor, subject_of(need))
    return queries.supports_of(ctx, [need_id])


def mark_support(ctx: Context, need_id: str, what: str, until: date) -> Support:
    """Say what one's organization does for a need, until a day that has not passed; a mark that ended is replaced.

    Raises NotFound, Invalid, and Conflict while one's organization has a mark in force.
    """
    need = records.get_record(ctx, Kind.NEED, need_id, to_change=True)
    require(Permission.MARK_SUPPORT, ctx.actor, _own(ctx))
    rules.check_until(until, ctx.today)
    organization = ctx.actor.organization or ""
    before = queries.support_by(ctx, need_id, organization)
    if before is not None:
        if before.until >= ctx.today:
            raise Conflict("support-exists", until=before.until.isoformat())
        ctx.session.delete(before)
        ctx.session.flush()
    support = Support(
        id=new_id("sup"),
        need_id=need_id,
        organization_id=organization,
        what=what,
        until=until,
        created_at=ctx.now,
    )
    _add(ctx, support)
    payload = {"need_id": need_id, "organization": organization, "what": what, "until": until.isoformat()}
    ledger.record(ctx, "support:create", support.id, payload, need.country)
    return support


def _add(ctx: Context, support: Support) -> None:
    try:
        with ctx.session.begin_nested():
            ctx.session.add(support)
    except IntegrityError as error:
        if not is_taken(error):
            raise
        raise Conflict("changed-meanwhile") from error


def end_support(ctx: Context, need_id: str, support_id: str) -> None:
    """Take one's organization's mark back. Raises NotFound, hidden or absent."""
    need = records.get_record(ctx, Kind.NEED, need_id)
    support = queries.get_support(ctx, need_id, support_id)
    require(Permission.MARK_SUPPORT, ctx.actor, Subject("support", organization=support.organization_id))
    payload = {"need_id": need_id, "organization": support.organization_id}
    ledger.record(ctx, "support:end", support.id, payload, need.country)
    ctx.session.delete(support)
    ctx.session.flush()


def _own(ctx: Context) -> Subject:
    return Subject("support", organization=ctx.actor.organization)
