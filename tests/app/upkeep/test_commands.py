"""The commands as an operator types them, on both stores: what they print where, and how they end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from app.cli.root import tcdc
from app.core.database import Database, connect
from app.core.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from app.core.settings import SettingsError, read_settings

ROOT = Path(__file__).resolve().parents[3]
ROLES = ["focal_point", "country_admin", "submitter", "agency", "coordinator", "system", "administrator"]


class Terminal:
    """Runs commands in this process with an environment of their own."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.status = 0
        self.said = ""

    def __call__(self, *words: str, **environment: str) -> list[str]:
        """The lines of standard output. Raises what the command refuses with."""
        done = CliRunner().invoke(tcdc, list(words), env=self.environment | environment)
        self.status, self.said = done.exit_code, done.stderr
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.stdout.splitlines()

    def json(self, *words: str) -> dict[str, Any]:
        [line] = self(*words)
        found: dict[str, Any] = json.loads(line)
        return found

    @property
    def database(self) -> Database:
        return connect(self.environment["TCDC_DATABASE_URL"])


@pytest.fixture
def terminal(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.chdir(tmp_path)
    return Terminal({"TCDC_DATABASE_URL": store_url, "TCDC_DATA_DIR": str(tmp_path / "data"), "LANG": "C"})


def test_a_day_of_an_operator(terminal: Terminal, tmp_path: Path) -> None:
    """Seed, look, match, back up, spoil, restore: one store, as it happens."""
    lines = [json.loads(line) for line in terminal("seed", "--accounts")]
    assert [line["role"] for line in lines] == ROLES
    assert terminal("seed") == []
    assert "0 offers, 0 needs" in terminal.said

    status = terminal.json("index", "status")
    assert (status["offers"], status["needs"]) == (300, 240)
    rebuilt = terminal.json("index", "rebuild")
    assert rebuilt["index_fingerprint"] == status["index_fingerprint"]
    assert rebuilt["position"] == status["position"] + 1

    database = terminal.database
    with database.reading() as session:
        need = session.scalar(text("SELECT id FROM records WHERE kind = 'need' AND expires_on > '2100-01-01'"))
        assert need is None
        need = session.scalar(text("SELECT id FROM records WHERE kind = 'need' ORDER BY expires_on DESC, id"))
    table = "\n".join(terminal("match", need, "--limit", "3", "--explain"))
    assert "First provider" in table
    assert "prior" in table
    assert "index " + status["index_fingerprint"] in table
    triangles = "\n".join(terminal("match", need, "--kind", "triangular"))
    assert "Second provider" in triangles or "No offer could answer" in terminal.said
    with pytest.raises(NotFound):
        terminal("match", "ned_0")

    head = terminal.json("audit", "verify")
    file = str(tmp_path / "backup.zip")
    assert terminal.json("backup", file)["ledger"] == head

    with database.writing() as session:
        session.execute(text("UPDATE facts SET actor = 'somebody' WHERE position = 41"))
    terminal("audit", "verify")
    assert terminal.status == 1
    assert "entry 41" in terminal.said
    with pytest.raises(Conflict):
        terminal("restore", file)
    assert terminal.json("restore", file, "--replace")["ledger"] == head
    assert terminal.json("audit", "verify", "--head", f"{head['position']}:{head['hash']}") == head

    report = "\n".join(terminal("doctor"))
    assert terminal.status == 0
    assert "300 offers and 240 needs" in report
    database.dispose()


def test_without_a_schema_commands_say_so_and_the_doctor_ends_badly(terminal: Terminal) -> None:
    with pytest.raises(Unavailable, match="schema-not-current"):
        terminal("token", "create", "--role", "administrator")
    assert "Run tcdc migrate" in "\n".join(terminal("doctor"))
    assert terminal.status == 1
    terminal("migrate")
    terminal("doctor")
    assert terminal.status == 0


def test_a_token_is_printed_once_and_ended_at_once(terminal: Terminal) -> None:
    terminal("migrate")
    words = ["--role", "system", "--country", "HND", "--scope", "read", "--scope", "match", "--expires-days", "30"]
    line = terminal.json("token", "create", *words)
    assert list(line) == ["token", "id", "role", "country", "organization", "scopes", "expires_at"]
    assert (line["country"], line["scopes"]) == ("HND", ["match", "read"])
    assert line["expires_at"].endswith("Z")
    ended = terminal.json("token", "end", line["id"])
    assert terminal.json("token", "end", line["id"]) == ended
    with pytest.raises(NotFound, match="token-not-found"):
        terminal("token", "end", "tok_0")


def test_accounts_are_made_invited_and_disabled(terminal: Terminal) -> None:
    terminal("migrate")
    made = terminal.json("account", "create", "ana@example.org", "--role", "focal_point", "--country", "PER")
    assert (made["country"], made["disabled"]) == ("PER", False)
    invited = terminal.json("account", "invite", "eva@example.org", "--role", "country_admin", "--country", "PER")
    assert "/es/invitation?code=" in invited["link"]
    with pytest.raises(Conflict, match="email-in-use"):
        terminal("account", "create", "ana@example.org", "--role", "administrator")
    assert terminal.json("account", "disable", "ana@example.org")["disabled"]
    again = terminal.json("account", "invite", "eva@example.org")
    assert again["link"] != invited["link"]
    assert terminal.json("account", "appoint", "eva@example.org", "--role", "focal_point")["role"] == "focal_point"
    with pytest.raises(Conflict, match="account-not-active"):
        terminal("account", "reset", "eva@example.org")
    with pytest.raises(NotFound, match="account-not-found"):
        terminal("account", "disable", "nobody@example.org")
    listed = [json.loads(line) for line in terminal("account", "list", "--country", "PER")]
    assert [(one["email"], one["active"]) for one in listed] == [("ana@example.org", False), ("eva@example.org", False)]


def test_an_account_gets_its_password_from_standard_input(terminal: Terminal) -> None:
    terminal("migrate")
    words = ["account", "create", "root@example.org", "--role", "administrator", "--password-stdin"]
    short = CliRunner().invoke(tcdc, words, input="short\n", env=terminal.environment)
    assert isinstance(short.exception, Invalid)
    done = CliRunner().invoke(tcdc, words, input="una frase larga y segura\n", env=terminal.environment)
    assert done.exit_code == 0, done.output
    assert "frase" not in done.output
    assert json.loads(terminal("account", "list")[0])["active"]
    assert "/es/new-password?code=" in terminal.json("account", "reset", "root@example.org", "--second-step")["link"]


def test_production_gets_no_sample_accounts_and_nothing_else_of_that_command(terminal: Terminal) -> None:
    with pytest.raises(NotAllowed, match="no-sample-accounts"):
        terminal("seed", "--accounts", TCDC_ENV="production", TCDC_SECRET_KEY="k" * 40)
    database = terminal.database
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM records")) == 0
    database.dispose()


def test_a_restore_makes_the_schema_of_an_empty_store(terminal: Terminal, tmp_path: Path) -> None:
    terminal("migrate")
    terminal("token", "create", "--role", "administrator")
    made = terminal.json("backup", str(tmp_path / "backup.zip"))
    elsewhere = Terminal(terminal.environment | {"TCDC_DATABASE_URL": "", "TCDC_DATA_DIR": str(tmp_path / "new")})
    restored = elsewhere.json("restore", str(tmp_path / "backup.zip"))
    assert restored["rows"] == made["rows"]
    assert elsewhere.json("audit", "verify") == made["ledger"]


@pytest.mark.parametrize(
    ("words", "environment", "sentence"),
    [
        (["token", "end", "tok_0"], {"LANG": "es_ES.UTF-8"}, "tcdc migrate"),
        (["migrate"], {"TCDC_COLOUR": "red"}, "The settings do not fit: unknown setting: TCDC_COLOUR."),
        (["migrate"], {"TCDC_PORT": "99999"}, "The settings do not fit: TCDC_PORT: "),
        (["migrate"], {"TCDC_DATABASE_URL": "mysql://h/x"}, "must begin with sqlite:// or postgresql://"),
        (["restore", "none.zip"], {}, "none.zip: No such file or directory."),
        (["audit", "verify", "--head", "x"], {}, "--head takes a position and a hash"),
    ],
)
def test_a_refusal_is_one_sentence_and_status_1(
    words: list[str], environment: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", *words],
        env={"PYTHONPATH": str(ROOT), "TCDC_DATA_DIR": str(tmp_path / "data")} | environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert sentence in done.stderr


def test_an_unknown_setting_in_the_file_is_an_error_too_and_other_words_there_are_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("OTHER=1\nTCDC_TEST_BROWSER=none\nTCDC_PORT=8123\n")
    assert read_settings().port == 8123
    (tmp_path / ".env").write_text("TCDC_COLOUR=red\n")
    with pytest.raises(SettingsError, match="TCDC_COLOUR"):
        read_settings()
