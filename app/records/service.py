"""What can be done with an offer or a need: one function per use case."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.access.permissions import Permission, require
from app.access.predicates import Subject
from app.core.context import Context
from app.core.errors import Conflict, FieldError, Invalid, WrongStage
from app.core.ids import new_id
from app.ledger import record as ledger
from app.records import content as contents
from app.records import derive, queries, rules
from app.records.checks import check_codes
from app.records.models import Record
from app.records.rules import Action, Kind, Stage
from app.registry import queries as registry

Content = dict[str, Any]


def subject_of(record: Record) -> Subject:
    """The record as the access rules see it."""
    return Subject(record.kind, record.country, record.organization_id, record.entered_as, record.stage)


def create_record(ctx: Context, kind: Kind, content: Content) -> Record:
    """Enter a draft. Raises Invalid for unknown codes or an external id in use, then the refusals of WRITE."""
    check_codes(ctx.vocabulary, kind, content)
    organization = content.get("organization")
    if organization is not None and not registry.is_organization(ctx, organization):
        raise Invalid("invalid-body", (FieldError("/organization", "unknown-code", {"value": organization}),))
    owner = Subject(kind.value, content.get("country"), organization, ctx.actor.entered_as)
    require(Permission.WRITE, ctx.actor, owner)
    return enter(ctx, kind, content)


def enter(ctx: Context, kind: Kind, content: Content, *, sample: bool = False, since: datetime | None = None) -> Record:
    """Store a draft whose content was checked and allowed. ``since``: when it began, None means now."""
    record = Record(
        id=new_id(kind.prefix),
        kind=kind.value,
        country=content.get("country"),
        organization_id=content.get("organization"),
        entered_as=ctx.actor.entered_as,
        stage=Stage.DRAFT.value,
        content=content,
        pending=None,
        sample=sample,
        created_at=since or ctx.now,
        updated_at=since or ctx.now,
        tags=[],
        external_ids=[],
    )
    _check_external_ids(ctx, record, content)
    derive.refresh(record, ctx.vocabulary)
    ctx.session.add(record)
    ctx.session.flush()
    _tell(ctx, record, "create", changed=sorted(content))
    return record


def amend_record(ctx: Context, kind: Kind, record_id: str, patch: Content, expected: int) -> Record:
    """Apply a merge patch (RFC 7396). A submitter's change to a published record waits as a submitted version.

    ``expected``: version from If-Match. Raises Stale when it has moved on, WrongStage for final stages, Invalid when
    the result does not hold together or lacks what its stage asks for.
    """
    check_codes(ctx.vocabulary, kind, patch)
    record = queries.get_record(ctx, kind, record_id, to_change=True)
    require(Permission.WRITE, ctx.actor, subject_of(record))
    rules.check_version(record.version, expected)
    return amend(ctx, record, plan_amendment(ctx, record, patch))


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a patch makes of a record's content; ``waits``: as a submitted version, for the focal point to publish."""

    before: Content
    content: Content
    waits: bool

    @property
    def changed(self) -> list[str]:
        """The fields that differ, sorted; empty when the patch changes nothing."""
        both = {*self.before, *self.content}
        return sorted(name for name in both if self.before.get(name) != self.content.get(name))


def plan_amendment(ctx: Context, record: Record, patch: Content) -> Amendment:
    """What a patch would make of a record, checked as ``amend_record`` does, with nothing written yet.

    Raises WrongStage, Invalid or Conflict as it would.
    """
    kind = Kind(record.kind)
    stage = rules.stage_on(Stage(record.stage), record.expires_on, ctx.today)
    if stage in rules.FINAL:
        raise WrongStage("wrong-stage", stage=stage.value, action="amend")
    waits = stage in rules.PUBLIC_STAGES and not rules.may_change_public(ctx.actor)
    before = record.pending if waits and record.pending is not None else record.content
    content = contents.merged(kind, before, patch)
    check_codes(ctx.vocabulary, kind, content)
    if stage in rules.COMPLETE_STAGES:
        _require_complete(kind, content)
    _check_external_ids(ctx, record, content)
    return Amendment(before, content, waits)


def amend(ctx: Context, record: Record, amendment: Amendment) -> Record:
    """Store an amendment that was planned and allowed; nothing happens when it changes nothing."""
    if not amendment.changed:
        return record
    if amendment.waits:
        record.pending = amendment.content
    else:
        record.content = amendment.content
    _save(ctx, record)
    _tell(ctx, record, "propose" if amendment.waits else "amend", changed=amendment.changed)
    return record


def delete_record(ctx: Context, kind: Kind, record_id: str, expected: int) -> None:
    """Delete a draft or rejected record; anything else stays for the history. Raises WrongStage otherwise."""
    record = queries.get_record(ctx, kind, record_id, to_change=True)
    require(Permission.WRITE, ctx.actor, subject_of(record))
    rules.check_version(record.version, expected)
    if Stage(record.stage) not in rules.DELETABLE:
        raise WrongStage("wrong-stage", stage=record.stage, action="delete")
    _tell(ctx, record, "delete", changed=[])
    ctx.session.delete(record)
    ctx.session.flush()


def act(
    ctx: Context,
    kind: Kind,
    record_id: str,
    action: Action,
    reason: str | None = None,
    expected: int | None = None,
) -> Record:
    """Submit, publish, reject, assure, withdraw or fulfil. ``expected``: version from If-Match, None when not asked."""
    record = queries.get_record(ctx, kind, record_id, to_change=True)
    require(rules.WHO[action], ctx.actor, subject_of(record))
    if expected is not None:
        rules.check_version(record.version, expected)
    if action in rules.NEEDS_REASON and reason is None:
        raise Invalid("invalid-body", (FieldError("/reason", "missing"),))
    return move(ctx, record, action, reason)


def move(
    ctx: Context, record: Record, action: Action, reason: str | None = None, since: datetime | None = None
) -> Record:
    """Carry out an action that is allowed. Raises WrongStage, or Invalid when the record is not ready for it.

    ``since``: the moment from which it holds, for a register that brings its past with it; None means now.
    """
    kind, moment = Kind(record.kind), since or ctx.now
    stage = rules.stage_on(Stage(record.stage), record.expires_on, ctx.today)
    target = rules.next_stage(stage, action, pending=record.pending is not None)
    if action is Action.PUBLISH and record.pending is not None:
        record.content = record.pending
        _check_external_ids(ctx, record, record.content)
    if action in {Action.PUBLISH, Action.REJECT, Action.WITHDRAW, Action.FULFIL}:
        record.pending = None
    record.stage = target.value
    record.rejected_reason = reason if action is Action.REJECT else None
    if action in {Action.SUBMIT, Action.PUBLISH}:
        _require_complete(kind, record.content)
    if action is Action.ASSURE:
        record.content = contents.renewed(record.content, ctx.today)
    if target is Stage.PUBLISHED and action is not Action.REJECT:
        record.assured_on = moment.date()
    if action is Action.PUBLISH:
        _require_valid(record.content, moment.date())
        if record.country and record.content["institution"]["type"] in rules.ENDORSED_TYPES:
            record.endorsed_on = moment.date()
    _save(ctx, record, moment)
    _tell(ctx, record, action.value, changed=[], reason=reason)
    return record


def lapse_due(ctx: Context) -> int:
    """Mark as dormant what ran past validity and grace; the number marked. Runs daily; reading does not wait for it."""
    due = queries.past_grace(ctx)
    for record in due:
        record.stage = Stage.DORMANT.value
        _save(ctx, record)
        _tell(ctx, record, "lapse", changed=[])
    return len(due)


def _save(ctx: Context, record: Record, moment: datetime | None = None) -> None:
    record.updated_at = moment or ctx.now
    derive.refresh(record, ctx.vocabulary)
    ctx.session.flush()


def _tell(ctx: Context, record: Record, verb: str, *, changed: list[str], reason: str | None = None) -> None:
    """Record the fact with the whole record as it now stands, contact left out."""
    content = {name: value for name, value in record.content.items() if name != "contact"}
    payload = {
        "kind": record.kind,
        "stage": record.stage,
        "content": content,
        "assured_on": record.assured_on.isoformat() if record.assured_on else None,
        "expires_on": record.expires_on.isoformat() if record.expires_on else None,
        "created_at": record.created_at.isoformat(),
        "changed": changed,
        "reason": reason,
    }
    ledger.record(ctx, f"{record.kind}:{verb}", record.id, payload, record.country)


def _require_complete(kind: Kind, content: Content) -> None:
    missing = rules.completeness(kind, content).missing_mandatory
    if missing:
        raise Invalid("incomplete", tuple(FieldError(f"/{name}", "missing") for name in missing))


def _require_valid(content: Content, today: date) -> None:
    until = content.get("valid_until")
    if until is not None and date.fromisoformat(until) < today:
        raise Invalid("invalid-body", (FieldError("/valid_until", "day-has-passed", {"value": until}),))


def _check_external_ids(ctx: Context, record: Record, content: Content) -> None:
    owner = record.country or record.organization_id or ""
    for place, item in enumerate(content.get("external_ids") or ()):
        other = queries.by_external_id(ctx, Kind(record.kind), owner, item["source"], item["id"])
        if other is not None and other.id != record.id:
            raise Conflict("external-id-in-use", source=item["source"], id=item["id"], place=place)
