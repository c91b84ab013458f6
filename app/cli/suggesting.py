"""``suggest``: sectors and goals of a text, readable in a terminal."""

import sys
from typing import Annotated

import typer
from pydantic_core import PydanticCustomError
from rich.markup import escape
from rich.table import Table

import matching
from app.cli.door import notes, open_house, reading, result_console, terminal_language
from app.core.context import Context
from app.core.errors import FieldError, Invalid
from app.matches import suggesting
from schemas.base import clean


def install(tcdc: typer.Typer) -> None:
    tcdc.command("suggest")(suggest)


def suggest(
    text: Annotated[str, typer.Argument(help="The text, its title in the first line; - reads standard input.")],
    language: Annotated[str | None, typer.Option("--language", help="Language of the text; else guessed.")] = None,
) -> None:
    """Suggest sectors and goals for a text, with the words that say so."""
    written = _cleaned(sys.stdin.read() if text == "-" else text)
    title, _, description = written.partition("\n")
    with reading(open_house(), terminal_language()) as ctx:
        found = suggesting.suggest(ctx, title, description, language)
        if not (found.sectors or found.sdg):
            notes.print("The text says nothing of any sector or goal.")
            return
        result_console().print(_table(ctx, found))


def _cleaned(text: str) -> str:
    """Raises Invalid for characters that no record may have."""
    try:
        return clean(text)
    except PydanticCustomError:
        raise Invalid("invalid-parameter", (FieldError("TEXT", "invalid-text"),)) from None


def _table(ctx: Context, found: matching.Suggestions) -> Table:
    table = Table(caption=f"language {found.language or 'unknown'}", caption_justify="left")
    table.add_column("Code", no_wrap=True)
    table.add_column("Name", ratio=2)
    table.add_column("Strength", justify="right")
    table.add_column("Because", ratio=2)
    for item in found.sectors:
        segib = f"segib:{ctx.vocabulary.segib_of(item.code)}"
        name = f"{ctx.vocabulary.name('sectors', segib, ctx.language)}\n{_name(ctx, 'sectors', item.code)}"
        table.add_row(f"{segib}\n{item.code}", escape(name), *_reasons(item))
    for item in found.sdg:
        table.add_row(f"SDG {item.code}", escape(_name(ctx, "sdg", item.code)), *_reasons(item))
    return table


def _name(ctx: Context, scheme: str, code: str) -> str:
    """Targets go by their number alone."""
    name = ctx.vocabulary.name(scheme, code, ctx.language)
    return "" if name == code else name


def _reasons(item: matching.Suggestion) -> tuple[str, str]:
    return f"{item.strength:.2f}", escape(", ".join(item.because))
