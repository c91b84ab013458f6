"""Attempts in vain, counted in the store: so they survive restarts and hold for all processes.

An attempt is charged before it is looked at and forgiven when it succeeds, so that many at once gain nothing.
"""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts import rules
from app.accounts.models import Attempt
from app.core.context import Context
from app.core.database import is_taken
from app.core.errors import TooMany


@dataclass(frozen=True, slots=True)
class Charged:
    """The keys that an attempt was charged to, by whose they are; ``held``: those that have to wait from now on."""

    keys: Mapping[str, str]
    held: frozenset[str]


def key_of(whose: str, name: str) -> str:
    """The key of an account's, an address' or a browser's attempts; it does not tell whose it is."""
    return hashlib.sha256(f"{whose}\n{name}".encode()).hexdigest()


def network_of(address: str) -> str:
    """The address itself, of IPv6 the network of 64 bits that one customer has; any other text as it is."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network(f"{found}/64", strict=False)) if found.version == 6 else str(found)


def charge(ctx: Context, names: Mapping[str, str]) -> Charged:
    """Charge an attempt. ``names``: whose attempts (a name of ``rules.ALLOWANCES``) → which one's.

    Raises TooMany, and charges nothing, while one of them has to wait.
    """
    keys = {whose: key_of(whose, name) for whose, name in names.items()}
    rows = {whose: _locked(ctx, key) for whose, key in sorted(keys.items(), key=lambda pair: pair[1])}
    waits = [(row.held_until - ctx.now).total_seconds() for row in rows.values() if row.held_until]
    if waits and max(waits) > 0:
        raise TooMany("too-many-attempts", seconds=math.ceil(max(waits)))
    held = set()
    for whose, row in rows.items():
        forgotten = row.last_at < ctx.now - rules.FORGOTTEN_AFTER
        row.failures, row.last_at = (0 if forgotten else row.failures) + 1, ctx.now
        wait = rules.wait_after(row.failures, rules.ALLOWANCES[whose])
        row.held_until = ctx.now + wait if wait else None
        if wait:
            held.add(whose)
    ctx.session.flush()
    return Charged(keys, frozenset(held))


def forgive(ctx: Context, charged: Charged) -> None:
    """The attempt was good: whoever tried begins anew, but an address only loses this one charge."""
    for whose, key in sorted(charged.keys.items(), key=lambda pair: pair[1]):
        row = _locked(ctx, key)
        row.failures = max(row.failures - 1, 0) if whose == "address" else 0
        row.held_until = None
    ctx.session.flush()


def _locked(ctx: Context, key: str) -> Attempt:
    wanted = select(Attempt).where(Attempt.key == key).with_for_update().execution_options(populate_existing=True)
    found = ctx.session.scalar(wanted)
    if found is not None:
        return found
    try:
        with ctx.session.begin_nested():
            ctx.session.add(Attempt(key=key, failures=0, last_at=ctx.now))
    except IntegrityError as error:
        if not is_taken(error):
            raise
    return ctx.session.scalars(wanted).one()
