"""Imports as they are answered."""

from typing import Literal

from pydantic import Field

from schemas.base import Schema, Time

ImportStatus = Literal["enqueued", "reading", "checked", "applying", "applied", "failed", "discarded"]
RowOutcome = Literal["create", "update", "unchanged", "error"]
RecordKinds = Literal["offers", "needs"]
FileFormat = Literal["csv", "xlsx", "json", "jsonl"]
TemplateFormat = Literal["csv", "xlsx"]


class RowProblem(Schema):
    """One thing in the file that does not fit."""

    sheet: str | None = Field(None, description="Sheet of the workbook; null for other formats.")
    row: int | None = Field(
        None, description="As a spreadsheet counts, from 1; in JSON the place in the list, or the line. Null: the file."
    )
    column: str | None = Field(None, description="Header as the file has it; null for the row as a whole.")
    code: str = Field(description="Stable code; never translated.")
    value: str | None = Field(None, description="Beginning of the cell, at most 80 characters.")
    message: str = Field(description="In the reader's language.")


class ImportNote(Schema):
    """Something assumed or left aside."""

    code: str = Field(description="Stable code; never translated.")
    message: str = Field(description="In the reader's language.")


class ImportReport(Schema):
    """What taking the file over would do, or did."""

    rows: int = Field(description="Rows with something in them, the header apart.")
    create: int = Field(description="New records, entered as drafts.")
    update: int
    unchanged: int = Field(description="Rows that say what stands already.")
    errors: list[RowProblem] = Field(description="At most 500; with a single one nothing can be applied.")
    more_errors: int = Field(description="How many errors are not listed.")
    notes: list[ImportNote]


class ImportOut(Schema):
    """A file that was sent, and how far it is."""

    id: str
    kind: RecordKinds
    file_name: str
    dry_run: bool = Field(description="Checked for trial; cannot be applied.")
    status: ImportStatus
    progress: float = Field(description="Share in [0, 1] of what the status names.")
    report: ImportReport | None = Field(description="Null until the file was checked.")
    problem: str | None = Field(None, description="Why the import failed, as a stable code.")
    created_at: Time
    ended_at: Time | None


class ImportPage(Schema):
    """The imports of one's country, institution or organization, newest first."""

    items: list[ImportOut]
    next: str | None = Field(description="Cursor of the next page, or null.")
    total: int


class CellOut(Schema):
    """One cell that is not empty."""

    column: str = Field(description="Header as the file has it.")
    value: str = Field(description="Beginning of the cell, at most 80 characters.")


class ImportRowOut(Schema):
    """One row of a file, and what taking it over would do."""

    row: int = Field(description="As a spreadsheet counts, from 1; in JSON the place in the list, or the line.")
    outcome: RowOutcome
    record_id: str | None = Field(description="The record that the row is about; null for a new one.")
    cells: list[CellOut]
    changed: list[str] = Field(description="Fields that an update changes.")
    errors: list[RowProblem] = Field(description="At most 20.")


class ImportRowPage(Schema):
    """Rows of a file by number; empty once the import was applied, discarded or could not be read."""

    items: list[ImportRowOut]
    next: int | None = Field(description="Give it as `after` for the next page; null on the last.")
    total: int
