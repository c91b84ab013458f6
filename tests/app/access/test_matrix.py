"""Every operation × every stranger × every stage: an explicit expected answer, and not one canary."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.web.house import House
from tests.app.access.world import ALWAYS_HIDDEN, STAGES, World, build, of_stage
from tests.app.callers import Callers, Headers
from tests.app.conftest import SetClock
from tests.app.factories import AN_AGENCY, a_need, an_offer

ACTIONS = ("submit", "publish", "reject", "assure", "withdraw", "fulfil")
#: Reads of one record: hidden is 404; the dismissals of a record are its owner's alone.
READS = {"get_{}", "read_{}_history", "match_{}", "list_{}_duplicates"}
OWNERS_READS = {"list_{}_dismissals"}
WRITES = {"amend_{}", "delete_{}", *(f"{action}_{{}}" for action in ACTIONS)}
DISMISSALS = {"dismiss_offer", "dismiss_need", "take_offer_back", "take_need_back"}
PUBLIC = {
    "list_offers", "list_needs", "search_matches", "list_countries", "get_country", "list_sectors", "list_modalities",
    "get_vocabulary", "list_organizations", "get_organization", "list_focal_points", "read_statement", "export_records",
    "suggest_sectors", "search_duplicates", "list_exchanges", "list_statement_records", "read_atom_feed", "read_json_feed",
    "get_import_template", "live", "ready",
}  # fmt: skip
CREATES = {"create_offer", "create_need"}
CLOSED = {
    "create_organization", "amend_organization", "list_exclusions", "create_exclusion", "end_exclusion",
    "read_handover", "list_accounts", "export_country",
}  # fmt: skip
#: Tested with what they are about: a match or an import of its own (`test_canaries`, `exchange`), or an account.
ELSEWHERE = {
    "get_match", "batch_matches", "create_import", "get_import", "apply_import",
    "list_imports", "list_import_rows", "discard_import",
    # tests/app/opportunities
    "list_supports", "mark_support", "end_support", "list_opportunities",
    # tests/app/interest
    "ask_to_talk", "list_interests", "get_interest", "answer_interest",
    # tests/app/delegations, tests/app/desk, tests/app/subscriptions
    "list_delegations", "create_delegation", "end_delegation", "read_desk", "get_subscription", "amend_subscription",
    # tests/app/accounts/test_people.py
    "get_caller", "invite", "get_account", "invite_again", "reset_account", "appoint_account", "disable_account",
}  # fmt: skip
SIGNED_OUT = {"expired", "ended"}
LOOKED_AT_BY_ALL = {"draft", "submitted", "published"}
FEW = {"visitor", "focal point of another country", "another institution", "coordinator"}
BODIES: dict[str, Any] = {
    "create_offer": an_offer("CRI"),
    "create_need": a_need("CRI"),
    "amend_offer": {"title": "Otro"},
    "amend_need": {"title": "Otro"},
    "suggest_sectors": {"title": "banco de leche humana"},
    "search_duplicates": {"side": "offer", "country": "CRI", "title": "Bancos de leche humana", "language": "es"},
    "search_matches": {"side": "need", "title": "banco de leche humana", "sectors": ["12220"]},
    "create_organization": AN_AGENCY | {"acronym": "BID"},
    "amend_organization": {"regions": ["419"]},
    "create_exclusion": {"kind": "country", "code": "PER"},
}


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    id: str

    @property
    def kind(self) -> str | None:
        """``offer`` or ``need`` when it is about one record."""
        return "offer" if "{offer_id}" in self.path else "need" if "{need_id}" in self.path else None

    def like(self, patterns: set[str]) -> bool:
        return any(self.id == pattern.format(self.kind) for pattern in patterns)


def operations(house: House) -> Iterator[Operation]:
    for path, methods in create_app(house).openapi()["paths"].items():
        for method, described in methods.items():
            yield Operation(method.upper(), path, described["operationId"])


@pytest.fixture
def world(client: TestClient, callers: Callers, clock: SetClock) -> World:
    return build(client, callers, clock)


def is_seen(who: str, stage: str) -> bool:
    return stage == "published" or (who == "coordinator" and stage == "submitted")


def expected(operation: Operation, who: str, stage: str) -> set[int]:
    """What a stranger is answered; an operation that nobody has thought of is an error."""
    refused = {401 if who == "visitor" else 403}
    if operation.id == "live":
        return {200}
    if who in SIGNED_OUT:
        return {401}
    if operation.id in PUBLIC:
        return {200}
    if operation.id in CREATES:
        return {201} if who == "another institution" else refused
    if operation.id in CLOSED:
        return refused
    if operation.id == "list_could_offer":
        return {200} if who == "coordinator" else refused
    return expected_of_a_record(operation, who, stage, refused)


def expected_of_a_record(operation: Operation, who: str, stage: str, refused: set[int]) -> set[int]:
    """The same for what acts on one record."""
    if not is_seen(who, stage):
        return {404}
    if operation.like(READS):
        return {200 if stage == "published" or not operation.id.startswith("match") else 409}
    if operation.like(WRITES | OWNERS_READS) or operation.id in DISMISSALS:
        return refused
    pytest.fail(f"{operation.id} has no expected answer")


def send(world: World, operation: Operation, stage: str, headers: Headers) -> Any:
    kind = operation.kind
    ids = {
        "offer_id": world.records["offers", stage]["id"],
        "need_id": world.records["needs", stage]["id"],
        "dismissal_id": world.dismissals[f"{kind}s"] if kind else "",
        "exclusion_id": world.exclusion,
        "organization_id": world.organization,
        "country": "CRI",
        "scheme": "themes",
        "kind": "offers",
    }
    body = BODIES.get(operation.id)
    if operation.id.startswith("reject"):
        body = {"reason": "No."}
    if operation.id in {"dismiss_offer", "dismiss_need"}:
        other = "need" if kind == "offer" else "offer"
        body = {f"{other}_id": world.records[f"{other}s", "published"]["id"], "reason_code": "other"}
    version = world.records[f"{kind}s", stage]["version"] if kind else 1
    conditional = headers | ({"If-Match": f'"{version}"'} if operation.method in {"PATCH", "DELETE"} else {})
    return world.client.request(operation.method, operation.path.format(**ids), json=body, headers=conditional)


def forbidden(who: str, stage: str) -> list[str]:
    """The canaries that must not be in any answer to this reader."""
    return [*ALWAYS_HIDDEN, *(of_stage(s) for s in STAGES if not is_seen(who, s) or who in SIGNED_OUT)]


def test_strangers_get_the_expected_answer_and_see_no_canary_and_change_nothing(world: World, house: House) -> None:
    before = world.digest(house)
    wrong: list[str] = []
    known = [operation for operation in operations(house) if operation.id not in ELSEWHERE | CREATES]
    for operation in known:
        for stage in STAGES if operation.kind else ("published",):
            for who, headers in world.foreign.items():
                if stage not in LOOKED_AT_BY_ALL and who not in FEW:
                    continue  # hidden for one stranger as for another: those of the first stages stand for all
                answer = send(world, operation, stage, headers)
                if answer.status_code not in expected(operation, who, stage):
                    wrong.append(f"{operation.id} at {stage} by {who}: {answer.status_code}")
                said = (answer.text + str(answer.headers)).lower()
                wrong += [f"{operation.id} at {stage} by {who}: {c}" for c in forbidden(who, stage) if c in said]
    assert not wrong, "\n".join(wrong[:40])
    assert world.digest(house) == before


def test_strangers_enter_nothing_in_the_name_of_another(world: World, house: House) -> None:
    for operation in operations(house):
        if operation.id in CREATES:
            for who, headers in world.foreign.items():
                answer = send(world, operation, "published", headers)
                assert answer.status_code in expected(operation, who, "published"), (operation.id, who)


def test_those_who_answer_for_a_record_read_it_at_every_stage(world: World) -> None:
    for (path, stage), record in world.records.items():
        for who, headers in world.own.items():
            answer = world.client.get(f"/api/v1/{path}/{record['id']}", headers=headers)
            assert (answer.status_code, answer.json()["stage"]) == (200, stage), who
            assert of_stage(stage) in answer.text
            assert "contactcanary" in answer.text


def test_a_system_that_only_reads_changes_nothing(world: World, house: House) -> None:
    before = world.digest(house)
    reading = world.own["system"]
    for operation in operations(house):
        if operation.method == "GET" or operation.id in PUBLIC | ELSEWHERE:
            continue
        for stage in STAGES if operation.kind else ("published",):
            assert send(world, operation, stage, reading).status_code == 403, (operation.id, stage)
    assert world.digest(house) == before
