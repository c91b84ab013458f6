"""What is computed from a record's content: the codes by which it is found, its search text, its dates."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from app.core.text import fold
from app.records.models import ExternalId, Record, RecordTag
from app.records.rules import GRACE, Kind, default_validity
from app.vocabulary import Vocabulary

#: Tag schemes whose codes stand in the content as they are: scheme → field.
_PLAIN = {"modality": "modalities", "actor_type": "actor_types_welcome", "level": "levels", "sdg": "sdg"}


def crs_codes(vocabulary: Vocabulary, content: dict[str, Any]) -> list[str]:
    """The CRS codes that the record's sectors stand for, sorted; ``["all"]`` for an offer open to all."""
    return sorted(vocabulary.resolve_sectors(content.get("sectors") or ()))


def segib_codes(vocabulary: Vocabulary, content: dict[str, Any]) -> list[str]:
    """The SEGIB sectors of these codes as ``segib:n``, by number; empty for ``all``."""
    numbers = {vocabulary.segib_of(code) for code in crs_codes(vocabulary, content) if code != "all"}
    return [f"segib:{number}" for number in sorted(numbers)]


def themes(vocabulary: Vocabulary, content: dict[str, Any]) -> list[str]:
    """The themes set by hand, and those that follow from the sectors."""
    derived = vocabulary.themes_of(content.get("sectors") or ())
    return sorted({*(content.get("themes") or ()), *derived})


def tags(vocabulary: Vocabulary, content: dict[str, Any]) -> set[tuple[str, str]]:
    """Every (scheme, code) by which lists find the record; sectors with all their broader levels."""
    found = {(scheme, code) for scheme, field in _PLAIN.items() for code in content.get(field) or ()}
    for code in crs_codes(vocabulary, content):
        found |= {("sector", code)} | {("sector", broader) for broader in vocabulary.sector_ancestors(code)}
    found |= {("sector", code) for code in segib_codes(vocabulary, content)}
    found |= {("theme", code) for code in themes(vocabulary, content)}
    found |= {("input", item["kind"]) for item in content.get("inputs") or ()}
    found |= _languages("language", [content["language"]])
    found |= _languages("delivery", content.get("delivery_languages") or ())
    if institution := content.get("institution"):
        found.add(("actor_type", institution["type"]))
    return found


def _languages(scheme: str, languages: Iterable[str]) -> set[tuple[str, str]]:
    """A record in ``pt-BR`` is found by ``pt`` too."""
    return {(scheme, code) for tag in languages for code in (tag, tag.split("-")[0])}


def search_text(content: dict[str, Any]) -> str:
    """Folded words of title, description, objective, institution and translations, for the text filter of lists."""
    parts = [content.get("title"), content.get("description"), content.get("objective")]
    parts.append((content.get("institution") or {}).get("name"))
    for translation in (content.get("translations") or {}).values():
        parts += [translation.get("title"), translation.get("description")]
    return fold(" ".join(part for part in parts if part))


def validity(kind: Kind, content: dict[str, Any], assured_on: date | None) -> date | None:
    """The day until which the record holds; None while it was never assured and says nothing itself."""
    if content.get("valid_until"):
        return date.fromisoformat(content["valid_until"])
    return default_validity(kind, assured_on) if assured_on else None


def refresh(record: Record, vocabulary: Vocabulary) -> None:
    """Set the columns and tags that follow from ``record.content`` and ``assured_on``."""
    content, kind = record.content, Kind(record.kind)
    record.language = content["language"]
    record.priority = content.get("priority")
    record.title_key = fold(content["title"])[:400]
    record.search_text = search_text(content)
    record.valid_until = validity(kind, content, record.assured_on)
    record.expires_on = record.valid_until + GRACE if record.valid_until else None
    wanted = tags(vocabulary, content)
    kept = [tag for tag in record.tags if (tag.scheme, tag.code) in wanted]
    there = {(tag.scheme, tag.code) for tag in kept}
    record.tags = kept + [RecordTag(scheme=scheme, code=code) for scheme, code in sorted(wanted - there)]
    _refresh_external_ids(record)


def _refresh_external_ids(record: Record) -> None:
    wanted = {(item["source"], item["id"]) for item in record.content.get("external_ids") or ()}
    kept = [row for row in record.external_ids if (row.source, row.external_id) in wanted]
    there = {(row.source, row.external_id) for row in kept}
    owner = record.country or record.organization_id or ""
    record.external_ids = kept + [
        ExternalId(source=source, external_id=external_id, owner=owner, kind=record.kind)
        for source, external_id in sorted(wanted - there)
    ]
