"""Content of records: the text that is read, and a digest that tells whether a record has changed."""

from collections.abc import Iterable
from dataclasses import fields
from hashlib import blake2b
from typing import Any

from matching.profiles import Need, Profile


def text_of(profile: Profile) -> str:
    """The text of a record, to which spans refer: title, description and a need's objective, one a line."""
    parts = [profile.title, profile.description]
    if isinstance(profile, Need) and profile.objective:
        parts.append(profile.objective)
    return "\n".join(parts)


def digest_of(profile: Profile) -> bytes:
    """16 bytes that change with any field of the record but its exclusions; the same on every machine.

    The fingerprint made from digests is public, and an exclusion leaves no trace for others.
    """
    told = [field.name for field in fields(profile) if field.name != "exclusions"]
    content = "\x1e".join(f"{name}={_plain(getattr(profile, name))}" for name in told)
    return blake2b(f"{type(profile).__name__}\x1e{content}".encode(), digest_size=16).digest()


def fingerprint_of(parts: Iterable[str | bytes]) -> str:
    """12 hexadecimal digits of all parts, in order."""
    digest = blake2b(digest_size=6)
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(4, "big") + raw)
    return digest.hexdigest()


def _plain(value: Any) -> str:
    """A frozenset has no order of its own: sorted."""
    if isinstance(value, frozenset):
        return f"{{{','.join(sorted(map(repr, value)))}}}"
    if hasattr(value, "__dataclass_fields__"):
        return f"({','.join(_plain(getattr(value, field.name)) for field in fields(value))})"
    if isinstance(value, tuple):
        return f"[{','.join(map(_plain, value))}]"
    return repr(value)
