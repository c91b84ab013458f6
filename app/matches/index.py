"""The matching index of this process: built aside, swapped by one reference, never the truth.

The ledger's head is its clock. Each request compares one row; what has changed since is read and put in, so that
a change is visible to the next request. Deleting the index loses nothing, and what may be shown is verified
against the store after every search.
"""

import logging
import threading
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter

from sqlalchemy import select
from sqlalchemy.orm import Session

import matching
from app.core.context import Context
from app.ledger import queries as ledger
from app.ledger.models import Fact
from app.matches.profiles import Surroundings, profile_of, surroundings
from app.records import queries as records
from app.registry import queries as registry
from matching.index import ALWAYS_FITTED

log = logging.getLogger(__name__)
_SURROUNDINGS = ("organization:", "exclusion:")
_RECORDS = ("offer:", "need:")
#: An operator's wish, which reaches every process by the ledger: build anew.
REBUILD = "index:rebuild"


@dataclass(frozen=True)
class State:
    """An index with the ledger position and the day it is true for."""

    index: matching.Index
    around: Surroundings
    position: int
    day: date


class IndexKeeper:
    """Holds the one index of a process; safe to use from all its threads. ``always_fitted``: as in
    `matching.Index.build`."""

    def __init__(self, always_fitted: int = ALWAYS_FITTED) -> None:
        self._always_fitted = always_fitted
        self._state: State | None = None
        self._lock = threading.Lock()
        self._fitting: threading.Thread | None = None

    @property
    def stands(self) -> bool:
        """Whether a first index is there."""
        return self._state is not None

    def current(self, ctx: Context) -> State:
        """The index as of this transaction. The first call builds it."""
        position, _ = ledger.head(ctx.session)
        state = self._state
        if state is not None and state.position >= position and state.day == ctx.today:
            return state
        with self._lock:
            state = self._state
            if state is None:
                state = _build(ctx, position, self._always_fitted)
            elif state.position < position or state.day != ctx.today:
                state = _advance(ctx, state, position)
            self._state = state
            self._fit_when_due(state)
            return state

    def _fit_when_due(self, state: State) -> None:
        """A large index whose records have changed much is fitted anew beside the requests."""
        if state.index.is_due and (self._fitting is None or not self._fitting.is_alive()):
            self._fitting = threading.Thread(target=self._fit, args=(state.index,), name="index-fit", daemon=True)
            self._fitting.start()

    def _fit(self, index: matching.Index) -> None:
        fitted = index.refitted()
        with self._lock:
            state = self._state
            if state is not None:
                self._state = replace(state, index=fitted.following(state.index))

    def rebuild(self, ctx: Context) -> State:
        """Build anew from the store, whatever was there."""
        position, _ = ledger.head(ctx.session)
        fresh = _build(ctx, position, self._always_fitted)
        with self._lock:
            self._state = fresh
        return fresh


def _surroundings(ctx: Context) -> Surroundings:
    exclusions = registry.all_exclusions(ctx.session)
    return surroundings(ctx.vocabulary, ctx.today, registry.organizations(ctx), exclusions)


def _build(ctx: Context, position: int, always_fitted: int) -> State:
    begun = perf_counter()
    around = _surroundings(ctx)
    profiles = [profile_of(around, record) for record in records.published(ctx.session)]
    offers = [p for p in profiles if isinstance(p, matching.Offer)]
    needs = [p for p in profiles if isinstance(p, matching.Need)]
    index = matching.Index.build(offers, needs, always_fitted=always_fitted)
    log.info("index of %s offers and %s needs built in %.1f s", len(offers), len(needs), perf_counter() - begun)
    return State(index, around, position, ctx.today)


def _advance(ctx: Context, state: State, position: int) -> State:
    """The next state: only changed records, or all profiles when the surroundings or the day changed."""
    facts = _facts_since(ctx.session, state.position)
    if any(tag == REBUILD for tag, _ in facts):
        return _build(ctx, position, state.index.always_fitted)
    moved = state.day != ctx.today or any(tag.startswith(_SURROUNDINGS) for tag, _ in facts)
    if moved:
        around = _surroundings(ctx)
        rows = list(records.published(ctx.session))
        there = {*state.index.offers.rows, *state.index.needs.rows}
        gone = there - {row.id for row in rows}
    else:
        around = state.around
        changed = sorted({subject for tag, subject in facts if tag.startswith(_RECORDS)})
        rows = list(records.published(ctx.session, changed))
        gone = set(changed) - {row.id for row in rows}
    if not rows and not gone:
        return State(state.index, around, position, ctx.today)
    index = state.index.updated(put=[profile_of(around, row) for row in rows], drop=sorted(gone))
    return State(index, around, position, ctx.today)


def _facts_since(session: Session, position: int) -> list[tuple[str, str]]:
    rows = session.execute(select(Fact.tag, Fact.subject).where(Fact.position > position))
    return [(tag, subject) for tag, subject in rows]
