"""Settings, read once by a front door and passed in; nothing else reads the environment."""

import os
import re
from pathlib import Path
from typing import Any, Literal, Self

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
