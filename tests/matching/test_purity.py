"""The engine is a room without doors: quick to enter, and nothing of the service in it."""

import doctest
import json
import subprocess
import sys

import matching

FORBIDDEN = ("sqlalchemy", "fastapi", "pydantic", "jinja2", "httpx", "alembic", "logging", "sklearn", "scipy")


def test_the_example_in_the_documentation_runs() -> None:
    assert doctest.testmod(matching).failed == 0


def test_importing_the_engine_loads_nothing_heavy() -> None:
    code = "import sys, json; import matching; print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(FORBIDDEN) - {"logging"} & set(json.loads(answer.stdout))
