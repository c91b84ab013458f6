"""Which refusals the code makes: read from the code itself, for documentation and for the house tests."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.core import errors
from app.records.rules import Kind

FOLDER = Path(__file__).parent.parent
KINDS = {
    name: kind.status
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.DomainError)
}


@dataclass(frozen=True)
class Said:
    """One place where a refusal is made. ``status``: of the kind, None for a single field; ``codes``: empty when they
    cannot be read from the code; ``facts``: names of the facts given with it, None when they cannot be read."""

    place: str
    status: int | None
    codes: tuple[str, ...]
    facts: frozenset[str] | None


@cache
def refusals() -> tuple[Said, ...]:
    """Every place that makes a refusal as a whole, such as ``raise NotFound("offer-not-found", id=…)``."""
    return tuple(
        Said(place, KINDS[name], tuple(texts(call.args[0])) if call.args else (), _keywords(call))
        for place, call in _calls()
        if (name := _name(call.func)) in KINDS
    )


@cache
def field_refusals() -> tuple[Said, ...]:
    """Every place that refuses a single field, such as ``FieldError("/title", "missing")``."""
    return tuple(
        Said(place, None, tuple(texts(call.args[1])), _keys(call.args[2] if len(call.args) > 2 else None))
        for place, call in _calls()
        if _name(call.func) == "FieldError" and len(call.args) > 1
    )


def statuses() -> dict[str, set[int]]:
    """Code → statuses it comes with."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for said in refusals():
        for code in said.codes:
            found[code].add(said.status or 0)
    return dict(found)


@cache
def _calls() -> tuple[tuple[str, ast.Call], ...]:
    return tuple(
        (f"{file.relative_to(FOLDER)}:{node.lineno}", node)
        for file in sorted(FOLDER.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    )


def _keywords(call: ast.Call) -> frozenset[str] | None:
    names = [keyword.arg for keyword in call.keywords]
    return None if None in names else frozenset(name for name in names if name)


def _keys(facts: ast.expr | None) -> frozenset[str] | None:
    if facts is None:
        return frozenset()
    if not isinstance(facts, ast.Dict):
        return None
    return frozenset(str(key.value) for key in facts.keys if isinstance(key, ast.Constant))


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def texts(code: ast.expr) -> Iterator[str]:
    """The texts an expression may give: itself, both arms of a condition, or one per kind of record."""
    if isinstance(code, ast.Constant) and isinstance(code.value, str):
        yield code.value
    elif isinstance(code, ast.IfExp):
        yield from (*texts(code.body), *texts(code.orelse))
    elif isinstance(code, ast.JoinedStr):
        for kind in Kind:
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else kind.value for part in code.values)
