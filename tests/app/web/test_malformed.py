"""Bodies, headers, addresses and parameters that no honest client sends: always a clear refusal, never a crash."""

import base64
import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.app.callers import Callers, Headers
from tests.app.factories import a_need, an_offer, create

GOOD = json.dumps(an_offer("CRI"))


def with_value(field: str, literal: str) -> bytes:
    """A good offer with one more field, written as it stands."""
    return (GOOD[:-1] + f', "{field}": {literal}}}').encode()


def with_quantity(literal: str) -> bytes:
    return with_value("inputs", f'[{{"kind": "personnel", "quantity": {literal}}}]')


JSON = {"Content-Type": "application/json"}
BODIES: dict[str, bytes] = {
    "NaN": with_quantity("NaN"),
    "infinity": with_quantity("-Infinity"),
    "1e999": with_quantity("1e999"),
    "2^63": with_value("capacity", '{"remaining": 9223372036854775808}'),
    "2^70": with_value("capacity", '{"remaining": 1180591620717411303424}'),
    "quantity of 2^70": with_quantity(str(2**70)),
    "a number of 5,000 digits": with_value("capacity", '{"remaining": ' + "9" * 5000 + "}"),
    "a number below zero": with_value("capacity", '{"remaining": -1}'),
    "a fraction for a count": with_value("capacity", '{"remaining": 1.5}'),
    "text for a count": with_value("capacity", '{"remaining": "1"}'),
    "NUL": with_value("plan_reference", '"a\\u0000b"'),
    "a lone surrogate": with_value("plan_reference", '"a\\ud800b"'),
    "a lone surrogate in a name": with_value("a\\ud800", "1"),
    "a lone surrogate in a code": with_value("themes", '["\\ud800"]'),
    "a lone surrogate in a language": with_value("translations", '{"\\ud800": {"title": "x"}}'),
    "a NUL in a language": with_value("translations", '{"e\\u0000": {"title": "x"}}'),
    "an escape character": with_value("plan_reference", '"a\\u001bb"'),
    "reversed writing": with_value("plan_reference", '"a\\u202eb"'),
    "bad UTF-8": GOOD.replace("Bancos", "B\xff").encode("latin-1"),
    "cut UTF-8": b'{"title": "\xc3',
    "latin-1": GOOD.encode().replace(b"Bancos", "Año".encode("latin-1")),
    "depth of 100,000 lists": b"[" * 100_000 + b"]" * 100_000,
    "depth of 100,000 objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "depth inside a field": with_value("themes", "[" * 50_000 + "]" * 50_000),
    "1,000 unknown fields": json.dumps(an_offer("CRI") | {f"k{n}": n for n in range(1000)}).encode(),
    "a field name of 100 kB": json.dumps(an_offer("CRI") | {"k" * 100_000: 1}).encode(),
    "a title of 900 kB": json.dumps(an_offer("CRI", title="x" * 900_000)).encode(),
    "900 kB of combining marks": json.dumps(an_offer("CRI", title="x" + "\u0301" * 150_000)).encode(),
    "50,000 sectors": json.dumps(an_offer("CRI", sectors=["12220"] * 50_000)).encode(),
    "an object for text": with_value("plan_reference", '{"$gt": ""}'),
    "a number for text": with_value("plan_reference", "1"),
    "true for a list": with_value("themes", "true"),
    "nothing": b"",
    "a blank": b" ",
    "null": b"null",
    "a list": b"[]",
    "a number": b"1",
    "a word": b'"x"',
    "no JSON": b"country=CRI",
    "half of JSON": GOOD[:40].encode(),
    "JSON twice": (GOOD + GOOD).encode(),
    "a comment": b"/* x */" + GOOD.encode(),
}


def assert_refused(answer: Any, *statuses: int) -> None:
    """A problem in the service's own words, without a trace of its inside."""
    assert answer.status_code in statuses, (answer.status_code, answer.text[:500])
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["code"]
    assert problem["detail"]
    assert len(answer.content) < 400_000
    for inside in ("Traceback", "sqlalchemy", "psycopg", "sqlite3", "pydantic", "SELECT ", 'File "'):
        assert inside not in answer.text


@pytest.fixture
def focal_point(callers: Callers) -> Headers:
    return callers.focal_point("CRI")


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_does_not_fit_is_refused_and_stores_nothing(
    name: str, client: TestClient, focal_point: Headers
) -> None:
    for headers in (focal_point, {}):
        assert_refused(client.post("/api/v1/offers", content=BODIES[name], headers=headers | JSON), 400, 422)
    draft = create(client, "offers", an_offer("CRI"), focal_point)
    conditional = focal_point | JSON | {"If-Match": '"1"'}
    address = f"/api/v1/offers/{draft['id']}"
    patched = client.patch(address, content=BODIES[name], headers=conditional)
    assert_refused(patched, 400, 422)
    for search in ("/api/v1/matches/search", "/api/v1/matches/batch"):
        assert_refused(client.post(search, content=BODIES[name], headers=JSON), 400, 422)
    assert client.get("/api/v1/offers", headers=focal_point).json()["total"] == 1
    assert client.get(address, headers=focal_point).json() == draft


def test_doubled_fields_count_once_and_other_encodings_of_unicode_crash_nothing(
    client: TestClient, focal_point: Headers
) -> None:
    doubled = client.post("/api/v1/offers", content=with_value("title", '"Otro"'), headers=focal_point | JSON)
    assert doubled.status_code in {201, 400, 422}
    for encoding in ("utf-8-sig", "utf-16", "utf-16-be", "utf-32"):
        body = GOOD.encode(encoding)
        answer = client.post("/api/v1/offers", content=body, headers=focal_point | JSON)
        assert answer.status_code in {201, 400, 422}, encoding


@pytest.mark.parametrize("size", [1_048_577, 10_000_000])
def test_a_body_over_the_limit_is_413(size: int, client: TestClient, focal_point: Headers) -> None:
    body = b'{"title": "' + b"x" * size + b'"}'
    for method, address in (("POST", "/api/v1/offers"), ("POST", "/api/v1/matches/search")):
        assert_refused(client.request(method, address, content=body, headers=focal_point | JSON), 413)

    def drop_by_drop() -> Any:
        yield from (body[start : start + 65_536] for start in range(0, len(body), 65_536))

    answer = client.post("/api/v1/offers", content=drop_by_drop(), headers=focal_point | JSON)
    assert_refused(answer, 413)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "multipart/form-data", "application/json; charset=utf-16", "x", "", "/"]
)
def test_another_content_type_is_no_crash(kind: str, client: TestClient, focal_point: Headers) -> None:
    answer = client.post("/api/v1/offers", content=GOOD, headers=focal_point | {"Content-Type": kind})
    if answer.status_code != 201:
        assert_refused(answer, 400, 415, 422)


HOSTILE = (
    "a\x00b", "\u202e", "' OR '1'='1", "%", "_", "\\", "x" * 5000, "٣", "é" * 300, "\ud7ff", "null", "[]", "-1",
    "1e999", "NaN", str(2**63), str(2**70), "9" * 5000, "../../etc/passwd", "${7*7}", "{{7*7}}", "<script>", "\r\nX: y",
)  # fmt: skip
PARAMETERS = (
    "country", "group", "organization", "sector", "theme", "modality", "stage", "language", "input", "level",
    "actor_type", "q", "updated_since", "mine", "sort", "limit", "cursor", "unknown",
)  # fmt: skip


def test_no_value_of_a_filter_crashes_a_list(client: TestClient, focal_point: Headers) -> None:
    create(client, "offers", an_offer("CRI"), focal_point)
    for name in PARAMETERS:
        for value in HOSTILE:
            answer = client.get("/api/v1/offers", params={name: value}, headers=focal_point)
            if answer.status_code != 200:
                assert_refused(answer, 422)
            elif name == "q":
                assert answer.json()["total"] in {0, 1}
            twice = client.get("/api/v1/offers", params={name: [value, "CRI", value]}, headers=focal_point)
            assert twice.status_code in {200, 422}, (name, value, twice.text)


MOMENTS = (
    "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
    "2026-01-01", "2026-01-01T00:00:00", "1", "-1", "1e20", "99999999999999999999", "2026-02-30T00:00:00Z",
    "2026-01-01T24:00:00Z", "inf", "", "P1D",
)  # fmt: skip


def test_no_moment_crashes_a_list(client: TestClient, focal_point: Headers) -> None:
    create(client, "offers", an_offer("CRI"), focal_point)
    for moment in MOMENTS:
        answer = client.get("/api/v1/offers", params={"updated_since": moment}, headers=focal_point)
        if answer.status_code != 200:
            assert_refused(answer, 422)


def cursor(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


CURSORS = (
    "x", "====", "AAAA", "é", "\x00", "bnVsbA", cursor(), cursor("-updated_at"), cursor("-updated_at", None, "off_1"),
    cursor("-updated_at", "2026-01-01T00:00:00", "off_1"), cursor("-updated_at", "2026-01-01", "off_1"),
    cursor("-updated_at", 5, "off_1"), cursor("-updated_at", "0001-01-01T00:00:00+23:59", "off_1"),
    cursor("-updated_at", "9999-12-31T23:59:59-23:59", "off_1"), cursor("-updated_at", "x", "off_1"),
    cursor("-updated_at", "2026-01-01T00:00:00+00:00", "a\x00b"), cursor("-updated_at", "2026-01-01T00:00:00Z", "\ud800"),
    cursor("-updated_at", "2026-01-01T00:00:00+00:00", 7), cursor("-updated_at", True, "off_1"),
    cursor("title", "a", "off_1"), cursor("title", "a\x00", "off_1"), cursor("title", 2**70, "off_1"), cursor("title", None, ""),
    cursor("priority", 2**62, "off_1"), cursor("priority", 2**70, "off_1"), cursor("priority", "1", "off_1"),
    cursor("priority", "٣", "off_1"), cursor("priority", "9" * 5000, "off_1"), cursor("priority", None, "off_1"),
    cursor("priority", "1_0", "off_1"), cursor("valid_until", "9999-12-31", "off_1"), cursor("valid_until", "0001-01-01", "x"),
    cursor("valid_until", "2026-02-30", "off_1"), cursor("valid_until", 20260101, "off_1"), cursor("nonsense", 1, "off_1"),
    base64.urlsafe_b64encode(b"[" * 100).decode(), base64.urlsafe_b64encode(b"\xff\xfe").decode(),
)  # fmt: skip


@pytest.mark.parametrize("sort", ["-updated_at", "title", "priority", "valid_until", "-created_at"])
@pytest.mark.parametrize("path", ["offers", "needs"])
def test_a_cursor_that_is_not_ours_is_refused_or_harmless(
    path: str, sort: str, client: TestClient, callers: Callers
) -> None:
    focal_point = callers.focal_point("CRI")
    create(client, path, (an_offer if path == "offers" else a_need)("CRI"), focal_point)
    for made_up in CURSORS:
        answer = client.get(f"/api/v1/{path}", params={"sort": sort, "cursor": made_up}, headers=focal_point)
        if answer.status_code != 200:
            assert_refused(answer, 422)


ADDRESSES = (
    "/api/v1/offers/off_%00", "/api/v1/offers/%ff", "/api/v1/offers/off_%ff%fe", "/api/v1/offers/off_" + "a" * 5000,
    "/api/v1/offers/..%2f..%2fetc%2fpasswd", "/api/v1/offers/ned_1", "/api/v1/needs/off_1", "/api/v1/offers/off_1%0a",
    "/api/v1/offers/%F0%9F%98%80", "/api/v1/offers/off_1/nothing", "/api/v1/nothing", "/api/v1/%2e%2e/",
    "/api/v1/matches/mat_zzzz", "/api/v1/matches/mat_" + "0" * 80, "/api/v1/matches/%00", "/api/v1/matches/mat_%00",
    "/api/v1/countries/ZZZ", "/api/v1/countries/cri", "/api/v1/countries/%00%00%00", "/api/v1/organizations/org_nothing",
    "/api/v1/vocabularies/nothing", "/api/v1/vocabularies/%00", "/api/v1/needs/ned_1/matches", "/api/v1/offers/off_1/history",
    "/api/v1/countries/CRI/exclusions/exc_1", "/%00", "/%ff", "/static/%00", "/static/../app/main.py", "/static/nothing.css",
)  # fmt: skip


def test_an_odd_address_is_not_found(client: TestClient, focal_point: Headers) -> None:
    conditional = focal_point | {"If-Match": '"1"'}
    for address in ADDRESSES:
        for answer in (client.get(address, headers=focal_point), client.delete(address, headers=conditional)):
            assert answer.status_code in {401, 404, 405}, (address, answer.text)


HEADERS = (
    ("Authorization", "Bearer"), ("Authorization", "Bearer "), ("Authorization", "Basic YTpi"), ("Authorization", "x" * 60_000),
    ("Authorization", "Bearer " + "x" * 60_000), ("Authorization", "Bearer \xff\xfe"), ("Authorization", "Bearer a b"),
    ("Accept-Language", "x" * 60_000), ("Accept-Language", "es;q=NaN, pt;q=inf"), ("Accept-Language", "*;q=0,,;;q=1"),
    ("Accept-Language", "\xff"), ("Accept-Language", "es-419-x-private-use;q=1e400"), ("Accept-Language", "_"),
    ("X-Request-Id", "<script>"), ("X-Request-Id", "\xff" * 100), ("Accept", "\xff"), ("Accept", "text/html"),
    ("If-Match", "\xff"), ("Host", "evil.example"), ("Origin", "null"), ("Range", "bytes=0-"), ("Expect", "x"),
    ("Content-Encoding", "gzip"), ("Cookie", "a=\xff"),
)  # fmt: skip


def test_an_odd_header_is_answered(client: TestClient, focal_point: Headers) -> None:
    for header, value in HEADERS:
        headers = {**focal_point, header: value.encode("latin-1")}
        for answer in (
            client.get("/api/v1/offers", headers=headers),
            client.post("/api/v1/offers", content=GOOD, headers={**JSON, **headers}),
            client.post("/api/v1/offers/off_1/publish", headers=headers),
            client.get("/es/nothing", headers=headers),
        ):
            assert answer.status_code < 500, (header, value[:50], answer.text)
            assert "<script>" not in answer.headers["x-request-id"]


def test_an_unknown_method_is_405_with_those_that_are_known(client: TestClient) -> None:
    answer = client.put("/api/v1/offers", json={})
    assert_refused(answer, 405)
    assert {method.strip() for method in answer.headers["allow"].split(",")} == {"GET", "POST"}


def test_hidden_and_absent_are_the_same_answer(client: TestClient, callers: Callers, focal_point: Headers) -> None:
    hidden = create(client, "offers", an_offer("CRI"), focal_point)["id"]
    absent = "off_" + "0" * 20

    def answers(record_id: str) -> list[Any]:
        found: list[Any] = []
        for headers in ({}, callers.focal_point("PER")):
            conditional = headers | {"If-Match": '"1"'}
            address = f"/api/v1/offers/{record_id}"
            found += [
                client.get(address, headers=headers),
                client.get(f"{address}/history", headers=headers),
                client.get(f"{address}/matches", headers=headers),
                client.get(f"{address}/dismissals", headers=headers),
                client.patch(address, json={"title": "Otro"}, headers=conditional),
                client.delete(address, headers=conditional),
                client.post(f"{address}/publish", headers=headers),
                client.post(f"{address}/reject", headers=headers),
            ]
        return [(a.status_code, without_id(a.json()), sorted(a.headers.keys())) for a in found]

    def without_id(problem: dict[str, Any]) -> dict[str, Any]:
        return {k: v for k, v in problem.items() if k not in {"instance", "request_id"}}

    assert answers(hidden) == answers(absent)
    assert {status for status, _, _ in answers(hidden)} == {404}
