"""``doctor``: what is well and what is not, in words."""

from collections.abc import Iterable

import typer
from sqlalchemy.exc import SQLAlchemyError

from app.cli.door import result_console
from app.core.actor import SERVICE
from app.core.context import Context
from app.core.settings import Settings, read_settings
from app.main import make_house
from app.upkeep.doctor import Finding, examine_store, examine_surroundings, store_is_there, where

#: Code of a finding → its sentence; for what is not well, what to do.
WORDS = {
    "environment": "Settings: understood, environment {env}.",
    "sqlite-in-production": "Settings: SQLite serves one machine only. Set TCDC_DATABASE_URL for PostgreSQL.",
    "folder": "Data folder: {folder} can be written.",
    "folder-missing": "Data folder: {folder} is not there. Run tcdc migrate, or set TCDC_DATA_DIR.",
    "folder-not-writable": "Data folder: {folder} cannot be written. Set TCDC_DATA_DIR, or give this user the right.",
    "room": "Disk: {megabytes} MB free, at least {least} MB wanted.",
    "vocabulary": "Vocabulary: {lists} lists, sectors of version {sectors}.",
    "vocabulary-unusable": "Vocabulary: {problem}.",
    "public-url-missing": "Mail: links lead to {address}. Set TCDC_PUBLIC_URL to the address that readers use.",
    "mail": "Mail: {server} answers.",
    "mail-missing": "Mail: no server is set, so no letter leaves. Set TCDC_MAIL_HOST and TCDC_MAIL_FROM.",
    "mail-shown": "Mail: no server is set; in development letters are shown in the terminal.",
    "mail-silent": "Mail: {server} does not work: {problem}.",
    "letters-given-up": "Mail: {count} letters of the last week were given up; the newest because: {problem}.",
    "store": "Store: {url} answers.",
    "store-missing": "Store: {url} is not there yet. Run tcdc migrate.",
    "store-silent": "Store: {url} does not answer: {problem}.",
    "postgres-setting": "Durability: {setting} is {value}.",
    "encoding": "Store: its encoding is {encoding}; UTF8 is needed.",
    "journal": "Durability: journal mode {mode}; wal is needed.",
    "synchronous": "Durability: every acknowledged write is on the disk.",
    "not-synchronous": "Durability: synchronous is off; a power cut may lose acknowledged writes.",
    "file-whole": "Store: the file is whole.",
    "file-damaged": "Store: the file is damaged: {problem}. Restore a backup.",
    "schema": "Schema: {revision}, the newest.",
    "schema-behind": "Schema: {revision}, but this version has {head}. Run tcdc migrate.",
    "ledger": "Ledger: {position} entries; tcdc audit verify reads them all.",
    "ledger-cut": "Ledger: it does not end at entry {position}, as it should. Run tcdc audit verify.",
    "jobs": "Jobs: none waits for long.",
    "jobs-failed": "Jobs: {count} were given up; their reason stands in the table jobs.",
    "jobs-late": "Jobs: {count} have been due for more than an hour. Is tcdc worker running?",
    "index": "Index: {offers} offers and {needs} needs can be matched.",
}
MARKS = {"good": "[green]well    [/]", "doubtful": "[yellow]doubtful[/]", "bad": "[red]bad     [/]"}


def install(tcdc: typer.Typer) -> None:
    tcdc.command()(doctor)


def doctor() -> None:
    """Check settings, folder, store, schema, durability, index, vocabulary, jobs and mail; status 1 if one is bad."""
    settings = read_settings()
    findings = list(_shown(examine_surroundings(settings)))
    if not any(finding.code in {"vocabulary-unusable", "folder-missing"} for finding in findings):
        findings += _shown(_examine_store(settings))
    if any(finding.state == "bad" for finding in findings):
        raise typer.Exit(1)


def _shown(findings: Iterable[Finding]) -> list[Finding]:
    told, results = [], result_console()
    for finding in findings:
        sentence = WORDS[finding.code].format(**finding.facts)
        results.print(MARKS[finding.state], end=" ")
        results.print(sentence, markup=False, soft_wrap=True)
        told.append(finding)
    return told


def _examine_store(settings: Settings) -> Iterable[Finding]:
    url = where(settings)
    if not store_is_there(settings):
        yield Finding("store-missing", "bad", {"url": url})
        return
    try:
        house = make_house(settings)
        with house.database.reading() as session:
            yield from examine_store(Context(session, SERVICE, house.clock(), settings, house.vocabulary))
    except SQLAlchemyError as error:
        problem = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        yield Finding("store-silent", "bad", {"url": url, "problem": problem})
