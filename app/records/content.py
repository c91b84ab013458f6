"""A record's content: merge patches, validation as a whole, renewal. Pure."""

from datetime import date
from typing import Any

from app.core.errors import FieldError, Invalid
from app.records.rules import Kind
from schemas.records import NeedIn, OfferIn

READ_ONLY = ("country", "organization")


def merge(target: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """JSON merge patch (RFC 7396): objects merge, null removes, anything else replaces."""
    result = dict(target)
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, dict):
            old = result.get(name)
            result[name] = merge(old if isinstance(old, dict) else {}, value)
        else:
            result[name] = value
    return result


def merged(kind: Kind, before: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """The content after a patch, validated as a whole; translations of a changed text become stale.

    Raises Invalid for a changed owner or a result that does not hold together.
    """
    moved = [name for name in READ_ONLY if name in patch and patch[name] != before.get(name)]
    if moved:
        raise Invalid("invalid-body", tuple(FieldError(f"/{name}", "read-only") for name in moved))
    content = merge(before, patch)
    given = {tag: text for tag, text in (patch.get("translations") or {}).items() if text is not None}
    for tag in given.keys() - {tag for tag, text in given.items() if text.get("status")}:
        content["translations"][tag]["status"] = "human"
    if any(before.get(name) != content.get(name) for name in ("title", "description", "language")):
        content["translations"] = {
            tag: text if tag in given else {**text, "status": "stale"}
            for tag, text in (content.get("translations") or {}).items()
        }
        if not content["translations"]:
            del content["translations"]
    return validated(kind, content)


def validated(kind: Kind, content: dict[str, Any]) -> dict[str, Any]:
    """``content`` in its canonical JSON form. Raises pydantic's ValidationError, which the border turns into a 422."""
    model = OfferIn if kind is Kind.OFFER else NeedIn
    return model.model_validate(content).model_dump(mode="json", exclude_none=True)


def renewed(content: dict[str, Any], today: date) -> dict[str, Any]:
    """Without a ``valid_until`` that has passed, so that the default counts anew from the day of assuring."""
    until = content.get("valid_until")
    if until is None or date.fromisoformat(until) >= today:
        return content
    return {name: value for name, value in content.items() if name != "valid_until"}
