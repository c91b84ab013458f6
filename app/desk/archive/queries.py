"""Every SELECT of a country's whole archive, a few rows at a time."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, select

from app.core.context import Context
from app.exchange.models import Import
from app.interest.models import Interest, InterestSide
from app.ledger.models import Fact
from app.matches.models import Dismissal
from app.opportunities.models import Support
from app.records.models import Record
from app.records.rules import Kind
from app.registry.models import Institution

FEW = 500


def _flow(ctx: Context, wanted: Select[Any]) -> Iterator[Any]:
    yield from ctx.session.scalars(wanted.execution_options(yield_per=FEW))


def records(ctx: Context, country: str, kind: Kind) -> Iterator[Record]:
    """The country's records at every stage, oldest first."""
    own = select(Record).where(Record.country == country, Record.kind == kind.value)
    return _flow(ctx, own.order_by(Record.created_at, Record.id))


def facts(ctx: Context, country: str) -> Iterator[Fact]:
    """What happened, as far as the country may know, oldest first."""
    told = select(Fact).where(Fact.country == country, Fact.audience.in_(("public", "owner")))
    return _flow(ctx, told.order_by(Fact.position))


def dismissals(ctx: Context, country: str) -> Iterator[Dismissal]:
    """Pairs that the country put away for its own side."""
    for kind in Kind:
        own = Dismissal.need_id if kind is Kind.NEED else Dismissal.offer_id
        mine = select(Dismissal).join(Record, Record.id == own).where(Record.country == country)
        yield from _flow(ctx, mine.where(Dismissal.side == kind.value).order_by(Dismissal.created_at, Dismissal.id))


def talks(ctx: Context, country: str) -> Sequence[Interest]:
    """Cases of which the country is a side, oldest first."""
    sides = select(InterestSide.interest_id).where(InterestSide.country == country)
    return ctx.session.scalars(
        select(Interest).where(Interest.id.in_(sides)).order_by(Interest.created_at, Interest.id)
    ).all()


def supports(ctx: Context, country: str) -> Iterator[Support]:
    """Marks of organizations on the country's needs, ended ones too."""
    on_own = select(Support).join(Record, Record.id == Support.need_id).where(Record.country == country)
    return _flow(ctx, on_own.order_by(Support.created_at, Support.id))


def institutions(ctx: Context, country: str) -> Iterator[Institution]:
    return _flow(ctx, select(Institution).where(Institution.country == country).order_by(Institution.name))


def imports(ctx: Context, country: str) -> Iterator[Import]:
    """Files that were sent for the country, oldest first."""
    return _flow(ctx, select(Import).where(Import.country == country).order_by(Import.created_at, Import.id))
