"""Offers and needs as they are written and answered (contract, "Offer and need")."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from schemas.base import (
    ActorTypeCode,
    Amount,
    Count,
    CountryCode,
    Currency,
    Day,
    LanguageTag,
    Line,
    ModalityCode,
    Note,
    OrganizationId,
    Prose,
    Schema,
    SdgCode,
    SectorCode,
    ShortLine,
    ThemeCode,
    Time,
    Unique,
)

InputKind = Literal[
    "personnel", "training_places", "equipment", "supplies", "facilities", "travel", "funds", "documentation"
]
CostSharing = Literal["provider_all", "recipient_all", "shared", "in_kind", "to_agree"]
LevelName = Literal["subregional", "regional", "interregional"]
StageName = Literal["draft", "submitted", "rejected", "published", "dormant", "withdrawn", "fulfilled"]
Priority = Annotated[int, Field(ge=1, le=3, strict=True, description="1 high, 2, 3; orders lists, never the score.")]


class Institution(Schema):
    """Who does it: name, and type as an IATI OrganisationType code."""

    name: Line
    type: ActorTypeCode


class InstitutionPatch(Schema):
    """Changes to an institution: what is left out stays."""

    name: Line | None = None
    type: ActorTypeCode | None = None


class Input(Schema):
    """Something asked for (need) or brought (offer); unknown quantities are left out, never 0."""

    kind: InputKind
    description: Line | None = None
    quantity: Annotated[float, Field(ge=0, le=1e12)] | None = None
    unit: ShortLine | None = None
    amount: Amount | None = Field(None, description="Decimal string, with `currency`.")
    currency: Currency | None = Field(None, description="ISO 4217.")

    @model_validator(mode="after")
    def _amount_has_currency(self) -> Self:
        if (self.amount is None) != (self.currency is None):
            kind = "amount_without_currency"
            raise PydanticCustomError(kind, "amount and currency go together")
        return self


class Capacity(Schema):
    """Engagements per year, and how many remain; 0 remaining closes the offer to new matches."""

    per_year: Count | None = None
    remaining: Count | None = None


class Translation(Schema):
    """The same text in another language; `stale` when the original has changed since."""

    title: Line
    description: Prose | None = None
    status: Literal["human", "machine", "stale"] = "human"


class TranslationPatch(Schema):
    """Changes to a translation: what is left out stays; new words count as `human` unless `status` says otherwise."""

    title: Line | None = None
    description: Prose | None = None
    status: Literal["human", "machine", "stale"] | None = None


class ExternalId(Schema):
    """The record's id in another system; (source, id) is unique per kind of record."""

    source: ShortLine
    id: ShortLine


class Contact(Schema):
    """Whom to reach; never public."""

    name: ShortLine | None = None
    email: Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] | None = None
    phone: ShortLine | None = None


class RecordFields(Schema):
    """What offers and needs have in common."""

    country: CountryCode | None = Field(None, description="Owner; cannot be changed afterwards.")
    language: LanguageTag | None = Field(None, description="Language of title and description, BCP 47.")
    title: Line | None = None
    description: Prose | None = None
    sectors: Annotated[list[SectorCode], Field(min_length=1, max_length=20), Unique] | None = Field(
        None, description="CRS codes (3 or 5 digits), SEGIB numbers (`segib:14`), or `all`."
    )
    modalities: Annotated[list[ModalityCode], Field(min_length=1, max_length=14), Unique] | None = None
    themes: Annotated[list[ThemeCode], Field(max_length=20), Unique] | None = None
    sdg: Annotated[list[SdgCode], Field(max_length=40), Unique] | None = Field(
        None, description="Goals `4`, targets `4.3`."
    )
    delivery_languages: Annotated[list[LanguageTag], Field(min_length=1, max_length=20), Unique] | None = None
    inputs: Annotated[list[Input], Field(max_length=50)] | None = Field(
        None, description="Asked for (need) or brought (offer); absent means unknown, an empty list none."
    )
    valid_until: Day | None = None
    available_from: Day | None = None
    available_until: Day | None = None
    cost_sharing: CostSharing | None = None
    actor_types_welcome: Annotated[list[ActorTypeCode], Field(min_length=1, max_length=20), Unique] | None = None
    plan_reference: Line | None = Field(None, description="National plan or strategy that the record serves.")
    target_groups: Annotated[list[ShortLine], Field(max_length=20), Unique] | None = None
    levels: Annotated[list[LevelName], Field(min_length=1, max_length=3), Unique] | None = None
    external_ids: Annotated[list[ExternalId], Field(max_length=20)] | None = None
    contact: Contact | None = None


class Parts(Schema):
    """The parts of a record that are objects, whole."""

    institution: Institution | None = None
    translations: Annotated[dict[LanguageTag, Translation], Field(max_length=20)] | None = None


class PartsPatch(Schema):
    """A JSON merge patch (RFC 7396): what is given replaces, null removes, the rest stays."""

    institution: InstitutionPatch | None = None
    translations: Annotated[dict[LanguageTag, TranslationPatch | None], Field(max_length=20)] | None = None


class OfferFields(RecordFields):
    """What an offer has besides."""

    organization: OrganizationId | None = None
    capacity: Capacity | None = None


class NeedFields(RecordFields):
    """What a need has besides."""

    objective: Prose | None = Field(None, description="The development objective that the need serves.")
    priority: Priority | None = None


class OfferPatch(OfferFields, PartsPatch):
    """Changes to an offer (JSON merge patch)."""


class NeedPatch(NeedFields, PartsPatch):
    """Changes to a need (JSON merge patch)."""


class OfferIn(OfferFields, Parts):
    """A new offer. A draft needs its owner, `language` and `title`; the rest is asked for on submitting."""

    language: LanguageTag
    title: Line

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.country is None) == (self.organization is None):
            kind = "one_owner"
            raise PydanticCustomError(kind, "needs exactly one of country and organization")
        check_window(self)
        return self


class NeedIn(NeedFields, Parts):
    """A new need. A draft needs `country`, `language` and `title`; the rest is asked for on submitting."""

    country: CountryCode
    language: LanguageTag
    title: Line

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        check_window(self)
        return self


def check_window(record: RecordFields) -> None:
    """Raises PydanticCustomError ``window_reversed`` when availability ends before it begins."""
    start, end = record.available_from, record.available_until
    if start and end and end < start:
        kind = "window_reversed"
        raise PydanticCustomError(kind, "ends before it begins")


class Completeness(Schema):
    """How complete the record is (share in [0, 1]) and which field would help most next."""

    score: float
    missing_mandatory: list[str]
    next_best: str | None


class RecordState(Schema):
    """What the service says of a record, besides its content."""

    id: str
    stage: StageName
    version: int = Field(description="Also the ETag.")
    sectors_crs: list[str] = Field(description="The CRS codes that `sectors` stands for.")
    sectors_segib: list[str] = Field(description="The SEGIB sectors of these, as `segib:n`.")
    assured_on: Day | None = Field(description="When its owner last confirmed it.")
    valid_until: Day | None = None
    overdue: bool = Field(description="Past `valid_until`, within the 60 days of grace.")
    completeness: Completeness
    has_submitted_version: bool = Field(description="A submitter's change waits for the focal point.")
    submitted_version: dict[str, Any] | None = Field(
        None, description="The content that waits; for those who answer for the record."
    )
    rejected_reason: str | None = None
    endorsed_on: Day | None = Field(
        None, description="When the country's focal point published a business or NGO entry."
    )
    actions: list[str] = Field(description="What this reader may do now.")
    entered_by: str | None = Field(
        None,
        description="The organization that entered it for the country, by delegation, for those who answer for the "
        "record; null when the country itself did.",
    )
    sample: bool = Field(description="Belongs to the sample registry, invented for demonstration.")
    created_at: Time
    updated_at: Time


class OfferOut(OfferFields, Parts, RecordState):
    """An offer as this reader may see it."""


class NeedOut(NeedFields, Parts, RecordState):
    """A need as this reader may see it."""


class OfferPage(Schema):
    """One page of offers."""

    items: list[OfferOut]
    next: str | None = Field(description="Cursor of the next page.")
    total: int


class NeedPage(Schema):
    """One page of needs."""

    items: list[NeedOut]
    next: str | None = Field(description="Cursor of the next page.")
    total: int


class ActionIn(Schema):
    """An action takes an empty body or a reason."""

    reason: Note | None = None


class FactOut(Schema):
    """One thing that happened to a record."""

    position: int
    at: Time
    tag: str = Field(description="Subject and verb, such as `offer:publish`.")
    actor: str | None = Field(description="Who did it; null for readers outside the owner.")
    role: str | None
    stage: StageName | None
    reason: str | None
    changed: list[str] = Field(description="Fields that changed.")


class History(Schema):
    """What happened to a record, oldest first."""

    items: list[FactOut]
