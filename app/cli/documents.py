"""``docs``: writes the generated documentation, or tells where it is not what the code says."""

import json
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import typer
from typer.main import get_command

from app.cli.door import notes
from app.core.settings import Settings
from app.main import create_app, make_house
from app.upkeep import reference

ROOT = Path(__file__).parent.parent.parent


def install(tcdc: typer.Typer) -> None:
    @tcdc.command("docs")
    def write_documents(
        check: Annotated[
            bool, typer.Option("--check", help="Write nothing; status 1 if a file is not what the code says.")
        ] = False,
    ) -> None:
        """Write docs/reference and docs/openapi.json from the code."""
        stale = {name: text for name, text in documents(tcdc) if _differs(name, text)}
        for name, text in stale.items():
            if check:
                notes.print(f"{name} is not what the code says. Run python -m app docs.")
                continue
            (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / name).write_text(text, encoding="utf-8")
            notes.print(f"{name} written.")
        if check and stale:
            raise typer.Exit(1)


def _differs(name: str, text: str) -> bool:
    file = ROOT / name
    return not file.is_file() or file.read_text(encoding="utf-8") != text


def documents(tcdc: typer.Typer) -> Iterator[tuple[str, str]]:
    """Name and text of every generated file; asks no server, no database and no environment."""
    yield from reference.pages()
    yield "docs/reference/commands.md", commands(tcdc)
    yield "docs/openapi.json", openapi()


def openapi() -> str:
    """The API's description as it is served at ``/openapi.json``."""
    house = make_house(Settings.model_construct())
    return json.dumps(create_app(house).openapi(), indent=1, ensure_ascii=False) + "\n"


def commands(tcdc: typer.Typer) -> str:
    """Every command with its arguments and options."""
    root = get_command(tcdc)
    parts = [part for path, command in _walk("tcdc", root) for part in _described(path, command)]
    intro = "`tcdc …`, or `python -m app …`. Results go to standard output, everything else to standard error."
    return reference.page("Commands", intro, *parts)


def _walk(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    below = getattr(command, "commands", None)
    if below is None:
        yield path, command
        return
    for name in below:
        yield from _walk(f"{path} {name}", below[name])


def _described(path: str, command: Any) -> Iterator[str]:
    usage = [path, *(_usage(parameter) for parameter in command.params)]
    yield f"## `{' '.join(usage)}`"
    yield " ".join(command.help.split("\n\n")[0].split())
    yield from (" ".join(part.split()) for part in command.help.split("\n\n")[1:])
    if command.params:
        yield reference.table(("Parameter", "Meaning", "Values", "Default"), map(_parameter, command.params))


def _usage(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    word = parameter.opts[0] if parameter.is_flag else f"{parameter.opts[0]} {_placeholder(parameter)}"
    return word if parameter.required else f"[{word}]{'…' if parameter.multiple else ''}"


def _placeholder(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _parameter(parameter: Any) -> tuple[str, str, str, str]:
    is_argument = parameter.param_type_name == "argument"
    name = _placeholder(parameter) if is_argument else ", ".join(parameter.opts)
    default = parameter.default
    optional = "" if default in (None, False, "") else f"`{default}`"
    return f"`{name}`", parameter.help or "", _values(parameter), "required" if parameter.required else optional


def _values(parameter: Any) -> str:
    """The choices of a parameter that has them, or its bounds."""
    kind = parameter.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return ", ".join(f"`{choice.value}`" for choice in kind)
    if get_origin(kind) is Literal:
        return ", ".join(f"`{choice}`" for choice in get_args(kind))
    bounds = [
        f"{word} {value}" for word, value in (("from", parameter.min), ("to", parameter.max)) if value is not None
    ]
    return " ".join(bounds)
