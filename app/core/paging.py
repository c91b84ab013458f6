"""Opaque cursors: where the next page of a sorted list begins."""

import base64
import binascii
import json
from dataclasses import dataclass

from app.core.errors import FieldError, Invalid

MAX_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row's sort value and id, with the sort they belong to."""

    sort: str
    value: str | int | None
    id: str

    def encode(self) -> str:
        document = json.dumps([self.sort, self.value, self.id], ensure_ascii=False).encode()
        return base64.urlsafe_b64encode(document).decode().rstrip("=")


def decode(text: str, sort: str) -> Cursor:
    """Raises Invalid when the cursor is not ours, or belongs to another sort."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        document = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (UnicodeEncodeError, binascii.Error, ValueError, RecursionError):
        raise _bad_cursor() from None
    match document:
        case [str(made_for), str() | int() | None as value, str(row_id)] if made_for == sort and _is_plain(
            value, row_id
        ):
            return Cursor(sort, value, row_id)
    raise _bad_cursor()


def _is_plain(value: str | int | None, row_id: str) -> bool:
    """No text that a database would refuse: NUL, lone surrogates, integers past 64 bits."""
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    text = (value or "") + row_id
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _bad_cursor() -> Invalid:
    return Invalid("invalid-parameter", (FieldError("cursor", "invalid-cursor"),))
