"""Every English sentence that the service may show, as the code and the templates have it.

`python -m tests.app.interface_words` prints those that a catalogue lacks.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).parents[2]
TRANSLATED = ("es", "pt", "fr")
#: A singular with its plural, or one sentence alone.
Words = tuple[str, ...]
_CODE = re.compile(r"[a-z0-9_:./-]*")


def in_templates() -> set[Words]:
    """What templates give to `_` and `ngettext`."""
    found: set[Words] = set()
    for file in sorted((ROOT / "app" / "templates").rglob("*.html")):
        options = {"trim_blocks": "true", "extensions": "jinja2.ext.do"}
        with file.open("rb") as source:
            for _, _, said, _ in babel_extract(source, ("_", "ngettext"), (), options):
                parts = said if isinstance(said, tuple) else (said,)
                if words := tuple(part for part in parts if part):
                    found.add(words)
    return found


def in_tables() -> set[Words]:
    """The sentences of `refusals.py` and of every `wording.py`, and those given to `translate` elsewhere."""
    found: set[Words] = set()
    for file in sorted((ROOT / "app").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        if file.name == "refusals.py":
            found |= {(words,) for name in ("TITLES", "DETAILS", "FIELDS") for words in table(tree, name)}
        elif file.name == "wording.py":
            found |= {(words,) for words in sentences(tree)}
        found |= {(words,) for words in given_to_translate(tree)}
    return found


def table(tree: ast.Module, name: str) -> Iterator[str]:
    """The values of a module's dictionary of sentences."""
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == name:
            assert isinstance(node.value, ast.Dict)
            yield from (ast.literal_eval(value) for value in node.value.values)


def sentences(tree: ast.Module) -> Iterator[str]:
    """String literals that are no docstrings, keys, parts of others or codes."""
    passed_over = {id(key) for node in ast.walk(tree) if isinstance(node, ast.Dict) for key in node.keys}
    passed_over |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    passed_over |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in passed_over and is_sentence(node.value):
            yield node.value


def is_sentence(text: str) -> bool:
    """Whether people read it: no code, and more than a mark."""
    return not _CODE.fullmatch(text) and re.search(r"[A-Za-z]{2}", text) is not None


def given_to_translate(tree: ast.Module) -> Iterator[str]:
    """Literals that stand as the words of a call of `translate`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "translate":
            for argument in node.args[1:2]:
                if isinstance(argument, ast.Constant) and argument.value:
                    yield str(argument.value)


def all_words() -> set[Words]:
    """Everything that needs a translation."""
    return in_templates() | in_tables()


def translations(language: str) -> dict[Words, Words]:
    """A catalogue as a table; a plural entry has as many forms as the language."""
    with (ROOT / "app" / "locales" / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    found: dict[Words, Words] = {}
    for message in catalogue:
        if message.id:
            source = message.id if isinstance(message.id, tuple) else (message.id,)
            found[source] = message.string if isinstance(message.string, tuple) else (message.string,)
    return found


if __name__ == "__main__":
    missing = sorted(
        {words for tag in TRANSLATED for words in all_words() if not all(translations(tag).get(words, ("",)))}
    )
    sys.stdout.writelines(f"{words}\n" for words in missing)
    sys.exit(bool(missing))
