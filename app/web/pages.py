"""What all pages share: templates, the reader's language, numbers and days as that language writes them."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal
from urllib.parse import urlencode, urlsplit

from babel.dates import format_date, format_timedelta
from babel.numbers import format_decimal, format_percent
from fastapi import APIRouter, Depends, Path, Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.core.languages import LANGUAGES, catalogue, translate
from app.web import cookies, csrf
from app.web.dependencies import language_of
from app.web.house import house_of
from schemas.base import Problem

TEMPLATES = FilePath(__file__).parent.parent / "templates"
STATIC = FilePath(__file__).parent.parent / "static"
#: The language in an address; any other is no page of ours.
Language = Annotated[Literal["es", "pt", "fr", "en"], Path(description="Language of the page.")]
#: English days in the order that most of the world reads: 25 November 2026.
DAY_LOCALES = {"en": "en_001"}
#: French keeps a colon apart from its word, on the same line.
COLONS = {"fr": "\u00a0:"}
#: Addresses that answer in JSON whatever the reader prefers.
_NO_PAGES = ("/api/", "/health/", "/openapi.json")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
    )
    environment.globals["query"] = query_string
    return environment


def query_string(pairs: Iterable[tuple[str, object]]) -> str:
    """``?name=value&…`` without empty values; the empty string when nothing is left."""
    kept = [(name, value) for name, value in pairs if value not in (None, "")]
    return "?" + urlencode(kept) if kept else ""


ENVIRONMENT = _environment()


def _in_language(language: Language) -> str:
    return language


def page_router() -> APIRouter:
    """A router of pages under ``/{language}``; an address in any other language is not found."""
    return APIRouter(prefix="/{language}", include_in_schema=False, dependencies=[Depends(_in_language)])


def is_page(request: Request) -> bool:
    """Whether the reader asked for a page: an address in a language, or any but the API's from a browser."""
    path, accepted = request.url.path, request.headers.get("accept", "")
    if "application/json" in accepted or path.startswith(_NO_PAGES):
        return False
    return _first_part(path) in LANGUAGES or "text/html" in accepted


def _first_part(path: str) -> str:
    return path.removeprefix("/").partition("/")[0]


def render(request: Request, template: str, page: dict[str, Any], status: int = 200) -> Response:
    """A page in the reader's language. ``page`` holds contract types and plain values, never rows."""
    house = house_of(request)
    language = language_of(request)
    body = ENVIRONMENT.get_template(template).render(
        **_words(language),
        language=language,
        languages=_addresses(request),
        name=partial(_name, house.vocabulary, language),
        oecd=partial(_oecd_name, house.vocabulary, language),
        style=_address_of("style.css"),
        static=_address_of,
        form_token=partial(csrf.form_token, request),
        person=getattr(request.state, "person", None),
        maybe_signed_in=not hasattr(request.state, "person") and cookies.read(request, cookies.SESSION) is not None,
        **_days(language, house.clock().date()),
        **page,
    )
    headers = {"Content-Language": language, "Vary": "Accept-Language, Cookie"}
    response = Response(body, status, headers, "text/html; charset=utf-8")
    if (secret := getattr(request.state, "new_form_cookie", None)) is not None:
        cookies.put(request, response, cookies.FORM, secret)
        response.headers["Cache-Control"] = "no-store"
    return response


def _words(language: str) -> dict[str, Any]:
    """``_("…{fact}", fact=…)``, ``ngettext("{n} need", "{n} needs", 3)``, and numbers."""
    return {
        "_": partial(translate, language),
        "ngettext": partial(_plural, language),
        "number": partial(_number, language),
        "percent": partial(_percent, language),
        "colon": COLONS.get(language, ":"),
    }


def _plural(language: str, one: str, many: str, n: int, **facts: object) -> str:
    sentence: str = catalogue(language).ngettext(one, many, n)
    return sentence.format(n=_number(language, n), **facts)


def _number(language: str, value: float, digits: int = 0) -> str:
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    written: str = format_decimal(value, pattern, locale=language)
    return written


def _percent(language: str, share: float) -> str:
    written: str = format_percent(share, locale=language)
    return written


def _days(language: str, today: date) -> dict[str, Callable[..., str]]:
    """``day(date)`` written out, ``ago(date)`` from today on."""

    def day(value: date | datetime) -> str:
        written: str = format_date(value, "long", locale=DAY_LOCALES.get(language, language))
        return written

    def ago(value: date) -> str:
        if value == today:
            return translate(language, "today")
        written: str = format_timedelta(value - today, granularity="day", add_direction=True, locale=language)
        return written

    return {"day": day, "ago": ago}


def _addresses(request: Request) -> list[tuple[str, str]]:
    """(language, this page's address in it); a page of no language leads to the home pages."""
    path, query = request.url.path, request.url.query
    first = _first_part(path)
    rest = path[len(first) + 1 :] if first in LANGUAGES else "/"
    asked = f"?{query}" if query and first in LANGUAGES else ""
    return [(tag, f"/{tag}{rest or '/'}{asked}") for tag in LANGUAGES]


@cache
def _address_of(name: str) -> str:
    """A static file's address with a mark that changes with its content, so that browsers may keep it."""
    return f"/static/{name}?{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]}"


def _name(vocabulary: Any, language: str, scheme: str, code: str) -> str:
    name: str = vocabulary.name(scheme, code, language)
    return name


def _oecd_name(vocabulary: Any, language: str, role: str) -> str:
    name: str = vocabulary.oecd_name(role, language)
    return name


class Again(Exception):
    """Not an error of ours: a form is shown again, and nothing of what it asked for is kept."""

    def __init__(self, response: Response) -> None:
        super().__init__("again")
        self.response = response


def sign_in_address(request: Request) -> str:
    """Where a visitor signs in to come back to this page, or to the page whose form was sent."""
    language = language_of(request)
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method not in csrf.SAFE:
        back = urlsplit(request.headers.get("referer", ""))
        same = back.netloc == request.headers.get("host")
        wanted = (back.path + (f"?{back.query}" if back.query else "")) if same else ""
    return f"/{language}/sign-in{query_string([('next', local_path(wanted))])}"


def local_path(text: str | None) -> str | None:
    """``text`` when it is the address of a page of ours, without a host; else None."""
    if not text or len(text) > 2000 or not text.isascii() or not text.isprintable() or "\\" in text:
        return None
    return text if _first_part(urlsplit(text).path) in LANGUAGES and text[:2] != "//" and text[0] == "/" else None


def render_problem(request: Request, problem: Problem, headers: dict[str, str]) -> Response:
    """A refusal as a page."""
    response = render(request, "problem.html", {"problem": problem}, problem.status)
    response.headers.update(headers)
    return response
