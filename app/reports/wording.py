"""The words of the statement's tables: English is the source, the catalogues have the rest."""

from collections.abc import Callable
from dataclasses import dataclass

from app.core.context import Context
from app.core.languages import translate

Naming = Callable[[Context, str | None], str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its field, its header, and what it means."""

    field: str
    header: str
    meaning: str


AS_OF = Column(
    "as_of",
    "As of",
    "The day of the figures: past days as they ended, today as it stands now. Days are those of UTC.",
)
SECTOR = Column("sector", "Sector code", "Number of the sector in SEGIB's list of 30.")
SECTOR_NAME = Column(
    "sector_name", "Sector", "A record with several sectors counts in each of them, and once in the total."
)
COUNTRY = Column("country", "Country code", "ISO 3166-1 alpha-3; empty for offers of organizations.")
COUNTRY_NAME = Column("country_name", "Country", "The country whose offer or need it is.")
OFFERS = Column("offers", "Offers", "Published offers within their validity or its 60 days of grace.")
NEEDS = Column("needs", "Needs", "Published needs within their validity or its 60 days of grace.")
ANSWERABLE = Column(
    "answerable",
    "Answerable needs",
    "Needs with at least one bilateral proposal that reaches the threshold; empty for a past day that was not counted.",
)
UNMET = Column("unmet", "Unmet needs", "Needs that are not answerable.")
AGE = Column(
    "median_age_days", "Median age of needs (days)", "Half of the needs were first published longer ago than this."
)
TABLE = (AS_OF, SECTOR, SECTOR_NAME, COUNTRY, COUNTRY_NAME, OFFERS, NEEDS, ANSWERABLE, UNMET, AGE)
IDLE = (
    Column("offer_id", "Offer", "An offer that answers no valid need."),
    Column("title", "Title", "In the language of the offer."),
    Column("owner", "Country or organization", "The party that offers."),
    Column("sectors", "Sectors", "Sectors of the offer."),
    Column("need_id", "Nearest need", "The need that one change would let it answer; empty when no need is near."),
    Column("sentence", "What would help", "The one change that would help."),
)
#: Sheets of the workbook.
STATEMENT, DESERTS, IDLE_SUPPLY, DEFINITIONS = "Statement", "Deserts", "Idle supply", "Definitions"
TOTAL = "Total, each record once"
ALL_SECTORS = "All sectors"
ORGANIZATIONS = "Organizations"
TERM, MEANING = "Term", "Meaning"
THRESHOLD, ENGINE, GROUP, LEVEL = "Threshold", "Matching engine", "Group of countries", "Level"
IN_SEVERAL = "Records in several cells"
DESERTS_MEANING = "Cells with needs of which none is answerable."
GROUP_MEANING = "The rows are narrowed to countries that were members on that day; whoever may answer them is not."
LEVEL_MEANING = "Only proposals at this level make a need answerable."


def sector_name(ctx: Context, sector: str | None) -> str:
    """A sector of SEGIB's, or the bucket of offers open to all."""
    if sector is None:
        return translate(ctx.language, ALL_SECTORS)
    return ctx.vocabulary.name("segib", sector, ctx.language)


def country_name(ctx: Context, country: str | None) -> str:
    """A country, or the bucket of organizations."""
    if country is None:
        return translate(ctx.language, ORGANIZATIONS)
    return ctx.vocabulary.name("countries", country, ctx.language)


#: Every sentence that this room says, for the catalogues.
WORDS = (
    *(words for column in (*TABLE, *IDLE) for words in (column.header, column.meaning)),
    *(STATEMENT, DESERTS, IDLE_SUPPLY, DEFINITIONS, TOTAL, ALL_SECTORS, ORGANIZATIONS, TERM, MEANING),
    *(THRESHOLD, ENGINE, GROUP, LEVEL, IN_SEVERAL, DESERTS_MEANING, GROUP_MEANING, LEVEL_MEANING),
)
