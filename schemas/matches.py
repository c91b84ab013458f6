"""Matches and their explanation (contract, "Matches")."""

from typing import Annotated, Any, Literal

from pydantic import Field

from schemas.base import Day, Note, Schema, Time
from schemas.records import LevelName, NeedPatch, OfferPatch

KindName = Literal["bilateral", "triangular"]
RoleName = Literal["first_provider", "second_provider"]
#: Our pages offer not_relevant, already_cooperating, too_costly, language, timing, other_partner and other.
ReasonCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{1,39}$", strict=True)]
Limit = Annotated[int, Field(ge=1, le=200, strict=True)]
NeedIdText = Annotated[str, Field(pattern=r"^ned_[0-9a-z]{1,36}$", strict=True)]
OfferIdText = Annotated[str, Field(pattern=r"^off_[0-9a-z]{1,36}$", strict=True)]


class Engine(Schema):
    """What computed the answer."""

    version: str
    weights: str
    index_fingerprint: str


class RecipientOut(Schema):
    """The country whose need it is; ids are null for a text that is not stored."""

    country: str | None
    organization: None = None
    need_id: str | None


class ProviderOut(Schema):
    """A country or organization that answers."""

    country: str | None
    organization: str | None
    offer_id: str | None


class RolesOut(Schema):
    """Who plays which part; second_provider is null in a bilateral match."""

    recipient: RecipientOut
    first_provider: ProviderOut
    second_provider: ProviderOut | None


class SignalOut(Schema):
    """One reason: points = weight x strength."""

    signal: str
    points: float
    strength: float = Field(description="In [-1, 1].")
    weight: float
    facts: dict[str, Any]


class TermOut(Schema):
    """Words of both texts that met; spans are [start, end) in title, line break, description (and objective)."""

    need: str
    offer: str
    concept: str | None
    share: float = Field(description="Of the text signal, in [0, 1].")
    need_span: tuple[int, int]
    offer_span: tuple[int, int]
    role: RoleName


class CoverageOut(Schema):
    """Inputs asked for, and who brings them."""

    asked: list[str]
    by_first_provider: list[str]
    by_second_provider: list[str]
    missing: list[str]


class ExplanationOut(Schema):
    """prior + the signals' points = points, exactly as printed."""

    prior: float
    signals: list[SignalOut]
    points: float
    terms: list[TermOut]
    coverage: CoverageOut
    gap: str | None = Field(description="What the best bilateral pair lacks and the second provider brings.")
    sentence: str = Field(description="In the reader's language.")


class PolicyOut(Schema):
    """What may order a list, apart from the score."""

    priority: int | None
    assured_on: Day | None
    freshness: float | None = Field(description="1 on the day of assuring, falling to 0 in two years.")


class MatchOut(Schema):
    """A proposed pairing: computed, not agreed."""

    id: str
    kind: KindName
    level: LevelName
    score: float = Field(description="Logistic of the printed points.")
    roles: RolesOut
    explanation: ExplanationOut
    policy: PolicyOut


class JudgedMatch(MatchOut):
    """A match recomputed now, with the engine that did it."""

    engine: Engine


class NearMissOut(Schema):
    """A pair that was kept out, and the one change that would help."""

    need_id: str | None
    offer_id: str | None
    country: str | None
    organization: str | None
    reason: str
    change: str
    points: float
    facts: dict[str, Any]
    sentence: str


class Proposals(Schema):
    """Best first."""

    engine: Engine
    items: list[MatchOut]
    near_misses: list[NearMissOut]


class SearchIn(OfferPatch, NeedPatch):
    """An offer or need that is not stored: any of its fields, and which side it is."""

    side: Literal["need", "offer"]
    kind: KindName = "bilateral"
    limit: Limit = 10


class BatchIn(Schema):
    """Needs to match in one request."""

    need_ids: Annotated[list[NeedIdText], Field(min_length=1, max_length=100)]
    kind: KindName = "bilateral"
    limit: Limit = 10


class BatchResult(Schema):
    need_id: str
    items: list[MatchOut]
    near_misses: list[NearMissOut]


class BatchOut(Schema):
    engine: Engine
    results: list[BatchResult]


class NeedDismissalIn(Schema):
    """An offer that is put away for this need."""

    offer_id: OfferIdText
    reason_code: ReasonCode
    note: Note | None = None


class OfferDismissalIn(Schema):
    """A need that is put away for this offer."""

    need_id: NeedIdText
    reason_code: ReasonCode
    note: Note | None = None


class DismissalOut(Schema):
    id: str
    need_id: str
    offer_id: str
    reason_code: str
    note: str | None
    created_at: Time


class DismissalPage(Schema):
    items: list[DismissalOut]
    next: None = None
    total: int
