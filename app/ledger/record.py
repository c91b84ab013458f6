"""Writing one fact, in the transaction of what it tells."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.context import Context
from app.core.database import is_taken
from app.ledger.chain import GENESIS, canonical, link
from app.ledger.models import Fact, Head
from app.ledger.tags import TAGS


def record(ctx: Context, tag: str, subject: str, payload: dict[str, Any], country: str | None = None) -> Fact:
    """Append a fact.

    ``tag`` stands in ``tags.TAGS``; ``subject`` is a public id; ``payload`` is JSON and holds no contact data;
    ``country`` is the country concerned, None when there is none.
    """
    head = _locked_head(ctx.session) or _first_head(ctx.session)
    fact = Fact(
        position=head.position + 1,
        at=ctx.now,
        actor=ctx.actor.id,
        role=ctx.actor.role.value,
        country=country,
        tag=tag,
        subject=subject,
        audience=TAGS[tag].audience,
        payload=canonical(payload),
        previous=head.hash,
    )
    fact.hash = link(fact)
    head.position, head.hash = fact.position, fact.hash
    ctx.session.add(fact)
    ctx.session.flush()
    return fact


def _locked_head(session: Session) -> Head | None:
    return session.scalar(select(Head).with_for_update().execution_options(populate_existing=True))


def _first_head(session: Session) -> Head:
    """The ledger's beginning; whoever comes second waits for the first and goes on from there."""
    try:
        with session.begin_nested():
            session.add(Head(id=1, position=0, hash=GENESIS))
    except IntegrityError as error:
        if not is_taken(error):
            raise
    return session.scalars(select(Head).with_for_update().execution_options(populate_existing=True)).one()
