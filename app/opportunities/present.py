"""Marks of support and opportunities as this reader sees them."""

from collections.abc import Iterable

import matching
from app.core.context import Context
from app.matches.present import engine_out
from app.matches.wording import gap_name
from app.opportunities.models import Support
from app.opportunities.rules import Supplier
from app.opportunities.service.finding import Ending, Opportunities, Triangle, Unanswered
from app.reports.rules import Entry
from matching.ids import BILATERAL
from schemas import opportunities as out
from schemas.opportunities import OpportunitiesOut, OpportunitiesQuery, SupportOut
from schemas.records import LevelName


def support_out(row: Support) -> SupportOut:
    """A mark of support."""
    return SupportOut(
        id=row.id,
        need_id=row.need_id,
        organization=row.organization_id,
        what=row.what,
        until=row.until,
        created_at=row.created_at,
    )


def opportunities_out(ctx: Context, found: Opportunities, query: OpportunitiesQuery) -> OpportunitiesOut:
    """Everything that was found, each list with at most ``limit`` entries."""
    bilateral, exchanges, limit = found.bilateral, found.exchanges, query.limit
    return OpportunitiesOut(
        as_of=ctx.today,
        engine=engine_out(found.index),
        threshold=found.index.weights.threshold,
        group=found.group,
        country=query.country,
        sector=query.sector,
        level=query.level,
        kind=query.kind,
        cases_left_out=found.left_out,
        bilateral=None
        if bilateral is None
        else out.Unanswered(items=[_unanswered(found, one) for one in bilateral[:limit]], total=len(bilateral)),
        exchanges=None
        if exchanges is None
        else out.ExchangeList(
            items=[_exchange(found, one) for one in exchanges.items[:limit]], complete=exchanges.is_complete
        ),
        triangles=_triangles(ctx, found, limit),
        suppliers=_concentration(found, limit),
        without_focal_point=[
            out.VacancyOut(country=country, last_confirmed=confirmed) for country, confirmed in found.vacancies
        ],
        stale=out.StaleList(items=[_stale(ctx, one) for one in found.ending[:limit]], total=len(found.ending)),
    )


def _unanswered(found: Opportunities, one: Unanswered) -> out.UnansweredOut:
    marks = found.supports.get(one.need.id)
    return out.UnansweredOut(
        match_id=matching.match_id(BILATERAL, one.need.id, (one.offer.id,)),
        need=_need(one.need, one.priority),
        offer=_ref(found.entries[one.offer.id]),
        score=one.best.score,
        level=_level(one.best.level),
        others=one.others,
        supports=None if marks is None else [support_out(mark) for mark in marks],
    )


def _level(level: str) -> LevelName:
    names: dict[str, LevelName] = {
        "subregional": "subregional",
        "regional": "regional",
        "interregional": "interregional",
    }
    return names[level]


def _ref(entry: Entry) -> out.RecordRef:
    return out.RecordRef(
        id=entry.id,
        title=entry.title,
        language=entry.language,
        country=entry.country,
        organization=entry.organization,
    )


def _need(entry: Entry, priority: int | None) -> out.NeedRef:
    return out.NeedRef(
        **_ref(entry).model_dump(),
        priority=priority,
        sectors=[sector for sector in entry.sectors if sector is not None],
        published_on=entry.published_on,
    )


def _exchange(found: Opportunities, one: matching.Exchange) -> out.ExchangeOut:
    links = [
        out.LinkOut(
            supplier=link.best.supplier,
            recipient=link.best.recipient,
            match_id=matching.match_id(BILATERAL, link.best.need_id, (link.best.offer_id,)),
            offer=_ref(found.entries[link.best.offer_id]),
            need=_ref(found.entries[link.best.need_id]),
            score=link.best.score,
            others=link.more,
        )
        for link in one.links
    ]
    return out.ExchangeOut(countries=list(one.countries), weakest=one.weakest, mean=one.mean, links=links)


def _triangles(ctx: Context, found: Opportunities, limit: int) -> out.TriangleList | None:
    if found.triangles is None:
        return None
    items = [shown for one in found.triangles[:limit] for shown in _triangle(ctx, found, one)]
    return out.TriangleList(items=items, total=len(found.triangles))


def _triangle(ctx: Context, found: Opportunities, one: Triangle) -> Iterable[out.TriangleOut]:
    match = one.match
    if match.second is not None:
        yield out.TriangleOut(
            match_id=match.id,
            need=_need(one.need, one.priority),
            first_provider=_ref(found.entries[match.first.id]),
            second_provider=_ref(found.entries[match.second.id]),
            gap=match.explanation.gap or "",
            gap_name=gap_name(match.explanation.gap, ctx.language, ctx.vocabulary),
            score=match.score,
            level=_level(match.level),
        )


def _concentration(found: Opportunities, limit: int) -> out.ConcentrationOut:
    rests = found.suppliers
    return out.ConcentrationOut(
        proposals=rests.proposals,
        needs=rests.needs,
        share_of_three=rests.share_of_largest,
        only_one=rests.alone,
        suppliers=[_supplier(one) for one in rests.suppliers[:limit]],
        total=len(rests.suppliers),
    )


def _supplier(one: Supplier) -> out.SupplierOut:
    is_organization = one.key.startswith("org_")
    return out.SupplierOut(
        country=None if is_organization else one.key,
        organization=one.key if is_organization else None,
        proposals=one.proposals,
        share=one.share,
        needs=one.needs,
        only_one=one.alone,
    )


def _stale(ctx: Context, one: Ending) -> out.StaleOut:
    return out.StaleOut(
        record=_ref(one.entry),
        valid_until=one.valid_until,
        dormant_after=one.last,
        overdue=one.valid_until < ctx.today,
    )
