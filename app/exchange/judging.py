"""What importing a row would do: create, update, nothing, or what stands against it. Nothing is written here."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from pydantic import ValidationError

from app.access.permissions import Permission, allows
from app.access.predicates import Subject
from app.core.actor import SERVICE
from app.core.context import Context
from app.core.errors import DomainError, Fact, Invalid
from app.exchange import columns, queries
from app.exchange.rows import Reading, RowError
from app.records import content as contents
from app.records import derive, rules, service
from app.records.checks import check_codes
from app.records.models import Record
from app.records.rules import Kind, Stage
from app.web.refusals import FROM_PYDANTIC
from schemas.records import NeedPatch, OfferPatch

_ID = re.compile(r"(off|ned)_[0-9a-z]{1,36}")


@dataclass(frozen=True, slots=True)
class Ground:
    """What rows are judged by. ``country`` or ``organization``: the owner of rows that name none, and the only one
    allowed; both None for the service itself, which imports for any. ``seen``: what earlier rows were about → row."""

    kind: Kind
    country: str | None
    organization: str | None
    organizations: frozenset[str]
    seen: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``outcome``: create, update, unchanged or error. ``content``: what ``taking.take`` needs to carry it out;
    ``cells`` and ``faults``: what the report shows of the row."""

    number: int
    outcome: str
    record_id: str | None = None
    content: dict[str, Any] = field(default_factory=dict)
    errors: tuple[RowError, ...] = ()
    cells: tuple[tuple[str, str], ...] = ()
    faults: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """The records that some rows may be about, looked up together."""

    by_id: Mapping[str, Record]
    by_external_id: Mapping[tuple[str, str, str], Record]
    by_title: Mapping[str, Sequence[Record]]


def judge_all(ctx: Context, ground: Ground, readings: Sequence[Reading]) -> list[Verdict]:
    """A verdict for every row, in order."""
    known = _look_up(ctx, ground.kind, readings)
    return [_judge(ctx, ground, known, reading) for reading in readings]


def _look_up(ctx: Context, kind: Kind, readings: Sequence[Reading]) -> Known:
    ids = {r.keys["id"] for r in readings if _ID.fullmatch(r.keys.get("id", ""))}
    pairs = {pair for r in readings for pair in r.pairs if _is_plain("".join(pair))}
    titles = {r.patch["title"] for r in readings if "id" not in r.keys and _is_plain(r.patch.get("title"))}
    return Known(
        queries.by_id(ctx, kind, ids),
        queries.by_external_id(ctx, kind, pairs),
        queries.by_title(ctx, kind, titles),
    )


def _is_plain(text: Any) -> bool:
    """Whether a database takes it; anything else has no record, and is refused when it is validated."""
    return isinstance(text, str) and "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


def _judge(ctx: Context, ground: Ground, known: Known, reading: Reading) -> Verdict:
    errors = list(reading.errors)
    if not reading.is_whole:
        return Verdict(reading.number, "error", errors=tuple(errors))
    verdict = None
    try:
        record = _record_of(ground, known, reading)
        judge = partial(_new, known=known) if record is None else partial(_present, record=record)
        verdict = judge(ctx, ground, reading)
    except _Against as against:
        errors.append(against.error)
    except ValidationError as error:
        errors += [_of_pydantic(ground.kind, one) for one in error.errors()]
    except DomainError as error:
        errors += _of_refusal(ground.kind, error)
    if errors or verdict is None:
        return Verdict(reading.number, "error", errors=tuple(_without_echoes(reading, errors)))
    return verdict


class _Against(Exception):
    def __init__(self, column: str, code: str, **facts: Fact) -> None:
        super().__init__(code)
        self.error = RowError(column, code, facts)


def _record_of(ground: Ground, known: Known, reading: Reading) -> Record | None:
    """The record that the row is about, None for a new one."""
    if given := reading.keys.get("id"):
        record = known.by_id.get(given)
        if record is None:
            raise _Against("id", "record-not-found", value=given[:80])
        return record
    country, organization = _owner(ground, reading)
    owner = country or organization or ""
    found = [known.by_external_id.get((owner, *pair)) for pair in reading.pairs]
    return next((record for record in found if record is not None), None)


def _owner(ground: Ground, reading: Reading) -> tuple[str | None, str | None]:
    country, organization = reading.owner.get("country"), reading.owner.get("organization")
    return (country, organization) if country or organization else (ground.country, ground.organization)


def _may_write(ctx: Context, ground: Ground, subject: Subject) -> bool:
    if ctx.actor == SERVICE:
        return ground.country in {None, subject.country}
    return allows(Permission.WRITE, ctx.actor, subject)


def _once(ground: Ground, reading: Reading, *keys: str) -> None:
    """A record may stand in a file once."""
    for key in keys:
        first = ground.seen.setdefault(key, reading.number)
        if first != reading.number:
            raise _Against("", "repeated-row", row=first)


def _new(ctx: Context, ground: Ground, reading: Reading, known: Known) -> Verdict:
    country, organization = _owner(ground, reading)
    subject = Subject(ground.kind.value, country, organization, ctx.actor.entered_as)
    if (country or organization) and not _may_write(ctx, ground, subject):
        raise _Against(
            "organization" if organization else "country", "other-owner", value=country or organization or ""
        )
    for name, value in reading.checks.items():
        if (name, value) != ("stage", Stage.DRAFT.value):
            raise _Against(name, "read-only-column")
    owner = {"country": country} | ({"organization": organization} if organization else {})
    given = contents.merge({}, {**reading.patch, **owner})
    content = contents.validated(ground.kind, given)
    check_codes(ctx.vocabulary, ground.kind, content)
    if organization and organization not in ground.organizations:
        raise _Against("organization", "unknown-code", value=organization[:80])
    _once(ground, reading, *(f"{country or organization}/{s}/{n}" for s, n in reading.pairs), _print(content))
    twin = twin_of(known.by_title.get(queries.title_key(content["title"]), ()), content)
    if twin is not None:
        return Verdict(reading.number, "unchanged", twin.id)
    return Verdict(reading.number, "create", content=content)


def twin_of(records: Sequence[Record], content: dict[str, Any]) -> Record | None:
    """The record that says exactly the same, so that a file without ids can be sent twice; None without one."""
    return next((record for record in records if record.content == content), None)


def _print(content: dict[str, Any]) -> str:
    return json.dumps(content, sort_keys=True)


def _present(ctx: Context, ground: Ground, reading: Reading, record: Record) -> Verdict:
    if not _may_write(ctx, ground, service.subject_of(record)):
        column = "id" if "id" in reading.keys else "external_id"
        raise _Against(column, "other-owner", value=record.country or record.organization_id or "")
    _once(ground, reading, record.id)
    patch = _differing(ctx, record, _checked(ctx, ground.kind, reading.patch))
    plan = service.plan_amendment(ctx, record, patch) if patch else None
    changes = plan is not None and bool(plan.changed)
    _compare(ctx, record, reading, changes=changes)
    if not changes:
        return Verdict(reading.number, "unchanged", record.id)
    return Verdict(reading.number, "update", record.id, {"patch": patch, "version": record.version})


def _checked(ctx: Context, kind: Kind, given: dict[str, Any]) -> dict[str, Any]:
    """The patch in its canonical JSON form, checked as the border checks one."""
    model = OfferPatch if kind is Kind.OFFER else NeedPatch
    patch = model.model_validate(given).model_dump(mode="json", exclude_unset=True)
    check_codes(ctx.vocabulary, kind, patch)
    return patch


def _differing(ctx: Context, record: Record, given: dict[str, Any]) -> dict[str, Any]:
    """What the row says otherwise than the record, leaving out what only repeats a default or a derived value."""
    patch = {name: value for name, value in given.items() if record.content.get(name) != value}
    until = record.valid_until.isoformat() if record.valid_until else None
    if patch.get("valid_until", 0) == until and "valid_until" not in record.content:
        del patch["valid_until"]
    themes = patch.get("themes")
    if isinstance(themes, list) and sorted(map(str, themes)) == derive.themes(ctx.vocabulary, record.content):
        del patch["themes"]
    if isinstance(ids := patch.get("external_ids"), list):
        there = record.content.get("external_ids") or []
        patch["external_ids"] = there + [item for item in ids if item not in there]
    return patch


def _compare(ctx: Context, record: Record, reading: Reading, *, changes: bool) -> None:
    """Check columns must say what is; an earlier ``updated_at`` does no harm when the row changes nothing."""
    stands: dict[str, Any] = {
        "country": record.country,
        "organization": record.organization_id,
        "stage": rules.stage_on(Stage(record.stage), record.expires_on, ctx.today).value,
        "assured_on": record.assured_on.isoformat() if record.assured_on else None,
        "created_at": record.created_at,
        "updated_at": record.updated_at,
    }
    for name, value in {**reading.owner, **reading.checks}.items():
        if value == stands[name]:
            continue
        if name == "updated_at" and not changes and isinstance(value, datetime) and value < record.updated_at:
            continue
        raise _Against(name, "read-only-column")


def _of_pydantic(kind: Kind, error: Mapping[str, Any]) -> RowError:
    pointer = "/".join(str(part) for part in error["loc"])
    facts = {k: v for k, v in (error.get("ctx") or {}).items() if k in {"min_length", "max_length", "expected"}}
    code = FROM_PYDANTIC.get(error["type"], "invalid")
    return RowError(columns.place_of(kind, pointer) or _owner_column(pointer), code, facts)


def _owner_column(pointer: str) -> str:
    return pointer if pointer in {"country", "organization"} else ""


def _of_refusal(kind: Kind, error: DomainError) -> list[RowError]:
    if isinstance(error, Invalid) and error.errors:
        return [
            RowError(columns.place_of(kind, one.pointer) or _owner_column(one.pointer.strip("/")), one.code, one.facts)
            for one in error.errors
        ]
    return [RowError("external_ids" if error.code == "external-id-in-use" else "", error.code, error.facts)]


def _without_echoes(reading: Reading, errors: Sequence[RowError]) -> list[RowError]:
    """Without errors that only follow from others: a field that is missing because its cell could not be read."""
    unread = {error.column for error in reading.errors}
    return [error for error in errors if error in reading.errors or error.column not in unread]
