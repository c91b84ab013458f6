"""What programs see of files: the list, every row, and putting one away."""

import pytest
from fastapi.testclient import TestClient

from tests.app.callers import VISITOR, Callers
from tests.app.exchange.sending import Sender, a_row, as_csv, as_json
from tests.app.factories import a_need, create


def test_every_row_is_kept_with_its_cells_and_errors(client: TestClient, callers: Callers, sender: Sender) -> None:
    headers = callers.focal_point("HND")
    need = create(client, "needs", a_need("HND"), headers)
    rows = [a_row(), {"id": need["id"], "title": "Nuevo"}, a_row(title="Otra", modalities="M99")]
    checked = sender.check(as_csv(rows), headers)
    page = client.get(f"/api/v1/imports/{checked['id']}/rows", headers=headers).json()
    assert (page["total"], page["next"]) == (3, None)
    assert [(row["row"], row["outcome"], row["changed"]) for row in page["items"]] == [
        (2, "create", []), (3, "update", ["title"]), (4, "error", []),
    ]  # fmt: skip
    assert page["items"][1]["record_id"] == need["id"]
    assert {"column": "title", "value": "Nuevo"} in page["items"][1]["cells"]
    [error] = page["items"][2]["errors"]
    assert (error["column"], error["code"], error["value"]) == ("modalities", "unknown-code", "M99")


def test_rows_are_narrowed_and_paged(client: TestClient, callers: Callers, sender: Sender) -> None:
    headers = callers.focal_point("HND")
    checked = sender.check(as_json([a_row(title=f"N{n}") for n in range(5)] + [a_row(modalities="M99")]), headers)
    address = f"/api/v1/imports/{checked['id']}/rows"
    first = client.get(f"{address}?outcome=create&limit=3", headers=headers).json()
    assert ([row["row"] for row in first["items"]], first["next"], first["total"]) == ([1, 2, 3], 3, 5)
    second = client.get(f"{address}?outcome=create&limit=3&after=3", headers=headers).json()
    assert ([row["row"] for row in second["items"]], second["next"]) == ([4, 5], None)
    assert client.get(f"{address}?outcome=good", headers=headers).status_code == 422
    assert client.get(address, headers=callers.focal_point("CRI")).status_code == 404


def test_rows_are_forgotten_when_the_file_was_taken_over(client: TestClient, callers: Callers, sender: Sender) -> None:
    headers = callers.focal_point("HND")
    applied = sender.take(as_csv([a_row()]), headers)
    assert client.get(f"/api/v1/imports/{applied['id']}/rows", headers=headers).json()["items"] == []


def test_a_file_is_put_away_once(client: TestClient, callers: Callers, sender: Sender) -> None:
    headers = callers.focal_point("HND")
    checked = sender.check(as_csv([a_row(modalities="M99")]), headers)
    address = f"/api/v1/imports/{checked['id']}"
    assert client.post(f"{address}/discard", headers=callers.focal_point("CRI")).status_code == 404
    put_away = client.post(f"{address}/discard", headers=headers)
    assert (put_away.status_code, put_away.json()["status"]) == (200, "discarded")
    assert client.get(f"{address}/rows", headers=headers).json()["total"] == 0
    for action in ("discard", "apply"):
        refused = client.post(f"{address}/{action}", headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (409, "import-not-ready")


def test_the_list_has_the_files_of_ones_owner_newest_first(
    client: TestClient, callers: Callers, sender: Sender
) -> None:
    headers, colleague = callers.focal_point("HND"), callers.country_admin("HND")
    first, second = (sender.check(as_csv([a_row(title=title)]), headers) for title in ("Una", "Otra"))
    sender.check(as_csv([a_row(country="CRI")]), callers.focal_point("CRI"))
    page = client.get("/api/v1/imports?limit=1", headers=colleague).json()
    assert ([item["id"] for item in page["items"]], page["total"]) == ([second["id"]], 2)
    rest = client.get(f"/api/v1/imports?limit=1&cursor={page['next']}", headers=colleague).json()
    assert ([item["id"] for item in rest["items"]], rest["next"]) == ([first["id"]], None)
    assert client.get("/api/v1/imports?cursor=abc", headers=headers).status_code == 422


@pytest.mark.parametrize(("who", "status"), [("visitor", 401), ("administrator", 403), ("system", 403)])
def test_whoever_imports_nothing_has_no_list(client: TestClient, callers: Callers, who: str, status: int) -> None:
    headers = {"visitor": VISITOR, "administrator": callers.administrator(), "system": callers.system("HND", "read")}
    assert client.get("/api/v1/imports", headers=headers[who]).status_code == status


def test_a_submitter_sees_only_what_its_own_institution_sent(
    client: TestClient, callers: Callers, sender: Sender
) -> None:
    sender.check(as_csv([a_row()]), callers.focal_point("HND"))
    own = sender.check(as_csv([a_row(title="Propia")]), callers.submitter("HND"))
    page = client.get("/api/v1/imports", headers=callers.submitter("HND")).json()
    assert [item["id"] for item in page["items"]] == [own["id"]]
