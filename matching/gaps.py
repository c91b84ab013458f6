"""Gaps: what the best bilateral pair of a need lacks, and which offers would fill it."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from matching.covering import Panel
from matching.near_misses import same_topic
from matching.profiles import Need, Offer
from matching.scoring import Mask
from matching.side import PARTY
from matching.signals.sector import RELATIONS

TOPIC = "topic"
LANGUAGE = "language"
PROXIMITY = "proximity"

#: Inputs in the order of the contract.
INPUT_KINDS = (
    "personnel",
    "training_places",
    "equipment",
    "supplies",
    "facilities",
    "travel",
    "funds",
    "documentation",
)


@dataclass(frozen=True, slots=True)
class Gap:
    """``name``: an input kind, topic, language or proximity. ``segment``: number of the need's segment
    (topic)."""

    name: str
    segment: int | None = None


def gaps_of(panel: Panel, best: int) -> tuple[Gap, ...]:
    """What the offer in row ``best`` lacks, in the order in which gaps are named: inputs asked for that it
    is known not to bring, segments that it hardly covers while another open offer does clearly, language,
    proximity."""
    inputs = [Gap(kind) for kind in INPUT_KINDS if kind in panel.asked and not _brings(panel, best, kind)]
    lacking = [Gap(name) for name in (LANGUAGE, PROXIMITY) if panel.board.strength(name)[best] < 0]
    return (*inputs, *_topics(panel, best), *lacking)


def _brings(panel: Panel, row: int, kind: str) -> bool:
    """Unknown inputs are no gap."""
    return not panel.told[row] or bool(panel.brought[row, panel.asked.index(kind)])


def _topics(panel: Panel, best: int) -> list[Gap]:
    triangle, is_open = panel.weights.triangle, panel.board.is_open()
    return [
        Gap(TOPIC, number)
        for number, line in enumerate(panel.parts)
        if line[best] < triangle.segment_low and (line[is_open] >= triangle.segment_high).any()
    ]


def fills(panel: Panel, gap: Gap) -> Mask:
    """Which offers do not have the gap, shape (n,)."""
    if gap.segment is not None:
        return np.asarray(panel.parts[gap.segment] >= panel.weights.triangle.segment_high)
    if gap.name in INPUT_KINDS:
        return np.asarray(panel.brought[:, panel.asked.index(gap.name)])
    return np.asarray(panel.board.strength(gap.name) > 0)


def may_be_first(panel: Panel) -> Mask:
    """Offers that pass the gates and are about the need's topic, shape (n,)."""
    return np.asarray(panel.board.is_open() & same_topic(panel.board, panel.weights))


def may_be_second(panel: Panel, gap: Gap) -> Mask:
    """Offers that pass the gates, fill the gap and are admitted to it, shape (n,): an input needs no
    similar text, only sectors and regions that admit the need; a topic is its own reason; all else needs
    the same topic."""
    filling = panel.board.is_open() & fills(panel, gap)
    if gap.name == TOPIC:
        return filling
    topic = same_topic(panel.board, panel.weights)
    if gap.name not in INPUT_KINDS:
        return filling & topic
    sector = panel.board.strength("sector")
    admits = np.where(np.isnan(sector), topic, np.nan_to_num(sector) >= RELATIONS["group"])
    return np.asarray(filling & admits & _serving(panel))


def _serving(panel: Panel) -> Mask:
    question = ("serves", panel.need.party)
    return panel.side.columns[PARTY].spread(question, partial(serves, panel.need)) > 0


def serves(need: Need, offer: Offer) -> bool:
    """Whether the provider's regions admit the recipient: a country serves everyone, an organization its
    regions (unknown regions exclude nobody)."""
    regions = offer.party.place.regions
    return offer.party.organization is None or not regions or bool(regions & need.party.place.regions)
