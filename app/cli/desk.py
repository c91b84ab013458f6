"""``import`` and ``export``: the same checks and the same steps as through the API."""

import os
import shutil
import sys
from enum import StrEnum
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from app.cli.door import notes, open_house, progress_bar, reading, result_console, stop, terminal_language, writing
from app.core.errors import FieldError, Invalid
from app.exchange import checking, exporting, present, service
from app.exchange.service import Upload
from app.records.queries import Filters
from app.records.rules import Kind
from app.web.house import House
from app.worker import worker_of
from schemas.imports import ImportOut


class Kinds(StrEnum):
    """What a file holds."""

    OFFERS = "offers"
    NEEDS = "needs"

    @property
    def kind(self) -> Kind:
        return Kind(self.value.removesuffix("s"))


class Format(StrEnum):
    """The formats of exports; imports know them by content."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    JSONL = "jsonl"


KindOption = Annotated[Kinds, typer.Option("--kind", help="What the file holds.")]
FileArgument = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV, XLSX, JSON or JSON Lines.")
]


def install(tcdc: typer.Typer) -> None:
    tcdc.command("import")(import_file)
    tcdc.command("export")(export_file)


def import_file(
    file: FileArgument,
    kind: KindOption,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only check.")] = False,
    country: Annotated[
        str | None, typer.Option("--country", help="Only for this country; also of rows that name none.")
    ] = None,
) -> None:
    """Import a file as a whole, or report row by row what stands against it and import nothing."""
    house = open_house()
    _check_country(house, country)
    with writing(house) as ctx:
        upload = Upload(kind.kind, file.name, file.read_bytes(), dry_run, country)
        import_id = service.stage_import(ctx, upload).id
    with progress_bar() as bar:
        _check(house, import_id, bar)
        checked = _state(house, import_id)
        if checked.status == "checked" and not dry_run and not _has_errors(checked):
            _apply(house, import_id, bar)
    done = _state(house, import_id)
    _print(done)
    if _has_errors(done) or done.status == "failed":
        notes.print("Nothing was imported.")
        raise typer.Exit(1)


def _check_country(house: House, country: str | None) -> None:
    if country is not None and not house.vocabulary.is_known("countries", country):
        raise Invalid("invalid-parameter", (FieldError("--country", "unknown-code", {"value": country}),))


def _has_errors(state: ImportOut) -> bool:
    return bool(state.report and state.report.errors)


def _check(house: House, import_id: str, bar: Progress) -> None:
    task = bar.add_task("Checking", total=100)
    checking.check_import(worker_of(house), import_id, lambda share: bar.update(task, completed=int(share * 100)))


def _apply(house: House, import_id: str, bar: Progress) -> None:
    with writing(house) as ctx:
        row = service.start_apply(ctx, import_id)
        report = row.report or {}
        task = bar.add_task("Importing", total=report["create"] + report["update"])
        service.apply_import(ctx, import_id, ctx.actor.id, lambda done: bar.update(task, completed=done))


def _state(house: House, import_id: str) -> ImportOut:
    with reading(house, terminal_language()) as ctx:
        return present.import_out(ctx, service.get_import(ctx, import_id))


def _print(done: ImportOut) -> None:
    """The report as tables on standard output."""
    if done.report is None:
        return
    report, console = done.report, result_console()
    for note in report.notes:
        notes.print(note.message, markup=False)
    console.print(
        f"{done.status}: {report.rows} rows, {report.create} to create, {report.update} to update, "
        f"{report.unchanged} unchanged, {len(report.errors) + report.more_errors} errors",
        markup=False,
    )
    if not report.errors:
        return
    table = Table("Row", "Column", "Code", "Value", "Message")
    for error in report.errors:
        place = "/".join(str(part) for part in (error.sheet, error.row) if part is not None)
        cells = (place, error.column or "", error.code, error.value or "", error.message)
        table.add_row(*(escape(cell) for cell in cells))
    console.print(table)
    if report.more_errors:
        console.print(f"… and {report.more_errors} more.")


def export_file(
    kind: KindOption,
    file_format: Annotated[Format, typer.Option("--format", help="Format of the file.")] = Format.CSV,
    country: Annotated[str | None, typer.Option("--country", help="Only of this country.")] = None,
    output: Annotated[Path | None, typer.Option("--output", help="Else standard output.")] = None,
) -> None:
    """Export everything, ready to be imported again."""
    house = open_house()
    _check_country(house, country)
    if output is None and file_format is Format.XLSX and sys.stdout.isatty():
        stop("A workbook is no text for a terminal. Name a file with --output.")
    filters = Filters(countries=frozenset({country}) if country else None)
    with reading(house) as ctx:
        export = exporting.export_records(ctx, kind.kind, filters, file_format.value)
    with export.file:
        if output is None:
            shutil.copyfileobj(export.file, sys.stdout.buffer)
            sys.stdout.buffer.flush()
            return
        # written aside and then put in place, so that nobody finds half a file
        with NamedTemporaryFile(dir=output.parent, prefix=".tcdc-", delete=False) as aside:
            shutil.copyfileobj(export.file, aside)
        Path(aside.name).chmod(0o666 & ~_umask())
        Path(aside.name).replace(output)
    notes.print(f"Written to {output}.", markup=False)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
