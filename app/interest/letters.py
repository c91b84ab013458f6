"""Letters about cases: to the people of the other sides, with a link to the case. None holds what was written, nor a
contact: both are read after signing in."""

from collections.abc import Iterable
from typing import Any

from app.core.context import Context
from app.interest import queries
from app.interest.cases import Case
from app.interest.models import InterestSide
from app.interest.wording import answer_words, party_name
from app.mail import queue as mail
from app.mail.queue import Letter


def tell_asked(ctx: Context, case: Case, asker: InterestSide) -> None:
    """The others are told that somebody would like to talk."""
    for side in _others(case, asker):
        _write(ctx, case, side, "interest-asked", asker)


def tell_answered(ctx: Context, case: Case, answerer: InterestSide) -> None:
    """The others are told what a side answered."""
    for side in _others(case, answerer):
        _write(ctx, case, side, "interest-answered", answerer)


def tell_agreed(ctx: Context, case: Case) -> None:
    """All are told that all said yes."""
    for side in case.interest.sides:
        _write(ctx, case, side, "interest-agreed", None)


def _others(case: Case, one: InterestSide) -> Iterable[InterestSide]:
    return (side for side in case.interest.sides if side.place != one.place)


def _write(ctx: Context, case: Case, reader: InterestSide, kind: str, actor: InterestSide | None) -> None:
    title = case.records[case.interest.sides[0].record_id].content["title"]
    for account in queries.speakers(ctx, reader):
        facts: dict[str, Any] = {"name": account.name, "title": title, "page": f"interests/{case.interest.id}"}
        if actor is not None:
            facts["party"] = party_name(ctx, actor.country, actor.organization_id, account.language)
            facts["answer"] = answer_words(actor.answer or "yes", account.language)
        mail.send(ctx, Letter(account.email, account.language, kind, facts))
