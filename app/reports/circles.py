"""Exchanges between countries, from the same answers as the statement."""

from dataclasses import dataclass

import matching
from app.core.context import Context
from app.core.errors import FieldError, Invalid
from app.matches.index import IndexKeeper
from app.matches.present import engine_out
from app.matches.queries import hidden_pairs
from app.reports import queries
from app.reports.service import KEEPER, group_asked
from matching.exchanges import LENGTHS, Link
from matching.ids import BILATERAL
from schemas.suggestions import ExchangeList, ExchangeOut, LinkOut


@dataclass(frozen=True, slots=True)
class Asked:
    """``length``: how many countries, None for 2 to 4; ``country``: one that takes part; ``group``: only among its
    members."""

    length: int | None
    country: str | None
    group: str | None
    limit: int


def exchanges(ctx: Context, keeper: IndexKeeper, asked: Asked) -> ExchangeList:
    """The best exchanges among public records; pairs that the reader's side put away make no link.

    Raises Invalid for an unknown country or group.
    """
    if asked.country is not None and not ctx.vocabulary.is_known("countries", asked.country):
        raise Invalid("invalid-parameter", (FieldError("country", "unknown-code", {"value": asked.country}),))
    group = group_asked(ctx, asked.group)
    members = None if group is None else ctx.vocabulary.members(group, ctx.today)
    index = keeper.current(ctx).index
    hidden = hidden_pairs(ctx)
    found = matching.exchanges(
        (
            one
            for one in KEEPER.answers(index, ctx.today, queries.public_ids(ctx)).proposals
            if (members is None or {one.supplier, one.recipient} <= members)
            and (one.need_id, one.offer_id) not in hidden
        ),
        lengths=LENGTHS if asked.length is None else (asked.length,),
        country=asked.country,
        limit=asked.limit,
    )
    return ExchangeList(
        engine=engine_out(index),
        threshold=index.weights.threshold,
        complete=found.is_complete,
        items=[_exchange_out(item) for item in found.items],
    )


def _exchange_out(item: matching.Exchange) -> ExchangeOut:
    links = [_link_out(link) for link in item.links]
    return ExchangeOut(countries=list(item.countries), weakest=item.weakest, mean=item.mean, links=links)


def _link_out(link: Link) -> LinkOut:
    best = link.best
    return LinkOut(
        supplier=best.supplier,
        recipient=best.recipient,
        offer_id=best.offer_id,
        need_id=best.need_id,
        match_id=matching.match_id(BILATERAL, best.need_id, (best.offer_id,)),
        score=best.score,
        more=link.more,
    )
