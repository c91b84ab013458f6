"""Suggestions: sectors and goals of a text, likely duplicates, what a country could also offer, exchanges."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import LanguageTag, Line, Prose, Schema
from schemas.matches import Engine, Limit
from schemas.records import NeedPatch, OfferPatch, StageName

SideName = Literal["offer", "need"]


class SuggestIn(Schema):
    """A text as a person writes it; without `language` it is guessed."""

    title: Line
    description: Prose | None = None
    language: LanguageTag | None = None


class SectorSuggestion(Schema):
    """A sector that the text speaks of: SEGIB's, and the CRS category that it was found by."""

    segib: str
    code: str
    strength: float = Field(description="Share of what the text says of sectors, in [0, 1].")
    because: list[str] = Field(description="Words of the text that say so, most telling first.")


class SdgSuggestion(Schema):
    """A goal, or one of its targets."""

    code: str
    strength: float = Field(description="Share of what the text says of goals, in [0, 1].")
    because: list[str]


class SuggestionsOut(Schema):
    """Strongest first; targets follow their goal. Empty where the text says nothing of any."""

    language: str | None = Field(description="The declared one, else the one that the text seems to be in.")
    sectors: list[SectorSuggestion]
    sdg: list[SdgSuggestion]


class DuplicatesIn(OfferPatch, NeedPatch):
    """An offer or need that is not stored: any of its fields, and which side it is."""

    side: SideName
    limit: Limit = 10


class SharedWords(Schema):
    """Words of both texts that met."""

    ours: str
    theirs: str
    concept: str | None = Field(description="Null for words that met by spelling alone.")


class DuplicateOut(Schema):
    """A record that may tell of the same thing. Nothing is merged."""

    id: str
    country: str | None
    organization: str | None
    title: str
    language: str | None
    stage: StageName
    strength: float = Field(description="Likelihood that both tell of the same thing, in (0, 1).")
    similarity: float = Field(description="Of the texts.")
    same_owner: bool
    sectors: str | None = Field(description="Closest relation of the sectors: same, category, group, all, none.")
    shared: list[SharedWords]


class DuplicatesOut(Schema):
    """Strongest first, among the records that the reader may see."""

    engine: Engine
    items: list[DuplicateOut]


class SourceOut(Schema):
    """The country's own record that says so."""

    side: SideName
    id: str
    title: str
    stage: StageName


class CouldOfferOut(Schema):
    """A need of another country, near to what this one shares or has solved."""

    need_id: str
    country: str | None
    title: str
    language: str | None
    strength: float = Field(description="Of what both texts say, in [0, 1).")
    answered: bool = Field(description="Whether an offer of somebody else answers it.")
    source: SourceOut
    shared: list[SharedWords]


class CouldOfferList(Schema):
    """Needs that nobody answers first."""

    engine: Engine
    items: list[CouldOfferOut]


class LinkOut(Schema):
    """The best proposal from one country to the next."""

    supplier: str
    recipient: str
    offer_id: str
    need_id: str
    match_id: str
    score: float
    more: int = Field(description="How many other proposals there are between these two, in this direction.")


class ExchangeOut(Schema):
    """Countries that could each help the next one, and the last one the first."""

    countries: list[str]
    weakest: float = Field(description="Score of the weakest link: what the list is ordered by, then by the mean.")
    mean: float
    links: list[LinkOut]


class ExchangeList(Schema):
    """Best first."""

    engine: Engine
    threshold: float = Field(description="Only proposals of this score or more make a link.")
    complete: bool = Field(description="False when there were so many that the search stopped early.")
    items: list[ExchangeOut]


ExchangeLength = Annotated[int, Field(ge=2, le=4)]
