"""``tcdc import`` and ``tcdc export``: an operator's own way, with the same checks."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from app.cli.root import tcdc
from app.core.database import Database
from app.core.errors import Invalid
from tests.app.exchange.sending import a_row, as_csv, as_lines


class Terminal:
    """Runs commands on the test's own store."""

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(tcdc, words)

    def exported(self, *words: str) -> list[dict[str, Any]]:
        result = self.run("export", "--kind", "needs", "--format", "jsonl", *words)
        assert result.exit_code == 0, result.output
        return [json.loads(line) for line in result.stdout.split("\n") if line]


@pytest.fixture
def terminal(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("TCDC_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TCDC_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("LC_ALL", "es_PE.UTF-8")
    return Terminal()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Rows of two countries."""
    path = tmp_path / "needs.csv"
    path.write_text(as_csv([a_row(), a_row(country="GTM", title="Otra")]))
    return path


def test_an_operator_imports_for_every_country(terminal: Terminal, file: Path) -> None:
    result = terminal.run("import", str(file), "--kind", "needs")
    assert result.exit_code == 0, result.output
    assert "applied: 2 rows, 2 to create, 0 to update, 0 unchanged, 0 errors" in result.stdout
    assert {(row["country"], row["stage"]) for row in terminal.exported()} == {("HND", "draft"), ("GTM", "draft")}
    assert [row["country"] for row in terminal.exported("--country", "GTM")] == ["GTM"]


def test_what_was_exported_is_imported_with_its_changes(terminal: Terminal, file: Path, tmp_path: Path) -> None:
    terminal.run("import", str(file), "--kind", "needs")
    rows = sorted(terminal.exported(), key=lambda row: str(row["country"]))
    rows[0]["title"] = "Otro título"
    (tmp_path / "rows.jsonl").write_text(as_lines(rows))
    result = terminal.run("import", str(tmp_path / "rows.jsonl"), "--kind", "needs")
    assert "applied: 2 rows, 0 to create, 1 to update, 1 unchanged" in result.stdout
    assert {row["title"] for row in terminal.exported()} == {
        "Otro título",
        "Crear un banco de leche humana",
    }


def test_one_error_ends_with_status_1_and_nothing_is_imported(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(as_csv([a_row(), a_row(title="Otra", cost_sharing="en especie")]))
    result = terminal.run("import", str(path), "--kind", "needs")
    assert result.exit_code == 1
    assert "doubtful-cost-sharing" in result.stdout
    assert "Nothing was imported." in result.stderr
    assert terminal.exported() == []


def test_a_trial_reports_and_imports_nothing(terminal: Terminal, file: Path) -> None:
    result = terminal.run("import", str(file), "--kind", "needs", "--dry-run")
    assert result.exit_code == 0
    assert "checked: 2 rows, 2 to create" in result.stdout
    assert terminal.exported() == []


def test_for_one_country_rows_of_another_are_refused(terminal: Terminal, file: Path) -> None:
    result = terminal.run("import", str(file), "--kind", "needs", "--country", "HND")
    assert result.exit_code == 1
    assert "other-owner" in result.stdout
    refused = terminal.run("import", str(file), "--kind", "needs", "--country", "XXX")
    assert isinstance(refused.exception, Invalid)


def test_an_unreadable_file_is_refused_in_words(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\x89PNG" + bytes(100))
    result = terminal.run("import", str(path), "--kind", "needs")
    assert result.exit_code == 1
    assert "unreadable-file" in result.stdout


def test_an_export_is_written_to_a_file_as_a_whole(terminal: Terminal, file: Path, tmp_path: Path) -> None:
    terminal.run("import", str(file), "--kind", "needs")
    output = tmp_path / "needs.xlsx"
    result = terminal.run("export", "--kind", "needs", "--format", "xlsx", "--output", str(output))
    assert (result.exit_code, result.stdout) == (0, "")
    assert output.read_bytes().startswith(b"PK")
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".tcdc")) == []
    again = terminal.run("import", str(output), "--kind", "needs")
    assert "2 unchanged" in again.stdout
