"""Explanations as pictures: where the bars of a waterfall stand, and where the words that met lie in a text. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from schemas.matches import ExplanationOut, TermOut

FULL = 100.0
#: Points are printed with six decimals; a picture of less is empty.
LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of a waterfall: ``name`` is a signal, ``prior`` or ``total``. ``start`` and ``width`` in per cent of the
    picture; ``way``: up, down or sum; ``until``: where the next step takes over."""

    name: str
    points: float
    start: float
    width: float
    way: str
    until: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """``zero``: where no points lie, in per cent."""

    bars: tuple[Bar, ...]
    zero: float


def waterfall(explanation: ExplanationOut) -> Waterfall:
    """The prior, each signal's points from where the last ended, and their sum."""
    steps = [("prior", explanation.prior), *((part.signal, part.points) for part in explanation.signals)]
    reached = [0.0]
    for _, points in steps:
        reached.append(reached[-1] + points)
    low, high = min(reached), max(reached)
    scale = FULL / max(high - low, LEAST)
    zero = -low * scale

    def bar(name: str, points: float, ends: tuple[float, float], way: str) -> Bar:
        start = (min(ends) - low) * scale
        width = abs(ends[1] - ends[0]) * scale
        return Bar(name, points, round(start, 2), round(width, 2), way, round((ends[1] - low) * scale, 2))

    bars = [
        bar(name, points, ends, "sum" if name == "prior" else "up" if points >= 0 else "down")
        for (name, points), ends in zip(steps, pairwise(reached), strict=True)
    ]
    bars.append(bar("total", explanation.points, (0.0, reached[-1]), "sum"))
    return Waterfall(tuple(bars), round(zero, 2))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; ``terms`` numbers the pairs of words it belongs to, from 1; empty for plain text."""

    text: str
    terms: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Marked:
    """A record's text part by part (title, description, objective), cut where words met."""

    parts: tuple[tuple[Piece, ...], ...]


def marked(parts: Sequence[str], spans: Iterable[tuple[int, tuple[int, int]]]) -> Marked:
    """``parts`` cut at the spans, which count through all parts joined by line breaks: (number, [start, end))."""
    numbered = list(spans)
    offset, cut = 0, []
    for part in parts:
        inside = [(n, max(0, a - offset), min(len(part), b - offset)) for n, (a, b) in numbered]
        cut.append(_pieces(part, [span for span in inside if span[1] < span[2]]))
        offset += len(part) + 1
    return Marked(tuple(cut))


def _pieces(part: str, spans: list[tuple[int, int, int]]) -> tuple[Piece, ...]:
    edges = sorted({0, len(part), *(edge for _, start, end in spans for edge in (start, end))})
    return tuple(
        Piece(part[start:end], tuple(n for n, a, b in spans if a <= start and end <= b))
        for start, end in pairwise(edges)
    )


def term_spans(terms: Sequence[TermOut], role: str | None) -> list[tuple[int, tuple[int, int]]]:
    """The numbered spans in the need's text (``role`` None) or in a provider's."""
    if role is None:
        return [(number, term.need_span) for number, term in enumerate(terms, 1)]
    return [(number, term.offer_span) for number, term in enumerate(terms, 1) if term.role == role]
