"""Triangles: a need, a first provider who has the experience, a second who brings what the best pair lacks."""

from datetime import date
from typing import Any

import numpy as np

from matching.bounds import solo_parts
from matching.covering import Panel, lay_out, pair_points
from matching.gates import EXCLUDED, SAME_PARTY, closed_gate, providers_barred
from matching.index import Index
from matching.pairing import Pairing, any_pair, filling_pair, gaps_of_need
from matching.points import to_micro
from matching.profiles import Need, Offer
from matching.ranking import best_of
from matching.results import Closed, Match, Ranking
from matching.scoring import known
from matching.side import analyse, build_side
from matching.telling import explain_triangle
from matching.terms import reader

NO_GAP = Closed("no_gap")


def triangles_for(index: Index, need: Need, *, today: date, limit: int = 10, require_gap: bool = True) -> Ranking:
    """The best ``limit`` triangles of a need; equal to judging every ordered pair of offers.

    Both offers pass the gates on that day, the three parties are different, and the second fills a gap of
    the need's best bilateral pair that the first does not fill; without a gap there are none. With
    ``require_gap=False`` every unordered pair counts in which each offer covers a part of the need better
    than the other (if it has parts).
    """
    panel = lay_out(index, need, index.offers, today)
    pairing = filling_pair(panel, gaps_of_need(panel)) if require_gap else any_pair(panel)
    found = _search(panel, pairing, limit)
    take = reader(index)
    return Ranking(tuple(explain_triangle(take, panel, pair, pairing.gap(*pair)) for pair in found))


def judge_triangle(index: Index, need: Need, offers: tuple[Offer, Offer], today: date) -> Match | Closed:
    """One triangle, recomputed and explained; `Closed` by a gate of either offer, or ``no_gap``."""
    closed = closed_triangle(need, offers, today)
    if closed:
        return closed
    gaps = gaps_of_need(lay_out(index, need, index.offers, today))
    entries = [analyse(offer, known(index, offer)) for offer in offers]
    side = build_side(entries, index.space)
    panel = lay_out(index, need, side, today)
    pairing = filling_pair(panel, gaps)
    if 0 not in pairing.firsts or 1 not in pairing.partners(0):
        return NO_GAP
    return explain_triangle(reader(index), panel, (0, 1), pairing.gap(0, 1))


def closed_triangle(need: Need, offers: tuple[Offer, Offer], today: date) -> Closed | None:
    """The first gate of either offer, or between the two providers; None when all are open."""
    for offer in offers:
        closed = closed_gate(need, offer, today)
        if closed:
            return closed
    first, second = offers
    if first.party.key == second.party.key:
        return Closed(SAME_PARTY)
    return Closed(EXCLUDED) if providers_barred(first, second) else None


def _search(panel: Panel, pairing: Pairing, limit: int) -> list[tuple[int, int]]:
    """The best pairs of rows, best first. First providers come in descending order of their solo part, each
    with the seconds whose part would do, until not even the best second would. Ties: the first's turn, then
    the second's."""
    if limit <= 0 or not len(pairing.firsts) or not len(pairing.seconds):
        return []
    side, solo = panel.side, solo_parts(panel)
    prior, most = to_micro(panel.weights.prior_triangular), int(solo[pairing.seconds].max())
    best: list[tuple[int, Any, Any, int, int]] = []
    for first in pairing.firsts[np.argsort(-solo[pairing.firsts], kind="stable")].tolist():
        wanted = -best[-1][0] - prior - int(solo[first]) if len(best) == limit else None
        if wanted is not None and most < wanted:
            break
        rows = pairing.partners(first)
        rows = rows if wanted is None else rows[solo[rows] >= wanted]
        micro = pair_points(panel, first, rows)
        for at in best_of(micro, rows, side, limit):
            second = int(rows[at])
            best.append((-int(micro[at]), side.turn(first), side.turn(second), first, second))
        best = sorted(best)[:limit]
    return [pairing.roles(first, second) for *_, first, second in best]
