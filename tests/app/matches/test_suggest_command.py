"""``tcdc suggest``: sectors and goals of a text, in the terminal's language."""

from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from app.cli.root import tcdc
from app.core.database import Database
from app.core.errors import Invalid


@pytest.fixture(autouse=True)
def _terminal(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TCDC_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TCDC_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("LC_ALL", "es_PE.UTF-8")


def run(*words: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(tcdc, ["suggest", *words], input=typed)


def test_a_text_is_told_its_sectors_with_the_words_that_say_so() -> None:
    result = run("Banco de leche humana")
    assert result.exit_code == 0, result.output
    assert "segib:2" in result.stdout
    assert "Salud" in result.stdout
    assert "SDG 3" in result.stdout
    assert "Banco de leche humana" in result.stdout
    assert "language es" in result.stdout


def test_standard_input_is_read_with_its_title_in_the_first_line() -> None:
    typed = "Human milk bank\nPasteurization in the maternity hospital.\n"
    result = run("-", "--language", "en", typed=typed)
    assert "segib:2" in result.stdout
    assert "language en" in result.stdout


def test_a_text_that_says_nothing_is_said_to_say_nothing() -> None:
    result = run("zzz")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "nothing" in result.stderr


@pytest.mark.parametrize("words", [("x\u202ey",), ("agua", "--language", "xx")])
def test_what_no_record_may_have_is_refused(words: tuple[str, ...]) -> None:
    assert isinstance(run(*words).exception, Invalid)
