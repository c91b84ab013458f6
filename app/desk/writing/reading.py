"""From what was typed in the fields of the form to the content of an offer or need. Pure.

Empty fields give None, so that they remove what stood there. What is no number stays text, for validation to name.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import partial
from typing import Any

from app.records.rules import Kind
from app.web.forms import Form

Content = dict[str, Any]
Reader = Callable[[Form], Any]
INPUT_PARTS = ("kind", "description", "quantity", "unit", "amount", "currency")
#: As many as the contract takes.
MOST_INPUTS = 50
_INPUT = re.compile(r"inputs\.([0-9]{1,3})\.(?:" + "|".join(INPUT_PARTS) + ")")
_TRANSLATION = re.compile(r"translations\.([A-Za-z0-9-]{2,35})\.title")


def plain(text: str) -> str:
    """Text as records keep it: NFC, plain line ends, trimmed."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def content_of(kind: Kind, form: Form) -> Content:
    """Every field that the form has for this kind, with its value or None."""
    return {name: read(form) for name, read in READERS.items() if kind in _ONLY.get(name, frozenset(Kind))}


def input_rows(form: Form) -> list[dict[str, str]]:
    """The rows of inputs in which something stands, as text."""
    numbers = sorted({int(found[1]) for name in form.data if (found := _INPUT.fullmatch(name))})
    rows = ({part: plain(form.text(f"inputs.{number}.{part}")) for part in INPUT_PARTS} for number in numbers)
    return [row for row in rows if any(row.values())][:MOST_INPUTS]


def translation_tags(form: Form) -> list[str]:
    """The languages for which the form has fields."""
    return [found[1] for name in form.data if (found := _TRANSLATION.fullmatch(name))]


def _text(name: str, form: Form) -> str | None:
    return plain(form.text(name)) or None


def _codes(name: str, form: Form) -> list[str] | None:
    return list(dict.fromkeys(form.texts(name))) or None


def _whole(name: str, form: Form) -> int | str | None:
    text = form.text(name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else text or None


def _object(name: str, parts: dict[str, Callable[[str, Form], Any]], form: Form) -> Content | None:
    found = {part: read(f"{name}.{part}", form) for part, read in parts.items()}
    return {part: value for part, value in found.items() if value is not None} or None


def _lines(name: str, form: Form) -> list[str] | None:
    return list(dict.fromkeys(line.strip() for line in plain(form.text(name)).split("\n") if line.strip())) or None


def _goals(form: Form) -> list[str] | None:
    targets = re.split(r"[\s,;]+", form.text("sdg_targets"))
    return list(dict.fromkeys([*form.texts("sdg"), *(code for code in targets if code)])) or None


def _inputs(form: Form) -> list[Content] | None:
    rows = [_input(row) for row in input_rows(form)]
    return rows or ([] if form.text("no_inputs") else None)


def _input(row: dict[str, str]) -> Content:
    found: Content = {part: value for part, value in row.items() if value}
    found.setdefault("kind", "")
    if "quantity" in found and re.fullmatch(r"[0-9]{1,12}([.,][0-9]{1,6})?", found["quantity"]):
        found["quantity"] = float(found["quantity"].replace(",", "."))
    if "amount" in found:
        found["amount"] = found["amount"].replace(",", ".")
    if "currency" in found:
        found["currency"] = found["currency"].upper()
    return found


def _translations(form: Form) -> Content | None:
    found: Content = {}
    for tag in translation_tags(form):
        parts = ("title", "description")
        texts = {part: text for part in parts if (text := plain(form.text(f"translations.{tag}.{part}")))}
        if texts:
            found[tag] = texts | {"status": form.text(f"translations.{tag}.status") or "human"}
    return found or None


READERS: dict[str, Reader] = {
    "title": partial(_text, "title"),
    "description": partial(_text, "description"),
    "language": partial(_text, "language"),
    "objective": partial(_text, "objective"),
    "priority": partial(_whole, "priority"),
    "sectors": partial(_codes, "sectors"),
    "modalities": partial(_codes, "modalities"),
    "institution": partial(_object, "institution", {"name": _text, "type": _text}),
    "inputs": _inputs,
    "delivery_languages": partial(_codes, "delivery_languages"),
    "capacity": partial(_object, "capacity", {"per_year": _whole, "remaining": _whole}),
    "available_from": partial(_text, "available_from"),
    "available_until": partial(_text, "available_until"),
    "valid_until": partial(_text, "valid_until"),
    "cost_sharing": partial(_text, "cost_sharing"),
    "actor_types_welcome": partial(_codes, "actor_types_welcome"),
    "levels": partial(_codes, "levels"),
    "themes": partial(_codes, "themes"),
    "sdg": _goals,
    "plan_reference": partial(_text, "plan_reference"),
    "target_groups": partial(_lines, "target_groups"),
    "translations": _translations,
    "contact": partial(_object, "contact", {"name": _text, "email": _text, "phone": _text}),
}
_ONLY = {
    "objective": frozenset({Kind.NEED}),
    "priority": frozenset({Kind.NEED}),
    "capacity": frozenset({Kind.OFFER}),
}
