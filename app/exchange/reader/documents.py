"""JSON (a list, or a list under ``items``) and JSON Lines."""

import json
import math
from typing import Any

from app.exchange.reader.saying import UNREADABLE, Refused, Teller


def is_document(text: str) -> bool:
    """Whether the text is JSON or JSON Lines rather than a table."""
    return text.lstrip()[:1] in {"[", "{"}


def read_document(text: str, teller: Teller) -> None:
    """Tell every record; the number of a record is its place in the list, or its line, from 1. Raises Refused."""
    try:
        document = _load(text)
    except json.JSONDecodeError as error:
        if text.lstrip().startswith("{") and error.msg == "Extra data":
            _read_lines(text, teller)
            return
        raise Refused(UNREADABLE, "not-json", row=error.lineno) from None
    except (ValueError, RecursionError):
        raise Refused(UNREADABLE, "not-json", row=1) from None
    for number, item in enumerate(_items(document), 1):
        _tell(teller, number, item)


def _items(document: Any) -> list[Any]:
    if isinstance(document, dict):
        items = document.get("items")
        return items if isinstance(items, list) else [document]
    if isinstance(document, list):
        return document
    raise Refused(UNREADABLE, "not-records")


def _read_lines(text: str, teller: Teller) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            item = _load(line)
        except (ValueError, RecursionError):
            teller.error(number, "invalid-json", line)
        else:
            _tell(teller, number, item)


def _tell(teller: Teller, number: int, item: Any) -> None:
    if isinstance(item, dict):
        teller.item(number, item)
    else:
        teller.error(number, "not-an-object", json.dumps(item)[:80])


def _load(text: str) -> Any:
    return json.loads(text, parse_constant=_refuse, parse_float=_finite, object_pairs_hook=_without_repeats)


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        msg = "a name stands twice"
        raise ValueError(msg)
    return found
