"""An import as this reader sees it."""

from typing import Any

from app.core.context import Context
from app.core.languages import translate
from app.exchange.models import Import, ImportRow
from app.exchange.wording import NOTES, REASONS, WORDS
from app.web.refusals import DETAILS, FIELDS
from schemas.imports import CellOut, ImportNote, ImportOut, ImportReport, ImportRowOut, RowProblem


def import_out(ctx: Context, row: Import) -> ImportOut:
    return ImportOut.model_validate(
        {
            "id": row.id,
            "kind": f"{row.kind}s",
            "file_name": row.file_name,
            "dry_run": row.dry_run,
            "status": row.status,
            "progress": row.progress,
            "report": _report_out(ctx, row.report) if row.report else None,
            "problem": row.problem,
            "created_at": row.created_at,
            "ended_at": row.ended_at,
        }
    )


def row_out(ctx: Context, row: ImportRow) -> ImportRowOut:
    return ImportRowOut.model_validate(
        {
            "row": row.number,
            "outcome": row.outcome,
            "record_id": row.record_id,
            "cells": [CellOut(column=column, value=value) for column, value in row.cells or ()],
            "changed": sorted(row.content.get("patch", ())) if row.outcome == "update" else [],
            "errors": [_problem_out(ctx, error) for error in row.errors or ()],
        }
    )


def _report_out(ctx: Context, report: dict[str, Any]) -> ImportReport:
    return ImportReport(
        rows=report["rows"],
        create=report["create"],
        update=report["update"],
        unchanged=report["unchanged"],
        errors=[_problem_out(ctx, error) for error in report["errors"]],
        more_errors=report["error_count"] - len(report["errors"]),
        notes=[
            ImportNote(code=note["code"], message=translate(ctx.language, NOTES[note["code"]], **note["facts"]))
            for note in report["notes"]
        ],
    )


def _problem_out(ctx: Context, error: dict[str, Any]) -> RowProblem:
    code, facts = error["code"], dict(error["facts"])
    if "countries" in facts:
        facts["countries"] = " / ".join(
            f"{ctx.vocabulary.name('countries', country, ctx.language)} ({country})"
            for country in facts["countries"].split()
        )
    words = REASONS.get(facts.get("reason", "")) or WORDS.get(code) or FIELDS.get(code) or DETAILS[code]
    return RowProblem(
        sheet=error["sheet"],
        row=error["row"],
        column=error["column"],
        code=code,
        value=error["value"],
        message=translate(ctx.language, words, **facts),
    )
