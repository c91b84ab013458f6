"""The doctor finds a sound installation well, and names what is not."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app.cli.examining import WORDS
from app.core.actor import SERVICE
from app.core.context import Context
from app.core.database import connect
from app.core.settings import Settings
from app.jobs.queue import enqueue
from app.upkeep import doctor
from app.upkeep.doctor import Finding
from app.upkeep.raised import texts
from app.web.house import House
from tests.house.code import calls, dotted


def context(house: House, session: object) -> Context:
    return Context(session, SERVICE, house.clock(), house.settings, house.vocabulary)  # type: ignore[arg-type]


def findings(house: House) -> dict[str, Finding]:
    with house.database.reading() as session:
        found = list(doctor.examine_store(context(house, session)))
    return {finding.code: finding for finding in (*doctor.examine_surroundings(house.settings), *found)}


def not_well(house: House) -> dict[str, str]:
    return {code: finding.state for code, finding in findings(house).items() if finding.state != "good"}


@pytest.mark.usefixtures("told")
def test_a_sound_installation_is_well(house: House) -> None:
    assert not_well(house) == {}
    found = findings(house)
    assert found["index"].facts == {"offers": 1, "needs": 1}
    assert found["ledger"].facts == {"position": 6}


@pytest.mark.usefixtures("told")
def test_a_ledger_that_was_cut_is_named(house: House) -> None:
    with house.database.writing() as session:
        session.execute(text("DELETE FROM facts WHERE position = 6"))
    assert not_well(house) == {"ledger-cut": "bad"}


def test_jobs_that_nobody_does_are_named(house: House) -> None:
    with house.database.writing() as session:
        ctx = context(house, session)
        enqueue(ctx, "tidy", {}, not_before=ctx.now - timedelta(hours=2))
        enqueue(ctx, "tidy", {})
        failed = enqueue(ctx, "tidy", {})
        session.execute(text("UPDATE jobs SET status = 'failed' WHERE id = :id"), {"id": failed})
    assert not_well(house) == {"jobs-late": "doubtful", "jobs-failed": "doubtful"}


def test_a_store_without_schema_is_named_and_the_rest_left_alone(house: House, store_url: str) -> None:
    empty = connect(store_url)
    with empty.reading() as session:
        found = list(doctor.examine_store(context(house, session)))
    assert found[-1].code == "schema-behind"
    assert found[-1].facts["revision"] == "none"
    assert [finding.code for finding in found if finding.state == "bad"] == ["schema-behind"]
    empty.dispose()


@pytest.mark.sqlite_only
def test_a_vocabulary_that_cannot_be_used_is_named(house: House) -> None:
    house.settings.vocabulary_dir.mkdir()
    (house.settings.vocabulary_dir / "themes.jsonl").write_text("no JSON")
    assert not_well(house) == {"vocabulary-unusable": "bad"}


def test_a_folder_that_is_not_there_is_named_and_not_made(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path / "data")
    found = {finding.code: finding.state for finding in doctor.examine_surroundings(settings)}
    assert found["folder-missing"] == "bad"
    assert not doctor.store_is_there(settings)
    assert not (tmp_path / "data").exists()


def test_sqlite_in_production_is_for_the_operator_to_judge(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, env="production", secret_key="x" * 32)
    found = {finding.code: finding.state for finding in doctor.examine_surroundings(settings)}
    assert found["sqlite-in-production"] == "doubtful"


def test_the_password_of_a_store_is_not_told(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, database_url="postgresql://us:secret@example.org/tcdc")
    assert "secret" not in doctor.where(settings)


def test_every_finding_has_its_words_and_no_words_lie_idle() -> None:
    made = [call for name in ("app/upkeep/doctor.py", "app/cli/examining.py") for call in calls(name)]
    codes = {code for call in made if dotted(call.func) == "Finding" for code in texts(call.args[0])}
    assert codes == set(WORDS)
    assert all(isinstance(call, ast.Call) for call in made)
