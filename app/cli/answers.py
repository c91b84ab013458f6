"""``match``: who could answer a need, readable in a terminal."""

from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

import matching
from app.cli.door import notes, open_house, reading, result_console, terminal_language
from app.core.context import Context
from app.matches import present, service, wording
from app.matches.index import IndexKeeper
from app.matches.service import Answer
from app.records.rules import Kind
from schemas.matches import MatchOut


def install(tcdc: typer.Typer) -> None:
    tcdc.command("match")(match_need)


def match_need(
    need_id: Annotated[str, typer.Argument(help="Id of a published need, ned_….")],
    kind: Annotated[
        Literal["bilateral", "triangular"], typer.Option("--kind", help="One provider, or two.")
    ] = "bilateral",
    limit: Annotated[int, typer.Option("--limit", min=1, max=50, help="How many to show.")] = 10,
    explain: Annotated[bool, typer.Option("--explain", help="Also how each score comes about.")] = False,
) -> None:
    """Who could answer a need: a table of matches, best first."""
    with reading(open_house(), terminal_language()) as ctx:
        answer = service.matches_of(ctx, IndexKeeper(), Kind.NEED, need_id, (kind, limit))
        results = result_console()
        if not answer.ranking.items:
            notes.print("No offer could answer this need now.")
        else:
            results.print(_table(ctx, answer, kind))
        for place, match in enumerate(answer.ranking.items if explain else (), 1):
            _explain(results, place, present.match_out(ctx, match, answer.organizations))
        _near(results, ctx, answer)


def _table(ctx: Context, answer: Answer, kind: str) -> Table:
    name = present.party_names(ctx, answer.organizations)
    table = Table(caption=_engine(answer), caption_justify="left")
    table.add_column("#", justify="right")
    table.add_column("Score", justify="right")
    table.add_column("First provider", ratio=2)
    if kind == "triangular":
        table.add_column("Second provider", ratio=2)
        table.add_column("Brings", ratio=1)
    table.add_column("Level", no_wrap=True)
    table.add_column("Confirmed", no_wrap=True)
    for place, match in enumerate(answer.ranking.items, 1):
        cells = [str(place), f"{match.score:.3f}", _offer(name, match.first)]
        if match.second is not None:
            gap = wording.gap_name(match.explanation.gap, ctx.language, ctx.vocabulary)
            cells += [_offer(name, match.second), escape(gap)]
        level = ctx.vocabulary.name("levels", match.level, ctx.language)
        cells += [escape(level), str(match.first.assured_on or "–")]
        table.add_row(*cells)
    return table


def _offer(name: wording.PartyName, offer: matching.Offer) -> str:
    return f"[bold]{escape(name(offer.party))}[/]\n{escape(offer.title)}\n[dim]{offer.id}[/]"


def _engine(answer: Answer) -> str:
    engine = present.engine_out(answer.state.index)
    return f"engine {engine.version}, weights {engine.weights}, index {engine.index_fingerprint}"


def _explain(results: Console, place: int, match: MatchOut) -> None:
    """The sentence, the sum of points, what is asked and brought, and the words that met."""
    found = match.explanation
    results.print(f"\n[bold]{place}[/] {escape(found.sentence)} [dim]{match.id}[/]")
    table = Table(box=None, padding=(0, 2, 0, 3), show_header=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_column()
    table.add_row("prior", f"{found.prior:+.6f}", "")
    for part in found.signals:
        table.add_row(part.signal, f"{part.points:+.6f}", f"strength {part.strength:+.3f} × weight {part.weight:g}")
    table.add_row("[bold]points[/]", f"[bold]{found.points:+.6f}[/]", f"score {match.score:.6f}")
    results.print(table)
    covered = found.coverage
    if covered.asked:
        results.print(f"   asked {', '.join(covered.asked)}; missing {', '.join(covered.missing) or 'nothing'}")
    if found.terms:
        words = "; ".join(f"{term.need} ~ {term.offer}" for term in found.terms)
        results.print(f"   words {escape(words)}")


def _near(results: Console, ctx: Context, answer: Answer) -> None:
    name = present.party_names(ctx, answer.organizations)
    if answer.ranking.near_misses:
        results.print("\n[bold]Near, but not proposed[/]")
    for miss in answer.ranking.near_misses:
        sentence = wording.near_miss_sentence(miss, ctx.language, ctx.vocabulary)
        results.print(f"   {escape(name(miss.offer.party))}: {escape(miss.offer.title)}. {escape(sentence)}")
