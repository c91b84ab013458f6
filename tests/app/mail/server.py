"""A real mail server in this process, that can be told to refuse."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


@dataclass
class Postbox:
    """What the server took; ``answer``: what it says to every letter instead of taking it, or None."""

    port: int = 0
    answer: str | None = None
    recipient_answer: str | None = None
    letters: list[EmailMessage] = field(default_factory=list)
    signed_in_as: list[str] = field(default_factory=list)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.recipient_answer:
            return self.recipient_answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answer:
            return self.answer
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


@contextmanager
def mail_server(user: str = "", password: str = "") -> Iterator[Postbox]:
    """A server on a free port of this machine; with a user, only for whoever signs in."""
    box = Postbox()

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        box.signed_in_as.append(given.login.decode())
        return AuthResult(success=(given.login, given.password) == (user.encode(), password.encode()))

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        box.port = probe.getsockname()[1]
    words: dict[str, Any] = {}
    if user:
        words = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False}
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **words)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
