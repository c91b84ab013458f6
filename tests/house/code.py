"""What the house rules read: the project's own files, tracked or about to be."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("app", "matching", "schemas", "migrations", "benchmarks")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files() -> tuple[str, ...]:
    """Names of all files that are tracked or would be, relative to the root."""
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(sorted(name for name in set(listed.split("\0")) if name and (ROOT / name).is_file()))


def under(*folders: str, suffix: str = ".py") -> list[str]:
    """Those in some folders, with some ending."""
    return [name for name in files() if name.split("/")[0] in folders and name.endswith(suffix)]


@cache
def text(name: str) -> str:
    """The text of a file; nothing for one that is not text."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def tree(name: str) -> ast.Module:
    """A Python file as a tree."""
    return ast.parse(text(name), filename=name)


def functions(name: str) -> Iterator[Function]:
    """All functions of a file, inner ones and methods too."""
    return (node for node in ast.walk(tree(name)) if isinstance(node, Function))


def calls(name: str) -> Iterator[ast.Call]:
    """All calls in a file."""
    return (node for node in ast.walk(tree(name)) if isinstance(node, ast.Call))


def dotted(node: ast.expr) -> str:
    """`a.b.c` for an expression that is such a name, else what can be named of its end."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def listed(offenders: list[str]) -> str:
    """For an assertion: one offender a line."""
    return "\n".join(["", *offenders])
