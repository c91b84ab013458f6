"""Every refusal has its words, in four languages, with every place in a sentence filled; and no words lie idle."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import get_args

import pytest
from pydantic_core import core_schema

from app.core.languages import LANGUAGES, catalogue
from app.upkeep.raised import KINDS, Said, field_refusals, refusals
from app.web.problems import HTTP_CODES
from app.web.refusals import DETAILS, FIELDS, FROM_PYDANTIC, TITLES
from tests.house.code import calls, dotted, listed, tree, under

#: Where codes come out of the tables that are looked at here anyway.
TRANSLATORS = ("web/problems.py:",)
PLACES = re.compile(r"{(\w+)}")
#: What pydantic's own errors bring as facts (`web/problems.py`).
PYDANTIC_FACTS = {"min_length", "max_length", "expected"}
SOURCES = sorted({*DETAILS.values(), *FIELDS.values(), *TITLES.values()})


def readable(said: tuple[Said, ...]) -> list[Said]:
    return [one for one in said if not one.place.startswith(TRANSLATORS) or one.codes]


def codes(said: tuple[Said, ...]) -> set[str]:
    return {code for one in said for code in one.codes}


def test_the_code_is_read_rightly() -> None:
    """Whatever the reader misses would not be demanded: so it is tried on what is known."""
    assert {"offer-not-found", "need-not-found", "wrong-stage", "stale", "incomplete"} <= codes(refusals())
    assert {"unknown-code", "missing", "not-for-this-role", "day-has-passed"} <= codes(field_refusals())


def test_every_refusal_names_a_code_that_can_be_read() -> None:
    offenders = [one.place for one in (*readable(refusals()), *readable(field_refusals())) if not one.codes]
    assert not offenders, listed(offenders)


def test_every_refusal_has_its_words_and_no_words_lie_idle() -> None:
    assert codes(refusals()) | set(HTTP_CODES.values()) == set(DETAILS)


def test_every_field_refusal_has_its_words_and_no_words_lie_idle() -> None:
    assert codes(field_refusals()) | set(FROM_PYDANTIC.values()) | {"invalid", "too-short"} == set(FIELDS)


def test_every_status_has_its_title() -> None:
    assert set(KINDS.values()) | set(HTTP_CODES) | {500} == set(TITLES)


@pytest.mark.parametrize(("said", "words"), [(refusals, DETAILS), (field_refusals, FIELDS)])
def test_the_facts_fill_the_sentence(said: object, words: dict[str, str]) -> None:
    """A place that stays empty would be an error on our side."""
    assert callable(said)
    offenders = [
        f"{one.place} {code}: {place}"
        for one in said()
        if one.facts is not None
        for code in one.codes
        for place in PLACES.findall(words.get(code, ""))
        if place not in one.facts
    ]
    assert not offenders, listed(offenders)


def custom_kinds() -> Iterator[str]:
    """Kinds of error that our contract types add to pydantic's, written as `kind = "…"` before they are raised."""
    for name in under("schemas"):
        raised = [call for call in calls(name) if dotted(call.func) == "PydanticCustomError"]
        assigned = [
            node.value.value
            for node in ast.walk(tree(name))
            if isinstance(node, ast.Assign)
            and [dotted(target) for target in node.targets] == ["kind"]
            and isinstance(node.value, ast.Constant)
        ]
        literal = [call.args[0].value for call in raised if isinstance(call.args[0], ast.Constant)]
        assert len(assigned) + len(literal) >= len(raised)
        yield from (*assigned, *literal)


def test_pydantic_speaks_with_our_words() -> None:
    own, theirs = set(custom_kinds()), set(get_args(core_schema.ErrorType))
    assert own <= set(FROM_PYDANTIC)
    assert set(FROM_PYDANTIC) <= own | theirs
    for kind, code in FROM_PYDANTIC.items():
        assert set(PLACES.findall(FIELDS[code])) <= PYDANTIC_FACTS, kind


@pytest.mark.parametrize("language", [tag for tag in LANGUAGES if tag != "en"])
def test_the_words_are_there_in_every_language(language: str) -> None:
    words = catalogue(language)
    offenders = [
        source
        for source in SOURCES
        if words.gettext(source) == source
        or sorted(PLACES.findall(words.gettext(source))) != sorted(PLACES.findall(source))
    ]
    assert not offenders, listed(offenders)
