"""What all pages share: templates, the reader's language, links, security headers of documents."""

from functools import partial
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.core.languages import LANGUAGES, catalogue, translate
from app.web.dependencies import language_of
from app.web.house import house_of
from schemas.base import Problem

TEMPLATES = Path(__file__).parent.parent / "templates"
STATIC = Path(__file__).parent.parent / "static"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    return environment


ENVIRONMENT = _environment()


def is_page(request: Request) -> bool:
    """Whether the reader asked for a page: an address in a language, and not as JSON."""
    first = request.url.path.split("/", 2)[1] if "/" in request.url.path else ""
    return first in LANGUAGES and "application/json" not in request.headers.get("accept", "")


def render(request: Request, template: str, page: dict[str, Any], status: int = 200) -> Response:
    """A page in the reader's language. ``page`` holds contract types and plain values, never rows."""
    language = language_of(request)
    catalog = catalogue(language)
    environment = ENVIRONMENT.overlay()
    environment.install_gettext_callables(catalog.gettext, catalog.ngettext, newstyle=True)  # type: ignore[attr-defined]
    vocabulary = house_of(request).vocabulary
    body = environment.get_template(template).render(
        **page,
        language=language,
        languages=LANGUAGES,
        path=request.url.path,
        query=request.url.query,
        name=partial(_name, vocabulary, language),
        say=partial(translate, language),
    )
    headers = {"Content-Language": language, "Vary": "Accept-Language"}
    return Response(body, status, headers, "text/html; charset=utf-8")


def _name(vocabulary: Any, language: str, scheme: str, code: str) -> str:
    name: str = vocabulary.name(scheme, code, language)
    return name


def render_problem(request: Request, problem: Problem, headers: dict[str, str]) -> Response:
    """A refusal as a page."""
    response = render(request, "problem.html", {"problem": problem}, problem.status)
    response.headers.update(headers)
    return response
