"""Pairing: which two offers may stand together in a triangle, and in which roles."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.covering import Panel, improves
from matching.gaps import Gap, fills, gaps_of, may_be_first, may_be_second
from matching.gates import providers_barred
from matching.ranking import best_rows
from matching.scoring import Mask
from matching.side import PARTY

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Pairing:
    """``firsts``: rows of possible first providers; ``seconds``: of all possible second ones;
    ``partners(first)``: those that may join a first one; ``roles(row, row)``: the two in role order;
    ``gap(first, second)``: what the second brings."""

    firsts: Rows
    seconds: Rows
    partners: Callable[[int], Rows]
    roles: Callable[[int, int], tuple[int, int]]
    gap: Callable[[int, int], Gap | None]


def gaps_of_need(panel: Panel) -> tuple[Gap, ...]:
    """The gaps of the need's best bilateral pair; none when no offer passes the gates."""
    best = best_rows(panel.board.micro, panel.side, panel.board.is_open(), 1)
    return gaps_of(panel, best[0]) if best else ()


def filling_pair(panel: Panel, gaps: Sequence[Gap]) -> Pairing:
    """Ordered pairs in which the second fills a gap that the first does not."""
    filled = [fills(panel, gap) for gap in gaps]
    helpers = [may_be_second(panel, gap) for gap in gaps]

    def partners(first: int) -> Rows:
        open_gaps = [rows for rows, done in zip(helpers, filled, strict=True) if not done[first]]
        return _together(panel, first, _any(open_gaps, len(panel.side)))

    def gap(first: int, second: int) -> Gap | None:
        rows = zip(gaps, filled, helpers, strict=True)
        return next((gap for gap, done, helping in rows if helping[second] and not done[first]), None)

    seconds = np.flatnonzero(_any(helpers, len(panel.side)))
    return Pairing(np.flatnonzero(may_be_first(panel)), seconds, partners, lambda row, other: (row, other), gap)


def any_pair(panel: Panel) -> Pairing:
    """Unordered pairs in which each covers a part of the need better than the other; the better one is
    first."""
    rows = np.flatnonzero(panel.board.is_open())
    side, micro = panel.side, panel.board.micro
    turn = np.zeros(len(side), np.int32)
    turn[sorted(rows.tolist(), key=side.turn)] = np.arange(len(rows))

    def partners(first: int) -> Rows:
        mask = panel.board.is_open() & (turn > turn[first])
        if len(panel.segments) > 1:
            mask &= improves(panel, first, np.arange(len(mask)))
        return _together(panel, first, mask)

    def roles(row: int, other: int) -> tuple[int, int]:
        first, second = sorted((row, other), key=lambda place: (-micro[place], side.turn(place)))
        return first, second

    return Pairing(rows, rows, partners, roles, lambda _first, _second: None)


def _any(masks: Sequence[Mask], length: int) -> Mask:
    found: Mask = np.logical_or.reduce([np.zeros(length, bool), *masks])
    return found


def _together(panel: Panel, first: int, mask: Mask) -> Rows:
    """Rows of another party, none of the two barring the other."""
    party = panel.side.columns[PARTY].of
    mask = mask & (party != party[first])
    offer = panel.side.record(first)
    for row in np.flatnonzero(mask if offer.exclusions else mask & panel.wary).tolist():
        mask[row] = not providers_barred(offer, panel.side.record(row))
    return np.flatnonzero(mask)
