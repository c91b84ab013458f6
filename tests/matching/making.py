"""Records for the engine's tests: plain functions with defaults."""

from dataclasses import replace
from datetime import date
from typing import Any

import matching
from matching import Exclusion, Need, Offer, Party, Place

TODAY = date(2026, 9, 1)
YESTERDAY = date(2026, 8, 31)

CENTRAL = Place(
    groups=frozenset({"SICA"}),
    intermediate="013",
    regions=frozenset({"001", "019", "419", "013"}),
    commissions=frozenset({"ECLAC"}),
)
SOUTH = Place(
    groups=frozenset({"MERCOSUR"}),
    intermediate="005",
    regions=frozenset({"001", "019", "419", "005"}),
    commissions=frozenset({"ECLAC"}),
)
AFRICA = Place(intermediate="014", regions=frozenset({"001", "002", "202", "014"}), commissions=frozenset({"ECA"}))
HND, CRI = Party(country="HND", place=CENTRAL), Party(country="CRI", place=CENTRAL)
BRA, URY = Party(country="BRA", place=SOUTH), Party(country="URY", place=SOUTH)
KEN = Party(country="KEN", place=AFRICA)
FUND = Party(organization="org_fund", place=Place(regions=frozenset({"419"})))
AFRICAN_FUND = Party(organization="org_african", place=Place(regions=frozenset({"002"})))

MILK = "Crear un banco de leche humana en el hospital"


def codes(text: str | None) -> frozenset[str] | None:
    return None if text is None else frozenset(text.split())


def a_need(identifier: str = "ned_1", party: Party = HND, title: str = MILK, **more: Any) -> Need:
    return Need(**{"id": identifier, "party": party, "title": title, "language": "es", **_sets(more)})


def an_offer(identifier: str = "off_1", party: Party = BRA, title: str = MILK, **more: Any) -> Offer:
    return Offer(**{"id": identifier, "party": party, "title": title, "language": "es", **_sets(more)})


def _sets(more: dict[str, Any]) -> dict[str, Any]:
    return {name: codes(value) if name in SET_FIELDS else value for name, value in more.items()}


SET_FIELDS = {"sectors", "modalities", "inputs", "languages", "levels", "sdg", "actor_types_welcome"}


def excludes(kind: str, code: str) -> dict[str, Any]:
    return {"exclusions": (Exclusion(kind, code),)}


def ranked(index: matching.Index, need: Need, limit: int = 10) -> matching.Ranking:
    return matching.offers_for(index, need, today=TODAY, limit=limit)


def strengthless(profile: Any) -> Any:
    """The same record of which only party and text are known."""
    return replace(profile, sectors=None, modalities=None, inputs=None, languages=None)
