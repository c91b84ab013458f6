"""Sending files as a focal point does, with the worker's jobs run at once."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from fastapi.testclient import TestClient

from app.jobs.runner import run_due
from app.web.house import House
from app.worker import worker_of
from tests.app.callers import Headers

Document = dict[str, Any]


@dataclass(frozen=True)
class Sender:
    """Sends files and gives what came of them."""

    client: TestClient
    house: House

    def check(self, data: bytes | str, headers: Headers, kind: str = "needs", **form: str) -> Document:
        """The import after it was read and checked."""
        data = data.encode() if isinstance(data, str) else data
        sent = self.client.post(
            "/api/v1/imports", files={"file": ("file", data)}, data={"kind": kind, **form}, headers=headers
        )
        assert sent.status_code == 202, sent.text
        run_due(worker_of(self.house))
        return self.look(sent.json()["id"], headers)

    def look(self, import_id: str, headers: Headers) -> Document:
        answer = self.client.get(f"/api/v1/imports/{import_id}", headers=headers)
        assert answer.status_code == 200, answer.text
        found: Document = answer.json()
        return found

    def apply(self, checked: Document, headers: Headers) -> Document:
        """The import after it was taken over."""
        answer = self.client.post(f"/api/v1/imports/{checked['id']}/apply", headers=headers)
        assert answer.status_code == 202, answer.text
        run_due(worker_of(self.house))
        return self.look(checked["id"], headers)

    def take(self, data: bytes | str, headers: Headers, kind: str = "needs") -> Document:
        """The import after it was checked without an error and taken over."""
        checked = self.check(data, headers, kind)
        assert checked["report"]["errors"] == [], checked
        applied = self.apply(checked, headers)
        assert applied["status"] == "applied", applied
        return applied

    def export(self, headers: Headers, kind: str = "needs", **query: str) -> bytes:
        answer = self.client.get(f"/api/v1/exports/{kind}", params=query, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.content

    def records(self, headers: Headers, kind: str = "needs") -> list[Document]:
        items: list[Document] = self.client.get(f"/api/v1/{kind}?sort=title&mine=true", headers=headers).json()["items"]
        return items


ROW: Document = {
    "country": "HND",
    "language": "es",
    "title": "Crear un banco de leche humana",
    "description": "El hospital quiere instalar un banco; y formar a su personal.\nDos años.",
    "objective": "Reducir la mortalidad neonatal.",
    "priority": "1",
    "sectors": "12220; segib:14",
    "modalities": "M01",
    "institution": "Secretaría de Salud",
    "institution_type": "10",
}


def a_row(**cells: Any) -> Document:
    """A row of needs with all that a submission asks for; None leaves a column out."""
    return {name: cell for name, cell in (ROW | cells).items() if cell is not None}


def as_csv(rows: Iterable[Mapping[str, Any]], separator: str = ",") -> str:
    rows = list(rows)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def as_json(rows: Iterable[Mapping[str, Any]]) -> str:
    return json.dumps(list(rows))


def as_lines(rows: Iterable[Mapping[str, Any]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def as_xlsx(rows: Iterable[Mapping[str, Any]]) -> bytes:
    rows = list(rows)
    names = list(dict.fromkeys(name for row in rows for name in row))
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet("Necesidades")
        sheet.write_row(0, 0, names)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, [row.get(name) for name in names])
    return file.getvalue()


def codes(report: Document) -> list[tuple[Any, Any, str]]:
    """(row, column, code) of every error."""
    return [(error["row"], error["column"], error["code"]) for error in report["report"]["errors"]]
