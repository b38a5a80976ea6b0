"""Verbs over a store: ingest, query, export, link, recode, forget, runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.output import Output
from dateline.cli.pages import with_workers
from dateline.cli.progress import bar
from dateline.cli.verbs import NOTHING_READ, SHOWN_ISSUES, Database, Day, Inputs, Workers, one_of, say, say_issue, verb
from dateline.config import Config
from dateline.errors import InputError
from dateline.run.inputs import check_day
from dateline.text.amounts import counted

# As in dateline.store.export, which only `export` itself should have to load.
FORMAT_NAMES = ("plover", "csv", "parquet", "cameo", "gdelt", "polecat", "geojson", "graphml", "timelinejs")


@verb
def ingest(
    db: Database,
    inputs: Inputs,
    *,
    date: Day = None,
    workers: Workers = None,
    cluster: Annotated[
        str | None, typer.Option("--cluster", metavar="ADDRESS", help="Code by a Ray cluster; local: one of this machine.")
    ] = None,
    segments: Annotated[
        str | None, typer.Option("--segments", metavar="URL", help="Where a cluster keeps what it coded, such as s3://b/x.")
    ] = None,
    config: Config,
) -> None:
    """Code pages into a DuckDB file. Stop it at any moment: the same command goes on where it stopped.

    Example: dateline ingest news.duckdb pages/
    """
    day = check_day(date, name="--date")
    config = with_workers(config, workers)
    if segments is not None and cluster is None:
        raise InputError("expected --cluster with --segments; for example --cluster local")
    with bar() as progress:
        if cluster is None:
            from dateline.run.ingest import ingest as here

            done = here(db, inputs, date=day, config=config, progress=progress)
        else:
            from dateline.cluster.ingest import ingest as by_cluster

            done = by_cluster(db, inputs, address=cluster, segments=segments, date=day, config=config, progress=progress)
    if any(name.endswith("(ingest)") for name in done.issues):
        say_unread(db, done.run)
    tell(done)
    if not done.pages and not done.skipped and done.issues:
        say("nothing could be read")
        raise typer.Exit(NOTHING_READ)


@verb
def query(db: Database, sql: Annotated[str, typer.Argument(metavar="SQL")], *, out: Output) -> None:
    """Ask the store one SELECT. It is open for reading only, and reaches no other file.

    Example: dateline query news.duckdb "SELECT date, type, text FROM event ORDER BY date"
    """
    from dateline.store.store import Store

    with Store(db).answer(sql) as found:
        out.print(found.rows, columns=found.columns)


@verb
def export(
    db: Database,
    *,
    format: Annotated[
        str,
        typer.Option("--format", metavar="F", help=f"One of {', '.join(FORMAT_NAMES)}.", autocompletion=one_of(FORMAT_NAMES)),
    ],
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE", help="With a sidecar FILE.about.json.")] = None,
) -> None:
    """Write all records in a form that other programs read, to standard output or with --output to a file.

    Example: dateline export news.duckdb --format geojson --output events.geojson
    """
    from dateline.store.export import export as write
    from dateline.store.export import export_file
    from dateline.store.store import Store

    left_out = export_file(Store(db), format, output) if output else write(Store(db), format, sys.stdout)
    if left_out:
        say("left out: " + ", ".join(f"{count} {why}" for why, count in sorted(left_out.items())))


@verb
def runs(db: Database, *, out: Output) -> None:
    """Show what each run did, the latest first; one with no end was stopped.

    Example: dateline runs news.duckdb
    """
    from dateline.cli.view import show_runs
    from dateline.store.store import Store

    out.print(Store(db).runs(), show=show_runs)


@verb
def link(db: Database) -> None:
    """Link anew: records of one real-world event, on whatever pages, share an incident.

    Example: dateline link news.duckdb
    """
    from dateline.run import ingest as run

    say(counted(run.link(db), "incident"))


@verb
def recode(
    db: Database,
    *,
    every: Annotated[bool, typer.Option("--all", help="Also pages that this very version coded.")] = False,
    workers: Workers = None,
    config: Config,
) -> None:
    """Code stored pages again after an upgrade or a change of settings; what changes is kept in table history.

    Example: dateline recode news.duckdb
    """
    from dateline.run import ingest as run

    with bar() as progress:
        done = run.recode(db, every=every, config=with_workers(config, workers), progress=progress)
    tell(done)


@verb
def forget(db: Database, page: Annotated[str, typer.Argument(metavar="PAGE", help="The page's id.")]) -> None:
    """Remove a page and all that was found on it, everywhere.

    Example: dateline forget news.duckdb page.txt
    """
    from dateline.run.ingest import forget as forget_page

    gone = forget_page(db, page)
    say(f"forgot {page} and its {counted(gone, 'record')}")


def say_unread(db: Path, run: str) -> None:
    """Says on standard error which inputs of a run became no page, and why."""
    from dateline.store.store import Store

    found = "FROM issue WHERE stage = 'ingest' AND run = ? ORDER BY page"
    rows = list(Store(db).query(f"SELECT page, reason, detail {found}", [run]))
    for row in rows[:SHOWN_ISSUES]:
        say_issue(row["page"], "ingest", row["reason"], row["detail"])
    if len(rows) > SHOWN_ISSUES:
        say(f'... and {len(rows) - SHOWN_ISSUES} more; all: dateline query {db} "{found.replace("?", repr(run))}"')


def tell(done: object) -> None:
    """Says on standard error what a run did."""
    from dateline.cli.view import run_words
    from dateline.run.ingest import Summary

    assert isinstance(done, Summary)
    did = run_words(pages=done.pages, skipped=done.skipped, stories=done.stories, events=done.events, claims=done.claims)
    say(f"{did} (run {done.run})")
    if done.issues:
        say("not coded: " + ", ".join(f"{count} {reason}" for reason, count in sorted(done.issues.items())))
