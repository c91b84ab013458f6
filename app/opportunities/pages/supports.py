"""``/{language}/needs/{need_id}/support``: who supports a need, and one's own mark."""

from typing import Annotated, Any

from fastapi import Path, Request, Response
from fastapi.responses import RedirectResponse

from app.access.permissions import Permission, declares
from app.core.context import Context
from app.matches.api import NeedId
from app.opportunities import present
from app.opportunities.service import supports
from app.records import queries as records
from app.records.present import need_out
from app.records.rules import Kind
from app.registry.present import organizations_out
from app.web.dependencies import Reading, Writing, language_of
from app.web.forms import NONE_YET, Submitted, shown_again
from app.web.pages import page_router, render
from schemas.opportunities import SupportIn

router = page_router()
MARK = declares(Permission.MARK_SUPPORT)
SupportId = Annotated[str, Path(pattern=r"^sup_[0-9a-z]{1,40}$")]
TEMPLATE = "opportunities/support.html"


@router.get("/needs/{need_id}/support", openapi_extra=declares(Permission.READ_SUPPORT))
def show_supports(request: Request, ctx: Reading, need_id: NeedId) -> Response:
    """Before an agency says what it does, it sees what others do."""
    return render(request, TEMPLATE, _page(ctx, need_id))


def _page(ctx: Context, need_id: str) -> dict[str, Any]:
    rows = supports.list_supports(ctx, need_id)
    own = [row for row in rows if supports.may_mark(ctx) and row.organization_id == ctx.actor.organization]
    need = records.get_record(ctx, Kind.NEED, need_id)
    return NONE_YET | {
        "here": "needs",
        "need": need_out(ctx, need),
        "supports": [present.support_out(row) for row in rows],
        "own": present.support_out(own[0]) if own else None,
        "may_mark": supports.may_mark(ctx),
        "organizations": organizations_out(ctx),
        "today": ctx.today,
        "given": {"what": "", "until": ""},
    }


@router.post("/needs/{need_id}/support", openapi_extra=MARK)
def mark(request: Request, ctx: Writing, need_id: NeedId, form: Submitted) -> Response:
    """Say what one's organization does."""
    given = {name: form.text(name) for name in ("what", "until")}
    with shown_again(request, TEMPLATE, _page(ctx, need_id) | {"given": given}):
        asked = SupportIn.model_validate({name: value for name, value in given.items() if value})
        supports.mark_support(ctx, need_id, asked.what, asked.until)
    return _back(request, need_id)


@router.post("/needs/{need_id}/support/{support_id}/end", openapi_extra=MARK)
def end(request: Request, ctx: Writing, need_id: NeedId, support_id: SupportId, _form: Submitted) -> Response:
    """Take one's organization's mark back."""
    supports.end_support(ctx, need_id, support_id)
    return _back(request, need_id)


def _back(request: Request, need_id: str) -> Response:
    return RedirectResponse(f"/{language_of(request)}/needs/{need_id}/support", 303)
