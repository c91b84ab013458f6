"""What the writing of records asks the store besides the records themselves."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from app.core.context import Context
from app.core.text import fold
from app.desk.writing.models import KeptForm
from app.records.models import Record
from app.records.rules import Kind, Stage
from app.registry.models import Account, Institution, Token

#: A form that is sent twice within this time is the same form.
TWICE = timedelta(seconds=60)


def own_institution(ctx: Context) -> Institution | None:
    """The institution that the actor enters records for, if it has one."""
    return ctx.session.get(Institution, ctx.actor.institution) if ctx.actor.institution else None


def sent_just_now(ctx: Context, kind: Kind, title: str) -> Sequence[Record]:
    """Drafts that the actor entered a moment ago under this title."""
    return ctx.session.scalars(
        select(Record).where(
            Record.kind == kind.value,
            Record.stage == Stage.DRAFT.value,
            Record.entered_as == ctx.actor.entered_as,
            Record.title_key == fold(title)[:400],
            Record.created_at > ctx.now - TWICE,
        )
    ).all()


def is_account(ctx: Context, account_id: str) -> bool:
    """Whether there is such an account."""
    return ctx.session.get(Account, account_id) is not None


def kept_form(ctx: Context, kept_id: str, account_id: str) -> KeptForm | None:
    """A form kept for this account, or None."""
    return ctx.session.scalar(select(KeptForm).where(KeptForm.id == kept_id, KeptForm.account_id == account_id))


def kept_forms(ctx: Context, account_id: str) -> Sequence[KeptForm]:
    """The account's kept forms, newest first."""
    mine = select(KeptForm).where(KeptForm.account_id == account_id)
    return ctx.session.scalars(mine.order_by(KeptForm.created_at.desc(), KeptForm.id)).all()


def forget_kept_before(ctx: Context, limit: datetime) -> None:
    """Forget what nobody came back for."""
    ctx.session.execute(delete(KeptForm).where(KeptForm.created_at < limit))


def names_of_actors(ctx: Context, ids: Sequence[str]) -> dict[str, str]:
    """Who stands behind the actors of facts: id of account or token → the person's name, where there is one."""
    people = ctx.session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    by_token = ctx.session.execute(
        select(Token.id, Account.name).join(Account, Token.account_id == Account.id).where(Token.id.in_(ids))
    )
    return {row[0]: row[1] for row in (*people, *by_token)}
