"""Ids of matches: the same pair or triangle has the same id on every run, and the id leads back to its
records."""

import re
from base64 import b32hexencode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

BILATERAL = "bilateral"
TRIANGULAR = "triangular"

_NEED = re.compile(r"ned_([0-9a-z]{20})")
_OFFER = re.compile(r"off_([0-9a-z]{20})")
_MATCH = re.compile(r"mat_(?:b([0-9a-z]{20})([0-9a-z]{20})|t([0-9a-z]{20})([0-9a-z]{20})([0-9a-z]{20}))")


@dataclass(frozen=True, slots=True)
class MatchKey:
    """What a match id stands for: ``offer_ids`` in role order, first provider before second."""

    kind: str
    need_id: str
    offer_ids: tuple[str, ...]


def match_id(kind: str, need_id: str, offer_ids: Sequence[str]) -> str:
    """The id of a match, at most 65 URL-safe characters.

    Record ids of the service (``ned_`` or ``off_`` and 20 lower-case base32 characters) are packed, so that
    `unpack` finds them again; any other ids are digested: ``mat_`` and 24 characters, one way.

    Raises ValueError when ``kind`` and the number of offers do not agree.
    """
    if {BILATERAL: 1, TRIANGULAR: 2}.get(kind) != len(offer_ids):
        raise ValueError(kind)
    found = [_NEED.fullmatch(need_id), *(_OFFER.fullmatch(offer_id) for offer_id in offer_ids)]
    if all(found):
        return f"mat_{kind[0]}" + "".join(match[1] for match in found if match)
    content = "\0".join((kind, need_id, *offer_ids)).encode()
    return "mat_" + b32hexencode(blake2b(content, digest_size=15).digest()).decode().lower()


def unpack(identifier: str) -> MatchKey | None:
    """Need and offers of a packed match id; None when it is not one."""
    found = _MATCH.fullmatch(identifier)
    if not found:
        return None
    need, *offers = (part for part in found.groups() if part)
    kind = BILATERAL if len(offers) == 1 else TRIANGULAR
    return MatchKey(kind, f"ned_{need}", tuple(f"off_{part}" for part in offers))
