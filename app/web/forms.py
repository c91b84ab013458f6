"""Forms of pages: what was sent, that a page of ours sent it, and a refusal shown beside its fields."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from app.core.errors import DomainError, Invalid
from app.web import cookies, csrf
from app.web.pages import Again, render
from app.web.problems import describe, fields_of
from schemas.base import Problem

#: Refusals that a form shows by itself; the others are pages of their own.
SHOWN = frozenset({401, 409, 412, 422, 429})


@dataclass(frozen=True)
class Form:
    """The fields of a submitted form, as text."""

    data: FormData

    def text(self, name: str) -> str:
        """The field's text, trimmed; empty when it was not sent."""
        return self.secret(name).strip()

    def secret(self, name: str) -> str:
        """The field's text as it was typed; for passwords."""
        value = self.data.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """Every value of a field that may come several times, without empty ones."""
        return [value.strip() for value in self.data.getlist(name) if isinstance(value, str) and value.strip()]

    def values(self) -> dict[str, str]:
        """All single fields but the token, to fill the form again."""
        return {name: self.text(name) for name in self.data if name != csrf.FIELD}


async def submitted(request: Request) -> Form:
    """The form of this request. Raises NotAllowed when it was not sent from a page of ours."""
    form = Form(await request.form())
    csrf.check(request, form.secret(csrf.FIELD), cookies.SESSION, cookies.FORM)
    return form


Submitted = Annotated[Form, Depends(submitted)]


@contextmanager
def shown_again(request: Request, template: str, page: dict[str, Any]) -> Iterator[None]:
    """A block whose refusals show the form again: ``problem`` and ``faults`` (field → what to do) join the page.

    Raises Again, so that the transaction around it is rolled back.
    """
    try:
        yield
    except ValidationError as error:
        raise Again(refused(request, template, page, Invalid("invalid-body", fields_of(error.errors(), "")))) from error
    except DomainError as error:
        if error.status not in SHOWN or error.code == "not-signed-in":
            raise
        raise Again(refused(request, template, page, error)) from error


def refused(request: Request, template: str, page: dict[str, Any], error: DomainError) -> Response:
    """The form with a refusal."""
    problem = describe(request, error)
    response = render(request, template, page | {"problem": problem, "faults": faults(problem)}, error.status)
    if (seconds := error.facts.get("seconds")) is not None:
        response.headers["Retry-After"] = str(seconds)
    return response


def faults(problem: Problem) -> dict[str, str]:
    """Field → what does not fit; only the first of each. Fields within fields are joined by dots."""
    found: dict[str, str] = {}
    for error in problem.errors:
        found.setdefault(error.pointer.removeprefix("/").replace("/", "."), error.message)
    return found


#: What a form that is shown for the first time has of faults.
NONE_YET: dict[str, Any] = {"problem": None, "faults": {}}
