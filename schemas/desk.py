"""The desk: what a person who signed in finds first. Sections that the role does not have are null."""

from typing import Literal

from pydantic import Field

from schemas.base import CountryCode, Day, Schema
from schemas.interest import InterestOut
from schemas.matches import Engine
from schemas.suggestions import CouldOfferOut

KindWord = Literal["offer", "need"]
StageWord = Literal["draft", "submitted", "rejected", "published", "dormant", "withdrawn", "fulfilled"]
StrengthName = Literal["strong", "good", "weak"]


class DeskRecord(Schema):
    """An offer or a need, as far as the desk names it."""

    id: str
    kind: KindWord
    title: str
    language: str | None
    country: CountryCode | None
    organization: str | None


class DeskProposal(Schema):
    """A match in one line."""

    match_id: str
    other: DeskRecord = Field(description="The other side's record: an offer for a need, a need for an offer.")
    score: float
    strength: StrengthName = Field(description="`weak` is below the threshold.")
    because: str = Field(description="The reasons that weigh most, in the reader's language.")


class DeskNearMiss(Schema):
    """A pair that one change would bring together."""

    other: DeskRecord
    reason: str
    change: str
    sentence: str = Field(description="The change, in the reader's language.")


class DeskMatches(Schema):
    """One of the reader's own published records, and what it meets."""

    record: DeskRecord
    priority: int | None = None
    proposals: list[DeskProposal] = Field(description="At or above the threshold, at most three, best first.")
    nearest: DeskProposal | None = Field(description="The best one below the threshold, when there is none above.")
    near_miss: DeskNearMiss | None = Field(description="What one change would bring, when there is no proposal.")
    put_away: int = Field(description="How many proposals were put away.")


class DeskMatchesPage(Schema):
    """Published records of one's own, the most urgent first."""

    items: list[DeskMatches]
    next: str | None = Field(description="Cursor of the next page.")
    total: int
    answered: int | None = Field(description="Needs that at least one offer answers; null when nobody counted.")
    counted_on: Day | None = Field(description="The day of that count; null when it is of this moment.")


class DeskWaiting(Schema):
    """Something that waits for the reader."""

    what: Literal["draft", "rejected", "submitted", "change", "interest"]
    id: str = Field(description="Of the record; of the case for `interest`.")
    kind: KindWord | None
    title: str
    language: str | None
    since: Day
    days: int
    country: CountryCode | None = Field(None, description="Who asks to talk.")
    organization: str | None = Field(None, description="Who asks to talk, or who entered a draft by delegation.")
    reason: str | None = Field(None, description="Why it was sent back.")


class DeskWaitingList(Schema):
    """Longest waiting first; at most fifty."""

    items: list[DeskWaiting]
    total: int


class DeskEnding(Schema):
    """A record that is to be assured again. ``since``: the day from which it has been so."""

    state: Literal["running_out", "overdue", "dormant"]
    record: DeskRecord
    assured_on: Day | None
    valid_until: Day | None
    since: Day
    days: int
    version: int


class DeskEndingList(Schema):
    """Dormant ones first, then what ends first; at most fifty."""

    items: list[DeskEnding]
    total: int


class DeskEntry(Schema):
    """An entry of a submitter and its stage."""

    record: DeskRecord
    stage: StageWord
    change_waits: bool = Field(description="A change of it waits for the focal point.")
    reason: str | None = Field(description="Why it was sent back.")
    since: Day = Field(description="When it last changed.")


class DeskEntryList(Schema):
    """Last changed first; at most fifty."""

    items: list[DeskEntry]
    total: int


class DeskSupport(Schema):
    """A mark of support of the reader's organization."""

    id: str
    need: DeskRecord
    what: str
    until: Day


class DeskCountry(Schema):
    """A country's open needs, and how many of them can be answered."""

    country: CountryCode
    needs: int
    answered: int | None
    has_focal_point: bool = Field(description="A person of it has an account that is active.")


class DeskCountries(Schema):
    """Members of the coordinator's group, or all countries with needs; most unanswered needs first."""

    group: str | None
    items: list[DeskCountry]
    needs: int
    answered: int | None
    counted_on: Day | None
    vacant: list[CountryCode] = Field(description="Countries of the group without an active focal point.")
    delegated: list[CountryCode] = Field(description="Countries for which the reader may enter drafts now.")


class DeskCases(Schema):
    """Who waits for whom, the longest first; at most ten."""

    items: list[InterestOut]
    total: int


class DeskAccounts(Schema):
    """How many accounts there are."""

    active: int
    invited: int
    ended: int
    organizations: int
    vacant: list[CountryCode] = Field(description="Countries with records or a focal point's office, but no account.")


class DeskFinding(Schema):
    """One thing that an operator looks at. ``doubtful`` is for the operator to judge, ``bad`` must be mended."""

    code: Literal["index", "jobs-late", "jobs-failed", "letters-given-up", "letters-waiting", "ledger"]
    state: Literal["good", "doubtful", "bad"]
    count: int


class DeskOut(Schema):
    """The desk of whoever asks."""

    role: str
    country: CountryCode | None
    organization: str | None
    as_of: Day
    engine: Engine | None = Field(description="Null where nothing was matched.")
    threshold: float | None = Field(description="The score from which a need counts as answered.")
    needs: DeskMatchesPage | None
    offers: DeskMatchesPage | None
    waiting: DeskWaitingList | None
    ending: DeskEndingList | None
    could_offer: list[CouldOfferOut] | None
    entries: DeskEntryList | None
    supports: list[DeskSupport] | None
    countries: DeskCountries | None
    cases: DeskCases | None
    accounts: DeskAccounts | None
    health: list[DeskFinding] | None
