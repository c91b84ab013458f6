"""Files that are damaged, hostile or merely odd: read as they are meant, or refused in words; never a fault of ours."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import psutil
import pytest
from fastapi.testclient import TestClient

from tests.app.callers import Callers
from tests.app.exchange.sending import Sender, a_row, as_csv, as_xlsx, codes

pytestmark = pytest.mark.sqlite_only
TITLE = "Gestión de água à l'école"
SMALL = f"country,language,title\nHND,es,{TITLE}\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
def test_accents_arrive_in_every_encoding(callers: Callers, sender: Sender, encoding: str) -> None:
    headers = callers.focal_point("HND")
    applied = sender.take(SMALL.encode(encoding), headers)
    assert [record["title"] for record in sender.records(headers)] == [TITLE]
    noted = {note["code"] for note in applied["report"]["notes"]}
    assert noted == (set() if encoding.startswith("utf-8") else {"encoding"})


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_separator_is_understood(callers: Callers, sender: Sender, separator: str) -> None:
    headers = callers.focal_point("HND")
    sender.take(as_csv([a_row(title="Uno, dos; tres")], separator), headers)
    assert [record["title"] for record in sender.records(headers)] == ["Uno, dos; tres"]


def test_a_spreadsheets_own_word_on_its_separator_is_taken(callers: Callers, sender: Sender) -> None:
    headers = callers.focal_point("HND")
    checked = sender.check("sep=;\n" + as_csv([a_row(), a_row(modalities="M99")], ";"), headers)
    assert codes(checked) == [(4, "modalities", "unknown-code")]


def test_a_file_of_a_header_alone_has_no_rows(callers: Callers, sender: Sender) -> None:
    for data in ("country,title\n", "[]", '{"items": []}'):
        assert sender.take(data, callers.focal_point("HND"))["report"]["rows"] == 0


def test_a_name_that_no_store_takes_is_kept_with_marks(client: TestClient, callers: Callers) -> None:
    answer = client.post(
        "/api/v1/imports",
        files={"file": ("a\x00\u202eb.csv", SMALL)},
        data={"kind": "needs"},
        headers=callers.focal_point("HND"),
    )
    assert answer.status_code == 202
    assert "\x00" not in answer.json()["file_name"]


def zipped(parts: dict[str, bytes | str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_part(name: str, content: bytes | str) -> bytes:
    """A sound workbook with one part put in or replaced."""
    with zipfile.ZipFile(io.BytesIO(as_xlsx([a_row()]))) as archive:
        parts: dict[str, bytes | str] = {part: archive.read(part) for part in archive.namelist()}
    return zipped(parts | {name: content})


def a_sheet(cell: str, prologue: str = "") -> bytes:
    body = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cell}</sheetData></worksheet>'
    return with_part("xl/worksheets/sheet1.xml", f'<?xml version="1.0"?>{prologue}{body}')


def lying() -> bytes:
    """A workbook whose sheet says that it is small."""
    data = bytearray(with_part("xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * 5_000_000 + b"</worksheet>"))
    size = (5_000_023).to_bytes(4, "little")
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = (100).to_bytes(4, "little")
    return bytes(data)


ENTITIES = (
    "<!DOCTYPE a [" + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha" * 10}">' for n in range(10)) + "]>"
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
A_TEXT = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing but blanks": (lambda: b" \n\n", "unreadable-file"),
    "a table of empty cells": (lambda: b",,\n,,\n", "unreadable-file"),
    "an empty workbook": (lambda: as_xlsx([]), "unreadable-file"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "unreadable-file"),
    "bytes of no encoding": (lambda: b"a,b\n" + bytes(range(256)), "unreadable-file"),
    "UTF-8 and Windows-1252 mixed": (
        lambda: SMALL.encode() + "HND,es,Acción\n".encode("cp1252"),
        "unreadable-file",
    ),
    "a quote that is never closed": (lambda: b'country,title\nHND,"' + b"a" * 20_000, "unreadable-file"),
    "a cell without end": (lambda: b'country,title\nHND,"' + b"a" * 900_000, "too-large"),
    "a million columns": (lambda: b"a," * 1_000_000, "too-large"),
    "too many rows": (lambda: b"country,title\n" + b"HND,a\n" * 20_001, "too-large"),
    "JSON that is none": (lambda: b'[{"title": }]', "unreadable-file"),
    "JSON of one number": (lambda: b"[NaN]", "unreadable-file"),
    "a number without end": (lambda: b'[{"priority": 1e999}]', "unreadable-file"),
    "a number of 5000 digits": (lambda: b'[{"priority": ' + b"9" * 5000 + b"}]", "unreadable-file"),
    "JSON as deep as a well": (lambda: b"[" * 100_000, "unreadable-file"),
    "a name twice": (lambda: b'[{"title": "a", "title": "b"}]', "unreadable-file"),
    "a broken zip": (lambda: as_xlsx([a_row()])[:400], "unreadable-file"),
    "a zip of something else": (lambda: zipped({"word/document.xml": "<a/>"}), "unreadable-file"),
    "a workbook with a password": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "unreadable-file"),
    "macros": (lambda: with_part("xl/vbaProject.bin", b"Sub Auto_Open()"), "unreadable-file"),
    "a way out of the archive": (lambda: with_part("../../etc/cron.d/x", "a"), "unreadable-file"),
    "three hundred parts": (
        lambda: zipped({f"xl/media/{n}": "a" for n in range(300)}),
        "too-large",
    ),
    "a cell of 200 MB": (lambda: a_sheet(A_TEXT.format("a" * 200_000_000)), "too-large"),
    "the last cell of all": (
        lambda: a_sheet(A_TEXT.format("title") + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "too-large",
    ),
    "entities of entities": (lambda: a_sheet(A_TEXT.format("&e9;"), ENTITIES), "unreadable-file"),
    "a file of ours as an entity": (lambda: a_sheet(A_TEXT.format("&e;"), OUTSIDE), "unreadable-file"),
    "a size that lies": (lying, "unreadable-file"),
    "a sheet that is no XML": (lambda: with_part("xl/worksheets/sheet1.xml", "<a><b></a>"), "unreadable-file"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_read_fails_in_words(callers: Callers, sender: Sender, name: str) -> None:
    make, code = HOSTILE[name]
    data = make()
    before = psutil.Process().memory_info().rss
    failed = sender.check(data, callers.focal_point("HND"))
    assert psutil.Process().memory_info().rss - before < 50 * 1024 * 1024
    assert (failed["status"], failed["problem"]) == ("failed", code)
    [error] = failed["report"]["errors"]
    assert error["code"] == code
    assert error["message"]
    assert "root:" not in json.dumps(failed)


def test_memory_that_a_file_asks_for_ends_its_reader_and_not_the_service(
    client: TestClient, callers: Callers, sender: Sender
) -> None:
    """Four hundred thousand cells that share one long text pass every look at the archive."""
    cells = "".join(f'<row r="{n}">' + '<c t="s"><v>0</v></c>' * 150 + "</row>" for n in range(2, 2900))
    shared = (
        f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"a" * 32_000}</t></si></sst>'
    )
    with zipfile.ZipFile(io.BytesIO(a_sheet(A_TEXT.format("title") + cells))) as archive:
        parts: dict[str, bytes | str] = {part: archive.read(part) for part in archive.namelist()}
    failed = sender.check(zipped(parts | {"xl/sharedStrings.xml": shared}), callers.focal_point("HND"))
    assert (failed["status"], failed["problem"]) == ("failed", "too-large")
    assert client.get("/health/live").status_code == 200


def test_the_row_of_a_wrong_byte_is_named(callers: Callers, sender: Sender) -> None:
    lines = [f"HND,es,Año {n}" for n in range(7000)]
    data = "country,language,title\n" + "\n".join(lines) + "\n"
    failed = sender.check(data.encode() + b"HND,es,\xff\xfe\n", callers.focal_point("HND"))
    assert codes(failed) == [(7002, None, "unreadable-file")]
    assert "UTF-8" in failed["report"]["errors"][0]["message"]


def test_a_line_of_json_lines_that_is_none_is_one_rows_error(callers: Callers, sender: Sender) -> None:
    lines = json.dumps({"country": "HND", "language": "es", "title": "Agua"}) + '\n{"title": \n[1]\n'
    assert codes(sender.check(lines, callers.focal_point("HND"))) == [
        (2, None, "invalid-json"),
        (3, None, "not-an-object"),
    ]


def test_days_and_numbers_of_a_workbook_are_read_as_such(callers: Callers, sender: Sender) -> None:
    headers = callers.focal_point("HND")
    file = io.BytesIO()
    import xlsxwriter

    with xlsxwriter.Workbook(file) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["country", "language", "title", "sectors", "priority", "sdg", "available_from"])
        sheet.write_row(
            2, 0, ["HND", "es", 2030, 12220, 1, 4.3, 46023], workbook.add_format({"num_format": "dd/mm/yy"})
        )
        for place, value in enumerate(["HND", "es", 2030, 12220, 1, 4.3]):
            sheet.write(2, place, value)
        workbook.add_worksheet("Notas").write(0, 0, "algo")
    applied = sender.take(file.getvalue(), headers)
    assert [note["code"] for note in applied["report"]["notes"]] == ["sheet-left-out"]
    [record] = sender.records(headers)
    fields: dict[str, Any] = {name: record[name] for name in ("title", "sectors", "priority", "sdg", "available_from")}
    assert fields == {
        "title": "2030",
        "sectors": ["12220"],
        "priority": 1,
        "sdg": ["4.3"],
        "available_from": "2026-01-01",
    }


def test_a_number_that_lost_its_zero_is_asked_about(callers: Callers, sender: Sender) -> None:
    file = as_xlsx([a_row(sdg=8.1)])
    assert codes(sender.check(file, callers.focal_point("HND"))) == [(2, "sdg", "doubtful-number")]


def test_a_file_over_the_limit_is_refused_at_the_door(client: TestClient, callers: Callers, sender: Sender) -> None:
    data = b"a" * (sender.house.settings.upload_limit + 1)
    answer = client.post(
        "/api/v1/imports",
        files={"file": ("a.csv", data)},
        data={"kind": "needs"},
        headers=callers.focal_point("HND"),
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_a_workbook_of_two_megabytes_is_within_the_limit(callers: Callers, sender: Sender) -> None:
    rows = [a_row(title=f"N{n}", description=f"{n} " * 1000) for n in range(1200)]
    data = as_csv(rows)
    assert len(data) > 4_000_000
    assert sender.check(data, callers.focal_point("HND"))["report"]["create"] == 1200


@pytest.mark.parametrize(
    ("form", "pointer"),
    [({}, "/kind"), ({"kind": "matches"}, "/kind"), ({"kind": "needs", "dry_run": "perhaps"}, "/dry_run")],
)
def test_a_form_that_does_not_fit_is_refused(
    client: TestClient, callers: Callers, form: dict[str, str], pointer: str
) -> None:
    answer = client.post(
        "/api/v1/imports", files={"file": ("a.csv", b"a")}, data=form, headers=callers.focal_point("HND")
    )
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_an_import_without_a_file_is_refused(client: TestClient, callers: Callers) -> None:
    headers = callers.focal_point("HND")
    for form in (
        {"data": {"kind": "needs"}},
        {"data": {"kind": "needs"}, "files": {"file": ("a.csv", b"")}},
        {"json": {}},
    ):
        answer = client.post("/api/v1/imports", headers=headers, **form)
        assert answer.status_code == 422, form


def test_the_same_form_sent_again_with_its_key_gives_the_first_answer(client: TestClient, callers: Callers) -> None:
    """Though every sending divides the parts by another boundary."""
    headers = callers.focal_point("HND") | {"Idempotency-Key": "k1"}
    answers = [
        client.post("/api/v1/imports", files={"file": ("a.csv", SMALL)}, data={"kind": "needs"}, headers=headers)
        for _ in range(2)
    ]
    assert answers[0].json()["id"] == answers[1].json()["id"]
