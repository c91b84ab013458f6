"""A real OpenID Connect provider on this machine: it listens, keeps its codes, checks what it is sent, and signs.

It speaks the code flow as the standards demand it (PKCE by S256, client secret, codes that work once), and can be told to
say what an honest one would not.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT_ID, CLIENT_SECRET = "tcdc-of-the-tests", "a secret: with / signs & blanks"


class Refused(Exception):
    """An error of RFC 6749, such as `invalid_grant`."""


@cache
def key_number(_number: int) -> RSAKey:
    """One of this process' keys; making one takes a while."""
    key = RSAKey.generate_key(2048)
    key.ensure_kid()
    return key


class Provider:
    """``email`` signs in at once. ``says``: claims that take the place of the right ones; None takes one away."""

    def __init__(self, issuer: str, now: Callable[[], datetime]) -> None:
        self.issuer, self.now = issuer, now
        self.email = "ana@gob.example"
        self.says: dict[str, Any] = {}
        self.describes: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[dict[str, str]] = []
        self.refused: list[str] = []
        self.published = key_number(1)
        #: Bytes: a secret that anyone may know, for a signature without a key pair.
        self.key: RSAKey | bytes = self.published

    def changes_key(self, *, publishes: bool = True) -> None:
        """From now on it signs with another key."""
        self.key = key_number(2)
        if publishes:
            self.published = key_number(2)

    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
        } | self.describes

    def keys(self) -> dict[str, Any]:
        return dict(KeySet([self.published]).as_dict(private=False))

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        self.asked.append(asked)
        wanted = {"client_id": CLIENT_ID, "response_type": "code", "code_challenge_method": "S256"}
        if any(asked.get(name) != value for name, value in wanted.items()) or len(asked["code_challenge"]) != 43:
            raise Refused("invalid_request")
        if not {"openid", "email"} <= set(asked["scope"].split()) or not asked["state"] or not asked["nonce"]:
            raise Refused("invalid_request")
        code = secrets.token_urlsafe(24)
        self.codes[code] = asked
        return asked["redirect_uri"] + "?" + urlencode({"code": code, "state": asked["state"], "iss": self.issuer})

    def token(self, sent: dict[str, str], authorization: str) -> dict[str, Any]:
        if not self._knows(sent, authorization):
            raise Refused("invalid_client")
        asked = self.codes.pop(sent.get("code", ""), None)
        if asked is None or sent.get("grant_type") != "authorization_code":
            raise Refused("invalid_grant")
        if sent.get("redirect_uri") != asked["redirect_uri"]:
            raise Refused("invalid_grant")
        if challenge_of(sent.get("code_verifier", "")) != asked["code_challenge"]:
            raise Refused("invalid_grant")
        return {"access_token": "unused", "token_type": "Bearer", "expires_in": 60, "id_token": self.id_token(asked)}

    def _knows(self, sent: dict[str, str], authorization: str) -> bool:
        """Whether the client proves itself in the way that the description names."""
        way = self.description()["token_endpoint_auth_methods_supported"]
        secret = sent.get("client_secret", "")
        if way == ["client_secret_basic"]:
            return hmac.compare_digest(authorization, basic(CLIENT_ID, CLIENT_SECRET)) and not secret
        wanted = CLIENT_SECRET if way == ["client_secret_post"] else ""
        return (sent.get("client_id"), secret, authorization) == (CLIENT_ID, wanted, "")

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(self.now().timestamp())
        right = {
            "iss": self.issuer,
            "sub": "248289761001",
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "email": self.email,
            "email_verified": True,
        }
        claims = {name: value for name, value in (right | self.says).items() if value is not None}
        if isinstance(self.key, bytes):
            return by_secret(self.key, {"alg": "HS256", "kid": self.published.kid}, claims)
        return jwt.encode({"alg": "RS256", "kid": self.published.kid}, claims, self.key)


def basic(user: str, password: str) -> str:
    """RFC 6749, 2.3.1: both encoded as in forms."""
    pair = f"{quote(user, safe='')}:{quote(password, safe='')}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


def challenge_of(verifier: str) -> str:
    return in_base64(hashlib.sha256(verifier.encode()).digest())


def in_base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def by_secret(secret: bytes, header: dict[str, Any], claims: dict[str, Any]) -> str:
    """A token signed with a secret; libraries refuse to make one with a public key."""
    text = ".".join(in_base64(json.dumps(part).encode()) for part in (header, claims))
    return f"{text}.{in_base64(hmac.digest(secret, text.encode(), 'sha256'))}"


class Desk(ThreadingHTTPServer):
    """Where the provider listens."""

    provider: Provider


class Handler(BaseHTTPRequestHandler):
    @property
    def provider(self) -> Provider:
        assert isinstance(self.server, Desk)
        return self.server.provider

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        documents = {"/.well-known/openid-configuration": self.provider.description, "/jwks": self.provider.keys}
        if place.path == "/authorize":
            self._try(lambda: self._send_on(self.provider.authorize(dict(parse_qsl(place.query)))))
        elif place.path in documents:
            self._answer(200, documents[place.path]())
        else:
            self._answer(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = self.headers.get("Authorization", "")
        self._try(lambda: self._answer(200, self.provider.token(dict(parse_qsl(body)), plain(given))))

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Refused as error:
            self.provider.refused.append(str(error))
            self._answer(400, {"error": str(error)})

    def _send_on(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        """Quiet."""


def plain(authorization: str) -> str:
    """Basic as the standard has it. Clients differ in whether they encode id and secret before Basic; both are taken, as most providers do."""
    if not authorization:
        return ""
    try:
        user, _, password = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
    except ValueError:
        return authorization
    return basic(unquote(user), unquote(password))


@contextmanager
def serving(now: Callable[[], datetime]) -> Iterator[Provider]:
    """A provider that listens until the end of the block."""
    server = Desk(("127.0.0.1", 0), Handler)
    server.provider = Provider(f"http://127.0.0.1:{server.server_address[1]}", now)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
