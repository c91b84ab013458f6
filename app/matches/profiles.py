"""From rows to what the engine knows of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import matching
from app.records.derive import crs_codes
from app.records.models import Record
from app.records.rules import Kind
from app.registry.models import Exclusion, Organization
from app.vocabulary import Vocabulary

WORLD = "001"


@dataclass(frozen=True)
class Surroundings:
    """What profiles need besides the record: memberships on a day, organizations, exclusions by (country, side)."""

    vocabulary: Vocabulary
    day: date
    organizations: dict[str, matching.Place]
    exclusions: dict[tuple[str, str], tuple[matching.Exclusion, ...]] = field(default_factory=dict)


def surroundings(
    vocabulary: Vocabulary, day: date, organizations: Iterable[Organization], exclusions: Iterable[Exclusion]
) -> Surroundings:
    """Organizations as places, and exclusions sorted to the side they apply to."""
    found: defaultdict[tuple[str, str], list[matching.Exclusion]] = defaultdict(list)
    for row in exclusions:
        for side in ("offers", "needs"):
            if row.applies_to in (side, "both"):
                found[row.country, side].extend(_gates_of(vocabulary, row))
    places = {row.id: _organization_place(row) for row in organizations}
    return Surroundings(vocabulary, day, places, {key: tuple(gates) for key, gates in found.items()})


def _gates_of(vocabulary: Vocabulary, row: Exclusion) -> list[matching.Exclusion]:
    """A SEGIB sector stands for all its CRS codes."""
    codes = sorted(vocabulary.resolve_sectors([row.code])) if row.kind == "sector" else [row.code]
    return [matching.Exclusion(row.kind, code) for code in codes]


def _organization_place(row: Organization) -> matching.Place:
    return matching.Place(regions=frozenset(row.regions or (WORLD,)))


def _party(around: Surroundings, content: dict[str, Any]) -> matching.Party:
    if organization := content.get("organization"):
        place = around.organizations.get(organization, matching.Place())
        return matching.Party(organization=organization, place=place)
    if country := content.get("country"):
        return matching.Party(country=country, place=_country_place(around, country))
    return matching.Party()


def _country_place(around: Surroundings, country: str) -> matching.Place:
    """An organization may serve single countries, which it names by their M49 codes."""
    facts = around.vocabulary.place_of(country, around.day)
    entry = around.vocabulary.countries.get(country)
    regions = facts.regions | ({entry.m49} if entry else set())
    return matching.Place(facts.groups, facts.intermediate, regions, facts.commissions)


def _set(values: list[str] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _common(around: Surroundings, kind: Kind, content: dict[str, Any]) -> dict[str, Any]:
    inputs = content.get("inputs")
    codes = crs_codes(around.vocabulary, content)
    side = kind.plural
    return {
        "party": _party(around, content),
        "title": content.get("title") or "",
        "description": content.get("description") or "",
        "language": (content.get("language") or "").split("-")[0] or None,
        "sectors": frozenset(codes) or None,
        "modalities": _set(content.get("modalities")),
        "inputs": None if inputs is None else frozenset(item["kind"] for item in inputs),
        "languages": _set([tag.split("-")[0] for tag in content["delivery_languages"]])
        if content.get("delivery_languages")
        else None,
        "levels": _set(content.get("levels")),
        "sdg": _set(content.get("sdg")),
        "actor_type": (content.get("institution") or {}).get("type"),
        "actor_types_welcome": _set(content.get("actor_types_welcome")),
        "available_from": _day(content.get("available_from")),
        "available_until": _day(content.get("available_until")),
        "exclusions": around.exclusions.get((content.get("country") or "", side), ()),
    }


def profile(
    around: Surroundings, kind: Kind, content: dict[str, Any], identity: dict[str, Any]
) -> matching.Offer | matching.Need:
    """The profile of a document. ``identity``: ``id`` and, for stored records, their dates."""
    common = _common(around, kind, content) | identity
    if kind is Kind.OFFER:
        remaining = (content.get("capacity") or {}).get("remaining")
        return matching.Offer(**common, capacity_remaining=remaining)
    return matching.Need(**common, objective=content.get("objective") or "", priority=content.get("priority"))


def profile_of(around: Surroundings, record: Record) -> matching.Offer | matching.Need:
    """The profile of a stored record."""
    known = identity(record.id, record.expires_on, record.assured_on, record.created_at)
    return profile(around, Kind(record.kind), record.content, known)


def identity(record_id: str, expires_on: date | None, assured_on: date | None, created_at: datetime) -> dict[str, Any]:
    """What a stored record adds to its document."""
    return {"id": record_id, "valid_through": expires_on, "assured_on": assured_on, "created_at": created_at}
