"""Passwords as argon2id keeps them: slow on purpose, so never within a transaction."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

#: RFC 9106's second choice: 64 MiB, three passes.
_HASHER = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4)
#: What the password of an unknown account is held against, so that the answer takes as long as for a known one.
NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$+mnmlZPILimjx4LVEWGuZQ$GZmPpXxFGNc8lX1UczZ4cemBgx9pXaUrTlpUfas5wdQ"

#: Fits no password: for an account whose person has to choose a new one.
UNUSABLE = "-"


def hashed(password: str) -> str:
    """The hash to keep."""
    return _HASHER.hash(_plain(password))


def fits(kept: str, password: str) -> bool:
    """Whether it is the password of this hash."""
    try:
        return _HASHER.verify(kept, _plain(password))
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with other costs than today's."""
    return kept != UNUSABLE and _HASHER.check_needs_rehash(kept)


def _plain(password: str) -> str:
    """The same characters give the same bytes on every keyboard."""
    return unicodedata.normalize("NFC", password)
