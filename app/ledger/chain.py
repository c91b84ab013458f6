"""The hash chain: pure, so that it can be verified without the service."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from app.core.clock import stamp

GENESIS = "0" * 64


class Linked(Protocol):
    """What a link of the chain covers, and its hash; rows and values alike."""

    position: Any
    at: Any
    actor: Any
    role: Any
    country: Any
    tag: Any
    subject: Any
    audience: Any
    payload: Any
    previous: Any
    hash: Any


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry that does not fit, and why: ``gap``, ``changed``, ``unlinked``, ``tail`` (the end is missing)
    or ``rewritten`` (the chain holds together, but is not the one that was known)."""

    position: int
    reason: str


def canonical(payload: dict[str, Any]) -> str:
    """One text per value: sorted keys, no spaces, no escapes but those JSON asks for."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def link(fact: Linked) -> str:
    """SHA-256 (hex) of everything a fact says and of the hash before it."""
    at: datetime = fact.at
    said = (fact.actor, fact.role, fact.country, fact.tag, fact.subject, fact.audience, fact.payload, fact.previous)
    parts = [fact.position, stamp(at), *said]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def walk(
    facts: Iterable[Linked], on_link: Callable[[int, str], None] = lambda _position, _hash: None
) -> Break | tuple[int, str]:
    """Position and hash of the last fact when each fits the one before, else the first that does not.

    ``facts`` in the order of their positions; ``on_link`` is told every position and hash that fits.
    """
    previous, position = GENESIS, 0
    for fact in facts:
        position += 1
        if fact.position != position:
            return Break(position, "gap")
        if fact.previous != previous:
            return Break(position, "unlinked")
        if fact.hash != link(fact):
            return Break(position, "changed")
        previous = fact.hash
        on_link(position, previous)
    return position, previous
