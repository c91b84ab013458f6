"""Strict shared types: what text, codes, days and money may look like at the border."""

import unicodedata
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

#: Controls that reorder or hide text (Unicode TR 36): they have no place in a public register.
HIDDEN = frozenset("\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
MIN_DAY = date(1990, 1, 1)
MAX_DAY = date(2199, 12, 31)


def _is_bad(character: str) -> bool:
    category = unicodedata.category(character)
    return category == "Cs" or character in HIDDEN or (category == "Cc" and character not in "\n\t")


def clean(value: str) -> str:
    """``value`` in NFC with plain line ends, trimmed.

    Raises PydanticCustomError ``invalid_text`` for NUL, other controls, lone surrogates and bidirectional controls.
    """
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    if any(_is_bad(character) for character in text):
        kind = "invalid_text"
        raise PydanticCustomError(kind, "has characters that are not allowed")
    return unicodedata.normalize("NFC", text).strip()


def one_line(value: str) -> str:
    """``clean``, and refuses line breaks and tabs."""
    text = clean(value)
    if "\n" in text or "\t" in text:
        kind = "invalid_line"
        raise PydanticCustomError(kind, "must be one line")
    return text


def _day_in_range(value: date) -> date:
    if not MIN_DAY <= value <= MAX_DAY:
        kind = "day_out_of_range"
        raise PydanticCustomError(kind, "is not a day between 1990 and 2199")
    return value


def _only_text(value: Any) -> Any:
    """Days come as ISO text, never as numbers, which pydantic would read as seconds."""
    if isinstance(value, str | date):
        return value
    kind = "date_type"
    raise PydanticCustomError(kind, "must be a day such as 2026-05-31")


def _unique(values: list[Any]) -> list[Any]:
    return list(dict.fromkeys(values))


def _utc(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _text(pattern: str, longest: int) -> Any:
    return StringConstraints(strict=True, pattern=pattern, max_length=longest)


Line = Annotated[str, Field(min_length=1, max_length=300, strict=True), AfterValidator(one_line), Field(min_length=1)]
ShortLine = Annotated[str, Field(max_length=120, strict=True), AfterValidator(one_line), Field(min_length=1)]
Prose = Annotated[str, Field(max_length=10_000, strict=True), AfterValidator(clean), Field(min_length=1)]
Note = Annotated[str, Field(max_length=1000, strict=True), AfterValidator(clean), Field(min_length=1)]
CountryCode = Annotated[str, _text(r"^[A-Z]{3}$", 3)]
LanguageTag = Annotated[str, _text(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", 35)]
SectorCode = Annotated[str, _text(r"^([0-9]{3}|[0-9]{5}|segib:[0-9]{1,2}|all)$", 8)]
ModalityCode = Annotated[str, _text(r"^M[0-9]{2}$", 3)]
ActorTypeCode = Annotated[str, _text(r"^[0-9]{2}$", 2)]
ThemeCode = Annotated[str, _text(r"^[a-z][a-z0-9-]{1,60}$", 61)]
SdgCode = Annotated[str, _text(r"^[0-9]{1,2}(\.[0-9a-z]{1,2})?$", 5)]
OrganizationId = Annotated[str, _text(r"^org_[0-9a-z]{1,40}$", 44)]
Day = Annotated[date, BeforeValidator(_only_text), AfterValidator(_day_in_range)]
Time = Annotated[AwareDatetime, PlainSerializer(_utc, return_type=str, when_used="json")]
Amount = Annotated[str, _text(r"^[0-9]{1,15}(\.[0-9]{1,4})?$", 20)]
Currency = Annotated[str, _text(r"^[A-Z]{3}$", 3)]
Count = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
Unique = AfterValidator(_unique)


class Schema(BaseModel):
    """Unknown fields are refused, numbers are finite."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, ser_json_inf_nan="null")


class Problem(BaseModel):
    """An error answer (RFC 9457, ``application/problem+json``) in the reader's language."""

    type: str = Field(description="Address of the explanation of this code.")
    title: str = Field(description="What happened, in a few words.")
    status: int = Field(description="The HTTP status again.")
    detail: str | None = Field(None, description="What it means here, and what to do.")
    instance: str | None = Field(None, description="Path of the request.")
    code: str = Field(description="Stable code; never translated.")
    errors: list["FieldProblem"] = Field(default_factory=list, description="One entry per field that does not fit.")
    request_id: str | None = Field(None, description="To quote when asking for help.")


class FieldProblem(BaseModel):
    """One field that does not fit."""

    pointer: str = Field(description="JSON pointer into the body, or the name of a parameter.")
    code: str = Field(description="Stable code; never translated.")
    message: str = Field(description="In the reader's language.")
