"""Countries, organizations, focal points and exclusions."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from schemas.base import (
    ActorTypeCode,
    CountryCode,
    Day,
    LanguageTag,
    Line,
    Note,
    Schema,
    ShortLine,
    Time,
    Unique,
)

Names = Annotated[dict[Literal["es", "pt", "fr", "en"], Line], Field(min_length=1)]
RegionCode = Annotated[str, Field(pattern=r"^[0-9]{3}$", strict=True)]


class OrganizationPatch(Schema):
    """A JSON merge patch of an organization."""

    acronym: ShortLine | None = None
    names: Names | None = None
    type: ActorTypeCode | None = Field(None, description="IATI OrganisationType.")
    country: CountryCode | None = Field(None, description="Seat; null when it has none of one country.")
    regions: Annotated[list[RegionCode], Field(max_length=60), Unique] | None = Field(
        None, description="M49 regions served; empty means all."
    )
    group: ShortLine | None = Field(None, description="Group of its members; a coordinator's lists start there.")


class OrganizationIn(OrganizationPatch):
    """An agency, bank, fund or regional body."""

    acronym: ShortLine
    names: Names
    type: ActorTypeCode


class OrganizationOut(OrganizationIn):
    """An organization of the register."""

    id: str
    name: str = Field(description="In the reader's language.")
    version: int
    created_at: Time
    updated_at: Time


class OrganizationPage(Schema):
    items: list[OrganizationOut]
    next: None = None
    total: int


class ExclusionIn(Schema):
    """What a country does not want to be paired with."""

    kind: Literal["country", "organization", "sector", "modality"]
    code: ShortLine
    applies_to: Literal["offers", "needs", "both"] = "both"
    reason: Note | None = None

    @model_validator(mode="after")
    def _no_wildcard(self) -> Self:
        if self.kind == "sector" and self.code == "all":
            kind = "exclusion_too_wide"
            raise PydanticCustomError(kind, "names every sector")
        return self


class ExclusionOut(ExclusionIn):
    id: str
    country: CountryCode
    created_at: Time


class ExclusionPage(Schema):
    items: list[ExclusionOut]
    next: None = None
    total: int


class CodeOut(Schema):
    """A code of a vocabulary with its name in the reader's language and in all."""

    code: str
    name: str
    names: dict[str, str]
    broader: str | None = None


class CodePage(Schema):
    items: list[CodeOut]
    next: None = None
    total: int


class CountryOut(Schema):
    """A country or territory of ISO 3166-1."""

    code: CountryCode
    alpha2: str
    m49: str
    name: str
    names: dict[str, str]
    regions: list[str] = Field(description="M49 codes that contain it.")
    groups: list[str] = Field(description="Groups of which it is a member today.")
    languages: list[str] = Field(description="Official languages, BCP 47.")


class CountryPage(Schema):
    items: list[CountryOut]
    next: None = None
    total: int


class FocalPointOut(Schema):
    """The office that speaks for a country; no person's name, no address."""

    id: str
    country: CountryCode
    institution: str
    languages: list[LanguageTag]
    since: Day | None
    confirmed_on: Day | None


class FocalPointPage(Schema):
    items: list[FocalPointOut]
    next: None = None
    total: int
