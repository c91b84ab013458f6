"""An import from being sent to being forgotten, whatever happens on the way."""

from fastapi.testclient import TestClient

from app.exchange import checking, queries, service
from app.exchange.judging import Verdict
from app.jobs.runner import run_due
from app.web.house import House
from app.worker import queue_daily, worker_of
from tests.app.callers import Callers, Headers
from tests.app.conftest import SetClock
from tests.app.exchange.sending import Document, Sender, a_row, as_csv


def sent(client: TestClient, headers: Headers, data: str) -> Document:
    answer = client.post("/api/v1/imports", files={"file": ("a.csv", data)}, data={"kind": "needs"}, headers=headers)
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/api/v1/imports/{answer.json()['id']}"
    created: Document = answer.json()
    return created


def test_a_reader_sees_how_far_it_is(client: TestClient, callers: Callers, sender: Sender, house: House) -> None:
    headers = callers.focal_point("HND")
    waiting = sent(client, headers, as_csv([a_row(title=f"N{n}") for n in range(450)]))
    assert (waiting["status"], waiting["progress"], waiting["report"]) == ("enqueued", 0.0, None)
    seen = []

    def look(_share: float) -> None:
        now = sender.look(waiting["id"], headers)
        seen.append((now["status"], now["progress"]))

    checking.check_import(worker_of(house), waiting["id"], look)
    assert [status for status, _ in seen] == ["reading", "reading", "reading", "checked"]
    shares = [share for _, share in seen]
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.5 < shares[1] < 1


def test_a_reading_that_was_cut_off_begins_anew(
    client: TestClient, callers: Callers, sender: Sender, house: House
) -> None:
    headers = callers.focal_point("HND")
    waiting = sent(client, headers, as_csv([a_row()]))
    with worker_of(house).writing() as ctx:
        service.keep_rows(ctx, waiting["id"], [Verdict(2, "create", content={"title": "rest"})], 0.5)
        queries.get_import(ctx, waiting["id"]).status = "reading"
    run_due(worker_of(house))
    checked = sender.look(waiting["id"], headers)
    assert (checked["status"], checked["report"]["create"]) == ("checked", 1)
    sender.apply(checked, headers)
    assert [record["title"] for record in sender.records(headers)] == [a_row()["title"]]


def test_jobs_that_run_twice_change_nothing_more(
    client: TestClient, callers: Callers, sender: Sender, house: House
) -> None:
    headers = callers.focal_point("HND")
    applied = sender.take(as_csv([a_row()]), headers)
    checking.check_import(worker_of(house), applied["id"])
    with worker_of(house).writing() as ctx:
        service.apply_import(ctx, applied["id"], "service")
    assert sender.look(applied["id"], headers) == applied
    assert len(sender.records(headers)) == 1


def test_the_file_is_kept_no_longer_than_its_reading_and_the_report_for_a_month(
    client: TestClient, callers: Callers, sender: Sender, house: House, clock: SetClock
) -> None:
    headers = callers.focal_point("HND")
    checked = sender.check(as_csv([a_row()]), headers)
    worker = worker_of(house)
    with worker.reading() as ctx:
        assert queries.get_import(ctx, checked["id"]).file is None
    clock.move(days=29)
    queue_daily(worker)
    run_due(worker)
    assert sender.look(checked["id"], headers)["status"] == "checked"
    clock.move(days=2)
    queue_daily(worker)
    run_due(worker)
    assert client.get(f"/api/v1/imports/{checked['id']}", headers=headers).status_code == 404
