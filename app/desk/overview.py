"""What coordinators and administrators find first: needs answered by country, who waits for whom, how things stand."""

from collections import Counter
from collections.abc import Iterable

from app.accounts import queries as accounts
from app.core.context import Context
from app.core.text import fold
from app.desk import queries
from app.interest import service as interest
from app.interest.cases import Case
from app.interest.rules import Status
from app.ledger import queries as ledger
from app.records.rules import Kind
from app.registry import queries as registry
from app.reports.answerable import Count
from app.reports.rules import Entry
from schemas.desk import DeskAccounts, DeskCountries, DeskCountry, DeskFinding


def countries(ctx: Context, entries: list[Entry], count: Count) -> DeskCountries:
    """Open needs and answered ones by country: members of the coordinator's group, else all with needs."""
    group = ctx.actor.group
    members: frozenset[str] | None = ctx.vocabulary.members(group, ctx.today) if group else None
    needs = [entry for entry in entries if entry.kind is Kind.NEED and (members is None or entry.country in members)]
    open_needs = Counter(str(need.country) for need in needs)
    answered = None if count.needs is None else Counter(str(n.country) for n in needs if n.id in count.needs)
    active = accounts.countries_with_focal_points(ctx)
    rows = [
        DeskCountry(
            country=code,
            needs=open_needs[code],
            answered=None if answered is None else answered[code],
            has_focal_point=code in active,
        )
        for code in (open_needs if members is None else members)
    ]
    rows.sort(key=lambda row: ((row.answered or 0) - row.needs, _name(ctx, row.country)))
    return DeskCountries(
        group=group,
        items=rows,
        needs=len(needs),
        answered=None if answered is None else answered.total(),
        counted_on=count.counted_on,
        vacant=_by_name(ctx, (row.country for row in rows if not row.has_focal_point)),
        delegated=_by_name(ctx, ctx.actor.writes_for),
    )


def _name(ctx: Context, country: str) -> str:
    """To be sorted by: the reader's name of it, without accents."""
    return fold(ctx.vocabulary.name("countries", country, ctx.language))


def _by_name(ctx: Context, codes: Iterable[str]) -> list[str]:
    return sorted(codes, key=lambda code: _name(ctx, code))


def waiting_cases(ctx: Context) -> list[Case]:
    """Cases of the coordinator's group in which somebody is waited for, the longest first."""
    members = ctx.vocabulary.members(ctx.actor.group, ctx.today) if ctx.actor.group else None
    return [case for case in interest.list_cases(ctx, members) if case.status is Status.WAITING]


def accounts_of_all(ctx: Context, entries: list[Entry]) -> DeskAccounts:
    """How many accounts there are, and which countries take part without one."""
    taking_part = {entry.country for entry in entries if entry.country}
    taking_part |= {office.country for office in registry.focal_points(ctx, None)}
    vacant = _by_name(ctx, taking_part - accounts.countries_with_focal_points(ctx))
    return DeskAccounts.model_validate(queries.count_accounts(ctx) | {"vacant": vacant})


def health(ctx: Context, indexed: int) -> list[DeskFinding]:
    """What ``tcdc doctor`` would say first of the running service. ``indexed``: records in the index."""
    position, _ = ledger.head(ctx.session)
    troubles = queries.count_troubles(ctx)
    plain = {"letters-waiting"}
    found = [
        DeskFinding.model_validate(
            {"code": code, "state": "good" if not n or code in plain else "doubtful", "count": n}
        )
        for code, n in troubles.items()
    ]
    return [
        DeskFinding(code="index", state="good", count=indexed),
        DeskFinding(code="ledger", state="good", count=position),
        *found,
    ]
