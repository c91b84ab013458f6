"""Forms that arrive when their writer is no longer signed in: kept until the same account has signed in again.

A form carries a signature that names the account it was made for. So only who was shown a form can have one kept, and
only that account is shown it again.
"""

from datetime import timedelta

from starlette.datastructures import FormData

from app.core.context import Context
from app.core.ids import new_id
from app.core.settings import Settings
from app.core.signing import signed, text_of
from app.desk.writing import queries
from app.desk.writing.models import KeptForm
from app.records.rules import Kind
from app.web import csrf
from app.web.forms import Form

FIELD = "writer"
KEPT_FOR = timedelta(days=7)
#: Kept forms of one account; an older one makes room.
MOST = 5
_PURPOSE = "writer"
#: What belongs to the page that was left, not to the text.
_LEFT_OUT = frozenset({csrf.FIELD, FIELD, "do"})


def writer_code(ctx: Context) -> str:
    """What the form carries to say whose it is."""
    return signed(ctx.settings.key, _PURPOSE, ctx.actor.id)


def account_named(settings: Settings, form: Form) -> str | None:
    """Whose form it is, or None when it was not made here."""
    return text_of(settings.key, _PURPOSE, form.secret(FIELD))


def pairs_of(form: Form) -> list[tuple[str, str]]:
    """All that was typed, without what belongs to the page that it was typed on."""
    pairs = ((name, value) for name, value in form.data.multi_items() if isinstance(value, str))
    return [(name, value) for name, value in pairs if name not in _LEFT_OUT]


def keep(ctx: Context, kind: Kind, record_id: str | None, form: Form) -> str | None:
    """Keep a form for its writer; the id of what is kept, None when it names no account of ours."""
    account_id = account_named(ctx.settings, form)
    if account_id is None or not queries.is_account(ctx, account_id):
        return None
    queries.forget_kept_before(ctx, ctx.now - KEPT_FOR)
    for old in queries.kept_forms(ctx, account_id)[MOST - 1 :]:
        ctx.session.delete(old)
    kept = KeptForm(
        id=new_id("kep"),
        account_id=account_id,
        kind=kind.value,
        record_id=record_id,
        content={"pairs": [list(pair) for pair in pairs_of(form)]},
        created_at=ctx.now,
    )
    ctx.session.add(kept)
    ctx.session.flush()
    return kept.id


def kept(ctx: Context, kept_id: str, kind: Kind, record_id: str | None) -> Form | None:
    """The form that was kept for whoever asks, or None when there is none for this place."""
    found = queries.kept_form(ctx, kept_id, ctx.actor.id)
    if found is None or (found.kind, found.record_id) != (kind.value, record_id):
        return None
    return Form(FormData([(name, value) for name, value in found.content["pairs"]]))


def forget(ctx: Context, kept_id: str) -> None:
    """The kept form has become a record: it is of no more use."""
    found = queries.kept_form(ctx, kept_id, ctx.actor.id) if kept_id else None
    if found is not None:
        ctx.session.delete(found)
        ctx.session.flush()
