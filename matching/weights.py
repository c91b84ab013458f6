"""Weights: all numbers of the score that could have been chosen otherwise, named, versioned, and kept as
JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeVar

from matching.signals import SIGNAL_NAMES
from matching.text.channels import CHANNELS

SHIPPED = "weights-3.json"
Part = TypeVar("Part", "TextWeights", "TriangleWeights", "Weights")


@dataclass(frozen=True, slots=True)
class TextWeights:
    """``channels``: share of each channel, sum 1. ``half``: the similarity that gives strength 0.5.
    ``language_pairs``: factor for texts in two languages (``es-pt``, in alphabetical order), else
    ``default``. ``background``: name of the shipped texts, or ``none``."""

    background: str
    channels: Mapping[str, float]
    half: float
    language_pairs: Mapping[str, float]

    def language_factor(self, one: str | None, other: str | None) -> float:
        """What a similarity between these languages is multiplied by; 1 when equal or unknown."""
        if one is None or other is None or one == other:
            return 1.0
        return self.language_pairs.get("-".join(sorted((one, other))), self.language_pairs["default"])


@dataclass(frozen=True, slots=True)
class TriangleWeights:
    """``whole``: weight of the whole need beside its segments. ``topic_points``: text and sector points
    from which a pair is about the same topic. ``segment_low`` and ``segment_high``: text strength below
    which a segment is hardly covered, and from which it is clearly covered."""

    whole: float
    topic_points: float
    segment_low: float
    segment_high: float


@dataclass(frozen=True, slots=True)
class Weights:
    """One set of weights. ``prior`` (bilateral) and ``prior_triangular`` in points; ``threshold``: the
    score from which a need counts as answerable; ``signals``: points at strength 1, one per signal."""

    name: str
    version: str
    prior: float
    prior_triangular: float
    threshold: float
    signals: Mapping[str, float]
    text: TextWeights
    triangle: TriangleWeights

    def __post_init__(self) -> None:
        for owner, name in ((self, "signals"), (self.text, "channels"), (self.text, "language_pairs")):
            object.__setattr__(owner, name, MappingProxyType(dict(getattr(owner, name))))
        _require(set(self.signals) == set(SIGNAL_NAMES), "signals")
        _require(list(self.text.channels) == list(CHANNELS), "channels")
        _require(abs(sum(self.text.channels.values()) - 1.0) < 1e-9, "channels")
        _require("default" in self.text.language_pairs, "language_pairs")
        _require(0.0 < self.threshold < 1.0, "threshold")
        _require(self.text.half > 0, "text")

    @property
    def label(self) -> str:
        """Name and version, as answers show them."""
        return f"{self.name}-{self.version}"

    @classmethod
    def from_json(cls, document: str) -> "Weights":
        """The weights of a JSON document. Raises ValueError for a missing, unknown or impossible entry."""
        content = json.loads(document)
        _require(isinstance(content, dict), "document")
        text = _exactly(TextWeights, content.pop("text", None))
        triangle = _exactly(TriangleWeights, content.pop("triangle", None))
        return _exactly(cls, {**content, "text": text, "triangle": triangle})

    def to_json(self) -> str:
        """The document that `from_json` reads back to an equal value."""
        return json.dumps(_plain(self), indent=2) + "\n"


def _exactly(kind: type[Part], content: Any) -> Part:
    names = {field.name for field in fields(kind)}
    _require(isinstance(content, dict) and set(content) == names, kind.__name__)
    return kind(**content)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _require(holds: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise ValueError(what)


@lru_cache(maxsize=1)
def default_weights() -> Weights:
    """The shipped weights."""
    return Weights.from_json(files("matching").joinpath("data", SHIPPED).read_text("utf-8"))
