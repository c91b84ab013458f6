"""From a case to what this reader may see of it."""

from datetime import date
from typing import Any

import matching
from app.core.context import Context
from app.interest import queries, service
from app.interest.cases import Case
from app.interest.listing import Page
from app.interest.models import InterestSide
from app.interest.rules import ROLES, Status
from schemas.interest import (
    ContactsOut,
    InterestDetail,
    InterestOut,
    InterestPage,
    InterestSideOut,
    PersonOut,
)


def page_out(ctx: Context, page: Page) -> InterestPage:
    """One page of cases; contacts stand in no list."""
    return InterestPage(items=[interest_out(ctx, case) for case in page.cases], next=page.next, total=page.total)


def interest_out(ctx: Context, case: Case) -> InterestOut:
    """A case as it stands in lists."""
    return InterestOut.model_validate(_document(ctx, case))


def detail_out(ctx: Context, case: Case) -> InterestDetail:
    """A case with the contacts of all sides, for a side and once all have said yes."""
    return InterestDetail.model_validate(_document(ctx, case) | {"contacts": _contacts(ctx, case)})


def _document(ctx: Context, case: Case) -> dict[str, Any]:
    interest, mine = case.interest, case.own_side(ctx)
    key = matching.unpack(interest.match_id)
    need = case.records[interest.sides[0].record_id]
    shown = queries.is_shown(need, ctx.actor, ctx.today)
    return {
        "id": interest.id,
        "match_id": interest.match_id,
        "kind": key.kind if key else None,
        "title": need.content["title"] if shown else None,
        "language": need.language if shown else None,
        "status": case.status.value,
        "closed_reason": case.reason,
        "asked_by": interest.asked_role,
        "asked_at": interest.asked_at,
        "agreed_at": interest.agreed_at,
        "message": interest.message if mine else None,
        "own_role": ROLES[mine.place] if mine else None,
        "sides": [_side(ctx, case, side, told=mine is not None) for side in interest.sides],
        "waiting_since": case.since,
        "days": _days(ctx, case.since),
    }


def _days(ctx: Context, since: date | None) -> int | None:
    return None if since is None else (ctx.today - since).days


def _side(ctx: Context, case: Case, side: InterestSide, *, told: bool) -> InterestSideOut:
    """``told``: whether the reader is one of the sides."""
    since = case.waiting.get(side.place)
    return InterestSideOut.model_validate(
        {
            "role": ROLES[side.place],
            "country": side.country,
            "organization": side.organization_id,
            "record_id": side.record_id,
            "answer": side.answer if told else None,
            "reason": side.reason if told else None,
            "until": side.until if told else None,
            "answered_at": side.answered_at if told else None,
            "waiting_since": since,
            "days": _days(ctx, since),
        }
    )


def _contacts(ctx: Context, case: Case) -> list[ContactsOut]:
    if case.status is not Status.AGREED or case.own_side(ctx) is None:
        return []
    return [
        ContactsOut.model_validate(
            {
                "role": ROLES[side.place],
                "country": side.country,
                "organization": side.organization_id,
                "contact": case.records[side.record_id].content.get("contact"),
                "people": [PersonOut(name=one.name, email=one.email) for one in service.speakers(ctx, case, side)],
            }
        )
        for side in case.interest.sides
    ]
