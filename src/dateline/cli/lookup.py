"""The verb `ontology`: PLOVER looked up, and the user's own tables checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.output import Output, rows_of
from dateline.cli.verbs import DONE, NOTHING_READ, one_of, say, verb
from dateline.config import Config
from dateline.context import Context
from dateline.errors import InputError

if TYPE_CHECKING:
    from dateline.ontology.problems import Problem

KINDS = ("type", "mode", "context", "sector", "organisation", "auxiliary", "rule")


@verb
def ontology(
    word: Annotated[str | None, typer.Argument(metavar="[WORD]", help="A name, or a word of a definition.")] = None,
    *,
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="KIND", help=f"One of {', '.join(KINDS)}.", autocompletion=one_of(KINDS)),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Check the tables in --ontology DIR instead, running the lexicon's examples.")
    ] = False,
    out: Output,
    config: Config,
) -> None:
    """Look up PLOVER: event types, modes, scores, contexts, sectors and rules; or check tables of your own.

    Example: dateline ontology "tear gas"
    """
    if check:
        from dateline.run.examples import check_tables

        print_problems(list(check_tables(config)), out)
        return
    if kind is not None and kind not in KINDS:
        raise InputError(f"expected a kind, one of {', '.join(KINDS)}; found {kind!r}")
    plover = Context(config).plover
    terms = [term for term in (plover.terms if word is None else plover.find(word)) if kind in (None, term.kind)]
    out.print(rows_of(terms), columns=("name", "kind", "quad", "score", "definition"))
    if not terms:
        say(f"nothing found for {word or kind!r}; type: dateline ontology, for everything there is")
        raise typer.Exit(DONE)


def print_problems(problems: list[Problem], out: Output) -> None:
    """Prints the problems of tables, says how many, and ends the program with status 1 if one is an error."""
    from dateline.ontology.problems import Level

    out.print(rows_of(problems), columns=("level", "file", "line", "name", "problem", "do"))
    errors = sum(problem.level is Level.ERROR for problem in problems)
    say(f"{errors} errors, {len(problems) - errors} warnings")
    if errors:
        raise typer.Exit(NOTHING_READ)
