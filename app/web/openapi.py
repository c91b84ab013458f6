"""How errors are declared in the API description."""

from typing import Any

from app.web.refusals import TITLES
from schemas.base import Problem


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals that an operation may answer with, as problem+json."""
    return {
        status: {
            "description": TITLES[status],
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in (*statuses, 400)
    }


def describe(schema: dict[str, Any]) -> dict[str, Any]:
    """The generated description with our Problem in place of FastAPI's own error types."""
    components = schema.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        components.pop(unused, None)
    for methods in schema["paths"].values():
        for operation in methods.values():
            _drop_foreign_refusal(operation["responses"])
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    components.update(problem.pop("$defs", {}))
    components["Problem"] = problem
    schema["openapi"] = "3.1.0"
    return schema


def _drop_foreign_refusal(answers: dict[str, Any]) -> None:
    """FastAPI adds its own 422 wherever there is a parameter; a path that does not fit is our 404."""
    refused = answers.get("422", {}).get("content", {})
    if "application/json" in refused:
        del answers["422"]
