"""Where a page of writing stands: offers or needs, new or one of them; and the form that came to it."""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse

from app.core.context import Context
from app.core.errors import NotFound, NotSignedIn
from app.records.rules import Kind
from app.web.dependencies import language_of
from app.web.forms import Form


@dataclass(frozen=True, slots=True)
class Place:
    """``record_id``: None for a new record."""

    kind: Kind
    record_id: str | None

    @property
    def path(self) -> str:
        """Of the record, else of the form for a new one; below the language."""
        return f"{self.kind.plural}/{self.record_id or 'new'}"


def place(request: Request) -> Place:
    """From the address. Raises NotFound for an id that cannot be one."""
    kind = Kind.NEED if request.url.path.split("/")[2] == Kind.NEED.plural else Kind.OFFER
    record_id = request.path_params.get(f"{kind.value}_id")
    if record_id is not None and not re.fullmatch(rf"{kind.prefix}_[0-9a-z]{{1,36}}", record_id):
        raise NotFound(f"{kind.value}-not-found", id=str(record_id)[:60])
    return Place(kind, record_id)


Here = Annotated[Place, Depends(place)]


async def typed(request: Request) -> Form:
    """The form of this request. That a page of ours sent it is looked at where its writer is found out: a form whose
    sign-in has ended must not be lost."""
    return Form(await request.form())


Typed = Annotated[Form, Depends(typed)]


def ask_to_sign_in(ctx: Context) -> None:
    """Raises NotSignedIn for a visitor, before anything is said of what there is."""
    if ctx.actor.is_anonymous:
        raise NotSignedIn("not-signed-in")


def to(request: Request, path: str) -> Response:
    """The way to a page below the reader's language, once something was done."""
    return RedirectResponse(f"/{language_of(request)}/{path}", 303, {"Cache-Control": "no-store"})
