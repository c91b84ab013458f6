"""Public ids: a prefix that says what it is, and 100 random bits."""

import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
LENGTH = 20


def new_id(prefix: str) -> str:
    """For example ``off_7k2m…``: the prefix and 20 characters."""
    return prefix + "_" + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
