"""What the pages of writing are given: a class for each page, with contract types and plain values alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from app.core.context import Context
from app.core.errors import NotFound
from app.core.languages import LANGUAGES
from app.desk.writing import comparing, keeping, queries, service
from app.desk.writing.choices import Choices, choices
from app.desk.writing.comparing import Clash, Difference
from app.desk.writing.reading import READERS, Content, content_of
from app.desk.writing.sheet import Sheet, of_content, of_form
from app.ledger import queries as ledger
from app.matches import suggested
from app.matches.index import IndexKeeper
from app.matches.showing import Proposed, proposed
from app.records import present
from app.records.models import Record
from app.records.rules import COMPLETE_STAGES, Kind, Stage
from app.registry.present import organizations_out
from app.web.forms import Form
from schemas.base import Problem
from schemas.records import Completeness, NeedOut, OfferOut
from schemas.registry import OrganizationOut
from schemas.suggestions import DuplicateOut, SdgSuggestion, SectorSuggestion


def page_of(page: Any) -> dict[str, Any]:
    """A page's class as what ``render`` takes."""
    return {one.name: getattr(page, one.name) for one in fields(page)}


@dataclass(frozen=True, slots=True)
class Preview:
    """Who could answer, or what could be served; how complete the text is; ``language``: what it seems to be written
    in, None when it cannot be told; ``goals``: that it speaks of; ``duplicates``: records that may tell of the same."""

    bilateral: Proposed
    triangular: Proposed | None
    completeness: Completeness
    language: str | None
    sectors: tuple[SectorSuggestion, ...]
    goals: tuple[SdgSuggestion, ...]
    duplicates: tuple[DuplicateOut, ...]


@dataclass(frozen=True, slots=True)
class Pointers:
    """What the form carries unseen. ``version`` and ``base``: what the writer began with, empty for a new record."""

    writer: str
    version: str = ""
    base: str = ""
    kept: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class WritingPage:
    """``address``: where the form goes, below the language; ``owner``: country or organization; ``action``: what
    finishes a draft, ``publish`` or ``submit``, or None; ``waits``: a change waits for the focal point; ``complete``:
    the record's stage asks for all mandatory fields; ``notice``: ``saved``, ``given-up``, ``kept`` or empty;
    ``opened``: the inputs stand open; ``unfolded``: the purposes do."""

    here: str
    kind: str
    address: str
    record: OfferOut | NeedOut | None
    owner: Mapping[str, str | None]
    organizations: Mapping[str, OrganizationOut]
    sheet: Sheet
    choices: Choices
    tags: tuple[str, ...]
    pointers: Pointers
    preview: Preview | None
    action: str | None
    waits: bool
    complete: bool
    notice: str = ""
    opened: bool = False
    unfolded: bool = False
    problem: Problem | None = None
    faults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LivePage:
    """The parts of the form that change while somebody writes."""

    kind: str
    sheet: Sheet
    choices: Choices
    preview: Preview | None
    organizations: Mapping[str, OrganizationOut]


@dataclass(frozen=True, slots=True)
class ConflictPage:
    """Two texts of one record. ``carried``: the fields as they were typed; ``version``, ``base``: of the record as it
    stands."""

    here: str
    kind: str
    address: str
    record: OfferOut | NeedOut
    clashes: tuple[Clash, ...]
    carried: tuple[tuple[str, str], ...]
    version: int
    base: str
    writer: str
    changed_by: str | None


@dataclass(frozen=True, slots=True)
class AgainPage:
    """A form that was opened before its writer signed in anew. ``carried``: as it was typed; ``wish``: the button."""

    here: str
    carried: tuple[tuple[str, str], ...]
    writer: str
    address: str
    wish: str


@dataclass(frozen=True, slots=True)
class ChangePage:
    """A change that waits beside its published record. ``actions``: what this reader may do with it."""

    here: str
    kind: str
    record: OfferOut | NeedOut
    differences: tuple[Difference, ...]
    actions: tuple[str, ...]
    problem: Problem | None = None
    faults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """Asks before something is done to a record; ``reason``: as it was typed."""

    here: str
    kind: str
    record: OfferOut | NeedOut
    action: str
    reason: str = ""
    problem: Problem | None = None
    faults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """What a form is made from: typed text, or what a record has. ``record``: None for a new one."""

    kind: Kind
    owner: Content
    record: Record | None
    sheet: Sheet
    pointers: Pointers
    content: Content


def new(ctx: Context, kind: Kind, owner: Content) -> Written:
    """An empty form."""
    content = service.beginning(ctx)
    pointers = Pointers(keeping.writer_code(ctx), country=owner.get("country") or "")
    return Written(kind, owner, None, of_content(content), pointers, content)


def existing(ctx: Context, kind: Kind, record: Record) -> Written:
    """The form of a record as it stands."""
    content = service.content_to_edit(ctx, record)
    pointers = Pointers(keeping.writer_code(ctx), str(record.version), comparing.marks(content, READERS))
    return Written(kind, _owner(record), record, of_content(content), pointers, content)


def typed(ctx: Context, kind: Kind, owner: Content, record: Record | None, form: Form) -> Written:
    """The form as it was typed, going on from the version that it began with."""
    country = "" if record else owner.get("country") or ""
    told = Pointers(keeping.writer_code(ctx), form.text("version"), form.text("base"), form.text("kept"), country)
    return Written(
        kind, owner if record is None else _owner(record), record, of_form(form), told, content_of(kind, form)
    )


def with_kept(written: Written, kept_id: str) -> Written:
    """The form, with what it was kept as."""
    return replace(written, pointers=replace(written.pointers, kept=kept_id))


def _owner(record: Record) -> Content:
    return {"country": record.country} if record.country else {"organization": record.organization_id}


def writing_page(ctx: Context, written: Written, **more: Any) -> WritingPage:
    """The page of a form; ``more``: what of ``WritingPage`` is not told by the form."""
    kind, record, sheet = written.kind, written.record, written.sheet
    stage = service.stage_of(ctx, record) if record else Stage.DRAFT
    action = service.finishing_action(ctx, kind, written.owner, stage)
    return WritingPage(
        here=kind.plural,
        kind=kind.value,
        address=f"{kind.plural}/{record.id}/edit" if record else f"{kind.plural}/new",
        record=present.record_out(ctx, record) if record else None,
        owner={"country": written.owner.get("country"), "organization": written.owner.get("organization")},
        organizations=organizations_out(ctx),
        sheet=sheet,
        choices=_choices(ctx, written, more.get("preview")),
        tags=_tags(sheet),
        pointers=written.pointers,
        action=action.value if action else None,
        waits=record is not None and service.waits(ctx, record),
        complete=stage in COMPLETE_STAGES,
        **{"preview": None} | more,
    )


def live_page(ctx: Context, keeper: IndexKeeper, written: Written) -> LivePage:
    """The parts of a form that follow the text."""
    found = preview(ctx, keeper, written)
    chosen = _choices(ctx, written, found)
    return LivePage(written.kind.value, written.sheet, chosen, found, organizations_out(ctx))


def preview(ctx: Context, keeper: IndexKeeper, written: Written) -> Preview:
    """The register's answer to the text in a form."""
    found = service.preview(ctx, keeper, written.kind, written.owner | written.content)
    triangular = proposed(ctx, found.triangular) if found.triangular else None
    complete = found.completeness
    out = Completeness(
        score=complete.score, missing_mandatory=list(complete.missing_mandatory), next_best=complete.next_best
    )
    suggestions = suggested.suggestions_out(ctx, found.suggestions) if found.suggestions else None
    alike = suggested.duplicates_out(ctx, found.duplicates).items if found.duplicates else []
    own_id = written.record.id if written.record else None
    return Preview(
        proposed(ctx, found.bilateral),
        triangular,
        out,
        found.language,
        tuple(suggestions.sectors) if suggestions else (),
        tuple(suggestions.sdg) if suggestions else (),
        tuple(one for one in alike if one.id != own_id)[: service.DUPLICATES],
    )


def _choices(ctx: Context, written: Written, found: Preview | None) -> Choices:
    sheet = written.sheet
    used = [*sheet.codes("delivery_languages"), *([sheet.text("language")] if sheet.text("language") else [])]
    known = [tag for tag in used if ctx.vocabulary.is_language(tag)]
    sectors = [code for code in sheet.codes("sectors") if ctx.vocabulary.is_sector(code) or code == "all"]
    return choices(ctx, written.kind, sectors, known, found.sectors if found else ())


def _tags(sheet: Sheet) -> tuple[str, ...]:
    """Languages that the form has a translation for: those of the interface but the text's own, and those there are."""
    own = sheet.text("language").split("-")[0]
    return tuple(dict.fromkeys([*(tag for tag in LANGUAGES if tag != own), *sheet.tags]))


def conflict_page(ctx: Context, kind: Kind, record: Record, mine: Content, form: Form) -> ConflictPage:
    """The record as it stands beside what somebody wrote from an older version."""
    theirs = service.content_to_edit(ctx, record)
    settled = form.text("do") == "settle"
    carried = [
        (name, value)
        for name, value in keeping.pairs_of(form)
        if name not in {"version", "base"} and (not name.startswith("choose.") or (settled and value == "theirs"))
    ]
    return ConflictPage(
        here=kind.plural,
        kind=kind.value,
        address=f"{kind.plural}/{record.id}/edit",
        record=present.record_out(ctx, record),
        clashes=comparing.clashes(mine, theirs, form.text("base")),
        carried=tuple(carried),
        version=record.version,
        base=comparing.marks(theirs, READERS),
        writer=keeping.writer_code(ctx),
        changed_by=_last_writer(ctx, record),
    )


def _last_writer(ctx: Context, record: Record) -> str | None:
    """Who changed the record last, when it is a person with a name."""
    facts = ledger.about(ctx.session, record.id, ("public", "owner"))
    names = queries.names_of_actors(ctx, [facts[-1].actor]) if facts else {}
    return names.get(facts[-1].actor) if facts else None


def change_page(ctx: Context, kind: Kind, record: Record, **more: Any) -> ChangePage:
    """A submitter's change beside what is published. Raises NotFound when none waits for this reader."""
    out = present.record_out(ctx, record)
    if out.submitted_version is None:
        raise NotFound(f"{kind.value}-not-found", id=record.id)
    found = comparing.differences(record.content, out.submitted_version, READERS)
    actions = tuple(action for action in out.actions if action in {"publish", "reject"})
    return ChangePage(kind.plural, kind.value, out, found, actions, **more)
