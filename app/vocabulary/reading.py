"""Reading vocabulary files: one JSON object per line, shipped lines first, then those of a deployment.

A line of the deployment with the key of an earlier line replaces it; others are added.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, get_args

from app.vocabulary.entries import Kind, Status

SHIPPED = Path(__file__).parent / "data"
Row = TypeVar("Row")
Key = Callable[[Row], Any]


class VocabularyError(ValueError):
    """A vocabulary file that cannot be used: ``code`` says why, ``file`` and ``line`` where (line 0: the
    whole file)."""

    def __init__(self, code: str, file: str, line: int = 0, value: str = "") -> None:
        super().__init__(f"{file}:{line}: {code} {value}".strip())
        self.code, self.file, self.line, self.value = code, file, line, value


def read(scheme: str, kind: type[Row], key: Key[Row], extra: Path | None) -> tuple[dict[Any, Row], str]:
    """The rows of a scheme by key, and its version (a deployment's is added: ``2026.1+local``).

    Raises VocabularyError for a file that is not UTF-8 JSON lines, or a line with unknown, missing or wrong
    fields.
    """
    rows: dict[Any, Row] = {}
    versions: list[str] = []
    for folder in (SHIPPED, extra):
        file = folder / f"{scheme}.jsonl" if folder else None
        if file is None or not file.is_file():
            continue
        own: set[Any] = set()
        for number, line in _lines(file):
            if "scheme" in line:
                versions.append(str(line.get("version", "")))
                continue
            row = _row(kind, line, file, number)
            if key(row) in own:
                raise VocabularyError("duplicate-line", str(file), number, str(key(row)))
            own.add(key(row))
            rows[key(row)] = row
    return rows, "+".join(version for version in versions if version)


def _lines(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise VocabularyError("unreadable-file", str(file)) from None
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            raise VocabularyError("not-json", str(file), number) from None
        if not isinstance(value, dict):
            raise VocabularyError("not-an-object", str(file), number)
        yield number, value


def _row(kind: type[Row], line: Mapping[str, Any], file: Path, number: int) -> Row:
    known = _FIELDS.get(kind) or _FIELDS.setdefault(kind, _fields(kind))
    for name in line.keys() - known.keys():
        raise VocabularyError("unknown-field", str(file), number, name)
    for name in known.keys() - line.keys():
        if known[name]:
            raise VocabularyError("missing-field", str(file), number, name)
    values = {}
    for name, value in line.items():
        if value is None and not known[name]:
            continue
        try:
            values[name] = _CONVERT.get(name, _text)(value)
        except (TypeError, ValueError):
            raise VocabularyError("wrong-value", str(file), number, name) from None
    return kind(**values)


_FIELDS: dict[type[Any], dict[str, bool]] = {}


def _fields(kind: type[Any]) -> dict[str, bool]:
    """Field → whether it must be given."""
    return {f.name: f.default is MISSING and f.default_factory is MISSING for f in fields(kind)}


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(_text(item) for item in value)


def _names(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise TypeError
    return MappingProxyType({_text(tag): _text(name) for tag, name in value.items()})


def _day(value: object) -> date:
    return date.fromisoformat(_text(value))


def _one_of(*allowed: Any) -> Callable[[object], str]:
    def check(value: object) -> str:
        if value not in allowed:
            raise ValueError
        return _text(value)

    return check


_CONVERT: dict[str, Callable[[object], object]] = {
    **dict.fromkeys(
        ("aliases", "replaced_by", "regions", "commissions", "languages", "crs", "sectors", "excluded"),
        _texts,
    ),
    **dict.fromkeys(("names", "oecd"), _names),
    **dict.fromkeys(("since", "until", "on"), _day),
    "status": _one_of(*get_args(Status)),
    "kind": _one_of(*get_args(Kind), "subregional", "other"),
    "level": _one_of("world", "region", "subregion", "intermediate"),
}


def unexpected_files(extra: Path, schemes: Iterable[str]) -> list[str]:
    """Files of a deployment's folder that no scheme reads: most likely a misspelt name."""
    known = {f"{scheme}.jsonl" for scheme in schemes}
    return sorted(file.name for file in extra.glob("*.jsonl") if file.name not in known)
