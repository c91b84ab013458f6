"""One word per idea, the field's word: docs/glossary.md."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePath

from tests.house.code import files, listed, text, tree, under

FOREIGN = {  # theirs: ours
    "donor": "first provider",
    "beneficiary": "recipient",
    "sponsor": "second provider",
}
# Where others' words are the matter itself: codes of the OECD and of IATI, read or written. Files or folders.
OTHERS_WORDS: tuple[str, ...] = ()
EMPTY_NAMES = {
    "utils",
    "util",
    "helpers",
    "common",
    "manager",
    "managers",
    "handler",
    "handlers",
    "misc",
    "info",
}
CODE = (".py", ".html", ".css", ".js", ".sh", ".toml", ".yml", ".yaml", "Makefile", "Dockerfile", ".ci/run")


def identifiers(node: ast.AST) -> Iterator[str]:
    """The names a node of the tree gives or uses."""
    for name in ("name", "id", "attr", "arg", "asname"):
        value = getattr(node, name, None)
        if isinstance(value, str):
            yield value


def test_no_foreign_words_in_identifiers() -> None:
    offenders = [
        f"{name}:{getattr(node, 'lineno', 0)} {identifier}: say {ours}"
        for name in under("app", "matching", "schemas")
        if not name.startswith(OTHERS_WORDS)
        for node in ast.walk(tree(name))
        for identifier in identifiers(node)
        for theirs, ours in FOREIGN.items()
        if theirs in identifier.lower().replace("beneficiaries", "beneficiary")
    ]
    assert not offenders, listed(offenders)


def test_modules_are_named_after_what_they_hold() -> None:
    offenders = [
        name for name in under("app", "matching", "schemas") if EMPTY_NAMES & set(PurePath(name).with_suffix("").parts)
    ]
    assert not offenders, listed(offenders)


def test_what_is_to_be_done_has_an_issue() -> None:
    """A bare reminder is forgotten; one with a number (#12) can be found from both ends."""
    reminder = re.compile(r"\b(?:TO[D]O|FIX[M]E)\b(?!.*#\d)")
    offenders = [
        f"{name}:{number} {line.strip()}"
        for name in files()
        if name.endswith(CODE)
        for number, line in enumerate(text(name).splitlines(), 1)
        if reminder.search(line)
    ]
    assert not offenders, listed(offenders)
