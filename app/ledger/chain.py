"""The hash chain: pure, so that it can be verified without the service."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from app.core.clock import stamp

GENESIS = "0" * 64


class Linked(Protocol):
    """What a link of the chain covers; rows and values alike."""

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


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry that does not fit, and why: ``gap``, ``changed``, ``unlinked`` or ``tail``."""

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
