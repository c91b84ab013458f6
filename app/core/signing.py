"""Signed texts: what stands in a link proves by itself that it came from here, so that no secret is stored.

Each purpose signs differently; another secret key makes every link void.
"""

import base64
import hashlib
import hmac


def mark(key: str, purpose: str, text: str) -> str:
    """The signature of ``text`` for a purpose: 43 characters that fit into an address."""
    digest = hmac.new(key.encode(), f"{purpose}\n{text}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def signed(key: str, purpose: str, text: str) -> str:
    """``text.signature``."""
    return f"{text}.{mark(key, purpose, text)}"


def text_of(key: str, purpose: str, code: str) -> str | None:
    """The text of a code that was signed here for this purpose, else None."""
    text, _, signature = code.rpartition(".")
    fits = hmac.compare_digest(signature.encode("utf-8", "replace"), mark(key, purpose, text).encode())
    return text if fits else None
