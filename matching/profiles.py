"""What the engine knows of a party, an offer and a need: frozen values, no identity beyond their ids.

Everywhere ``None`` means "unknown", which is not bad and adds nothing to a score; an empty set means "none".
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

ALL_SECTORS = "all"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

#: Inputs that a modality implies when a record names none (contract, "Parties and inputs").
IMPLIED_INPUTS: dict[str, frozenset[str]] = {
    "M01": frozenset({"personnel"}),
    "M02": frozenset({"training_places"}),
    "M03": frozenset({"training_places"}),
    "M04": frozenset({"training_places"}),
    "M05": frozenset({"training_places"}),
    "M06": frozenset({"training_places"}),
    "M07": frozenset({"documentation"}),
    "M08": frozenset({"equipment"}),
    "M10": frozenset({"personnel"}),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a party stands on the day of matching.

    ``groups``: subregional groups of which it is a full member (CARICOM, SICA, MERCOSUR, CAN, OECS).
    ``intermediate``: M49 intermediate region code, or None. ``regions``: every M49 code that contains it
    (for an organization: the regions it serves). ``commissions``: UN regional commissions that serve it.
    """

    groups: frozenset[str] = frozenset()
    intermediate: str | None = None
    regions: frozenset[str] = frozenset()
    commissions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Party:
    """Who owns a record: exactly one of ``country`` (alpha-3) and ``organization`` (id)."""

    country: str | None = None
    organization: str | None = None
    place: Place = Place()

    @property
    def key(self) -> str:
        """One string per party, for comparing and counting."""
        return self.country or self.organization or ""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A country's wish not to be paired: ``kind`` is country, organization, sector or modality."""

    kind: str
    code: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What offers and needs have in common.

    ``sectors``: CRS codes of 3 or 5 digits, or ``{"all"}``. ``modalities``: M01-M14. ``inputs``: kinds asked
    for (need) or brought (offer). ``languages``: working languages, BCP 47. ``actor_type``: IATI organisation
    type of the institution; ``actor_types_welcome``: types accepted on the other side. ``exclusions``: those of
    the owning country that apply to this side. ``sdg``: goals ("4") and targets ("4.3").
    """

    id: str
    party: Party
    title: str = ""
    description: str = ""
    language: str | None = None
    sectors: frozenset[str] | None = None
    modalities: frozenset[str] | None = None
    inputs: frozenset[str] | None = None
    languages: frozenset[str] | None = None
    levels: frozenset[str] | None = None
    sdg: frozenset[str] | None = None
    actor_type: str | None = None
    actor_types_welcome: frozenset[str] | None = None
    available_from: date | None = None
    available_until: date | None = None
    valid_through: date | None = None
    assured_on: date | None = None
    created_at: datetime = EPOCH
    exclusions: tuple[Exclusion, ...] = field(default=())

    @property
    def effective_inputs(self) -> frozenset[str] | None:
        """``inputs``, or what the modalities imply, or None when neither is known."""
        if self.inputs is not None:
            return self.inputs
        if self.modalities is None:
            return None
        implied = frozenset[str]().union(*(IMPLIED_INPUTS.get(code, frozenset()) for code in self.modalities))
        return implied or None


@dataclass(frozen=True, slots=True)
class Offer(Profile):
    """``capacity_remaining``: engagements left, 0 closes the gate. ``uses``: how often its party already
    supplies (breaks ties in favour of the less used). ``track_record``: completed engagements known."""

    capacity_remaining: int | None = None
    uses: int = 0
    track_record: int | None = None


@dataclass(frozen=True, slots=True)
class Need(Profile):
    """``priority``: 1 high to 3, policy only, never part of the score."""

    objective: str = ""
    priority: int | None = None
