"""Reading and checking a file in short steps, so that nobody else waits for a long one."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any, Protocol

from app.core.context import Context
from app.exchange import judging, queries, service
from app.exchange.cells import Words
from app.exchange.judging import Ground, Verdict
from app.exchange.reading import Told, read_upload
from app.exchange.report import Report, excerpt
from app.exchange.rows import Header, Reading, RowError, read_cells, read_header, read_item
from app.exchange.rules import UNREAD, Status
from app.exchange.templates import sheets_aside
from app.records.rules import Kind
from app.registry import queries as registry
from app.vocabulary.folding import fold

OnProgress = Callable[[float], None]


class Steps(Protocol):
    """Short transactions: a worker's, or the command line's."""

    def reading(self) -> AbstractContextManager[Context]: ...

    def writing(self) -> AbstractContextManager[Context]: ...


@dataclass(frozen=True, slots=True)
class _Task:
    """What is read: the import's id, whether its rows stand in a table of which every row has all cells, and by what
    its rows are read and judged."""

    id: str
    data: bytes
    words: Words
    ground: Ground


def check_import(steps: Steps, import_id: str, on_progress: OnProgress = lambda _share: None) -> None:
    """Read and check a file that was sent; its rows then wait to be applied. Running it again begins anew; an import
    that was read already is left alone."""
    task = _begin(steps, import_id)
    if task is None:
        return
    with read_upload(_settings(steps), task.data) as told:
        report = Report()
        if "failed" not in told.last:
            for share in _check(steps, task, told, report):
                on_progress(share)
        _end(steps, task, told, report)
    on_progress(1.0)


def _settings(steps: Steps) -> Any:
    with steps.reading() as ctx:
        return ctx.settings


def _begin(steps: Steps, import_id: str) -> _Task | None:
    with steps.writing() as ctx:
        row = queries.get_import(ctx, import_id, to_change=True)
        if row.status not in UNREAD or row.file is None:
            return None
        row.status, row.progress = Status.READING.value, 0.0
        service.forget_rows(ctx, import_id)
        organizations = registry.organizations(ctx)
        words = Words(ctx.vocabulary, {fold(one.acronym): one.id for one in organizations})
        ids = frozenset(one.id for one in organizations)
        return _Task(row.id, row.file, words, Ground(Kind(row.kind), row.country, row.organization_id, ids))


def _check(steps: Steps, task: _Task, told: Told, report: Report) -> Iterator[float]:
    """Judge what was told, a few rows at a time; the share done after each few."""
    header = Header(task.ground.kind)
    some: list[Reading] = []
    for place, line in enumerate(told, 1):
        if "note" in line:
            _note(report, line)
        elif "header" in line:
            report.sheet = excerpt(line["sheet"])
            header, errors = read_header(task.ground.kind, line["header"])
            for error in errors:
                report.add(line["row"], error)
            if errors:
                return
            _note_computed(report, {c.name for c in header.columns if c and c.use == "computed"})
        else:
            some.append(_read(task, header, line, report))
        if len(some) == queries.CHUNK:
            yield _judge(steps, task, (header, some), report, place / (told.lines + 1))
            some = []
    if some:
        yield _judge(steps, task, (header, some), report, 1.0)


def _note(report: Report, line: dict[str, Any]) -> None:
    """All notes but that a template's sheets of explanations were left out: they are meant to be."""
    if line["note"] != "sheet-left-out" or line["facts"]["sheet"] not in sheets_aside():
        report.note(line["note"], line["facts"])


def _read(task: _Task, header: Header, line: dict[str, Any], report: Report) -> Reading:
    number = line["row"]
    if "error" in line:
        reading = Reading(number, raw={"": line["value"]})
        reading.errors.append(RowError("", line["error"]))
        return reading
    if "item" in line:
        reading, computed = read_item(task.words, task.ground.kind, number, line["item"])
        _note_computed(report, computed)
        return reading
    return read_cells(task.words, header, number, line["cells"], is_ragged=report.sheet is None)


def _note_computed(report: Report, names: set[str] | frozenset[str]) -> None:
    said = {note["facts"].get("column") for note in report.notes if note["code"] == "computed-column"}
    for name in sorted(names - said):
        report.note("computed-column", {"column": name})


def _judge(steps: Steps, task: _Task, rows: tuple[Header, list[Reading]], report: Report, share: float) -> float:
    header, readings = rows
    with steps.reading() as ctx:
        actor = service.actor_of(queries.get_import(ctx, task.id))
        verdicts = judging.judge_all(replace(ctx, actor=actor), task.ground, readings)
    shown: list[Verdict] = []
    for reading, verdict in zip(readings, verdicts, strict=True):
        report.count(header, reading, verdict)
        shown.append(report.shown(header, reading, verdict))
    with steps.writing() as ctx:
        service.keep_rows(ctx, task.id, shown, share)
    return share


def _end(steps: Steps, task: _Task, told: Told, report: Report) -> None:
    last = told.last
    refused = None
    if "failed" in last:
        refused = last["failed"]
        facts = {**last["facts"], "reason": last["reason"]}
        report.add(facts.pop("row", None), RowError("", refused, facts))
    with steps.writing() as ctx:
        service.end_check(ctx, task.id, report.document(), refused)
