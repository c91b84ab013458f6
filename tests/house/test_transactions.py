"""A transaction belongs to whoever opened the context: use cases never commit."""

from __future__ import annotations

import ast

from tests.house.code import calls, listed, under

OPENERS = ("app/web/dependencies.py", "app/jobs/runner.py", "app/core/database.py", "app/core/migrate.py", "app/cli/")


def test_only_those_who_open_a_context_begin_and_commit() -> None:
    offenders = [
        f"{name}:{call.lineno} .{call.func.attr}()"
        for name in under("app", "matching", "schemas")
        if not name.startswith(OPENERS)
        for call in calls(name)
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"commit", "begin"}
    ]
    assert not offenders, listed(offenders)
