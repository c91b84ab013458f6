"""The provider of single sign-on (OpenID Connect): what is asked of it over the network, and what it vouches for.

Authorization code with PKCE. Never called within a transaction; what does not answer in time is ``Unavailable``.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from app.core.errors import NotSignedIn, Unavailable
from app.core.settings import Settings

log = logging.getLogger("app.accounts")
SCOPE = "openid email"
#: Seconds for connecting, and for each wait for an answer.
PATIENCE = httpx2.Timeout(3.0, connect=2.0)
RETRY_SECONDS = 10
#: How long the provider's description and keys are believed without asking again.
KEPT = timedelta(minutes=30)
#: Seconds that our clock and the provider's may differ.
LEEWAY = 60
#: Signatures by a key that the provider publishes; none that is made with the client's secret.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
#: Ways in which a token says that more than one factor was asked for (RFC 8176, OpenID EAP ACR, PAPE).
SEVERAL_FACTORS = frozenset({"phr", "phrh", "http://schemas.openid.net/pape/policies/2007/06/multi-factor"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to the provider. ``back``: the address that it sends the person back to."""

    state: str
    nonce: str
    verifier: str
    back: str


@dataclass(frozen=True, slots=True)
class Vouched:
    """What the provider says of the person. ``email``: None when it does not say that it was verified;
    ``several_factors``: whether it asked for more than a password."""

    email: str | None
    several_factors: bool


@dataclass(frozen=True, slots=True)
class _Description:
    """The provider as it describes itself, and its keys."""

    facts: dict[str, Any]
    keys: KeySet
    read_at: datetime


class Provider:
    """The provider that the settings name. One for each process: it keeps what it has read."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known: _Description | None = None
        # a provider that hangs may not take every place at work
        self._places = BoundedSemaphore(max(1, settings.pool_size // 2))

    def address(self, now: datetime, asked: Asked) -> str:
        """Where the person signs in. Raises Unavailable."""
        with self._talking(asked.back) as client:
            facts = self._description(client, now).facts
            address, _ = client.create_authorization_url(
                facts["authorization_endpoint"], asked.state, asked.verifier, nonce=asked.nonce
            )
            return str(address)

    def vouched(self, now: datetime, asked: Asked, code: str) -> Vouched:
        """Whom the code stands for. Raises Unavailable, NotSignedIn for a code or a token that does not hold."""
        with self._talking(asked.back) as client:
            known = self._description(client, now)
            client.token_endpoint_auth_method = self._proof(known.facts)
            token = client.fetch_token(
                known.facts["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                redirect_uri=asked.back,
                code_verifier=asked.verifier,
            )
            return _said(self._claims(client, known, (now, asked), token))

    @contextmanager
    def _talking(self, back: str) -> Iterator[OAuth2Client]:
        if not self._places.acquire(timeout=1):
            raise self._unreachable("too many sign-ins wait for it")
        try:
            with self._client(back) as client:
                yield client
        except OAuthError as error:
            log.warning("single sign-on: the provider refused: %r", error)
            raise NotSignedIn("sign-on-refused") from error
        except (JoseError, ValueError, TypeError, KeyError) as error:
            log.warning("single sign-on: the answer does not hold: %r", error)
            raise NotSignedIn("sign-on-refused") from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise self._unreachable(repr(error)) from error
        finally:
            self._places.release()

    def _client(self, back: str) -> OAuth2Client:
        return OAuth2Client(
            self._settings.oidc_client_id,
            self._settings.oidc_client_secret.get_secret_value() or None,
            scope=SCOPE,
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=PATIENCE,
        )

    def _unreachable(self, problem: str) -> Unavailable:
        log.warning("single sign-on: %s does not work: %s", self._settings.oidc_issuer, problem)
        return Unavailable("sign-on-unreachable", provider=self._settings.oidc_label, seconds=RETRY_SECONDS)

    def _proof(self, facts: dict[str, Any]) -> str:
        """How we prove who we are, of what the provider takes."""
        taken = facts.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if not self._settings.oidc_client_secret.get_secret_value():
            return "none"
        return "client_secret_basic" if "client_secret_basic" in taken else "client_secret_post"

    def _description(self, client: OAuth2Client, now: datetime, *, anew: bool = False) -> _Description:
        known = self._known
        if known is not None and not anew and now - KEPT < known.read_at <= now:
            return known
        issuer = self._settings.oidc_issuer
        try:
            facts = _document(client, f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            self._check(facts)
            keys = KeySet.import_key_set(_document(client, facts["jwks_uri"]))  # type: ignore[arg-type]  # looked at there
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise self._unreachable(f"its description does not hold: {error!r}") from error
        self._known = _Description(facts, keys, now)
        return self._known

    def _check(self, facts: dict[str, Any]) -> None:
        """Raises ValueError for a description of another provider, or with addresses that anyone may listen to."""
        issuer = self._settings.oidc_issuer
        if str(facts["issuer"]).rstrip("/") != issuer.rstrip("/"):
            raise ValueError(facts["issuer"])
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if issuer.startswith("https:") and not str(facts[name]).startswith("https:"):
                raise ValueError(name)

    def _claims(
        self, client: OAuth2Client, known: _Description, moment: tuple[datetime, Asked], token: dict[str, Any]
    ) -> CodeIDToken:
        now, asked = moment
        try:
            found = jwt.decode(token["id_token"], known.keys, ALGORITHMS)
        except InvalidKeyIdError:
            # the provider has changed its keys
            known = self._description(client, now, anew=True)
            found = jwt.decode(token["id_token"], known.keys, ALGORITHMS)
        client_id = self._settings.oidc_client_id
        claims = CodeIDToken(
            found.claims,
            found.header,
            {
                "iss": {"essential": True, "value": known.facts["issuer"]},
                "aud": {"essential": True, "value": client_id},
                "nonce": {"essential": True, "value": asked.nonce},
            },
            {"nonce": asked.nonce, "client_id": client_id, "access_token": token.get("access_token")},
        )
        claims.validate(int(now.timestamp()), LEEWAY)
        return claims


def _document(client: OAuth2Client, address: str) -> dict[str, Any]:
    """Raises ValueError for what is no JSON object."""
    answer = client.request("GET", address, withhold_token=True, auth=None)
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise TypeError(address)
    return found


def _said(claims: CodeIDToken) -> Vouched:
    email, verified = claims.get("email"), claims.get("email_verified")
    holds = isinstance(email, str) and (verified is True or verified == "true")
    amr, acr = claims.get("amr") or [], claims.get("acr")
    several = "mfa" in amr or (isinstance(acr, str) and acr in SEVERAL_FACTORS)
    return Vouched(email if holds else None, several)
