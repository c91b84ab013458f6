"""One match, recomputed now."""

from datetime import date

from matching.bilateral import judge_pair
from matching.gates import closed_gate
from matching.index import Index
from matching.profiles import Need, Offer
from matching.results import Closed, Match
from matching.triangular import closed_triangle, judge_triangle


def judge(index: Index, need: Need, first: Offer, second: Offer | None = None, *, today: date) -> Match | Closed:
    """The match of a need with one offer or two, with its reasons; `Closed` when a gate closes it on that
    day, or (code ``no_gap``) when a triangle fills no gap of the need's best bilateral pair. Records may be
    unsaved."""
    if second is None:
        return judge_pair(index, need, first, today)
    return judge_triangle(index, need, (first, second), today)


def gate_between(need: Need, first: Offer, second: Offer | None = None, *, today: date) -> Closed | None:
    """The first gate that keeps these parties apart on that day, or None. It looks at the records alone: whether a
    triangle is proposed for them also depends on what else there is."""
    return closed_gate(need, first, today) if second is None else closed_triangle(need, (first, second), today)
