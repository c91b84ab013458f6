"""The nightly count: which needs were answerable at the end of a day, written into the ledger once.

It counts a day that has ended, from what the ledger tells of it, so that its figures and the records that a later
statement rebuilds for that day are of one moment, whenever the job comes to run. Exclusions are those in force when
it runs: a pair that was barred since then leaves no trace either.
"""

from datetime import date, datetime
from typing import Any

import matching
from app.core.context import Context
from app.ledger import record as ledger
from app.matches.profiles import Surroundings, identity, profile, surroundings
from app.records.rules import Kind
from app.registry import queries as registry
from app.reports import queries
from app.reports.answers import answers_of, tell


def count_day(ctx: Context, day: date) -> dict[str, Any] | None:
    """The figures of a day that has ended; None when they stand in the ledger already. Writes nothing."""
    if queries.counted(ctx, day) is not None:
        return None
    around = surroundings(ctx.vocabulary, day, registry.organizations(ctx), registry.all_exclusions(ctx.session))
    profiles = [_profile(around, *state) for state in queries.public_states(ctx.session, day)]
    offers = [p for p in profiles if isinstance(p, matching.Offer)]
    needs = [p for p in profiles if isinstance(p, matching.Need)]
    index = matching.Index.build(offers, needs)
    return {
        "day": day.isoformat(),
        "engine": {
            "version": matching.ENGINE_VERSION,
            "weights": index.weights.label,
            "fingerprint": index.fingerprint,
        },
        "threshold": index.weights.threshold,
        **tell(answers_of(index, day, frozenset(p.id for p in profiles))),
    }


def keep_count(ctx: Context, figures: dict[str, Any]) -> None:
    """Write figures into the ledger, unless the day has some already."""
    day = figures["day"]
    if queries.counted(ctx, date.fromisoformat(day)) is None:
        ledger.record(ctx, queries.COUNTED, day, figures)


def _profile(around: Surroundings, record_id: str, state: dict[str, Any]) -> matching.Offer | matching.Need:
    created_at = datetime.fromisoformat(state["created_at"])
    dates = identity(record_id, _day(state["expires_on"]), _day(state["assured_on"]), created_at)
    return profile(around, Kind(state["kind"]), state["content"], dates)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
