"""From a row to what this reader may see of it."""

import json
from typing import Any

from app.access.permissions import Permission, allows
from app.core.context import Context
from app.ledger.models import Fact
from app.records import derive, rules
from app.records.models import Record
from app.records.rules import Kind, Stage
from app.records.service import subject_of
from schemas.records import Completeness, FactOut, NeedOut, OfferOut, StageName


def record_out(ctx: Context, record: Record) -> OfferOut | NeedOut:
    """The offer or need for this reader."""
    return offer_out(ctx, record) if record.kind == Kind.OFFER else need_out(ctx, record)


def offer_out(ctx: Context, record: Record) -> OfferOut:
    """The offer for this reader."""
    return OfferOut.model_validate(_document(ctx, record))


def need_out(ctx: Context, record: Record) -> NeedOut:
    """The need for this reader."""
    return NeedOut.model_validate(_document(ctx, record))


def _document(ctx: Context, record: Record) -> dict[str, Any]:
    """Content and state; contact and the waiting change only for those who answer for the record."""
    owner = allows(Permission.READ_OWN, ctx.actor, subject_of(record))
    stage = rules.stage_on(Stage(record.stage), record.expires_on, ctx.today)
    content = {name: value for name, value in record.content.items() if owner or name != "contact"}
    content["themes"] = derive.themes(ctx.vocabulary, record.content)
    content["valid_until"] = record.valid_until.isoformat() if record.valid_until else None
    complete = rules.completeness(Kind(record.kind), record.content)
    state = {
        "id": record.id,
        "stage": stage.value,
        "version": record.version,
        "sectors_crs": derive.crs_codes(ctx.vocabulary, record.content),
        "sectors_segib": derive.segib_codes(ctx.vocabulary, record.content),
        "assured_on": record.assured_on.isoformat() if record.assured_on else None,
        "overdue": _is_overdue(ctx, record, stage),
        "completeness": Completeness(
            score=complete.score,
            missing_mandatory=list(complete.missing_mandatory),
            next_best=complete.next_best,
        ),
        "has_submitted_version": record.pending is not None and owner,
        "submitted_version": record.pending if owner else None,
        "rejected_reason": record.rejected_reason if owner else None,
        "endorsed_on": record.endorsed_on.isoformat() if record.endorsed_on else None,
        "actions": _actions(ctx, record, stage),
        "entered_by": record.entered_as if owner and record.entered_as.startswith("org_") else None,
        "sample": record.sample,
        "created_at": record.created_at,
        "updated_at": record.updated_at,
    }
    return {**content, **state}


def _is_overdue(ctx: Context, record: Record, stage: Stage) -> bool:
    return stage is Stage.PUBLISHED and record.valid_until is not None and record.valid_until < ctx.today


def _actions(ctx: Context, record: Record, stage: Stage) -> list[str]:
    subject = subject_of(record)
    pending = record.pending is not None
    allowed = [a.value for a in rules.actions_from(stage, pending=pending) if allows(rules.WHO[a], ctx.actor, subject)]
    if allows(Permission.WRITE, ctx.actor, subject):
        allowed += ["amend"] if stage not in rules.FINAL else []
        allowed += ["delete"] if stage in rules.DELETABLE else []
    return allowed


def fact_out(fact: Fact, *, owner: bool) -> FactOut:
    """One fact of a record's history; who acted is for the owner only."""
    payload: dict[str, Any] = json.loads(fact.payload)
    stage: StageName | None = payload.get("stage")
    return FactOut(
        position=fact.position,
        at=fact.at,
        tag=fact.tag,
        actor=fact.actor if owner else None,
        role=fact.role,
        stage=stage,
        reason=payload.get("reason") if owner else None,
        changed=payload.get("changed") or [],
    )
