"""Empty files to fill in: headers, explanations and lists in the reader's language, ready to be imported.

No example row stands among the data, where it would have to be deleted: the examples are on the sheet of explanations,
which importing passes over.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.core.context import Context
from app.core.languages import LANGUAGES, translate
from app.exchange import wording
from app.exchange.cells import Words, read
from app.exchange.columns import COLUMNS, Column
from app.exchange.misfits import Misfit
from app.records.rules import FIELDS, Kind

#: Rows that have lists to choose from.
ROWS = 1000
#: Form of a column → the vocabulary's list.
LISTS = {
    "sectors": "sectors",
    "modalities": "modalities",
    "themes": "themes",
    "levels": "levels",
    "actor_type": "actor-types",
    "actor_types": "actor-types",
    "languages": "languages",
    "language": "languages",
    "cost_sharing": "cost-sharing",
}
NAMES = {Kind.OFFER: "Offers", Kind.NEED: "Needs"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8; header=present"
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Template:
    """A file to keep: its name, media type and content."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """A column of a template. ``choices``: (name, code) to choose from, empty when any text will do."""

    column: Column
    header: str
    hint: str
    example: str
    is_needed: bool
    choices: tuple[Pair, ...]


def template(ctx: Context, kind: Kind, file_format: str) -> Template:
    """An empty file of a kind. ``file_format``: csv or xlsx."""
    name = f"{kind.plural}-{ctx.language}.{file_format}"
    parts = tuple(_parts(ctx, kind))
    if file_format == "csv":
        return Template(name, CSV, _as_csv(parts))
    return Template(name, XLSX, _as_xlsx(ctx, kind, parts))


@cache
def sheets_aside() -> frozenset[str]:
    """The names, in every language, of a template's sheets beside its first."""
    return frozenset(translate(tag, words) for tag in LANGUAGES for words in (wording.EXPLANATIONS, wording.CODES))


def _parts(ctx: Context, kind: Kind) -> Iterator[Part]:
    known = {column.name: column for column in COLUMNS if kind in column.kinds}
    needed = {field.name for field in FIELDS if kind in field.mandatory} | {"institution_type"}
    for name, header in wording.HEADERS.items():
        if name in known:
            star = "*" if name in needed else ""
            choices = _choices(ctx, known[name])
            yield Part(
                known[name],
                translate(ctx.language, header) + star,
                translate(ctx.language, wording.HINTS[name]),
                _example(ctx, known[name], choices),
                name in needed,
                choices,
            )


def _choices(ctx: Context, column: Column) -> tuple[Pair, ...]:
    """Names that read back as their own code; a name that several codes share is left to the broadest."""
    if column.form == "priority":
        return tuple((str(place), str(place)) for place in (1, 2, 3))
    scheme = LISTS.get(column.form)
    if scheme is None:
        return ()
    codes = LANGUAGES if column.name == "language" else ctx.vocabulary.codes(scheme, ctx.today)
    words = Words(ctx.vocabulary, {})
    named = ((ctx.vocabulary.name(scheme, code, ctx.language), code) for code in codes)
    return tuple((name, code) for name, code in named if _code_of(words, column, name) == code)


def _code_of(words: Words, column: Column, name: str) -> Any:
    try:
        found = read(words, column.form, name)
    except Misfit:
        return None
    return found[0] if isinstance(found, list) and len(found) == 1 else found


def _example(ctx: Context, column: Column, choices: tuple[Pair, ...]) -> str:
    name, language = ctx.vocabulary.name, ctx.language
    if column.name in wording.EXAMPLES:
        return translate(language, wording.EXAMPLES[column.name])
    fixed = {
        "sectors": name("sectors", "segib:2", language),
        "modalities": "; ".join(name("modalities", code, language) for code in ("M01", "M02")),
        "language": name("languages", language, language),
        "institution_type": name("actor-types", "10", language),
        "sdg": "3; 3.2",
        "inputs": f"{name('inputs', 'personnel', language)}: 2; {name('inputs', 'funds', language)}: 10000 USD",
    }
    if column.form == "day":
        return "2026-05-31"
    return fixed.get(column.name, choices[0][0] if choices else "")


def _as_csv(parts: tuple[Part, ...]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow([part.header for part in parts])
    # with a mark of UTF-8, without which spreadsheets break the accents
    return text.getvalue().encode("utf-8-sig")


def _as_xlsx(ctx: Context, kind: Kind, parts: tuple[Part, ...]) -> bytes:
    import xlsxwriter  # noqa: PLC0415 - half a second that others need not wait for

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        workbook.set_properties({"title": translate(ctx.language, NAMES[kind])})
        data = workbook.add_worksheet(translate(ctx.language, NAMES[kind]))
        explanations = workbook.add_worksheet(translate(ctx.language, wording.EXPLANATIONS))
        codes = workbook.add_worksheet(translate(ctx.language, wording.CODES))
        sources = _write_codes(ctx, workbook, codes, parts)
        _write_data(workbook, data, parts, sources)
        _write_explanations(ctx, workbook, explanations, parts)
    return file.getvalue()


def _write_data(workbook: Any, sheet: Any, parts: tuple[Part, ...], sources: dict[str, str]) -> None:
    bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E2F0EC", "border": 1})
    as_text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 32)
    for place, part in enumerate(parts):
        sheet.set_column(place, place, 44 if part.column.name in {"title", "description", "objective"} else 22, as_text)
        sheet.write_string(0, place, part.header, bold)
        if part.column.name in sources:
            # several values may stand in one cell, so the list offers and does not forbid
            rule = {"validate": "list", "source": sources[part.column.name], "show_error": False}
            sheet.data_validation(1, place, ROWS, place, rule)


def _write_codes(ctx: Context, workbook: Any, sheet: Any, parts: tuple[Part, ...]) -> dict[str, str]:
    """The lists, each as a column of names and one of codes; column → the range of its names."""
    bold = workbook.add_format({"bold": True})
    as_text = workbook.add_format({"num_format": "@"})
    code = translate(ctx.language, wording.TEMPLATE_WORDS["code"])
    sources: dict[str, str] = {}
    place = 0
    for part in parts:
        if not part.choices:
            continue
        sheet.set_column(place, place, 40, as_text)
        sheet.write_row(0, place, [part.header.rstrip("*"), code], bold)
        for row, pair in enumerate(part.choices, 1):
            sheet.write_string(row, place, pair[0])
            sheet.write_string(row, place + 1, pair[1])
        column = _letters(place)
        quoted = sheet.get_name().replace("'", "''")
        sources[part.column.name] = f"='{quoted}'!${column}$2:${column}${len(part.choices) + 1}"
        place += 2
    sheet.freeze_panes(1, 0)
    return sources


def _letters(place: int) -> str:
    """A column's letters, from 0."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _write_explanations(ctx: Context, workbook: Any, sheet: Any, parts: tuple[Part, ...]) -> None:
    bold = workbook.add_format({"bold": True, "valign": "top"})
    plain = workbook.add_format({"text_wrap": True, "valign": "top"})
    words = {name: translate(ctx.language, said) for name, said in wording.TEMPLATE_WORDS.items()}
    for place, width in enumerate((28, 18, 60, 44)):
        sheet.set_column(place, place, width)
    row = 0
    for line in wording.ADVICE:
        sheet.merge_range(row, 0, row, 3, translate(ctx.language, line), plain)
        row += 1
    sheet.write_row(row + 1, 0, [words[name] for name in ("column", "needed", "write", "example")], bold)
    for number, part in enumerate(parts, row + 2):
        sheet.write_string(number, 0, part.header, bold)
        for place, text in enumerate((words["yes"] if part.is_needed else "", part.hint, part.example), 1):
            sheet.write_string(number, place, text, plain)
