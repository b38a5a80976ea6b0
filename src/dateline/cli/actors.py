"""The verbs of ``dateline actors``: find, check, add, import."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from dateline.cli.lookup import print_problems
from dateline.cli.output import Output, rows_of
from dateline.cli.verbs import NOTHING_READ, Day, app, say, verb
from dateline.config import Config
from dateline.errors import InputError

if TYPE_CHECKING:
    from dateline.ontology.problems import Problem


class FindFirst(TyperGroup):
    """A group in which ``find`` may be left out: ``dateline actors "Brazilian foreign minister"``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Returns the arguments, read as those of ``find`` where they begin with no verb of the group."""
        named = args and (args[0] in self.commands or args[0] in ctx.help_option_names)
        return super().parse_args(ctx, args if named or not args else ["find", *args])


actors = typer.Typer(cls=FindFirst, no_args_is_help=True, rich_markup_mode=None)
app.add_typer(
    actors,
    name="actors",
    help="""Look up, check and extend the tables of actors. A mention alone is looked up.

Example: dateline actors "Brazilian foreign minister" --date 2024-03-04
""",
)


def find(
    name: Annotated[str, typer.Argument(metavar="MENTION", help="A name or phrase, as a page would write it.")],
    *,
    date: Day = None,
    out: Output,
    config: Config,
) -> None:
    """Look up an actor: country or organisation, sector, canonical name, and the office held on --date.

    Example: dateline actors find "Brazilian foreign minister" --date 2024-03-04
    """
    from dateline.cli.pages import stage_rows
    from dateline.records import Page, PageKind
    from dateline.run.inputs import check_day
    from dateline.run.work import code_batch

    page = Page(id=name, text=name, mention=name, kind=PageKind.MENTION, date=check_day(date, name="--date"))
    [reading] = code_batch([page], config=config, last="resolve", keep=frozenset({"mentions"}))
    out.print(stage_rows(reading, "mentions"))


def check(*, out: Output, config: Config) -> None:
    """Check your tables of actors (without --ontology the package's): codes, sectors, terms, names that clash.

    Prints each problem with its file and line and what to write; the status is 1 if one is an error.

    Example: dateline actors check --ontology mine
    """
    from dateline.context import Context
    from dateline.ontology.actor_checks import check_actors

    print_problems(check_actors(Context(config).own), out)


def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name that records give.")],
    *,
    code: Annotated[str, typer.Option("--code", metavar="CODE", help="ISO 3166 alpha-3, or IGO UNO EUR NGO ISM IMG MNC.")],
    sector: Annotated[str, typer.Option("--sector", metavar="SECTOR", help="PLOVER sector, as GOV or REB.")] = "",
    other_sector: Annotated[list[str] | None, typer.Option("--other-sector", metavar="SECTOR", help="A further one.")] = None,
    alias: Annotated[list[str] | None, typer.Option("--alias", metavar="NAME", help="Another name; may be repeated.")] = None,
    office: Annotated[str, typer.Option("--office", metavar="WORDS", help="What a person is: foreign minister.")] = "",
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="KIND", help="person (the default with --office), organisation (else), group ..."),
    ] = None,
    start: Annotated[str, typer.Option("--start", metavar="DAY", help="First day, month or year of the term.")] = "",
    end: Annotated[str, typer.Option("--end", metavar="DAY", help="Last day, month or year of the term.")] = "",
    wikidata: Annotated[str, typer.Option("--wikidata", metavar="ID", help="Q and a number.")] = "",
    source: Annotated[str, typer.Option("--source", metavar="WORDS", help="Where you have it from.")] = "own",
    file: Annotated[str, typer.Option("--file", metavar="FILE", help="The table in the folder actors of yours.")] = "own.csv",
    out: Output,
    config: Config,
) -> None:
    """Add an actor to your own tables: checked first, written as one row of DIR/actors/own.csv or not at all.

    Example: dateline actors add "Hamra Teachers' League" --code LBN --sector LAB --alias HTL --ontology mine
    """
    from dateline.ontology.actors import ActorRow
    from dateline.ontology.own_actors import add_actor

    own = _own_folder(config)
    kind = kind or ("person" if office else "organisation")
    others = tuple(other_sector or ())
    row = ActorRow(name, tuple(alias or ()), code, sector, others, office, kind, start, end, wikidata, source)
    entry, warnings = add_actor(own, row, file=file)
    tell(warnings)
    out.print([{"file": str(entry.file), "line": entry.line, **next(rows_of([entry.row]))}])


def import_(
    dump: Annotated[Path, typer.Argument(metavar="DUMP", help="A Wikidata JSON dump: .json, .json.gz or .json.bz2.")],
    *,
    since: Annotated[
        str, typer.Option("--since", metavar="DAY", help="Leave out who or what ended before this day.")
    ] = "2000-01-01",
    sector: Annotated[
        list[str] | None,
        typer.Option("--sector", metavar="SECTOR", help="Only this sector, as GOV or PTY; may be repeated."),
    ] = None,
    file: Annotated[
        str, typer.Option("--file", metavar="FILE", help="The table in the folder actors of yours, written anew.")
    ] = "wikidata.csv",
    config: Config,
) -> None:
    """Read a Wikidata dump into a table of your own: office holders of states with their terms, and organisations.

    The dump is read once, line by line; nothing is written before its end, and then the whole table at once.

    Example: dateline actors import latest-all.json.bz2 --since 2010-01-01 --ontology mine
    """
    from dateline.ontology.wikidata import import_dump

    with _bytes_bar(dump) as progress:
        done = import_dump(
            dump, _own_folder(config), since=since, sectors=frozenset(sector or ()), file=file, progress=progress
        )
    say(f"{done.entities} entities read: {done.persons} terms of office and {done.organisations} organisations in {done.path}")
    if done.left_out:
        say("left out: " + ", ".join(f"{count} {why}" for why, count in done.left_out.most_common()))
    if done.broken:
        more = ", ..." if done.broken > len(done.first_broken) else ""
        say(f"broken lines: {done.broken} (line {', '.join(map(str, done.first_broken))}{more})")
    if not done.entities:
        say("nothing could be read")
        raise typer.Exit(NOTHING_READ)


for function in (find, check, add, import_):
    verb(function, of=actors)


def tell(problems: list[Problem]) -> None:
    """Says problems on standard error."""
    for problem in problems:
        say(f"{problem.level}: {problem.name}: {problem.problem}; {problem.do}")


def _own_folder(config: Config) -> Path:
    from dateline.context import Context

    if (own := Context(config).own) is None:
        raise InputError("expected the folder of your own tables; add --ontology DIR")
    return own


@contextmanager
def _bytes_bar(path: Path) -> Iterator[Any]:
    """Gives a function to call with the bytes read of a file; draws a bar on a terminal."""
    import sys

    if not sys.stderr.isatty() or not path.is_file():
        yield lambda done, entities: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), TextColumn("{task.percentage:.1f}%, {task.fields[entities]} entities"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=path.stat().st_size, entities=0)
        yield lambda done, entities: shown.update(task, completed=done, entities=entities)
