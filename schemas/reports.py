"""The consolidated statement (contract, "Consolidated statement")."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from schemas.base import Day, Schema, ShortLine
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
    format: FormatName = "json"

    @property
    def sides(self) -> tuple[str, ...]:
        """``by`` as its parts."""
        return tuple(self.by.split(","))


class RecordsOut(Schema):
    """Lists of the records behind a figure; null for past days, of which lists know nothing."""

    offers: str | None
    needs: str | None


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
    rows: list[CellOut]
    totals: CellOut = Field(description="Each record once.")
    records_in_several_cells: int = Field(description="Records with several sectors, which the rows repeat.")
    deserts: list[CellOut] | None = Field(description="Cells with needs of which none is answerable.")
    idle_supply: list[IdleOut] | None = Field(description="Offers that answer no valid need.")
