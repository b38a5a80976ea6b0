"""What all verbs share: general options, the output flags, and how errors become messages and exit statuses."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import logging
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from dateline.cli.output import Format, Output, printable
from dateline.config import Config, load_config
from dateline.errors import ConfigError, DatelineError, InputError
from dateline.ontology.layers import show, unread
from dateline.records import Issue, IssueReason, Page, Reading

DONE, NOTHING_READ, MISUSE, STOPPED = 0, 1, 2, 130
# Verbs that keep what they did when they are stopped.
_GO_ON = frozenset({"ingest", "watch"})

app = typer.Typer(
    name="dateline",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...",
        help="Files (.txt .html .jsonl .parquet .warc, also .gz), folders, globs, object stores (s3://...; extra cluster), "
        "- for standard input, sample: for the bundled pages.",
    ),
]
Day = Annotated[
    str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="When the pages were published; a row's own date goes first.")
]
Workers = Annotated[
    int | None, typer.Option("--workers", min=0, metavar="N", help="Processes that code pages; 0: one per core.")
]
Database = Annotated[Path, typer.Argument(metavar="DB", help="The DuckDB file.")]

_ROW_OPTIONS: dict[str, tuple[Any, Any]] = {
    "jsonl": (Annotated[bool, typer.Option("--jsonl", help="Print JSON Lines (the default when piped).")], False),
    "csv": (Annotated[bool, typer.Option("--csv", help="Print CSV.")], False),
    "parquet": (Annotated[Path | None, typer.Option("--parquet", metavar="FILE", help="Write a Parquet file.")], None),
    "limit": (Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="Print at most this many rows.")], None),
}
_GENERAL_OPTIONS: dict[str, tuple[Any, Any]] = {
    "config_file": (Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings file.")], None),
    "ontology": (
        Annotated[Path | None, typer.Option("--ontology", metavar="DIR", help="Your own tables, over the package's.")],
        None,
    ),
    "verbose": (
        Annotated[int, typer.Option("--verbose", "-v", count=True, show_default=False, help="Say more on standard error.")],
        0,
    ),
}


def one_of(names: Sequence[str]) -> Callable[[str], list[str]]:
    """Returns what the shell's completion asks: the names that begin with what was typed."""

    def matching(incomplete: str) -> list[str]:  # Typer knows the parameter by this name
        return [name for name in names if name.startswith(incomplete)]

    return matching


Verb = TypeVar("Verb", bound=Callable[..., None])


def verb(function: Verb, *, of: typer.Typer = app) -> Verb:
    """Makes a function a verb of the program, or of a group of verbs.

    A parameter annotated `Output` brings the output flags with it and gets what they say; one annotated `Config` gets
    the settings. Every verb has ``--config`` and ``-v``.
    """
    signature = inspect.signature(function, eval_str=True)
    injected = {p.name: p.annotation for p in signature.parameters.values() if p.annotation in (Output, Config)}
    own = [p for p in signature.parameters.values() if p.name not in injected]
    extra = {**(_ROW_OPTIONS if Output in injected.values() else {}), **_GENERAL_OPTIONS}
    added = [inspect.Parameter(n, inspect.Parameter.KEYWORD_ONLY, default=d, annotation=a) for n, (a, d) in extra.items()]

    @functools.wraps(function)
    def run(**given: Any) -> None:
        general = {name: given.pop(name) for name in extra}
        set_up_logging(general["verbose"])
        config = settings(general["config_file"], general["ontology"])
        show(Path(config.ontology_dir) if config.ontology_dir else None)
        for name, kind in injected.items():
            if kind is Output:
                given[name] = chosen_output(general["jsonl"], general["csv"], general["parquet"], general["limit"])
            else:
                given[name] = config
        try:
            function(**given)
            sys.stdout.flush()
        except KeyboardInterrupt:
            say("stopped; the same command goes on from here" if function.__name__ in _GO_ON else "stopped")
            raise typer.Exit(STOPPED) from None
        except BrokenPipeError:
            drop_output()  # the reader of our output has gone (`| head`): nothing is wrong

    parameters = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own] + added
    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in parameters} | {"return": None}
    of.command(name=function.__name__.rstrip("_"))(run)
    return function


_general_config: list[Path] = []


def _print_version(wanted: bool) -> None:
    if wanted:
        from dateline import __version__

        typer.echo(f"dateline {__version__}")
        raise typer.Exit(DONE)


@app.callback()
def general(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and exit.")
    ] = False,
    config_file: Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings file.")] = None,
    verbose: Annotated[
        int, typer.Option("--verbose", "-v", count=True, show_default=False, help="Say more on standard error.")
    ] = 0,
) -> None:
    """Reads news pages and keeps the record of who did what to whom, when, where, and according to whom."""
    _general_config[:] = [config_file] if config_file else []
    if verbose:
        set_up_logging(verbose)


def settings(config_file: Path | None, ontology: Path | None = None) -> Config:
    """Returns the settings of ``--config``, given before or after the verb, or of the usual place; `ontology` is a folder
    of the user's own tables.

    Raises:
        InputError: `ontology` is no folder.
    """
    config = load_config(config_file or (_general_config[0] if _general_config else None))
    if ontology is None:
        return config
    if not ontology.is_dir():
        raise InputError(f"expected a folder at {ontology}; docs/lexicon.md shows what it may hold")
    for path in unread(ontology):
        say(f"{path} is not read: no table is called so; docs/lexicon.md shows what a folder of tables may hold")
    return dataclasses.replace(config, ontology_dir=str(ontology))


def set_up_logging(verbose: int) -> None:
    """Sends the program's log to standard error: warnings, with ``-v`` also what is going on, with ``-vv`` all."""
    level = {0: logging.WARNING, 1: logging.INFO}.get(verbose, logging.DEBUG)
    logger = logging.getLogger("dateline")
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("dateline: %(message)s"))
        logger.addHandler(handler)
        logger.setLevel(level)
    logger.setLevel(min(logger.level or level, level))


def chosen_output(jsonl: bool, csv: bool, parquet: Path | None, limit: int | None) -> Output:
    """Returns what the output flags ask for.

    Raises:
        InputError: more than one of them is given, or the file cannot be there.
    """
    asked = [fmt for fmt, given in ((Format.JSONL, jsonl), (Format.CSV, csv), (Format.PARQUET, parquet is not None)) if given]
    if len(asked) > 1:
        raise InputError("expected one of --jsonl, --csv and --parquet FILE, found several; leave all but one out")
    if parquet is not None and (parquet.is_dir() or not parquet.absolute().parent.is_dir()):  # not after hours of work
        raise InputError(f"expected to write {parquet}: give a file in a folder that is there")
    fmt = asked[0] if asked else Format.TABLE if sys.stdout.isatty() else Format.JSONL
    return Output(format=fmt, path=parquet, limit=limit)


def say(message: str) -> None:
    """Prints one line on standard error."""
    typer.echo("dateline: " + printable(message), err=True)


def say_issue(page: str, stage: str, reason: str, detail: str) -> None:
    """Says what was not coded, and why."""
    say(f"{page}: {stage}: {reason}" + (f": {detail}" if detail else ""))


class Tally:
    """Counts what was read and what was not coded, to be told at the end."""

    def __init__(self) -> None:
        self.pages = 0
        self.issues: list[Issue] = []

    def reading(self, found: Iterable[Page | Issue]) -> Iterator[Page | Issue]:
        """Yields what was found, counting the pages."""
        for item in found:
            self.pages += isinstance(item, Page)
            yield item

    def readings(self, results: Iterable[Reading | Issue]) -> Iterator[Reading]:
        """Yields the readings, keeping the issues."""
        for item in results:
            if isinstance(item, Issue):
                self.issues.append(item)
            else:
                self.issues.extend(item.issues)
                self.pages -= any(issue.reason is IssueReason.TOO_LARGE for issue in item.issues)
                yield item

    def finish(self) -> None:
        """Says what was not coded and why; ends the program with status 1 if nothing could be read."""
        per_reason = Counter((issue.stage, issue.reason) for issue in self.issues)
        for issue in self.issues[:SHOWN_ISSUES]:
            say_issue(issue.page, issue.stage, issue.reason, issue.detail)
        if len(self.issues) > SHOWN_ISSUES:
            say(f"... and {len(self.issues) - SHOWN_ISSUES} more")
        if per_reason:
            counts = ", ".join(f"{count} {reason} ({stage})" for (stage, reason), count in per_reason.most_common())
            say(f"not coded: {counts}")
        if not self.pages:
            say("nothing could be read")
            raise typer.Exit(NOTHING_READ)


SHOWN_ISSUES = 20  # a screenful; the counts that follow are of all


def drop_output() -> None:
    """Lets what is left of the output go nowhere: Python flushes it again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> None:
    """Runs the program and ends it with its exit status."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who started us
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        # A lone surrogate, which UTF-8 has no bytes for, comes out as \udXXX: what JSON writes for it anyway.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")  # type: ignore[union-attr]
    try:
        app()
    except DatelineError as error:
        say(str(error))
        sys.exit(MISUSE if isinstance(error, (InputError, ConfigError)) else NOTHING_READ)
    except OSError as error:  # the disk of our output is full, say, or a folder cannot be made
        say(str(error))
        drop_output()
        sys.exit(NOTHING_READ)
