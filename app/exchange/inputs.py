"""Inputs in a cell: ``funds: 10000 USD; personnel: 2 experts; equipment: 3 units (microscopes); travel``."""

import re
from collections.abc import Callable
from typing import Any

from app.exchange.misfits import Misfit

_ITEM = re.compile(r"(?P<kind>[^:()]+?)\s*(?::\s*(?P<what>[^()]*?)\s*(?:\((?P<said>.*)\))?)?", re.DOTALL)
_MONEY = re.compile(
    r"(?P<amount>\d[\d.,'\s\u00a0\u202f]*)\s*(?P<currency>[A-Z]{3})|(?P<first>[A-Z]{3})\s*(?P<last>\d.*)"
)
_QUANTITY = re.compile(r"(?P<quantity>\d+(?:\.\d+)?)(?:\s+(?P<unit>\D.*))?", re.DOTALL)
_PLAIN = re.compile(r"\d{1,15}(\.\d{1,2})?")
#: A comma, or a point before three digits, divides thousands for some and decimals for others.
_DOUBTFUL = re.compile(r"\d+(,\d|\.\d{3}(?!\d)|\.\d+[.,]\d)")


def written(items: list[dict[str, Any]]) -> str:
    """The handy form of inputs, for people. It loses what has no place in it: see ``cells.write``."""
    return "; ".join(_written(item) for item in items)


def _written(item: dict[str, Any]) -> str:
    what = ""
    if item.get("amount") is not None:
        what = f"{item['amount']} {item['currency']}"
    elif item.get("quantity") is not None:
        what = f"{item['quantity']:.15g} {item.get('unit') or ''}".strip()
    if item.get("description"):
        what = f"{what} ({item['description']})".strip() if what else item["description"]
    return f"{item['kind']}: {what}" if what else item["kind"]


def read_one(cell: Any, find_kind: Callable[[str], str]) -> dict[str, Any]:
    """One input. Raises Misfit for an unknown kind, or an amount whose points and commas can be read in two ways."""
    found = _ITEM.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if found is None:
        kind, colon, what = str(cell).partition(":")
        if not colon:
            raise Misfit("input-form", value=str(cell)[:80])
        return {"kind": find_kind(kind), "description": what.strip()}
    item: dict[str, Any] = {"kind": find_kind(found["kind"])}
    what = found["what"] or ""
    if said := (found["said"] or "").strip():
        item["description"] = said
    if not what:
        return item
    return item | (_money(what) or _quantity(what) or _described(item, what))


def _money(what: str) -> dict[str, Any] | None:
    found = _MONEY.fullmatch(what)
    if found is None:
        return None
    amount = (found["amount"] or found["last"]).strip()
    if not _PLAIN.fullmatch(amount):
        raise Misfit("doubtful-number", value=amount[:80])
    return {"amount": amount, "currency": found["currency"] or found["first"]}


def _quantity(what: str) -> dict[str, Any] | None:
    if _DOUBTFUL.match(what):
        raise Misfit("doubtful-number", value=what[:80])
    found = _QUANTITY.fullmatch(what)
    if found is None:
        return None
    quantity = {"quantity": float(found["quantity"])}
    return quantity | ({"unit": found["unit"].strip()} if found["unit"] else {})


def _described(item: dict[str, Any], what: str) -> dict[str, Any]:
    """Neither money nor a number: the text as it stands, with what was in brackets."""
    said = item.get("description")
    return {"description": f"{what} ({said})" if said else what}
