"""What a sent form asks for: to be saved, finished, or looked at; and what is answered when that is refused."""

from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from app.core.context import Context
from app.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotSignedIn, Stale, WrongStage
from app.desk.writing import comparing, keeping, service, showing
from app.desk.writing.pages.place import Place, ask_to_sign_in, to
from app.desk.writing.reading import READERS, Content, content_of
from app.records import rules
from app.records import service as acting
from app.records.models import Record
from app.records.rules import DELETABLE, Action
from app.web import csrf
from app.web.dependencies import RequestSteps, language_of
from app.web.forms import Form
from app.web.house import house_of
from app.web.pages import is_page, query_string, render
from app.web.problems import describe, fields_of
from schemas.base import Problem

#: What the buttons ask for. ``autosave`` comes from the script; ``mine`` and ``settle`` from the page of a conflict.
FINISHING = {"publish": Action.PUBLISH, "submit": Action.SUBMIT}
SAVING = frozenset({"save", "autosave", "mine", "settle", *FINISHING})
#: Fields that are lists: what does not fit in one of their items stands beside the field.
_LISTS = frozenset(
    {"sectors", "modalities", "delivery_languages", "actor_types_welcome", "levels", "themes", "sdg", "target_groups"}
)


def answer(request: Request, steps: RequestSteps, here: Place, form: Form) -> Response:
    """Whatever the form asks for. A form that cannot be taken is shown again; one whose writer is no longer signed in
    is kept."""
    try:
        return _answer(request, steps, here, form)
    except (NotSignedIn, NotAllowed) as error:
        if not is_page(request) or error.code not in {"not-signed-in", "csrf-failed"}:
            raise
        return _kept_or_again(request, steps, here, form, error)


def _answer(request: Request, steps: RequestSteps, here: Place, form: Form) -> Response:
    wish = form.text("do")
    if wish not in SAVING:
        with steps.reading() as ctx:
            return show_typed(request, ctx, here, form, None)
    try:
        with steps.writing() as ctx:
            saved = _save(ctx, here, form, wish)
            answered = _saved(request, ctx, saved, wish)
            here, version = Place(here.kind, saved.id), saved.version
    except Stale:
        return _conflict(request, steps, here, form)
    except (ValidationError, Invalid, WrongStage, Conflict) as error:
        return _typed_again(request, steps, here, form, error)
    return _finish(request, steps, here, (FINISHING[wish], version)) if wish in FINISHING else answered


def _save(ctx: Context, here: Place, form: Form, wish: str) -> Record:
    ask_to_sign_in(ctx)
    if keeping.account_named(ctx.settings, form) not in {None, ctx.actor.id}:
        raise NotAllowed("not-allowed", permission="write")  # somebody else signed in at this browser meanwhile
    typed = content_of(here.kind, form)
    if here.record_id is None:
        owner = service.owner_of_new(ctx, here.kind, form.text("country") or None)
        record = service.enter(ctx, here.kind, owner, typed)
    else:
        before = service.record_to_edit(ctx, here.kind, here.record_id)
        if wish == "autosave" and service.stage_of(ctx, before) not in DELETABLE:
            raise WrongStage("wrong-stage", stage=before.stage, action="amend")
        record = service.change(ctx, here.kind, here.record_id, _chosen(form, typed), version_of(form))
    keeping.forget(ctx, form.text("kept"))
    return record


def _chosen(form: Form, typed: Content) -> Content:
    """On the page of a conflict, without the fields in which the other text was chosen."""
    if form.text("do") != "settle":
        return typed
    return {name: value for name, value in typed.items() if form.text(f"choose.{name}") != "theirs"}


def version_of(form: Form) -> int:
    """The version that the writer began with; one that cannot be read is no longer the record's."""
    text = form.text("version")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def _saved(request: Request, ctx: Context, record: Record, wish: str) -> Response:
    path = f"{rules.Kind(record.kind).plural}/{record.id}"
    if wish == "autosave":
        content = service.content_to_edit(ctx, record)
        told = {"id": record.id, "version": record.version, "base": comparing.marks(content, READERS)}
        return JSONResponse(told | {"address": f"/{language_of(request)}/{path}/edit"})
    is_draft = service.stage_of(ctx, record) in DELETABLE
    return to(request, f"{path}/edit?notice=saved" if is_draft else path)


def _finish(request: Request, steps: RequestSteps, here: Place, what: tuple[Action, int]) -> Response:
    """Publish or submit what was just saved: that stands, even when this is refused."""
    action, version = what
    record_id = here.record_id or ""
    try:
        with steps.writing() as ctx:
            acting.act(ctx, here.kind, record_id, action, None, version)
    except (Invalid, WrongStage, Conflict, Stale) as error:
        problem = describe(request, error)
        with steps.reading() as ctx:
            record = service.record_to_edit(ctx, here.kind, record_id)
            written = showing.existing(ctx, here.kind, record)
            return form_page(request, ctx, written, problem=problem, faults=faults(problem), notice="saved")
    return to(request, f"{here.path}#answers" if action is Action.PUBLISH else here.path)


def _typed_again(
    request: Request, steps: RequestSteps, here: Place, form: Form, error: ValidationError | DomainError
) -> Response:
    if not is_page(request):
        raise error
    fields = fields_of(error.errors(), "") if isinstance(error, ValidationError) else ()
    refusal = Invalid("invalid-body", fields) if isinstance(error, ValidationError) else error
    with steps.reading() as ctx:
        return show_typed(request, ctx, here, form, describe(request, refusal))


def show_typed(request: Request, ctx: Context, here: Place, form: Form, problem: Problem | None) -> Response:
    """The form as it was typed, with what the register answers to it."""
    ask_to_sign_in(ctx)
    written = typed_form(ctx, here, form)
    more: dict[str, Any] = {"preview": showing.preview(ctx, house_of(request).index, written)}
    if problem is not None:
        more |= {"problem": problem, "faults": faults(problem)}
    return form_page(
        request, ctx, written, opened=form.text("do") == "more", unfolded=form.text("do") == "refine", **more
    )


def typed_form(ctx: Context, here: Place, form: Form) -> showing.Written:
    """What was typed, with its record or the owner that a new one would have."""
    record = service.record_to_edit(ctx, here.kind, here.record_id) if here.record_id else None
    owner: Content = {} if record else service.owner_of_new(ctx, here.kind, form.text("country") or None)
    return showing.typed(ctx, here.kind, owner, record, form)


def form_page(request: Request, ctx: Context, written: showing.Written, **more: Any) -> Response:
    """The page of a form, with the status of its refusal."""
    page = showing.writing_page(ctx, written, **more)
    return no_store(
        render(request, "writing/form.html", showing.page_of(page), page.problem.status if page.problem else 200)
    )


def no_store(response: Response) -> Response:
    """What somebody is writing stays in no cache."""
    response.headers["Cache-Control"] = "no-store"
    return response


def faults(problem: Problem) -> dict[str, str]:
    """Field of the form → what does not fit; only the first of each."""
    found: dict[str, str] = {}
    for error in problem.errors:
        parts = error.pointer.removeprefix("/").split("/")
        found.setdefault(parts[0] if parts[0] in _LISTS else ".".join(parts), error.message)
    return found


def _conflict(request: Request, steps: RequestSteps, here: Place, form: Form) -> Response:
    """Both texts, to choose from. Raises Stale again for a script."""
    with steps.reading() as ctx:
        record = service.record_to_edit(ctx, here.kind, here.record_id or "")
        if not is_page(request):
            raise Stale("stale", expected=version_of(form), actual=record.version)
        mine = _chosen(form, service.with_language(ctx, content_of(here.kind, form)))
        page = showing.conflict_page(ctx, here.kind, record, mine, form)
        return no_store(render(request, "writing/conflict.html", showing.page_of(page), 412))


def _kept_or_again(
    request: Request, steps: RequestSteps, here: Place, form: Form, error: NotSignedIn | NotAllowed
) -> Response:
    """To sign in and come back to the text, or, when signed in anew meanwhile, the text to be sent once more."""
    house = house_of(request)
    if not csrf.comes_from_here(request) or keeping.account_named(house.settings, form) is None:
        raise error
    if error.code == "csrf-failed":
        carried = tuple(keeping.pairs_of(form))
        writer, wish = form.secret(keeping.FIELD), form.text("do")
        page = showing.AgainPage(here.kind.plural, carried, writer, request.url.path, wish)
        return no_store(render(request, "writing/again.html", showing.page_of(page), 403))
    with steps.writing() as ctx:
        kept_id = keeping.keep(ctx, here.kind, here.record_id, form)
    path = f"/{language_of(request)}/{here.path}" + ("/edit" if here.record_id else "")
    following = path + query_string([("kept", kept_id), ("country", form.text("country"))])
    return to(request, f"sign-in{query_string([('next', following)])}")
