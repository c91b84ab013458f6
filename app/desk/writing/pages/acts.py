"""What an owner does with a record: a page that asks first, and the doing; the change that waits; the history."""

from collections.abc import Callable

from fastapi import Request, Response

from app.access.permissions import Permission, declares, require
from app.core.context import Context
from app.desk.writing import showing, telling
from app.desk.writing.pages import saving
from app.desk.writing.pages.place import Here, Place, ask_to_sign_in, to
from app.records import present, queries, rules, service
from app.records.rules import Action
from app.records.service import subject_of
from app.web.dependencies import Reading, Writing
from app.web.forms import Form, Submitted, shown_again
from app.web.pages import page_router, render

router = page_router()
DELETE = "delete"
#: What may be done, with who may.
ACTS: dict[str, Permission] = {**{action.value: rules.WHO[action] for action in Action}, DELETE: Permission.WRITE}
#: Where one goes once it is done; below the record, or the desk.
_AFTER = {"publish": "#answers"}


def _page(ctx: Context, here: Place, act: str, reason: str = "") -> showing.ConfirmPage:
    record = queries.get_record(ctx, here.kind, here.record_id or "")
    require(ACTS[act], ctx.actor, subject_of(record))
    return showing.ConfirmPage(here.kind.plural, here.kind.value, present.record_out(ctx, record), act, reason)


def _ask(act: str) -> Callable[..., Response]:
    def ask(request: Request, ctx: Reading, here: Here) -> Response:
        """Asks before it is done."""
        ask_to_sign_in(ctx)
        return saving.no_store(render(request, "writing/confirm.html", showing.page_of(_page(ctx, here, act))))

    return ask


def _do(act: str) -> Callable[..., Response]:
    def do(request: Request, ctx: Writing, here: Here, form: Submitted) -> Response:
        """Does it, and goes back to the record, or to the desk when there is none left."""
        ask_to_sign_in(ctx)
        page = showing.page_of(_page(ctx, here, act, form.text("reason")))
        with shown_again(request, "writing/confirm.html", page):
            _carry_out(ctx, here, act, form)
        return to(request, "desk" if act == DELETE else here.path + _AFTER.get(act, ""))

    return do


def _carry_out(ctx: Context, here: Place, act: str, form: Form) -> None:
    version, record_id = saving.version_of(form), here.record_id or ""
    if act == DELETE:
        service.delete_record(ctx, here.kind, record_id, version)
        return
    service.act(ctx, here.kind, record_id, Action(act), form.text("reason") or None, version)


for _act, _permission in ACTS.items():
    for _path in (f"/needs/{{need_id}}/{_act}", f"/offers/{{offer_id}}/{_act}"):
        router.get(_path, openapi_extra=declares(_permission))(_ask(_act))
        router.post(_path, openapi_extra=declares(_permission))(_do(_act))


@router.get("/needs/{need_id}/change", openapi_extra=declares(Permission.READ_OWN))
@router.get("/offers/{offer_id}/change", openapi_extra=declares(Permission.READ_OWN))
def show_change(request: Request, ctx: Reading, here: Here) -> Response:
    """The change that waits, beside what is published."""
    ask_to_sign_in(ctx)
    record = queries.get_record(ctx, here.kind, here.record_id or "")
    page = showing.change_page(ctx, here.kind, record)
    return saving.no_store(render(request, "writing/change.html", showing.page_of(page)))


@router.get("/needs/{need_id}/history", openapi_extra=declares(Permission.READ_PUBLIC))
@router.get("/offers/{offer_id}/history", openapi_extra=declares(Permission.READ_PUBLIC))
def show_history(request: Request, ctx: Reading, here: Here) -> Response:
    """What happened to a record, in sentences."""
    record = queries.get_record(ctx, here.kind, here.record_id or "")
    page = telling.history_page(ctx, here.kind, record)
    return render(request, "writing/history.html", showing.page_of(page))
