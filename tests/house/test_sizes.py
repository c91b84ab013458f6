"""Files and functions stay as small as a reader's patience."""

from __future__ import annotations

import ast

from tests.house.code import PRODUCT, files, functions, listed, text, under

PARAMETERS = 6


def too_long(names: list[str], ceiling: int) -> list[str]:
    lengths = ((name, text(name).count("\n")) for name in names)
    return [f"{name}: {length} lines, at most {ceiling}" for name, length in lengths if length > ceiling]


def test_files_of_the_product_have_at_most_300_lines() -> None:
    offenders = too_long(under(*PRODUCT), 300)
    assert not offenders, listed(offenders)


def test_files_of_the_tests_have_at_most_400_lines() -> None:
    offenders = too_long(under("tests"), 400)
    assert not offenders, listed(offenders)


def test_templates_have_at_most_200_lines() -> None:
    offenders = too_long([name for name in files() if name.startswith("app/templates/")], 200)
    assert not offenders, listed(offenders)


def test_functions_have_at_most_40_lines() -> None:
    offenders = [
        f"{name}:{node.lineno} {node.name}: {length} lines"
        for name in under(*PRODUCT)
        for node in functions(name)
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > 40
    ]
    assert not offenders, listed(offenders)


def test_functions_have_at_most_six_parameters() -> None:
    """The context counts as one; `self` does not."""
    offenders = [
        f"{name}:{node.lineno} {node.name}: {count} parameters"
        for name in under(*PRODUCT)
        for node in functions(name)
        if (count := parameters(node.args)) > PARAMETERS
    ]
    assert not offenders, listed(offenders)


def parameters(arguments: ast.arguments) -> int:
    names = [one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return len([name for name in names if name not in {"self", "cls"}])
