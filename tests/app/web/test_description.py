"""The API keeps what its own description promises: statuses, types, bodies; whatever is sent, it never crashes."""

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi import checks as openapi

from app.core import migrate
from app.core.settings import Settings
from app.main import create_app, make_house
from tests.app.callers import VISITOR, Callers, Headers
from tests.app.conftest import SetClock
from tests.app.factories import a_need, an_offer, create, publish, register

CHECKS = [
    checks.not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_schema_conformance,
    openapi.response_headers_conformance,
]
PARTS = 4
#: What was made for the walk; generators find no ids by themselves.
Ids = dict[str, list[str]]


class Described:
    """The description of an application with a few records in it, and callers who take turns."""

    def __init__(self, app: Any, ids: Ids, callers: list[Headers]) -> None:
        self.schema = schemathesis.openapi.from_asgi("/openapi.json", app)
        self.ids, self.callers = ids, cycle(callers)

    def operations(self, part: int) -> list[Any]:
        found = [result.ok() for result in self.schema.get_all_operations()]
        return sorted(found, key=lambda operation: operation.label)[part::PARTS]


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Described]:
    folder = tmp_path_factory.mktemp("described")
    house = make_house(Settings(_env_file=None, data_dir=folder, request_deadline=60), SetClock())
    migrate.upgrade(house.database.engine)
    app, callers = create_app(house), Callers(house)
    client = TestClient(app, raise_server_exceptions=False)
    focal_point = callers.focal_point("CRI")
    organization = register(client, callers.administrator())
    ids: Ids = {
        "offer_id": [],
        "need_id": [],
        "organization_id": [organization],
        "country": ["CRI"],
        "kind": ["offers"],
    }
    for country in ("CRI", "PER"):
        own = callers.focal_point(country)
        ids["offer_id"].append(publish(client, "offers", an_offer(country), own)["id"])
        ids["need_id"].append(publish(client, "needs", a_need(country), own)["id"])
    ids["offer_id"] += [create(client, "offers", an_offer("CRI"), focal_point)["id"] for _ in range(4)]
    ids["need_id"] += [create(client, "needs", a_need("CRI"), focal_point)["id"] for _ in range(4)]
    found = client.get(f"/api/v1/needs/{ids['need_id'][0]}/matches").json()["items"]
    ids["match_id"] = [match["id"] for match in found]
    yield Described(app, ids, [VISITOR, focal_point, callers.administrator(), callers.agency(organization)])
    house.database.dispose()


@pytest.mark.parametrize("mode", ["positive", "negative"])
@pytest.mark.parametrize("part", range(PARTS))
def test_every_answer_is_one_that_the_description_knows(part: int, mode: str, described: Described) -> None:
    for operation in described.operations(part):
        if mode == "negative" and not operation.body and not list(operation.iter_parameters()):
            continue  # nothing that could be wrong
        walk(described, operation, GenerationMode(mode))


def walk(described: Described, operation: Any, mode: GenerationMode) -> None:
    """A few calls of one operation, by each caller in turn, half of them on records that exist."""

    @settings(
        max_examples=20, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode), chosen=st.integers(0, 11))
    def call(case: Any, chosen: int) -> None:
        for name in case.path_parameters or {}:
            known = described.ids.get(name)
            if known and chosen < 8:
                case.path_parameters[name] = known[chosen % len(known)]
        answer = case.call(headers=next(described.callers))
        case.validate_response(answer, checks=CHECKS)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == ["application/problem+json"]
            assert answer.json()["status"] == answer.status_code

    try:
        call()
    except Exception as error:
        error.add_note(f"in {operation.label}")
        raise
