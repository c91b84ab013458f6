"""Rules for the tests themselves: the real thing instead of a mock of it, a condition instead of a pause."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.code import calls, dotted, functions, listed, tree, under

OWN = ("app", "matching", "schemas")


def imported_modules(name: str) -> Iterator[tuple[int, str]]:
    """Line and module of every import."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def own_names(name: str) -> set[str]:
    """The names by which a test knows things of our own code."""
    known: set[str] = set()
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            own = [alias for alias in node.names if alias.name.split(".")[0] in OWN]
            known |= {alias.asname or alias.name.split(".")[0] for alias in own}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in OWN:
            known |= {alias.asname or alias.name for alias in node.names}
    return known


def is_of_our_code(target: ast.expr, known: set[str]) -> bool:
    if isinstance(target, ast.Constant):
        return str(target.value).split(".")[0] in OWN
    return dotted(target).split(".")[0] in known


def test_nothing_is_mocked() -> None:
    offenders = [
        f"{name}:{line} imports {module}"
        for name in under("tests")
        for line, module in imported_modules(name)
        if module.split(".")[0] in {"mock", "pytest_mock"} or module.startswith("unittest.mock")
    ]
    assert not offenders, listed(offenders)


def test_our_own_code_is_not_patched() -> None:
    """A setting, a clock or a folder is handed in; environment variables may be set."""
    offenders = [
        f"{name}:{call.lineno} {ast.unparse(call)[:90]}"
        for name in under("tests")
        for call in calls(name)
        if dotted(call.func) in {"monkeypatch.setattr", "monkeypatch.delattr"}
        and call.args
        and is_of_our_code(call.args[0], own_names(name))
    ]
    assert not offenders, listed(offenders)


def test_no_test_sleeps() -> None:
    """Waiting is for a condition, in a function whose name says so: `wait_until_…`, `wait_for_…`."""
    offenders = [
        f"{name}:{node.lineno}"
        for name in under("tests")
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Call) and dotted(node.func) in {"time.sleep", "sleep", "asyncio.sleep"}
        if not any(
            function.name.startswith("wait_") and function.lineno <= node.lineno <= (function.end_lineno or 0)
            for function in functions(name)
        )
    ]
    assert not offenders, listed(offenders)
