"""Bilateral matches: a need with offers, an offer with needs, one pair explained; the same points every
way."""

from datetime import date

from matching.explaining import contributions, coverage, total
from matching.gates import closed_gate
from matching.ids import BILATERAL, match_id
from matching.index import Index
from matching.levels import level_between
from matching.near_misses import near_misses
from matching.points import likelihood
from matching.profiles import Need, Offer
from matching.ranking import best_rows
from matching.results import Closed, Evidence, Explanation, Match, Ranking
from matching.scoring import Query, board, known, opposite, oriented
from matching.side import analyse
from matching.signals import SIGNALS, TEXT
from matching.signals.text import text_strength
from matching.terms import Reader, reader, terms_of
from matching.text.shelf import build_block
from matching.text.space import stacked, weigh
from matching.weights import Weights


def offers_for(index: Index, need: Need, *, today: date, limit: int = 10) -> Ranking:
    """The best ``limit`` of all offers that pass the gates on that day, and what was kept out though near.

    The need may be unsaved. Ties: the earlier offer, then the less used supplier, then the id.
    """
    return _ranking(index, need, today, limit)


def needs_for(index: Index, offer: Offer, *, today: date, limit: int = 10) -> Ranking:
    """The best ``limit`` of all needs that the offer could serve; a pair has the same points as in
    `offers_for`."""
    return _ranking(index, offer, today, limit)


def _ranking(index: Index, query: Query, today: date, limit: int) -> Ranking:
    found = board(index, query, today)
    side = opposite(index, query)
    rows = best_rows(found.micro, side, found.is_open(), limit)
    pairs = [(*oriented(query, side.record(row)), float(found.similarity[row])) for row in rows]
    take = reader(index)
    items = tuple(explain_pair(index.weights, *pair, take) for pair in pairs)
    return Ranking(items, near_misses(index, query, found))


def judge_pair(index: Index, need: Need, offer: Offer, today: date) -> Match | Closed:
    """One pair, recomputed and explained; `Closed` with the first closed gate."""
    closed = closed_gate(need, offer, today)
    return closed or explain_pair(index.weights, need, offer, pair_similarity(index, need, offer), reader(index))


def pair_similarity(index: Index, need: Need, offer: Offer) -> float:
    """The calibrated similarity of one pair; the same bits as in a whole column."""
    wanted, offered = (
        weigh(index.space, stacked([analyse(record, known(index, record)).features])) for record in (need, offer)
    )
    raw = float(build_block(offered).products(wanted)[0, 0])
    return raw * index.weights.text.language_factor(need.language, offer.language)


def pair_evidence(weights: Weights, need: Need, offer: Offer, similarity: float) -> dict[str, Evidence]:
    """What each signal knows of a pair, text first; signals that know nothing are left out."""
    found = {TEXT: Evidence(float(text_strength(similarity, weights.text)), {"similarity": round(similarity, 6)})}
    judged = ((signal.name, signal.judge(need, offer)) for signal in SIGNALS)
    return found | {name: evidence for name, evidence in judged if evidence is not None}


def explain_pair(weights: Weights, need: Need, offer: Offer, similarity: float, take: Reader) -> Match:
    """The match of a pair that passes the gates; ``take`` reads its texts word by word."""
    reasons = contributions(pair_evidence(weights, need, offer, similarity), weights)
    points = total(weights.prior, reasons)
    terms = terms_of(take, need, (offer,))
    explanation = Explanation(weights.prior, reasons, points, terms, coverage(need, offer))
    return Match(
        id=match_id(BILATERAL, need.id, (offer.id,)),
        kind=BILATERAL,
        level=level_between(need.party, offer.party),
        score=likelihood(points),
        need=need,
        first=offer,
        second=None,
        explanation=explanation,
    )
