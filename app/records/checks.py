"""Codes that must be known, looked at before any permission."""

from collections.abc import Iterator
from typing import Any

from app.core.errors import FieldError, Invalid
from app.records.rules import Kind
from app.vocabulary import Vocabulary

#: Fields that hold codes: field → (scheme, whether a list).
_CODED: dict[str, tuple[str, bool]] = {
    "country": ("countries", False),
    "modalities": ("modalities", True),
    "themes": ("themes", True),
    "sdg": ("sdg", True),
    "actor_types_welcome": ("actor-types", True),
}


def check_codes(vocabulary: Vocabulary, kind: Kind, content: dict[str, Any]) -> None:
    """Raises Invalid naming every unknown code of a record or patch (values in their JSON form, None allowed)."""
    errors = tuple(_unknown(vocabulary, kind, content))
    if errors:
        raise Invalid("invalid-body", errors)


def _unknown(vocabulary: Vocabulary, kind: Kind, content: dict[str, Any]) -> Iterator[FieldError]:
    for name, (scheme, is_list) in _CODED.items():
        value = content.get(name)
        for place, code in enumerate(value if is_list else [value]) if value is not None else ():
            if not vocabulary.is_known(scheme, code):
                yield FieldError(f"/{name}/{place}" if is_list else f"/{name}", "unknown-code", {"value": code})
    yield from _unknown_sectors(vocabulary, kind, content)
    yield from _unknown_languages(vocabulary, content)
    actor = (content.get("institution") or {}).get("type")
    if actor is not None and not vocabulary.is_known("actor-types", actor):
        yield FieldError("/institution/type", "unknown-code", {"value": actor})


def _unknown_sectors(vocabulary: Vocabulary, kind: Kind, content: dict[str, Any]) -> Iterator[FieldError]:
    codes = content.get("sectors") or ()
    for place, code in enumerate(codes):
        if code == "all":
            if kind is Kind.NEED or len(codes) > 1:
                yield FieldError(f"/sectors/{place}", "all-sectors-not-here")
        elif not vocabulary.is_sector(code):
            yield FieldError(f"/sectors/{place}", "unknown-code", {"value": code})


def _unknown_languages(vocabulary: Vocabulary, content: dict[str, Any]) -> Iterator[FieldError]:
    tags = [("/language", content.get("language"))]
    tags += [(f"/delivery_languages/{n}", tag) for n, tag in enumerate(content.get("delivery_languages") or ())]
    tags += [(f"/translations/{tag}", tag) for tag in content.get("translations") or ()]
    for pointer, tag in tags:
        if tag is not None and not vocabulary.is_language(tag):
            yield FieldError(pointer, "unknown-language", {"value": tag})
