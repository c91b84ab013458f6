"""What a country's archive holds: its parts in order, each a row a line."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from app.access.permissions import Permission, allows
from app.access.predicates import Subject
from app.accounts import queries as accounts
from app.core.clock import stamp
from app.core.context import Context
from app.delegations import queries as delegations
from app.delegations.present import delegation_out
from app.desk.archive import queries
from app.exchange.present import import_out
from app.interest.cases import look
from app.interest.present import interest_out
from app.ledger.models import Fact
from app.opportunities.present import support_out
from app.records.present import record_out
from app.records.rules import Kind
from app.registry import queries as registry
from app.registry.present import exclusion_out, focal_point_out

Row = dict[str, Any]
Rows = Callable[[Context, str], Iterator[Row]]

#: Tables whose rows the archive carries, whole or in the country's view.
HELD = frozenset(
    {
        "records",
        "record_external_ids",
        "record_tags",
        "facts",
        "exclusions",
        "dismissals",
        "interests",
        "interest_sides",
        "supports",
        "delegations",
        "focal_points",
        "institutions",
        "accounts",
        "imports",
    }
)
#: Table → why it stays out.
LEFT_OUT: dict[str, str] = {
    "organizations": "belong to nobody's country; public under /api/v1/organizations",
    "import_rows": "wait for a decision and are forgotten after it",
    **dict.fromkeys(
        ("tokens", "credentials", "sessions", "links", "attempts", "devices", "second_factors", "recovery_codes"),
        "keys, not data",
    ),
    **dict.fromkeys(("kept_forms", "subscriptions", "reminders", "mails"), "a person's own, or letters on their way"),
    **dict.fromkeys(("ledger_head", "jobs", "remembered_answers"), "the service's own bookkeeping"),
}


def _records(kind: Kind) -> Rows:
    def rows(ctx: Context, country: str) -> Iterator[Row]:
        for record in queries.records(ctx, country, kind):
            yield record_out(ctx, record).model_dump(mode="json")

    return rows


def _history(ctx: Context, country: str) -> Iterator[Row]:
    for fact in queries.facts(ctx, country):
        yield _fact(fact)


def _fact(fact: Fact) -> Row:
    return {
        "position": fact.position,
        "at": stamp(fact.at),
        "tag": fact.tag,
        "subject": fact.subject,
        "actor": fact.actor,
        "role": fact.role,
        "payload": json.loads(fact.payload),
        "previous": fact.previous,
        "hash": fact.hash,
    }


def _exclusions(ctx: Context, country: str) -> Iterator[Row]:
    yield from (exclusion_out(row).model_dump(mode="json") for row in registry.exclusions_of(ctx, country))


def _dismissals(ctx: Context, country: str) -> Iterator[Row]:
    for row in queries.dismissals(ctx, country):
        yield {
            "id": row.id,
            "side": row.side,
            "need_id": row.need_id,
            "offer_id": row.offer_id,
            "reason_code": row.reason_code,
            "note": row.note,
            "created_at": stamp(row.created_at),
        }


def _talks(ctx: Context, country: str) -> Iterator[Row]:
    yield from (interest_out(ctx, case).model_dump(mode="json") for case in look(ctx, queries.talks(ctx, country)))


def _supports(ctx: Context, country: str) -> Iterator[Row]:
    yield from (support_out(row).model_dump(mode="json") for row in queries.supports(ctx, country))


def _delegations(ctx: Context, country: str) -> Iterator[Row]:
    found = delegations.delegations_of(ctx, country, None)
    yield from (delegation_out(ctx, row).model_dump(mode="json") for row in found)


def _focal_points(ctx: Context, country: str) -> Iterator[Row]:
    yield from (focal_point_out(row).model_dump(mode="json") for row in registry.focal_points(ctx, country))


def _institutions(ctx: Context, country: str) -> Iterator[Row]:
    yield from ({"id": row.id, "name": row.name, "type": row.type} for row in queries.institutions(ctx, country))


def _imports(ctx: Context, country: str) -> Iterator[Row]:
    yield from (import_out(ctx, row).model_dump(mode="json") for row in queries.imports(ctx, country))


def _people(ctx: Context, country: str) -> Iterator[Row]:
    """Names and addresses only for whoever manages them anyway."""
    if not allows(Permission.MANAGE_ACCOUNTS, ctx.actor, Subject("account", country=country)):
        return
    for account, _, _ in accounts.accounts(ctx, country):
        yield {
            "id": account.id,
            "email": account.email,
            "name": account.name,
            "role": account.role,
            "language": account.language,
            "created_at": stamp(account.created_at),
            "ended_at": stamp(account.disabled_at) if account.disabled_at else None,
        }


#: File → its rows.
PARTS: dict[str, Rows] = {
    "needs.jsonl": _records(Kind.NEED),
    "offers.jsonl": _records(Kind.OFFER),
    "history.jsonl": _history,
    "exclusions.jsonl": _exclusions,
    "dismissals.jsonl": _dismissals,
    "interests.jsonl": _talks,
    "supports.jsonl": _supports,
    "delegations.jsonl": _delegations,
    "focal-points.jsonl": _focal_points,
    "institutions.jsonl": _institutions,
    "people.jsonl": _people,
    "imports.jsonl": _imports,
}
