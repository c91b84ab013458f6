"""Covering: what two providers together are to a need. Text and inputs by coverage, every other signal by
the mean.

Segments are compared by strength, not by similarity: a part that is found word for word must not make up
for a part that nobody covers. A `Panel` holds what one need finds in n offers; all functions take rows of
it, so that one pair and a whole column are computed by the same lines.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.content import text_of
from matching.index import Index
from matching.points import Micros, micro_points, to_micro
from matching.profiles import Need, Offer
from matching.scoring import Board, Mask, board_of, known, text_similarities
from matching.side import EXCLUSIONS, INPUTS, Side, analyse
from matching.signals import SIGNALS, TEXT
from matching.signals.shares import from_share
from matching.signals.text import text_strength
from matching.text.channels import features_of
from matching.text.features import Values
from matching.text.segments import Segment, segments_of
from matching.weights import Weights

#: Signals that are judged by the mean of the two providers.
MEAN_SIGNALS: tuple[str, ...] = tuple(signal.name for signal in SIGNALS if signal.name != "inputs")


@dataclass(frozen=True, slots=True)
class Panel:
    """One need against n offers. ``parts``: text strength of each of its k segments, shape (k, n), with
    ``shares`` (k,), the square roots of their shares of length; ``whole`` (n,) of the whole need.
    ``asked``: kinds of inputs asked for; ``brought`` (n, asked) which offer brings them; ``told`` (n,)
    whose inputs are known. ``means``: strengths of the signals judged by the mean
    that know something of some offer, (n,) each. ``wary`` (n,): offers whose country excludes somebody."""

    need: Need
    weights: Weights
    side: Side[Offer]
    board: Board
    segments: tuple[Segment, ...]
    shares: Values
    parts: Values
    whole: Values
    asked: tuple[str, ...]
    brought: Mask
    told: Mask
    means: Mapping[str, Values]
    wary: Mask


def lay_out(index: Index, need: Need, side: Side[Offer], today: date) -> Panel:
    """The panel of a need over a side of offers."""
    segments = segments_of(text_of(need), need.language)
    texts = [
        analyse(need, known(index, need)).features,
        *(features_of(segment.reading) for segment in segments),
    ]
    similarity = text_similarities(index, texts, [need.language] * len(texts), side)
    board = board_of(index.weights, need, today, side, similarity[0])
    lengths = np.array([segment.length for segment in segments], dtype=np.float64)
    asked = tuple(sorted(need.effective_inputs or ()))
    means = {name: board.strength(name) for name in MEAN_SIGNALS}
    return Panel(
        need=need,
        weights=index.weights,
        side=side,
        board=board,
        segments=segments,
        shares=np.sqrt(lengths / max(float(lengths.sum()), 1.0)),
        parts=text_strength(similarity[1:], index.weights.text),
        whole=board.text,
        asked=asked,
        brought=np.array([_bring(side, kind) for kind in asked], dtype=bool).reshape(len(asked), len(side)).T,
        told=side.columns[INPUTS].spread("told", lambda offer: offer.effective_inputs is not None) > 0,
        means={name: found for name, found in means.items() if not np.isnan(found).all()},
        wary=side.columns[EXCLUSIONS].spread("wary", lambda offer: bool(offer.exclusions)) > 0,
    )


def _bring(side: Side[Offer], kind: str) -> Mask:
    """Which offers bring an input, shape (n,)."""
    return side.columns[INPUTS].spread(("brings", kind), lambda offer: kind in (offer.effective_inputs or ())) > 0


def covered_strength(panel: Panel, row: int, rows: NDArray[np.intp]) -> Values:
    """(Σ √share x max over the two + weight x sum of the two) / (Σ √share + 2 x weight), in [0, 1); shape
    (len(rows),)."""
    return _covered(panel, panel.parts[:, [row]], panel.whole[row], rows)


def _covered(panel: Panel, parts: Values, whole: Any, rows: NDArray[np.intp]) -> Values:
    weight, full = panel.weights.triangle.whole, _full(panel)
    covered: Values = (weight / full) * (whole + panel.whole[rows])
    for share, ours, theirs in zip(panel.shares.tolist(), parts, panel.parts, strict=True):
        covered += (share / full) * np.maximum(ours, theirs[rows])
    return covered


def _full(panel: Panel) -> float:
    return float(sum(panel.shares.tolist()) + 2.0 * panel.weights.triangle.whole)


def improves(panel: Panel, row: int, rows: NDArray[np.intp]) -> Mask:
    """Where each of the two covers some segment better than the other, shape (len(rows),)."""
    ours, theirs = panel.parts[:, [row]], panel.parts[:, rows]
    return np.asarray((ours > theirs).any(axis=0) & (theirs > ours).any(axis=0))


def union_strength(panel: Panel, row: int, rows: NDArray[np.intp]) -> Values:
    """Strength of the inputs that the two bring together, shape (len(rows),); NaN when nothing is known."""
    if not panel.asked:
        return np.full(len(rows), np.nan)
    shares = (panel.brought[row] | panel.brought[rows]).sum(axis=1) / len(panel.asked)
    return np.where(panel.told[row] | panel.told[rows], from_share(shares), np.nan)


def mean_strength(column: Values, row: int, rows: NDArray[np.intp]) -> Values:
    """Mean of what is known of the two, shape (len(rows),); NaN when nothing is."""
    ours, theirs = column[row], column[rows]
    mean = (ours + theirs) / 2.0
    return np.where(np.isnan(ours), theirs, np.where(np.isnan(theirs), ours, mean))


def pair_points(panel: Panel, row: int, rows: NDArray[np.intp]) -> Micros:
    """Points of the triangles of one provider with each of ``rows``, in millionths, shape (len(rows),)."""
    points, weights = panel.weights.signals, panel.weights
    micro = to_micro(weights.prior_triangular) + micro_points(points[TEXT], covered_strength(panel, row, rows))
    micro = micro + micro_points(points["inputs"], union_strength(panel, row, rows))
    for name, column in panel.means.items():
        micro = micro + micro_points(points[name], mean_strength(column, row, rows))
    return micro
