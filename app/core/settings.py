"""Settings, read once by a front door and passed in; nothing else reads the environment."""

import os
import re
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict

PREFIX = "TCDC_"
#: Variables with our prefix that belong to the tests and to the Makefile, not to the service.
NOT_OURS = ("TCDC_TEST_", "TCDC_PYTHON")
DEVELOPMENT_KEY = "development-only-key-that-signs-nothing-of-value"


class SettingsError(Exception):
    """The environment says something the service does not understand; the text names the variable."""


class Settings(BaseSettings):
    """Everything an operator may set, with the prefix ``TCDC_``; ``docs/reference/settings.md`` is made from it."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True)

    env: Literal["development", "production"] = Field(
        "development", description="`production` asks for a secret key and refuses sample accounts."
    )
    data_dir: Path = Field(Path("data"), description="Folder of the SQLite file, uploads and vocabulary additions.")
    database_url: str = Field(
        "",
        description="SQLAlchemy URL of SQLite or PostgreSQL; empty means a SQLite file in the data folder.",
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=1, le=65535, description="Port to listen on.")
    secret_key: SecretStr = Field(SecretStr(""), description="Signs links and sessions; required in production.")
    public_url: str = Field(
        "", description="Address at which readers find the service, for links in mail; empty means http://host:port."
    )
    trusted_proxies: str = Field(
        "127.0.0.1", description="Addresses of reverse proxies whose X-Forwarded-For is believed, with commas, or `*`."
    )
    session_idle_minutes: int = Field(480, ge=5, description="Minutes without use after which a sign-in ends.")
    session_days: int = Field(7, ge=1, le=90, description="Days after which a sign-in ends in any case.")
    invitation_days: int = Field(7, ge=1, le=60, description="Days that an invitation can be accepted.")
    mail_host: str = Field("", description="Mail server; empty means none: development shows letters in the terminal.")
    mail_port: int = Field(587, ge=1, le=65535, description="Port of the mail server.")
    mail_tls: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="Encryption to the mail server: after connecting, from the beginning, or none."
    )
    mail_user: str = Field("", description="User name at the mail server; empty means no sign-in there.")
    mail_password: SecretStr = Field(SecretStr(""), description="Password at the mail server.")
    mail_from: str = Field("", description="Sender of letters, such as `Register <register@example.org>`.")
    oidc_issuer: str = Field(
        "", description="Single sign-on: issuer of the OpenID Connect provider, `https://…`; empty means none."
    )
    oidc_client_id: str = Field("", description="Single sign-on: what the provider calls this service.")
    oidc_client_secret: SecretStr = Field(
        SecretStr(""), description="Single sign-on: the secret given by the provider; empty for a public client."
    )
    oidc_name: str = Field(
        "", max_length=60, description="Single sign-on: name on the button; empty means the provider’s host."
    )
    pool_size: int = Field(8, ge=1, le=200, description="Database connections, and requests at work, per process.")
    body_limit: int = Field(1_048_576, ge=1024, description="Largest JSON or form body, in bytes.")
    upload_limit: int = Field(20_971_520, ge=1024, description="Largest import file, in bytes.")
    request_deadline: float = Field(5.0, gt=0, description="Seconds after which a request is answered with 503.")
    batch_deadline: float = Field(60.0, gt=0, description="The same for batches, exports and the statement.")
    import_rows: int = Field(20_000, ge=1, description="Most rows of one import file.")
    import_memory_mb: int = Field(1024, ge=128, description="Memory limit of the process that reads an upload.")
    import_seconds: int = Field(60, ge=1, description="Processor time limit of the process that reads an upload.")
    import_keep_days: int = Field(30, ge=1, description="Days that an import and its report are kept.")
    idempotency_days: int = Field(7, ge=1, description="Days that an Idempotency-Key is remembered.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level logged.")

    @model_validator(mode="after")
    def _secret_outside_development(self) -> Self:
        if self.env != "development" and len(self.secret_key.get_secret_value()) < 32:
            msg = "TCDC_SECRET_KEY must have at least 32 characters outside development"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _sender_of_mail(self) -> Self:
        if self.mail_host and "@" not in self.mail_from:
            msg = "TCDC_MAIL_FROM must name the sender when TCDC_MAIL_HOST is set"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _whole_provider(self) -> Self:
        given = (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret.get_secret_value(), self.oidc_name)
        if any(given) and not (self.oidc_issuer and self.oidc_client_id):
            msg = "TCDC_OIDC_ISSUER and TCDC_OIDC_CLIENT_ID go together; without them there is no single sign-on"
            raise ValueError(msg)
        schemes = ("https",) if self.env == "production" else ("https", "http")
        issuer = urlsplit(self.oidc_issuer)
        if self.oidc_issuer and not (issuer.scheme in schemes and issuer.netloc and not issuer.query):
            msg = "TCDC_OIDC_ISSUER must be an address that begins with https://"
            raise ValueError(msg)
        if self.oidc_issuer and self.env == "production" and not self.public_url:
            msg = "TCDC_PUBLIC_URL is needed for single sign-on: the provider sends people back to it"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _known_store(self) -> Self:
        if not re.match(r"(sqlite|postgresql)(\+[a-z0-9]+)?://|$", self.database_url):
            msg = "TCDC_DATABASE_URL must begin with sqlite:// or postgresql://"
            raise ValueError(msg)
        return self

    @property
    def url(self) -> str:
        """The database URL in force."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'tcdc.sqlite3'}"

    @property
    def key(self) -> str:
        """The signing key in force; in development a fixed one of no value."""
        return self.secret_key.get_secret_value() or DEVELOPMENT_KEY

    @property
    def address(self) -> str:
        """Where readers find the service, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def oidc_label(self) -> str:
        """How the provider of single sign-on is called; empty when there is none."""
        return self.oidc_name or urlsplit(self.oidc_issuer).netloc

    @property
    def oidc_targets(self) -> str:
        """Where single sign-on may lead, as a content policy says it: any host with TLS, for providers send on."""
        issuer = urlsplit(self.oidc_issuer)
        return f"http://{issuer.netloc}" if issuer.scheme == "http" else "https:" * bool(issuer.netloc)

    @property
    def vocabulary_dir(self) -> Path:
        """Folder whose files add to the shipped vocabularies."""
        return self.data_dir / "vocabulary"


def read_settings() -> Settings:
    """Settings of this process.

    Raises SettingsError for an unknown variable with our prefix or a value that does not fit.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    given = {name.upper() for name in (*os.environ, *DotEnvSettingsSource(Settings).env_vars)}
    ours = {name for name in given if name.startswith(PREFIX) and not name.startswith(NOT_OURS)}
    unknown = sorted(ours - known)
    if unknown:
        msg = f"unknown setting: {', '.join(unknown)}"
        raise SettingsError(msg)
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("; ".join(_said(part) for part in error.errors())) from None


def _said(problem: Any) -> str:
    """One of pydantic's errors, with the variable's name in front; ours name it themselves."""
    if not problem["loc"]:
        return str(problem["msg"]).removeprefix("Value error, ")
    return f"{PREFIX}{'.'.join(map(str, problem['loc'])).upper()}: {problem['msg']}"
