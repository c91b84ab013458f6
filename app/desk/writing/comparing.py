"""How two states of a record differ, and what a writer's text changes of it. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from re import findall
from typing import Any, Literal

from app.desk.writing.reading import Content

Way = Literal["same", "gone", "new"]
#: Words beyond which two texts are shown side by side without marks: comparing them would take too long.
MOST_WORDS = 3000
Side = Literal["mine", "theirs"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a text that stayed, went or came."""

    way: Way
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that differs. ``pieces``: of a text, what went and came; empty for other values."""

    field: str
    before: Any
    after: Any
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Clash:
    """A field in which two writers differ. ``both``: both changed it; ``take``: what is proposed to be kept."""

    field: str
    mine: Any
    theirs: Any
    both: bool
    take: Side


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same; codes in another order do."""
    if isinstance(one, list) and isinstance(other, list) and all(isinstance(item, str) for item in (*one, *other)):
        return set(one) == set(other)
    return bool(one == other)


def differences(before: Content, after: Content, fields: Iterable[str]) -> tuple[Difference, ...]:
    """The fields that differ, in the order given."""
    return tuple(
        Difference(name, old, new, pieces(old, new))
        for name in fields
        if not same(old := before.get(name), new := after.get(name))
    )


def pieces(old: Any, new: Any) -> tuple[Piece, ...]:
    """What went and what came between two texts, by words; nothing for other values or very long texts."""
    if not (isinstance(old, str) and isinstance(new, str)):
        return ()
    ours, theirs = findall(r"\s+|\w+|[^\w\s]", old), findall(r"\s+|\w+|[^\w\s]", new)
    if len(ours) + len(theirs) > MOST_WORDS:
        return ()
    found: list[Piece] = []
    for what, i, j, k, n in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Piece("same", "".join(ours[i:j])))
            continue
        found += [Piece("gone", "".join(ours[i:j]))] if j > i else []
        found += [Piece("new", "".join(theirs[k:n]))] if n > k else []
    return tuple(found)


def patch_of(before: Content, typed: Content) -> Content:
    """The merge patch that makes ``before`` what was typed; fields that are not typed stay."""
    return {
        name: _change(before.get(name), value) for name, value in typed.items() if not same(before.get(name), value)
    }


def _change(old: Any, new: Any) -> Any:
    """Within objects only what differs, so that an untouched translation becomes stale when its original changes."""
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return new
    gone = {name: None for name in old if name not in new}
    return gone | {name: _change(old.get(name), value) for name, value in new.items() if not same(old.get(name), value)}


def refreshed(before: Content, typed: Content) -> Content:
    """A stale translation that was written anew counts as a person's."""
    old, new = before.get("translations") or {}, typed.get("translations") or {}
    texts = {
        tag: text | {"status": "human"} if text["status"] == "stale" and _rewritten(old.get(tag), text) else text
        for tag, text in new.items()
    }
    return typed | {"translations": texts or None} if "translations" in typed else typed


def _rewritten(old: Content | None, new: Content) -> bool:
    return any((old or {}).get(part) != new.get(part) for part in ("title", "description"))


def marks(content: Content, fields: Iterable[str]) -> str:
    """A short mark of each field's value, to know later who changed what: ``title:0f3a…,…``."""
    return ",".join(f"{name}:{_mark(content.get(name))}" for name in fields)


def _mark(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = sorted(value)
    written = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def clashes(mine: Content, theirs: Content, base: str) -> tuple[Clash, ...]:
    """The fields in which two writers differ. ``base``: the marks of what both began with; what is not in it counts as
    changed by both."""
    known: Mapping[str, str] = dict(part.split(":", 1) for part in base.split(",") if ":" in part)
    found = []
    for name, value in mine.items():
        other = theirs.get(name)
        if same(value, other):
            continue
        i_did, they_did = (known.get(name) != _mark(one) for one in (value, other))
        found.append(Clash(name, value, other, i_did and they_did, "mine" if i_did else "theirs"))
    return tuple(found)
