"""From what stands in a cell to a value of the contract, and back: a table of forms. Pure; nothing is ever guessed.

A cell is text, a number or a truth value; in JSON also a list or object, which is taken as it is. Written cells read
back as the same value: where the handy form would not, JSON stands in its place.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from app.exchange import inputs
from app.exchange.days import read_day, read_moment
from app.exchange.misfits import Misfit
from app.vocabulary import Vocabulary
from app.vocabulary.folding import fold

#: Words for cost sharing beside codes and names of the vocabulary; each means one thing in all four languages.
_SHARING = {
    "shared": "costos compartidos|costo compartido|cost sharing|cost-sharing|custos compartilhados|custo compartilhado|"
    "coûts partagés",
    "in_kind": "in kind|in-kind|en nature|em bens e serviços|en bienes y servicios",
    "to_agree": "por acordar|a acordar|to agree|to be agreed|à définir|a definir",
}
_SHARING_WORDS = {fold(word): code for code, words in _SHARING.items() for word in words.split("|")}
#: «En especie» is in kind in Spanish; «em espécie» and «en espèces» are cash. Asked about, whatever the column says.
_FALSE_FRIENDS = frozenset({"especie", "especies", "especes"})
_PRIORITIES = {
    fold(word): place
    for place, words in enumerate(("alta|alto|high|haute", "media|média|medium|moyenne", "baja|baixa|low|basse"), 1)
    for word in words.split("|")
}


@dataclass(frozen=True, slots=True)
class Words:
    """What turns words into codes. ``organizations``: folded acronym → id."""

    vocabulary: Vocabulary
    organizations: Mapping[str, str]


Reader = Callable[[Words, Any], Any]


def read(words: Words, form: str, cell: Any) -> Any:
    """The value of a cell that is not empty, in the contract's JSON form. Raises Misfit."""
    return FORMS[form](words, cell)


def write(words: Words, form: str, value: Any) -> str | int:
    """The cell of a value; reading it gives the value again."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value
    handy = _handy(form, value)
    try:
        is_faithful = handy is not None and read(words, form, handy) == value
    except Misfit:
        is_faithful = False
    return handy if handy is not None and is_faithful else json.dumps(value, ensure_ascii=False)


def _handy(form: str, value: Any) -> str | None:
    if not value:
        return None
    if form == "inputs":
        return inputs.written(value)
    if form == "external_ids":
        return "; ".join(f"{item['source']}: {item['id']}" for item in value)
    return "; ".join(value) if isinstance(value, list) else None


def _text(_words: Words, cell: Any) -> str:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise Misfit("not-text")
    return cell if isinstance(cell, str) else _number(cell)


def _number(number: float) -> str:
    return str(int(number)) if isinstance(number, float) and number.is_integer() else str(number)


def _whole(_words: Words, cell: Any) -> int:
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell
    text = _text(_words, cell).strip().removesuffix(".0")
    if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) < 19):
        raise Misfit("not-whole-number")
    return int(text)


def _priority(words: Words, cell: Any) -> int:
    found = _PRIORITIES.get(fold(cell)) if isinstance(cell, str) else None
    return found or _whole(words, cell)


def _items(cell: Any) -> list[Any]:
    """The parts of a list cell: a JSON list, or text divided by semicolons or line breaks."""
    if isinstance(cell, list):
        return cell
    if isinstance(cell, str):
        if cell.lstrip().startswith("[") and isinstance(found := _json(cell), list):
            return found
        return [part.strip() for part in cell.replace("\n", ";").split(";") if part.strip()]
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return [cell]
    raise Misfit("not-a-list")


def _json(cell: str) -> Any:
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return None


def _list(read_one: Reader, words: Words, cell: Any) -> list[Any]:
    found: list[Any] = []
    for item in _items(cell):
        try:
            found.append(read_one(words, item))
        except Misfit:
            # «M01, M04»: commas divide too, where what stands between them is known and the whole is not.
            parts = [part.strip() for part in str(item).split(",") if part.strip()]
            if len(parts) < 2:
                raise
            found += [read_one(words, part) for part in parts]
    return list(dict.fromkeys(found))


def _code(scheme: str, words: Words, cell: Any) -> str:
    text = _text(words, cell).strip()
    if words.vocabulary.is_known(scheme, text):
        return text
    found = words.vocabulary.find(scheme, text)
    if found is None:
        raise Misfit("unknown-code", value=text[:80])
    return found


def _sdg(words: Words, cell: Any) -> str:
    """A spreadsheet makes the number 8.1 of the target 8.10; where both exist, it must be text."""
    if isinstance(cell, float) and words.vocabulary.is_known("sdg", f"{_number(cell)}0"):
        raise Misfit("doubtful-number", value=_number(cell))
    return _code("sdg", words, cell)


def _language(words: Words, cell: Any) -> str:
    text = _text(words, cell).strip()
    if words.vocabulary.is_language(text):
        return text
    found = words.vocabulary.find("languages", text)
    if found is None:
        raise Misfit("unknown-language", value=text[:80])
    return found


def _country(words: Words, cell: Any) -> str:
    text = _text(words, cell)
    doubtful = words.vocabulary.doubtful_country(text)
    if doubtful is not None:
        raise Misfit("doubtful-country", value=text.strip(), countries=" ".join(doubtful))
    found = words.vocabulary.find_country(text)
    if found is None:
        raise Misfit("unknown-code", value=text.strip()[:80])
    return found


def _organization(words: Words, cell: Any) -> str:
    text = _text(words, cell).strip()
    found = text if text.startswith("org_") else words.organizations.get(fold(text))
    if found is None:
        raise Misfit("unknown-code", value=text[:80])
    return found


def _cost_sharing(words: Words, cell: Any) -> str:
    folded = fold(_text(words, cell))
    if _FALSE_FRIENDS & set(folded.split()):
        raise Misfit("doubtful-cost-sharing", value=str(cell).strip()[:80])
    return _SHARING_WORDS.get(folded) or _code("cost-sharing", words, cell)


def _external_ids(_words: Words, cell: Any) -> list[Any]:
    found = []
    for item in _items(cell):
        if isinstance(item, str):
            source, colon, number = item.partition(":")
            if not colon:
                raise Misfit("external-id-form", value=item[:80])
            found.append({"source": source.strip(), "id": number.strip()})
        else:
            found.append(item)
    return found


def _object(_words: Words, cell: Any) -> Any:
    found = _json(cell) if isinstance(cell, str) else cell
    if not isinstance(found, dict):
        raise Misfit("not-an-object")
    return found


def _institution(words: Words, cell: Any) -> Any:
    """In a table the institution's name; its type has a column of its own."""
    return cell if isinstance(cell, dict) else {"name": _text(words, cell)}


def _day(_words: Words, cell: Any) -> str:
    return read_day(cell).isoformat()


def _moment(_words: Words, cell: Any) -> datetime:
    return read_moment(cell)


def _inputs(words: Words, cell: Any) -> list[Any]:
    find_kind = partial(_code, "inputs", words)
    return [item if isinstance(item, dict) else inputs.read_one(item, find_kind) for item in _items(cell)]


#: Form → how its cells are read.
FORMS: dict[str, Reader] = {
    "text": _text,
    "texts": partial(_list, _text),
    "whole": _whole,
    "priority": _priority,
    "country": _country,
    "organization": _organization,
    "language": _language,
    "languages": partial(_list, _language),
    "sectors": partial(_list, partial(_code, "sectors")),
    "modalities": partial(_list, partial(_code, "modalities")),
    "themes": partial(_list, partial(_code, "themes")),
    "levels": partial(_list, partial(_code, "levels")),
    "actor_type": partial(_code, "actor-types"),
    "actor_types": partial(_list, partial(_code, "actor-types")),
    "sdg": partial(_list, _sdg),
    "day": _day,
    "moment": _moment,
    "stage": lambda words, cell: _text(words, cell).strip().lower(),
    "cost_sharing": _cost_sharing,
    "inputs": _inputs,
    "external_ids": _external_ids,
    "translations": _object,
    "institution": _institution,
    "object": _object,
}
