"""How an offer or a need may move, who moves it, how long it stays true, and what makes it complete: tables."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil
from typing import Any

from app.access.permissions import Permission
from app.core.actor import Actor, Role
from app.core.errors import Stale, WrongStage


class Kind(StrEnum):
    """What a country can share, and what it asks for."""

    OFFER = "offer"
    NEED = "need"

    @property
    def plural(self) -> str:
        return f"{self.value}s"

    @property
    def prefix(self) -> str:
        return {"offer": "off", "need": "ned"}[self.value]


class Stage(StrEnum):
    """Where a record stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REJECTED = "rejected"
    PUBLISHED = "published"
    DORMANT = "dormant"
    WITHDRAWN = "withdrawn"
    FULFILLED = "fulfilled"


class Action(StrEnum):
    """What moves it."""

    SUBMIT = "submit"
    PUBLISH = "publish"
    REJECT = "reject"
    ASSURE = "assure"
    WITHDRAW = "withdraw"
    FULFIL = "fulfil"


MOVES: dict[tuple[Stage, Action], Stage] = {
    (Stage.DRAFT, Action.SUBMIT): Stage.SUBMITTED,
    (Stage.REJECTED, Action.SUBMIT): Stage.SUBMITTED,
    (Stage.DRAFT, Action.PUBLISH): Stage.PUBLISHED,
    (Stage.SUBMITTED, Action.PUBLISH): Stage.PUBLISHED,
    (Stage.SUBMITTED, Action.REJECT): Stage.REJECTED,
    (Stage.PUBLISHED, Action.ASSURE): Stage.PUBLISHED,
    (Stage.DORMANT, Action.ASSURE): Stage.PUBLISHED,
    (Stage.DRAFT, Action.WITHDRAW): Stage.WITHDRAWN,
    (Stage.SUBMITTED, Action.WITHDRAW): Stage.WITHDRAWN,
    (Stage.PUBLISHED, Action.WITHDRAW): Stage.WITHDRAWN,
    (Stage.DORMANT, Action.WITHDRAW): Stage.WITHDRAWN,
    (Stage.PUBLISHED, Action.FULFIL): Stage.FULFILLED,
    (Stage.DORMANT, Action.FULFIL): Stage.FULFILLED,
}
#: A published record whose change waits as a submitted version: the change is published or rejected, the stage stays.
PENDING_ACTIONS = frozenset({Action.PUBLISH, Action.REJECT})
WHO: dict[Action, Permission] = {
    Action.SUBMIT: Permission.SUBMIT,
    Action.PUBLISH: Permission.PUBLISH,
    Action.REJECT: Permission.REJECT,
    Action.ASSURE: Permission.KEEP,
    Action.WITHDRAW: Permission.KEEP,
    Action.FULFIL: Permission.KEEP,
}
FINAL = frozenset({Stage.WITHDRAWN, Stage.FULFILLED})
DELETABLE = frozenset({Stage.DRAFT, Stage.REJECTED})
NEEDS_REASON = frozenset({Action.REJECT})
#: Stages in which a record must have all its mandatory fields.
COMPLETE_STAGES = frozenset({Stage.SUBMITTED, Stage.PUBLISHED, Stage.DORMANT})
PUBLIC_STAGES = frozenset({Stage.PUBLISHED, Stage.DORMANT})
#: Actor types whose entries the country endorses by publishing them (R5d.3): NGOs, foundations and businesses.
ENDORSED_TYPES = frozenset({"21", "22", "23", "24", "30", "60", "70", "71", "72", "73"})

MONTHS_VALID = {Kind.OFFER: 24, Kind.NEED: 12}
GRACE = timedelta(days=60)
#: Share of a record's validity after which it is to be looked at again (F2).
RUNNING_OUT = 0.8


def next_stage(stage: Stage, action: Action, *, pending: bool) -> Stage:
    """Where an action leads. Raises WrongStage when it does not lead anywhere from here."""
    if stage is Stage.PUBLISHED and pending and action in PENDING_ACTIONS:
        return stage
    try:
        return MOVES[stage, action]
    except KeyError:
        raise WrongStage("wrong-stage", stage=stage.value, action=action.value) from None


def actions_from(stage: Stage, *, pending: bool) -> list[Action]:
    """The actions that lead somewhere, in the order of the contract."""
    waiting = stage is Stage.PUBLISHED and pending
    return [a for a in Action if (stage, a) in MOVES or (waiting and a in PENDING_ACTIONS)]


def default_validity(kind: Kind, assured_on: date) -> date:
    """24 months after being assured for an offer, 12 for a need; the 31st becomes the month's last day."""
    months = assured_on.month - 1 + MONTHS_VALID[kind]
    year, month = assured_on.year + months // 12, months % 12 + 1
    return date(year, month, min(assured_on.day, monthrange(year, month)[1]))


def runs_out_on(assured_on: date, valid_until: date) -> date:
    """The day from which a record is to be looked at again: four fifths of its validity have passed."""
    return assured_on + timedelta(days=ceil(RUNNING_OUT * (valid_until - assured_on).days))


def stage_on(stage: Stage, expires_on: date | None, today: date) -> Stage:
    """The stage as it reads on a day: a published record past validity and grace is dormant."""
    if stage is Stage.PUBLISHED and expires_on is not None and expires_on < today:
        return Stage.DORMANT
    return stage


@dataclass(frozen=True, slots=True)
class Field:
    """A field with what it is worth for being found and trusted, and the kinds that must have it."""

    name: str
    worth: int
    mandatory: frozenset[Kind] = frozenset()
    kinds: frozenset[Kind] = frozenset(Kind)


_BOTH = frozenset(Kind)
_NEED = frozenset({Kind.NEED})
_OFFER = frozenset({Kind.OFFER})
FIELDS: tuple[Field, ...] = (
    Field("language", 2, _BOTH),
    Field("title", 8, _BOTH),
    Field("description", 12, _BOTH),
    Field("sectors", 10, _BOTH),
    Field("modalities", 8, _BOTH),
    Field("institution", 6, _BOTH),
    Field("objective", 8, _NEED, _NEED),
    Field("priority", 4, _NEED, _NEED),
    Field("inputs", 9),
    Field("delivery_languages", 6),
    Field("capacity", 5, kinds=_OFFER),
    Field("sdg", 4),
    Field("cost_sharing", 4),
    Field("available_from", 3),
    Field("target_groups", 2),
    Field("plan_reference", 3, kinds=_NEED),
    Field("contact", 3),
)


@dataclass(frozen=True, slots=True)
class Completeness:
    """``score``: share in [0, 1] of what the filled fields are worth; ``next_best``: None when all are filled."""

    score: float
    missing_mandatory: tuple[str, ...]
    next_best: str | None


def completeness(kind: Kind, content: dict[str, Any]) -> Completeness:
    """How complete a record is, and the field to fill next: mandatory ones first, then the worthiest (F7)."""
    fields = [f for f in FIELDS if kind in f.kinds]
    empty = [f for f in fields if content.get(f.name) is None]
    mandatory = tuple(f.name for f in empty if kind in f.mandatory)
    best = max(empty, key=lambda f: (kind in f.mandatory, f.worth), default=None)
    total = sum(f.worth for f in fields)
    return Completeness(round((total - sum(f.worth for f in empty)) / total, 6), mandatory, best.name if best else None)


def check_version(actual: int, expected: int) -> None:
    """Raises Stale when the record has moved on since the caller read it."""
    if actual != expected:
        raise Stale("stale", expected=expected, actual=actual)


def may_change_public(actor: Actor) -> bool:
    """Whether this writer's change to a published record stands at once, without a focal point's look."""
    return actor.role is not Role.SUBMITTER
