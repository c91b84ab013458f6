"""What could be done next: marks of support, unanswered opportunities, and what needs attention."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from schemas.base import CountryCode, Day, LanguageTag, Note, Schema, SectorCode, ShortLine, Time
from schemas.matches import Engine
from schemas.records import LevelName

PartName = Literal["bilateral", "exchange", "triangular"]


class SupportIn(Schema):
    """What an organization does for a need, and until when."""

    what: Note
    until: Day = Field(description="The last day of the mark; it ends by itself.")


class SupportOut(Schema):
    """A mark in force; shown to agencies, coordinators and the need's country."""

    id: str
    need_id: str
    organization: str
    what: str
    until: Day
    created_at: Time


class SupportPage(Schema):
    """Oldest first."""

    items: list[SupportOut]
    next: None = None
    total: int


def _none_when_empty(value: Any) -> Any:
    """A form sends its empty fields too."""
    return None if value == "" else value


MayBeEmpty = BeforeValidator(_none_when_empty)


class OpportunitiesQuery(BaseModel):
    """What the list is narrowed to: needs of these countries, in this sector, answered at this level."""

    model_config = ConfigDict(extra="forbid")

    group: Annotated[ShortLine | None, MayBeEmpty] = Field(
        None, description="A group of countries (`CARICOM`), with its members of today, or `all`."
    )
    country: Annotated[CountryCode | None, MayBeEmpty] = Field(None, description="ISO 3166-1 alpha-3.")
    sector: Annotated[Annotated[str, Field(pattern=r"^segib:[0-9]{1,2}$")] | None, MayBeEmpty] = Field(
        None, description="SEGIB sector of the need, `segib:n`."
    )
    level: Annotated[LevelName | None, MayBeEmpty] = Field(None, description="Only proposals at this level.")
    kind: Annotated[PartName | None, MayBeEmpty] = Field(None, description="Only this kind of proposal; absent: all.")
    limit: Annotated[int, Field(ge=1, le=200)] = 20


class RecordRef(Schema):
    """An offer or a need, as far as a list names it."""

    id: str
    title: str
    language: str | None
    country: str | None
    organization: str | None


class NeedRef(RecordRef):
    """A need with what orders the list."""

    priority: int | None
    sectors: list[str] = Field(description="`segib:n`.")
    published_on: Day = Field(description="When the need was first published.")


class UnansweredOut(Schema):
    """The best proposal for a need that nobody has taken up."""

    match_id: str
    need: NeedRef
    offer: RecordRef
    score: float
    level: LevelName
    others: int = Field(description="How many more offers reach the threshold.")
    supports: list[SupportOut] | None = Field(description="Marks of support; null for readers who are not shown them.")


class LinkOut(Schema):
    """The best proposal from one country to the next."""

    supplier: str
    recipient: str
    match_id: str
    offer: RecordRef
    need: RecordRef
    score: float
    others: int = Field(description="How many more proposals there are between the two.")


class ExchangeOut(Schema):
    """Countries that could each help the next one, back to the first; two of them help each other."""

    countries: list[str]
    weakest: float = Field(description="The lowest score of its links.")
    mean: float
    links: list[LinkOut]


class TriangleOut(Schema):
    """The best triangle of a need: what the best bilateral pair lacks, and who fills it."""

    match_id: str
    need: NeedRef
    first_provider: RecordRef
    second_provider: RecordRef
    gap: str
    gap_name: str = Field(description="In the reader's language.")
    score: float
    level: LevelName


class SupplierOut(Schema):
    """A country or organization on which proposals rest."""

    country: str | None
    organization: str | None
    proposals: int
    share: float = Field(description="Of all proposals, in [0, 1].")
    needs: int = Field(description="Needs that its offers answer.")
    only_one: int = Field(description="Needs that nobody else answers.")


class ConcentrationOut(Schema):
    """How far proposals rest on few suppliers."""

    proposals: int = Field(description="Bilateral proposals that reach the threshold.")
    needs: int = Field(description="Needs that they answer.")
    share_of_three: float | None = Field(description="Of the three largest suppliers; null without proposals.")
    only_one: int = Field(description="Needs that a single supplier answers.")
    suppliers: list[SupplierOut] = Field(description="Largest first.")
    total: int = Field(description="How many suppliers there are.")


class VacancyOut(Schema):
    """A country without an active focal point."""

    country: CountryCode
    last_confirmed: Day | None = Field(description="Null when the directory has none, or never confirmed.")


class StaleOut(Schema):
    """A record whose validity has ended, or ends soon."""

    record: RecordRef
    valid_until: Day
    dormant_after: Day = Field(description="The last day on which it is shown and matched.")
    overdue: bool


class Unanswered(Schema):
    """By priority of the need, then by score."""

    items: list[UnansweredOut]
    total: int


class ExchangeList(Schema):
    """By the weakest link."""

    items: list[ExchangeOut]
    complete: bool = Field(description="False when the search was cut short: there may be more.")


class TriangleList(Schema):
    """By priority of the need, then by score."""

    items: list[TriangleOut]
    total: int


class StaleList(Schema):
    """What ends first comes first."""

    items: list[StaleOut]
    total: int


class OpportunitiesOut(Schema):
    """Computed from public records; nobody has agreed to anything."""

    as_of: Day
    engine: Engine
    threshold: float = Field(description="The score from which a proposal counts.")
    group: str | None = Field(description="As applied.")
    country: str | None
    sector: str | None
    level: LevelName | None
    kind: PartName | None
    cases_left_out: int = Field(description="Needs left out because the reader knows of a case that is under way.")
    bilateral: Unanswered | None = Field(description="Null when another kind was asked for.")
    exchanges: ExchangeList | None
    triangles: TriangleList | None = Field(description="Null too when so many needs fit that they were not judged.")
    suppliers: ConcentrationOut
    without_focal_point: list[VacancyOut]
    stale: StaleList


class FeedQuery(BaseModel):
    """What a feed is narrowed to, and the language of its own words."""

    model_config = ConfigDict(extra="forbid")

    sector: Annotated[list[SectorCode], Field(max_length=50)] = Field(
        [], description="CRS code at any level or SEGIB number; any of them."
    )
    language: Annotated[list[LanguageTag], Field(max_length=20)] = Field(
        [], description="Language that the record is written in; any of them."
    )
    lang: Literal["es", "pt", "fr", "en"] | None = Field(
        None, description="Language of the feed's own words and of the pages it leads to; else by `Accept-Language`."
    )
