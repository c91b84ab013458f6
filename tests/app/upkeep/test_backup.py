"""What is backed up comes back: all of it, into either store, or not at all."""

from __future__ import annotations

import json
import stat
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError

from app.core.database import Database
from app.core.errors import Conflict, DomainError, Invalid, Unavailable
from app.main import create_app, make_house
from app.tables import TABLES
from app.upkeep.archive import Archive, Manifest, Sum
from app.upkeep.backup import digests, write_backup
from app.upkeep.restore import examine, put_in_place, put_vocabulary_in_place
from app.web.house import House
from tests.app.callers import Callers
from tests.app.factories import an_offer, create
from tests.app.upkeep.conftest import everything


def back_up(house: House, file: Path) -> Manifest:
    with house.database.reading() as session:
        return write_backup(session, file, house.settings.vocabulary_dir, house.clock())


def restore(database: Database, file: Path, *, replace: bool = False) -> None:
    with Archive(file) as archive:
        examine(archive)
        with database.writing() as session:
            put_in_place(session, archive, replace=replace)


def test_no_table_is_missing_from_the_backup(full: House, backup_file: Path) -> None:
    """Asks the store itself for its tables, so that one outside the list fails here."""
    manifest = back_up(full, backup_file)
    with full.database.reading() as session:
        there = set(inspect(session.connection()).get_table_names()) - {"alembic_version"}
    assert set(manifest.tables) == there
    assert all(entry["rows"] > 0 for entry in manifest.tables.values())
    with zipfile.ZipFile(backup_file) as archive:
        assert {name for name in archive.namelist() if name.startswith("tables/")} == {
            f"tables/{name}.jsonl" for name in there
        }


def test_every_room_with_tables_is_in_the_list() -> None:
    app = Path(__file__).parents[3] / "app"
    rooms = {file.relative_to(app).parts[0] for file in app.rglob("models.py")}
    from app import tables

    assert {room.__name__.split(".")[1] for room in tables.ROOMS} == rooms


def test_restoring_into_either_store_gives_an_equal_one(full: House, other_store: Database, backup_file: Path) -> None:
    manifest = back_up(full, backup_file)
    restore(other_store, backup_file)
    assert everything(other_store) == everything(full.database)
    with other_store.reading() as session:
        assert digests(session) == manifest.tables


def test_the_restored_service_answers_byte_for_byte_the_same(
    house: House, client: TestClient, callers: Callers, told: None, other_store: Database, backup_file: Path
) -> None:
    back_up(house, backup_file)
    restore(other_store, backup_file)
    other = TestClient(create_app(make_house(house.settings, house.clock, other_store)))
    need = client.get("/api/v1/needs").json()["items"][0]["id"]
    owner = callers.focal_point("CRI")
    paths = ["offers", "needs", "organizations", f"needs/{need}", f"needs/{need}/history", f"needs/{need}/matches"]
    for path in paths:
        for headers in ({}, owner):
            before, after = (one.get(f"/api/v1/{path}", headers=headers) for one in (client, other))
            assert before.status_code == after.status_code == 200
            assert before.content == after.content, path


def test_a_backup_under_load_holds_all_that_was_acknowledged_before_and_is_whole(
    house: House, client: TestClient, callers: Callers, tmp_path: Path
) -> None:
    headers, stop = callers.focal_point("CRI"), threading.Event()
    acknowledged: list[str] = []

    def write() -> None:
        while not stop.is_set():
            acknowledged.append(create(client, "offers", an_offer("CRI"), headers)["id"])

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        for number in range(4):
            before = set(acknowledged)
            back_up(house, tmp_path / f"{number}.zip")
            with Archive(tmp_path / f"{number}.zip") as archive:
                examine(archive)
                held = {json.loads(line)["id"] for line in archive.lines(TABLES["records"])}
            assert before <= held
    finally:
        stop.set()
        for writer in writers:
            writer.join()


def test_only_its_owner_may_read_a_backup_and_nothing_unfinished_stays(full: House, tmp_path: Path) -> None:
    back_up(full, tmp_path / "backup.zip")
    assert stat.S_IMODE((tmp_path / "backup.zip").stat().st_mode) == 0o600
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        back_up(full, tmp_path / "folder")
    assert not list(tmp_path.glob("*.part"))


def test_a_store_of_another_schema_is_not_backed_up(house: House, store_url: str, backup_file: Path) -> None:
    from app.core.database import connect

    empty = connect(store_url)
    with empty.reading() as session, pytest.raises(Unavailable, match="schema-not-current"):
        write_backup(session, backup_file, house.settings.vocabulary_dir, house.clock())
    assert not backup_file.exists()
    empty.dispose()


def test_a_store_that_holds_something_is_replaced_only_when_that_is_said(
    house: House, client: TestClient, callers: Callers, told: None, backup_file: Path
) -> None:
    back_up(house, backup_file)
    before = everything(house.database)
    create(client, "offers", an_offer("CRI", title="Escrita después"), callers.focal_point("CRI"))
    changed = everything(house.database)

    with pytest.raises(Conflict, match="store-not-empty"):
        restore(house.database, backup_file)
    assert everything(house.database) == changed

    restore(house.database, backup_file, replace=True)
    assert everything(house.database) == before


def rewritten(file: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Another archive in its place, with parts changed and everything zip itself checks put right."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def edit(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)

    return change


def resummed(name: str, change: Callable[[bytes], bytes]) -> Callable[[dict[str, bytes]], None]:
    """A changed table whose rows and digest in the manifest fit it again."""

    def both(parts: dict[str, bytes]) -> None:
        parts[f"tables/{name}.jsonl"] = change(parts[f"tables/{name}.jsonl"])
        counted = Sum()
        for line in parts[f"tables/{name}.jsonl"].splitlines():
            counted.add(line)
        manifest = json.loads(parts["manifest.json"])
        manifest["tables"][name] = counted.as_entry()
        parts["manifest.json"] = json.dumps(manifest).encode()

    return both


DAMAGES = {
    "a row was edited": ("backup-damaged", edit("tables/records.jsonl", b'"HND"', b'"GTM"')),
    "a row was lost": ("backup-damaged", lambda parts: parts.update({"tables/tokens.jsonl": b""})),
    "a table was lost": ("backup-damaged", lambda parts: parts.pop("tables/tokens.jsonl")),
    "a line is no JSON": ("backup-damaged", resummed("facts", lambda text: b"{" + text)),
    "the ledger was rewritten": (
        "backup-damaged",
        resummed("facts", lambda text: text.replace(b"offer:create", b"offer:amend")),
    ),
    "the ledger's end was cut": (
        "backup-damaged",
        resummed("facts", lambda text: b"".join(text.splitlines(keepends=True)[:-1])),
    ),
    "another schema": ("backup-of-other-schema", edit("manifest.json", b'"schema": "2', b'"schema": "1')),
    "another format": ("backup-unreadable", edit("manifest.json", b"tcdc-backup-1", b"tcdc-backup-9")),
    "no manifest": ("backup-unreadable", lambda parts: parts.pop("manifest.json")),
    "a manifest that is a list": ("backup-unreadable", lambda parts: parts.update({"manifest.json": b"[]"})),
    "a table that nobody knows": ("backup-unreadable", edit("manifest.json", b'"tokens"', b'"tokenz"')),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_is_refused_before_anything_is_touched(
    damage: str, house: House, told: None, backup_file: Path
) -> None:
    code, change = DAMAGES[damage]
    back_up(house, backup_file)
    before = everything(house.database)
    rewritten(backup_file, change)
    with pytest.raises(DomainError, match=code):
        restore(house.database, backup_file, replace=True)
    assert everything(house.database) == before


@pytest.mark.sqlite_only
def test_a_cut_file_is_refused(house: House, told: None, backup_file: Path) -> None:
    back_up(house, backup_file)
    whole = backup_file.read_bytes()
    for share in (0.0, 0.1, 0.5, 0.9, 0.999):
        backup_file.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(Invalid, match="backup-"):
            restore(house.database, backup_file, replace=True)


@pytest.mark.sqlite_only
def test_a_wrong_byte_is_found_or_changes_nothing(house: House, told: None, backup_file: Path) -> None:
    """Bytes that mean nothing to us, such as times of files, may be any."""
    back_up(house, backup_file)
    whole, refused = backup_file.read_bytes(), 0
    places = range(0, len(whole), len(whole) // 300)
    for place in places:
        backup_file.write_bytes(whole[:place] + bytes([whole[place] ^ 0xA5]) + whole[place + 1 :])
        try:
            with Archive(backup_file) as archive:
                examine(archive)
        except (Invalid, Conflict):
            refused += 1
    assert refused > len(places) // 2


def test_a_restore_that_fails_half_way_changes_nothing(house: House, told: None, backup_file: Path) -> None:
    """Two rows with one key pass every examination but the store's own."""
    back_up(house, backup_file)
    before = everything(house.database)
    rewritten(backup_file, resummed("tokens", lambda text: text + text))
    with pytest.raises(IntegrityError):
        restore(house.database, backup_file, replace=True)
    assert everything(house.database) == before


@pytest.mark.sqlite_only
def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("Estimados colegas")
    with zipfile.ZipFile(tmp_path / "zip", "w") as archive:
        archive.writestr("manifest.json", '{"format": "another"}')
    for name in ("text", "zip"):
        with pytest.raises(Invalid, match="backup-unreadable"):
            Archive(tmp_path / name)


@pytest.mark.sqlite_only
def test_a_deployments_vocabulary_comes_along(house: House, told: None, backup_file: Path, tmp_path: Path) -> None:
    folder, other = house.settings.vocabulary_dir, tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "themes.jsonl").write_text('{"code": "peace"}\n')
    (folder / "notes.txt").write_text("not ours")
    back_up(house, backup_file)
    with Archive(backup_file) as archive:
        examine(archive)
        put_vocabulary_in_place(archive, other, replace=False)
        assert {file.name: file.read_text() for file in other.iterdir()} == {"themes.jsonl": '{"code": "peace"}\n'}
        put_vocabulary_in_place(archive, other, replace=False)

        (other / "sectors.jsonl").write_text("{}")
        with pytest.raises(Conflict, match="store-not-empty"):
            put_vocabulary_in_place(archive, other, replace=False)
        put_vocabulary_in_place(archive, other, replace=True)
        assert [file.name for file in other.iterdir()] == ["themes.jsonl"]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("name", ["../themes.jsonl", "/etc/themes.jsonl", "Themes.jsonl"])
def test_a_backup_writes_nowhere_else(name: str, house: House, told: None, backup_file: Path, tmp_path: Path) -> None:
    house.settings.vocabulary_dir.mkdir()
    (house.settings.vocabulary_dir / "themes.jsonl").write_text("{}")
    back_up(house, backup_file)

    def smuggle(parts: dict[str, bytes]) -> None:
        parts[f"vocabulary/{name}"] = parts.pop("vocabulary/themes.jsonl")
        parts["manifest.json"] = parts["manifest.json"].replace(b'"themes.jsonl"', json.dumps(name).encode())

    rewritten(backup_file, smuggle)
    with Archive(backup_file) as archive, pytest.raises(Invalid, match="backup-damaged"):
        examine(archive)
