"""The matching engine: values in, values out.

>>> from datetime import date
>>> import matching
>>> offer = matching.Offer(
...     id="off_1", party=matching.Party(country="BRA"), language="pt",
...     title="Curso de bancos de leite humano", sectors=frozenset({"12220"}),
... )
>>> need = matching.Need(
...     id="ned_1", party=matching.Party(country="HND"), language="es",
...     title="Crear un banco de leche humana", sectors=frozenset({"12220"}),
... )
>>> index = matching.Index.build([offer], [need])
>>> ranking = matching.offers_for(index, need, today=date(2026, 9, 1))
>>> [match.first.id for match in ranking.items]
['off_1']
>>> explanation = ranking.items[0].explanation
>>> round(explanation.prior + sum(reason.points for reason in explanation.signals), 6) == explanation.points
True
"""

from matching.bilateral import needs_for, offers_for
from matching.concepts.naming import concept_name
from matching.content import text_of
from matching.duplicates import Duplicate, duplicates_of
from matching.exchanges import Exchange, Exchanges, Proposal, exchanges
from matching.ids import MatchKey, match_id, unpack
from matching.index import Index
from matching.judging import gate_between, judge
from matching.offering import CouldOffer, could_offer
from matching.profiles import Exclusion, Need, Offer, Party, Place, Profile
from matching.results import (
    Closed,
    Contribution,
    Coverage,
    Evidence,
    Explanation,
    Match,
    NearMiss,
    Ranking,
    Term,
)
from matching.statement import best_points, points_against_all
from matching.suggesting import Suggestion, Suggestions, suggest, suggest_sdg, suggest_sectors
from matching.triangular import triangles_for
from matching.version import ENGINE_VERSION
from matching.weights import Weights, default_weights

__all__ = [
    "ENGINE_VERSION",
    "Closed",
    "Contribution",
    "CouldOffer",
    "Coverage",
    "Duplicate",
    "Evidence",
    "Exchange",
    "Exchanges",
    "Exclusion",
    "Explanation",
    "Index",
    "Match",
    "MatchKey",
    "NearMiss",
    "Need",
    "Offer",
    "Party",
    "Place",
    "Profile",
    "Proposal",
    "Ranking",
    "Suggestion",
    "Suggestions",
    "Term",
    "Weights",
    "best_points",
    "concept_name",
    "could_offer",
    "default_weights",
    "duplicates_of",
    "exchanges",
    "gate_between",
    "judge",
    "match_id",
    "needs_for",
    "offers_for",
    "points_against_all",
    "suggest",
    "suggest_sdg",
    "suggest_sectors",
    "text_of",
    "triangles_for",
    "unpack",
]
