"""Who may import, and who may see an import."""

import pytest
from fastapi.testclient import TestClient

from tests.app.callers import VISITOR, Callers
from tests.app.exchange.sending import Sender, a_row, as_csv


def test_only_the_country_and_whoever_sent_it_find_an_import(
    client: TestClient, callers: Callers, sender: Sender
) -> None:
    checked = sender.check(as_csv([a_row()]), callers.submitter("HND"))
    path = f"/api/v1/imports/{checked['id']}"
    for reader in (callers.submitter("HND"), callers.focal_point("HND")):
        assert client.get(path, headers=reader).status_code == 200
    strangers = (
        callers.submitter("HND", "Otra fundación"),
        callers.focal_point("PER"),
        callers.administrator(),
        callers.system("HND", "read"),
        VISITOR,
    )
    for reader in strangers:
        assert client.get(path, headers=reader).status_code == 404
        assert client.post(f"{path}/apply", headers=reader).status_code == 404


@pytest.mark.parametrize(
    ("scopes", "status"),
    [(("import", "needs:write"), 202), (("import",), 403), (("needs:write",), 403), (("import", "offers:write"), 403)],
)
def test_a_system_needs_both_scopes(client: TestClient, callers: Callers, scopes: tuple[str, ...], status: int) -> None:
    answer = client.post(
        "/api/v1/imports",
        files={"file": ("a.csv", as_csv([a_row()]))},
        data={"kind": "needs"},
        headers=callers.system("HND", *scopes),
    )
    assert answer.status_code == status


def test_visitors_coordinators_and_administrators_import_nothing(client: TestClient, callers: Callers) -> None:
    for headers, status in ((VISITOR, 401), (callers.administrator(), 403)):
        answer = client.post(
            "/api/v1/imports", files={"file": ("a.csv", b"a")}, data={"kind": "needs"}, headers=headers
        )
        assert answer.status_code == status


def test_a_system_goes_on_with_what_it_imported(callers: Callers, sender: Sender) -> None:
    headers = callers.system("HND", "import", "needs:write")
    file = as_csv([a_row(source="SIGCI", external_id="7")])
    sender.take(file, headers)
    assert sender.take(file, headers)["report"]["unchanged"] == 1
