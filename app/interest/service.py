"""Asking to talk, answering, and what waits for whom: one function per use case."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

import matching
from app.access.permissions import Permission, allows, require
from app.access.predicates import Subject
from app.core.context import Context
from app.core.database import is_taken
from app.core.errors import NotFound, WrongStage
from app.core.ids import new_id
from app.interest import letters, queries, rules
from app.interest.cases import Case, look, speaks_for, subject_of
from app.interest.models import Interest, InterestSide
from app.interest.rules import Answer, Status
from app.ledger import record as ledger
from app.matches import service as matches
from app.matches.index import IndexKeeper
from app.registry.models import Account


@dataclass(frozen=True, slots=True)
class Said:
    """What a side answers. ``until``: the day a *later* names."""

    answer: Answer
    reason: str | None = None
    until: date | None = None


def ask(ctx: Context, keeper: IndexKeeper, match_id: str, message: str) -> tuple[Case, bool]:
    """The case of a match, and whether this asking began it. Whoever asks says yes for their side; a case that stands
    stays as it is, one that was closed begins anew when the match is proposed again.

    Raises NotFound for a match that is not proposed, NotAllowed for those who speak for none of its sides.
    """
    found = queries.own_case(ctx, match_id, to_change=True)
    if found is not None and (case := _look_at(ctx, found)).status is not Status.CLOSED:
        return case, False
    match = matches.judge_match(ctx, keeper, match_id).ranking.items[0]
    sides = _sides_of(match)
    mine = next((side for side in sides if speaks_for(ctx, side)), sides[0])
    require(Permission.TALK, ctx.actor, subject_of(mine))
    interest = found or Interest(id=new_id("int"), match_id=match_id, created_at=ctx.now, sides=sides)
    mine = _begin(ctx, interest, mine.place, message)
    if not _is_stored(ctx, interest):
        return ask(ctx, keeper, match_id, message)
    payload = {"match_id": match_id, "role": rules.ROLES[mine.place]}
    ledger.record(ctx, "interest:ask", interest.id, payload, mine.country)
    case = _look_at(ctx, interest)
    letters.tell_asked(ctx, case, mine)
    return case, True


def _sides_of(match: matching.Match) -> list[InterestSide]:
    parts = (match.need, match.first, match.second)
    return [
        InterestSide(
            place=place, record_id=part.id, country=part.party.country, organization_id=part.party.organization
        )
        for place, part in enumerate(parts)
        if part is not None
    ]


def _is_stored(ctx: Context, interest: Interest) -> bool:
    """False when another side asked about the same match at the same moment and was first."""
    try:
        with ctx.session.begin_nested():
            ctx.session.add(interest)
    except IntegrityError as error:
        if not is_taken(error):
            raise
        return False
    return True


def _begin(ctx: Context, interest: Interest, place: int, message: str) -> InterestSide:
    """Nobody has answered but the side that asks."""
    interest.asked_role, interest.message, interest.asked_at = rules.ROLES[place], message, ctx.now
    interest.closed_at = interest.closed_reason = None
    for side in interest.sides:
        side.answer = side.reason = side.until = side.answered_at = side.answered_by = None
    mine = next(side for side in interest.sides if side.place == place)
    mine.answer, mine.answered_at, mine.answered_by = Answer.YES.value, ctx.now, ctx.actor.id
    return mine


def answer(ctx: Context, interest_id: str, said: Said) -> Case:
    """What the actor's side says; the same again changes nothing, another answer takes its place until all have said
    yes.

    Raises Invalid for a no without reason, NotFound for a case of others, WrongStage for one that is agreed or closed.
    """
    rules.check_answer(said.answer, said.reason, said.until, ctx.today)
    case = _seen(ctx, queries.get_interest(ctx, interest_id, to_change=True))
    mine = _own_side(ctx, case)
    if (mine.answer, mine.reason, mine.until) == (said.answer, said.reason, said.until):
        return case
    if case.status is Status.AGREED:
        raise WrongStage("interest-agreed")
    if case.status is Status.CLOSED:
        raise WrongStage("interest-closed")
    mine.answer, mine.reason, mine.until = said.answer.value, said.reason, said.until
    mine.answered_at, mine.answered_by = ctx.now, ctx.actor.id
    ctx.session.flush()
    payload = {
        "role": rules.ROLES[mine.place],
        "answer": said.answer.value,
        "reason": said.reason,
        "until": said.until.isoformat() if said.until else None,
    }
    ledger.record(ctx, "interest:answer", interest_id, payload, mine.country)
    return _conclude(ctx, case.interest, mine)


def _own_side(ctx: Context, case: Case) -> InterestSide:
    """Raises NotAllowed for who only looks on."""
    mine = case.own_side(ctx)
    side = mine or case.interest.sides[0]
    require(Permission.TALK, ctx.actor, subject_of(side))
    return side


def _conclude(ctx: Context, interest: Interest, answerer: InterestSide) -> Case:
    """Agreed when this was the last yes; the others are told."""
    agreed = all(side.answer == Answer.YES for side in interest.sides)
    if agreed:
        interest.agreed_at = ctx.now
        ctx.session.flush()
        ledger.record(ctx, "interest:agree", interest.id, {"match_id": interest.match_id}, interest.sides[0].country)
    case = _look_at(ctx, interest)
    if agreed:
        letters.tell_agreed(ctx, case)
    else:
        letters.tell_answered(ctx, case, answerer)
    return case


def _look_at(ctx: Context, interest: Interest) -> Case:
    return look(ctx, [interest])[0]


def get_case(ctx: Context, interest_id: str) -> Case:
    """One case for its sides, or for a coordinator. Raises NotFound, hidden or absent."""
    return _seen(ctx, queries.get_interest(ctx, interest_id))


def _seen(ctx: Context, interest: Interest) -> Case:
    case = _look_at(ctx, interest)
    if case.hidden and case.own_side(ctx) is None:
        raise NotFound("interest-not-found")
    return case


def case_of_match(ctx: Context, match_id: str) -> Case | None:
    """The case of a match, for its sides alone; None when there is none."""
    found = queries.own_case(ctx, match_id)
    return _look_at(ctx, found) if found else None


def list_cases(ctx: Context, countries: frozenset[str] | None, asked_before: datetime | None = None) -> list[Case]:
    """Every case that the actor may see, waited for longest first, then what waits for nobody.

    ``countries``: of any side, None means all; ``asked_before``: None means at any time.
    Raises NotSignedIn, and NotAllowed for those who neither talk nor look on.
    """
    own = Subject("offer", ctx.actor.country, ctx.actor.organization)
    require(Permission.READ_INTERESTS, ctx.actor, own)
    seen = [
        case
        for case in look(ctx, queries.cases(ctx, countries, asked_before))
        if not case.hidden or case.own_side(ctx) is not None
    ]
    return sorted(seen, key=order_of)


def order_of(case: Case) -> tuple[str, str]:
    """By the day since when somebody is waited for, then the others by the day they were asked."""
    day = case.since or case.interest.asked_at.date()
    return f"{0 if case.since else 1}{day.isoformat()}", case.interest.id


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits for the actor's side. ``title``: of the need, in ``language``; ``country``,
    ``organization``: whose side asked; ``days``: how long it has waited."""

    interest_id: str
    match_id: str
    title: str
    language: str
    country: str | None
    organization: str | None
    since: date
    days: int


def waiting(ctx: Context) -> list[Waiting]:
    """What waits for the actor and since when, the longest first; nothing for who speaks for no side."""
    found = []
    for case in look(ctx, queries.unfinished_own(ctx)):
        mine = case.own_side(ctx)
        since = case.waiting.get(mine.place) if mine else None
        if since is not None:
            found.append(_waiting(ctx, case, since))
    return sorted(found, key=lambda one: (one.since, one.interest_id))


def _waiting(ctx: Context, case: Case, since: date) -> Waiting:
    interest = case.interest
    need = case.records[interest.sides[0].record_id]
    asker = interest.sides[rules.ROLES.index(interest.asked_role)]
    return Waiting(
        interest_id=interest.id,
        match_id=interest.match_id,
        title=need.content["title"],
        language=need.language,
        country=asker.country,
        organization=asker.organization_id,
        since=since,
        days=(ctx.today - since).days,
    )


def speakers(ctx: Context, case: Case, side: InterestSide) -> list[Account]:
    """The people of a side, once all sides have said yes: whoever answered, else all who speak for it."""
    if case.status is not Status.AGREED or case.own_side(ctx) is None:
        return []
    people = queries.speakers(ctx, side)
    return [one for one in people if one.id == side.answered_by] or list(people)


def may_talk(ctx: Context, match: matching.Match) -> bool:
    """Whether the actor speaks for one of the sides of a match."""
    return any(allows(Permission.TALK, ctx.actor, subject_of(side)) for side in _sides_of(match))


def close_due(ctx: Context) -> int:
    """Close for good what has lost a record or is no longer proposed; the number closed. Runs daily; reading does not
    wait for it. Nobody is written to."""
    due = [case for case in look(ctx, queries.unfinished(ctx)) if case.status is Status.CLOSED]
    for case in due:
        interest = case.interest
        interest.closed_at, interest.closed_reason = ctx.now, case.reason
        ctx.session.flush()
        payload = {"match_id": interest.match_id, "reason": case.reason}
        ledger.record(ctx, "interest:close", interest.id, payload, interest.sides[0].country)
    return len(due)
