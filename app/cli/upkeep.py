"""``backup``, ``restore``, ``audit verify`` and ``index status|rebuild``."""

from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import typer

import matching
from app.cli.door import notes, open_house, print_json, progress_bar, reading, stop, writing
from app.core import migrate
from app.core.context import Context
from app.ledger import queries as ledger
from app.ledger import record
from app.matches.index import REBUILD, IndexKeeper
from app.tables import TABLES
from app.upkeep.archive import Archive
from app.upkeep.backup import write_backup
from app.upkeep.restore import examine, put_in_place, put_vocabulary_in_place

#: How each kind of break in the ledger's chain is said.
BREAKS = {
    "gap": "it is missing, or stands at another place",
    "unlinked": "it does not follow from the entry before it",
    "changed": "it is not what was recorded",
    "tail": "it and perhaps more are missing at the end",
    "rewritten": "it is not the entry of the head that was given",
}


def install(tcdc: typer.Typer) -> None:
    tcdc.command()(backup)
    tcdc.command()(restore)
    audit = typer.Typer(no_args_is_help=True, help="The ledger of what happened.")
    audit.command("verify")(verify_audit)
    audit.callback()(lambda: None)  # so that `verify` stays a word of its own
    tcdc.add_typer(audit, name="audit")
    index = typer.Typer(no_args_is_help=True, help="The matching index; never the truth, always rebuildable.")
    index.command("status")(index_status)
    index.command("rebuild")(rebuild_index)
    tcdc.add_typer(index, name="index")


def backup(file: Annotated[Path, typer.Argument(help="Where to write; one that is there is replaced.")]) -> None:
    """Write everything into one file, consistent while the service works; prints what it holds.

    The file restores into either kind of database. It holds contacts and the hashes of tokens: keep it as safe as the
    database itself.
    """
    house = open_house()
    with house.database.reading() as session, progress_bar() as bar:
        task = bar.add_task("Tables", total=len(TABLES))
        manifest = write_backup(
            session,
            file,
            house.settings.vocabulary_dir,
            house.clock(),
            lambda _name: bar.advance(task),
        )
    rows = sum(entry["rows"] for entry in manifest.tables.values())
    print_json({"file": str(file), "schema": manifest.schema, "rows": rows, "ledger": manifest.ledger})


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `tcdc backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of what the store holds.")] = False,
) -> None:
    """Fill an empty store from a backup, after examining all of it; ends equal or changes nothing.

    Stop the service first: what it keeps in memory is of the store as it was.
    """
    with Archive(file) as archive, progress_bar() as bar:
        examine(archive)
        house = open_house()
        migrate.upgrade(house.database.engine)
        task = bar.add_task("Tables", total=len(TABLES))
        with house.database.writing() as session:
            put_in_place(session, archive, replace=replace, on_table=lambda _name: bar.advance(task))
            put_vocabulary_in_place(archive, house.settings.vocabulary_dir, replace=replace)
        manifest = archive.manifest
    rows = sum(entry["rows"] for entry in manifest.tables.values())
    print_json({"file": str(file), "made_at": manifest.made_at, "rows": rows, "ledger": manifest.ledger})


def verify_audit(
    head: Annotated[
        str | None,
        typer.Option(
            "--head",
            metavar="POSITION:HASH",
            help="A head kept elsewhere, as this command or a backup printed it: finds a ledger that was cut or "
            "rewritten as a whole.",
        ),
    ] = None,
) -> None:
    """Verify the chain of the ledger; prints its head, or names the first bad entry and ends with status 1."""
    known = _known(head)
    with reading(open_house()) as ctx, progress_bar() as bar:
        position, link = ledger.head(ctx.session)
        task = bar.add_task("Entries", total=position)
        broken = ledger.verify(ctx.session, lambda done: bar.update(task, completed=done), known)
    if broken is not None:
        stop(f"The ledger is broken at entry {broken.position}: {BREAKS[broken.reason]}.")
    print_json({"position": position, "hash": link})
    notes.print(f"{position} entries, all as they were recorded.")


def _known(head: str | None) -> tuple[int, str] | None:
    if head is None:
        return None
    position, _, link = head.partition(":")
    if not (position.isdecimal() and len(link) == 64):
        stop("--head takes a position and a hash of 64 digits, such as 17:5f0c…")
    return int(position), link.lower()


def index_status() -> None:
    """Build the matching index as a serving process would, and say what is in it."""
    with reading(open_house()) as ctx:
        print_json(_built(ctx))


def rebuild_index() -> None:
    """Have every serving process build its index anew at its next request; prints what it will be."""
    with writing(open_house()) as ctx:
        record.record(ctx, REBUILD, "index", {})
        line = _built(ctx)
    print_json(line)


def _built(ctx: Context) -> dict[str, Any]:
    begun = perf_counter()
    state = IndexKeeper().current(ctx)
    return {
        "offers": len(state.index.offers.rows),
        "needs": len(state.index.needs.rows),
        "position": state.position,
        "day": state.day.isoformat(),
        "version": matching.ENGINE_VERSION,
        "weights": state.index.weights.label,
        "index_fingerprint": state.index.fingerprint,
        "seconds": round(perf_counter() - begun, 3),
    }
