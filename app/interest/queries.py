"""Every SELECT of cases; ``visible_to`` is the only door."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true

from app.access.predicates import FOCAL
from app.accounts.models import Credential
from app.core.actor import Actor, Role
from app.core.context import Context
from app.core.errors import NotFound, NotSignedIn
from app.interest.models import Interest, InterestSide
from app.records.models import Record
from app.records.rules import Stage
from app.registry.models import Account


def is_of(actor: Actor) -> ColumnElement[bool]:
    """Sides that the actor speaks for."""
    if actor.role in FOCAL:
        return InterestSide.country == actor.country
    if actor.role is Role.AGENCY:
        return InterestSide.organization_id == actor.organization
    return false()


def _has_side(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return Interest.id.in_(select(InterestSide.interest_id).where(condition))


def visible_to(actor: Actor) -> Select[Interest]:
    """The only door to cases: those of the actor's own, and all for coordinators, who are told less of them."""
    seen = true() if actor.role is Role.COORDINATOR else _has_side(is_of(actor))
    return select(Interest).where(seen)


def get_interest(ctx: Context, interest_id: str, *, to_change: bool = False) -> Interest:
    """One case that the actor may see, locked when ``to_change``. Raises NotFound, hidden or absent."""
    if ctx.actor.is_anonymous:
        raise NotSignedIn("not-signed-in")
    found = ctx.session.scalar(_locked(visible_to(ctx.actor).where(Interest.id == interest_id), lock=to_change))
    if found is None:
        raise NotFound("interest-not-found")
    return found


def own_case(ctx: Context, match_id: str, *, to_change: bool = False) -> Interest | None:
    """The case of a match when the actor speaks for one of its sides, else None."""
    own = select(Interest).where(Interest.match_id == match_id, _has_side(is_of(ctx.actor)))
    return ctx.session.scalar(_locked(own, lock=to_change))


def _locked(statement: Select[Interest], *, lock: bool) -> Select[Interest]:
    if not lock:
        return statement
    # what was read before the lock was waited for is read anew
    return statement.with_for_update(of=Interest).execution_options(populate_existing=True)


def cases(ctx: Context, countries: frozenset[str] | None, asked_until: datetime | None = None) -> Sequence[Interest]:
    """Visible cases. ``countries``: of any side, None means all; ``asked_until``: asked at that time or before."""
    wanted = visible_to(ctx.actor)
    if countries is not None:
        wanted = wanted.where(_has_side(InterestSide.country.in_(sorted(countries))))
    if asked_until is not None:
        wanted = wanted.where(Interest.asked_at < asked_until)
    return ctx.session.scalars(wanted.order_by(Interest.asked_at, Interest.id)).all()


def unfinished(ctx: Context) -> Sequence[Interest]:
    """Every case that is neither agreed nor closed, locked."""
    wanted = select(Interest).where(Interest.agreed_at.is_(None), Interest.closed_at.is_(None))
    return ctx.session.scalars(_locked(wanted.order_by(Interest.id), lock=True)).all()


def unfinished_own(ctx: Context) -> Sequence[Interest]:
    """Cases of the actor's own that are neither agreed nor closed."""
    own = select(Interest).where(_has_side(is_of(ctx.actor)))
    wanted = own.where(Interest.agreed_at.is_(None), Interest.closed_at.is_(None))
    return ctx.session.scalars(wanted.order_by(Interest.asked_at, Interest.id)).all()


def records_of(ctx: Context, interests: Iterable[Interest]) -> dict[str, Record]:
    """The records of cases by id, whatever their stage: for the sides of the case and for the gates."""
    ids = sorted({side.record_id for interest in interests for side in interest.sides})
    found: dict[str, Record] = {}
    for start in range(0, len(ids), 500):
        rows = ctx.session.scalars(select(Record).where(Record.id.in_(ids[start : start + 500])))
        found |= {row.id: row for row in rows}
    return found


def is_shown(record: Record, actor: Actor, today: date) -> bool:
    """Whether the actor may read a record of a case now: it is public, or the actor speaks for it."""
    public = record.stage == Stage.PUBLISHED and record.expires_on is not None and record.expires_on >= today
    own = actor.country == record.country if record.country else actor.organization == record.organization_id
    return public or (own and actor.role in {*FOCAL, Role.AGENCY})


def speakers(ctx: Context, side: InterestSide) -> Sequence[Account]:
    """The people who speak for a side: active accounts of its focal points, or of its agency, by name."""
    if side.country is not None:
        whose = and_(Account.country == side.country, Account.role.in_([role.value for role in FOCAL]))
    else:
        whose = and_(Account.organization_id == side.organization_id, Account.role == Role.AGENCY.value)
    accepted = or_(exists().where(Credential.account_id == Account.id), Account.id == side.answered_by)
    wanted = select(Account).where(whose, accepted, Account.disabled_at.is_(None))
    return ctx.session.scalars(wanted.order_by(Account.name, Account.id)).all()
