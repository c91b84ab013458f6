"""A feed as Atom 1.0 (RFC 4287) and as JSON Feed 1.1."""

import json
import uuid
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.core.clock import stamp
from app.core.context import Context
from app.core.languages import translate
from app.opportunities import wording
from app.opportunities.queries import Published
from app.opportunities.service.feeds import Feed
from app.records import derive
from app.records.rules import Kind

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
JSON_FEED = "https://jsonfeed.org/version/1.1"
#: Ids of entries are UUIDs made from those of records, so that they stay when the service moves.
IDS = uuid.UUID("5a0c2f6e-3a35-5b0e-9c50-0f7d547f1994")
NAMES = {Kind.NEED: wording.NEW_NEEDS, Kind.OFFER: wording.NEW_OFFERS}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a feed is found: its own address, the list that it tells of, and the root of pages in its language."""

    itself: str
    home: str
    root: str


def entry_id(record_id: str) -> str:
    """The same on every run and under every address of the service."""
    return uuid.uuid5(IDS, record_id).urn


def title(ctx: Context, feed: Feed) -> str:
    """What the feed is about, in the reader's language."""
    names = [ctx.vocabulary.name("sectors", code, ctx.language) for code in feed.sectors]
    names += [ctx.vocabulary.name("languages", code, ctx.language) for code in feed.languages]
    return " · ".join([translate(ctx.language, NAMES[feed.kind]), *names])


def atom(ctx: Context, feed: Feed, place: Place, organizations: dict[str, str]) -> bytes:
    """``organizations``: id → name."""
    root = ET.Element(_atom("feed"), {f"{{{XML}}}lang": ctx.language})
    _text(root, "id", uuid.uuid5(IDS, f"{feed.kind}?{feed.sectors}{feed.languages}{ctx.language}").urn)
    _text(root, "title", title(ctx, feed))
    _text(root, "updated", stamp(feed.changed_at or ctx.now.replace(microsecond=0)))
    ET.SubElement(root, _atom("link"), {"rel": "self", "type": "application/atom+xml", "href": place.itself})
    ET.SubElement(root, _atom("link"), {"rel": "alternate", "type": "text/html", "href": place.home})
    for published in feed.entries:
        _entry(ctx, root, published, place, organizations)
    ET.register_namespace("", ATOM)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(ctx: Context, root: ET.Element, published: Published, place: Place, organizations: dict[str, str]) -> None:
    record, content = published.record, published.record.content
    entry = ET.SubElement(root, _atom("entry"))
    _text(entry, "id", entry_id(record.id))
    # title and text are in the record's own language, the rest in the reader's
    _text(entry, "title", content["title"]).set(f"{{{XML}}}lang", record.language)
    _text(entry, "published", stamp(published.at))
    _text(entry, "updated", stamp(_updated(published)))
    _text(ET.SubElement(entry, _atom("author")), "name", _owner(ctx, published, organizations))
    ET.SubElement(entry, _atom("link"), {"rel": "alternate", "type": "text/html", "href": _page(published, place)})
    for code, name in _sectors(ctx, published):
        ET.SubElement(entry, _atom("category"), {"term": code, "label": name})
    text = _text(entry, "content", content.get("description") or "")
    text.set("type", "text")
    text.set(f"{{{XML}}}lang", record.language)


def _atom(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, _atom(name))
    element.text = plain(text)
    return element


def plain(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold in any form."""
    return "".join(c for c in text if c in "\t\n\r" or "\x20" <= c <= "\ud7ff" or "\ue000" <= c not in "\ufffe\uffff")


def _updated(published: Published) -> datetime:
    return max(published.at, published.record.updated_at)


def _owner(ctx: Context, published: Published, organizations: dict[str, str]) -> str:
    record = published.record
    if record.country:
        return ctx.vocabulary.name("countries", record.country, ctx.language)
    return organizations.get(record.organization_id or "", "–")


def _page(published: Published, place: Place) -> str:
    record = published.record
    return f"{place.root}/{Kind(record.kind).plural}/{record.id}"


def _sectors(ctx: Context, published: Published) -> list[tuple[str, str]]:
    codes = derive.segib_codes(ctx.vocabulary, published.record.content)
    return [(code, ctx.vocabulary.name("sectors", code, ctx.language)) for code in codes]


def json_feed(ctx: Context, feed: Feed, place: Place, organizations: dict[str, str]) -> bytes:
    """``organizations``: id → name."""
    document = {
        "version": JSON_FEED,
        "title": title(ctx, feed),
        "home_page_url": place.home,
        "feed_url": place.itself,
        "language": ctx.language,
        "items": [_item(ctx, published, place, organizations) for published in feed.entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _item(ctx: Context, published: Published, place: Place, organizations: dict[str, str]) -> dict[str, Any]:
    record, content = published.record, published.record.content
    return {
        "id": entry_id(record.id),
        "url": _page(published, place),
        "title": content["title"],
        "content_text": content.get("description") or "",
        "language": record.language,
        "date_published": stamp(published.at),
        "date_modified": stamp(_updated(published)),
        "authors": [{"name": _owner(ctx, published, organizations)}],
        "tags": [name for _, name in _sectors(ctx, published)],
    }
