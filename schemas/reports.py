"""The consolidated statement (contract, "Consolidated statement")."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from schemas.base import CountryCode, Day, Schema, ShortLine
from schemas.matches import Engine, NearMissOut
from schemas.records import LevelName

FormatName = Literal["json", "csv", "xlsx"]
ByName = Literal["sector,country", "country,sector", "sector", "country"]


def _none_when_empty(value: Any) -> Any:
    """A form sends its empty fields too."""
    return None if value == "" else value


MayBeEmpty = BeforeValidator(_none_when_empty)


class StatementQuery(BaseModel):
    """What the statement tells apart, and what it is narrowed to."""

    model_config = ConfigDict(extra="forbid")

    by: ByName = Field("sector,country", description="What cells are made of; the first sorts first.")
    as_of: Annotated[Day | None, MayBeEmpty] = Field(
        None, description="The end of that day, rebuilt from the ledger; today as it stands now."
    )
    group: Annotated[ShortLine | None, MayBeEmpty] = Field(
        None, description="A group of countries (`CARICOM`), with its members of that day, or `all`."
    )
    level: Annotated[LevelName | None, MayBeEmpty] = Field(
        None, description="Only proposals at this level make a need answerable."
    )
    since: Annotated[Day | None, MayBeEmpty] = Field(
        None, description="Only records that were first published on that day or later: the period's beginning."
    )
    format: FormatName = "json"

    @property
    def sides(self) -> tuple[str, ...]:
        """``by`` as its parts."""
        return tuple(self.by.split(","))


class RowsQuery(BaseModel):
    """The records behind a figure of the statement: its day, its narrowing, and the cell."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["offer", "need"] = "need"
    as_of: Annotated[Day | None, MayBeEmpty] = None
    since: Annotated[Day | None, MayBeEmpty] = None
    group: Annotated[ShortLine | None, MayBeEmpty] = None
    level: Annotated[LevelName | None, MayBeEmpty] = None
    sector: Annotated[Annotated[str, Field(pattern=r"^(segib:[0-9]{1,2}|all)$")] | None, MayBeEmpty] = Field(
        None, description="`segib:n`; `all`: offers open to all sectors."
    )
    country: Annotated[CountryCode | None, MayBeEmpty] = None
    owner: Annotated[Literal["organization"] | None, MayBeEmpty] = Field(
        None, description="Offers of organizations, which have no country."
    )
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str | None, Field(max_length=1000)] = None


class RowOut(Schema):
    """A record as it stood on the day of the statement."""

    id: str
    kind: Literal["offer", "need"]
    title: str
    language: str
    country: str | None
    organization: str | None
    sectors: list[str] = Field(description="`segib:n`; empty when open to all sectors.")
    published_on: Day = Field(description="When it was first published.")
    answerable: bool | None = Field(description="Null for offers, and for a day that nobody counted.")
    public_now: bool = Field(description="Whether it can be read today.")


class RowPage(Schema):
    """Longest published first."""

    as_of: Day
    items: list[RowOut]
    next: str | None
    total: int


class RecordsOut(Schema):
    """Lists of the records behind a figure: of today's records, or for a past day or a period as they stood then."""

    offers: str
    needs: str


class CellOut(Schema):
    """Figures of one cell. A record with several sectors counts in each of its cells."""

    sector: str | None = Field(description="`segib:n`; null: offers open to all sectors, or not told apart.")
    country: str | None = Field(description="Alpha-3; null: offers of organizations, or not told apart.")
    offers: int
    needs: int
    answerable: int | None = Field(
        description="Needs with a bilateral proposal that reaches the threshold; null for a day that nobody counted."
    )
    unmet: int | None = Field(description="Needs that are not answerable.")
    median_age_days: float | None = Field(description="Of the needs, since first published; null without needs.")
    records: RecordsOut


class IdleOut(Schema):
    """An offer that answers no valid need."""

    offer_id: str
    title: str
    language: str
    country: str | None
    organization: str | None
    sectors: list[str] = Field(description="`segib:n`; empty when open to all sectors.")
    nearest: NearMissOut | None = Field(
        description="The need that one change would let it answer, and what keeps them apart; null when none is near."
    )


class StatementOut(Schema):
    """Published, valid records of one day: the same figures for everyone."""

    as_of: Day
    engine: Engine | None = Field(description="What judged the pairs; null for a past day that nobody counted.")
    threshold: float = Field(description="The score from which a proposal makes a need answerable.")
    by: list[Literal["sector", "country"]]
    group: str | None = Field(description="The group that the rows are narrowed to, as applied.")
    level: LevelName | None
    since: Day | None = Field(description="The beginning of the period, as asked for.")
    rows: list[CellOut]
    totals: CellOut = Field(description="Each record once.")
    records_in_several_cells: int = Field(description="Records with several sectors, which the rows repeat.")
    deserts: list[CellOut] | None = Field(description="Cells with needs of which none is answerable.")
    idle_supply: list[IdleOut] | None = Field(description="Offers that answer no valid need.")
