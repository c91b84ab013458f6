"""Writing offers and needs: whose they are, saving, and what the register answers to a text that is not stored yet.

Saving and acting are those of ``app.records.service``, as in the API.
"""

from dataclasses import dataclass

from pydantic import ValidationError

import matching
from app.access.permissions import Permission, allows, require
from app.access.predicates import Subject
from app.core.actor import Role
from app.core.context import Context
from app.core.errors import Invalid, WrongStage
from app.desk.writing import comparing, queries
from app.desk.writing.reading import Content
from app.matches import service as matches
from app.matches import suggesting
from app.matches.index import IndexKeeper
from app.matches.service import Answer
from app.matches.suggesting import Duplicates
from app.records import queries as records
from app.records import rules
from app.records.checks import check_codes
from app.records.content import validated
from app.records.models import Record
from app.records.rules import Action, Kind, Stage
from app.records.service import Content as Stored
from app.records.service import amend_record, create_record, subject_of
from matching.text.languages import guess_language
from matching.text.words import words_of
from schemas.records import NeedPatch, OfferPatch

#: How many proposals stand beside the form.
BILATERAL, TRIANGULAR = 5, 2
DUPLICATES = 3


def owner_of_new(ctx: Context, kind: Kind, country: str | None) -> Content:
    """Whose record the actor would enter: of the country asked for, else its own country or organization.

    Raises NotSignedIn or NotAllowed when it may enter none.
    """
    of_organization = ctx.actor.role is Role.AGENCY and kind is Kind.OFFER and country is None
    owner: Content = (
        {"organization": ctx.actor.organization} if of_organization else {"country": country or ctx.actor.country}
    )
    require(Permission.WRITE, ctx.actor, _subject(ctx, kind, owner))
    return owner


def _subject(ctx: Context, kind: Kind, owner: Content) -> Subject:
    return Subject(kind.value, owner.get("country"), owner.get("organization"), ctx.actor.entered_as)


def may(ctx: Context, permission: Permission, kind: Kind, owner: Content) -> bool:
    """Whether the actor may do this to a new record of that owner."""
    return allows(permission, ctx.actor, _subject(ctx, kind, owner))


def beginning(ctx: Context) -> Content:
    """What a new record begins with: the institution of a submitter."""
    found = queries.own_institution(ctx)
    return {"institution": {"name": found.name, "type": found.type}} if found else {}


def record_to_edit(ctx: Context, kind: Kind, record_id: str) -> Record:
    """Raises NotFound, the refusals of WRITE, and WrongStage for a record that is final."""
    record = records.get_record(ctx, kind, record_id)
    require(Permission.WRITE, ctx.actor, subject_of(record))
    stage = stage_of(ctx, record)
    if stage in rules.FINAL:
        raise WrongStage("wrong-stage", stage=stage.value, action="amend")
    return record


def stage_of(ctx: Context, record: Record) -> Stage:
    """The stage as it reads today."""
    return rules.stage_on(Stage(record.stage), record.expires_on, ctx.today)


def waits(ctx: Context, record: Record) -> bool:
    """Whether this writer's change would wait for the focal point."""
    return stage_of(ctx, record) in rules.PUBLIC_STAGES and not rules.may_change_public(ctx.actor)


def content_to_edit(ctx: Context, record: Record) -> Stored:
    """What the writer goes on from: the waiting change of a submitter, else the record."""
    return record.pending if waits(ctx, record) and record.pending is not None else record.content


def language_in(content: Content) -> str | None:
    """The language that title and description are written in; None when it cannot be told."""
    text = "\n".join(content.get(name) or "" for name in ("title", "description", "objective"))
    return guess_language(word.form for word in words_of(text))


def with_language(ctx: Context, content: Content) -> Content:
    """With the language that was told, else found in the text, else that of the page."""
    return content | {"language": content.get("language") or language_in(content) or ctx.language}


def enter(ctx: Context, kind: Kind, owner: Content, typed: Content) -> Record:
    """Enter what was typed as a draft; the same form sent twice gives the same draft.

    Raises ValidationError, and as ``create_record`` does.
    """
    given = {name: value for name, value in with_language(ctx, typed).items() if value is not None}
    content = validated(kind, owner | given)
    for sent in queries.sent_just_now(ctx, kind, content["title"]):
        if sent.content == content:
            return sent
    return create_record(ctx, kind, content)


def change(ctx: Context, kind: Kind, record_id: str, typed: Content, expected: int) -> Record:
    """Make a record what was typed. Raises as ``amend_record`` does."""
    before = content_to_edit(ctx, record_to_edit(ctx, kind, record_id))
    typed = comparing.refreshed(before, with_language(ctx, typed))
    return amend_record(ctx, kind, record_id, comparing.patch_of(before, typed), expected)


def finishing_action(ctx: Context, kind: Kind, owner: Content, stage: Stage) -> Action | None:
    """What brings a draft further for this writer: publish, else submit; None at other stages."""
    for action in (Action.PUBLISH, Action.SUBMIT):
        if (stage, action) in rules.MOVES and may(ctx, rules.WHO[action], kind, owner):
            return action
    return None


@dataclass(frozen=True)
class Preview:
    """What the register says to a text that is not stored: answers, completeness, the language it seems to have, and
    what it may be about or repeat. ``triangular``: None for an offer; ``suggestions``, ``duplicates``: None without a
    title."""

    bilateral: Answer
    triangular: Answer | None
    completeness: rules.Completeness
    language: str | None
    suggestions: matching.Suggestions | None
    duplicates: Duplicates | None


def preview(ctx: Context, keeper: IndexKeeper, kind: Kind, content: Content) -> Preview:
    """Answers to as much of the text as makes sense so far; the same as the API's ``matches/search``,
    ``suggestions/sectors`` and ``duplicates/search`` give."""
    fitting = fitting_part(ctx, kind, content)
    told = with_language(ctx, fitting) if fitting.get("title") or fitting.get("description") else fitting
    bilateral = matches.search(ctx, keeper, kind, told, ("bilateral", BILATERAL))
    triangular = matches.search(ctx, keeper, kind, told, ("triangular", TRIANGULAR)) if kind is Kind.NEED else None
    title = told.get("title")
    return Preview(
        bilateral,
        triangular,
        rules.completeness(kind, told),
        language_in(content),
        suggesting.suggest(ctx, title, told.get("description"), told["language"]) if title else None,
        suggesting.search_duplicates(ctx, keeper, kind, told, DUPLICATES + 1) if title else None,
    )


def fitting_part(ctx: Context, kind: Kind, content: Content) -> Content:
    """The fields that hold what the contract takes; what does not fit yet is left out."""
    model = OfferPatch if kind is Kind.OFFER else NeedPatch
    left = {name: value for name, value in content.items() if value is not None}
    while True:
        try:
            fitting = model.model_validate(left).model_dump(mode="json", exclude_none=True)
            check_codes(ctx.vocabulary, kind, fitting)
        except ValidationError as error:
            wrong = {str(one["loc"][0]) for one in error.errors() if one["loc"]}
        except Invalid as error:
            wrong = {one.pointer.split("/")[1] for one in error.errors}
        else:
            return fitting
        kept = {name: value for name, value in left.items() if name not in wrong}
        left = kept if len(kept) < len(left) else {}
