"""What gates and signals have in common: they declare what they read, so that equal records are judged
once."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date

from matching.profiles import Need, Offer, Profile
from matching.results import Evidence


@dataclass(frozen=True, slots=True)
class Reads:
    """The attributes of a need and of an offer that a rule looks at, and no others."""

    need: tuple[str, ...]
    offer: tuple[str, ...]

    def key(self, profile: Profile) -> Hashable:
        """Profiles with equal keys are indistinguishable to the rule."""
        names = self.need if isinstance(profile, Need) else self.offer
        return tuple(getattr(profile, name) for name in names)


@dataclass(frozen=True, slots=True)
class Gate:
    """``is_closed(need, offer, today)`` keeps a pair out; ``code`` says why."""

    code: str
    reads: Reads
    is_closed: Callable[[Need, Offer, date], bool]


@dataclass(frozen=True, slots=True)
class Signal:
    """``judge(need, offer)`` adds or subtracts; its docstring is the public documentation, ``name`` the
    public key.

    None means unknown and adds nothing.
    """

    name: str
    reads: Reads
    judge: Callable[[Need, Offer], Evidence | None]

    @property
    def documentation(self) -> str:
        """What the signal says, for people."""
        return (self.judge.__doc__ or "").strip()


def both(*names: str) -> Reads:
    """Reads the same attributes of either side."""
    return Reads(names, names)
