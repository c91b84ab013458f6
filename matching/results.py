"""What the engine answers: ranked matches with their reasons as data, and near-misses. No sentences."""

from dataclasses import dataclass, field

from matching.profiles import Need, Offer

Fact = str | int | float | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one signal found: ``strength`` in [-1, 1] and plain facts for the explanation."""

    strength: float
    facts: dict[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contribution:
    """One signal's part of the sum: ``points`` = ``weight`` x ``strength``, all rounded as printed (6
    decimals)."""

    signal: str
    points: float
    strength: float
    weight: float
    facts: dict[str, Fact]


@dataclass(frozen=True, slots=True)
class Term:
    """Words of need and offer that met. Spans are [start, end) in ``text_of(profile)``; ``share`` in [0, 1]
    of the text signal; ``concept`` is None for words that met by spelling alone; ``role`` is first_provider
    or second_provider."""

    need: str
    offer: str
    concept: str | None
    share: float
    need_span: tuple[int, int]
    offer_span: tuple[int, int]
    role: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Inputs asked (empty when unknown) and who brings them."""

    asked: tuple[str, ...]
    by_first_provider: tuple[str, ...]
    by_second_provider: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """``prior`` + the sum of ``signals``' points = ``points``, exactly as printed."""

    prior: float
    signals: tuple[Contribution, ...]
    points: float
    terms: tuple[Term, ...]
    coverage: Coverage
    gap: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A proposed pairing. ``score`` is the logistic of the printed points; ``second`` is None when bilateral.
    ``level``: subregional, regional or interregional."""

    id: str
    kind: str
    level: str
    score: float
    need: Need
    first: Offer
    second: Offer | None
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A pair that was kept out: ``reason`` is a gate code or ``below_threshold``; ``change`` names the one
    change that would help (a code such as ``renew``, ``add_capacity``, ``add_input``) with ``facts`` for
    the sentence."""

    need: Need
    offer: Offer
    reason: str
    change: str
    points: float
    facts: dict[str, Fact]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Best first. ``near_misses`` never tell of exclusions."""

    items: tuple[Match, ...]
    near_misses: tuple[NearMiss, ...] = ()


@dataclass(frozen=True, slots=True)
class Closed:
    """A match that cannot be: ``code`` is the gate that closes it (or ``no_gap`` for a triangle that needs
    none)."""

    code: str
