"""Verbs that look things up: ontology, actors."""

from __future__ import annotations

from typing import Annotated

import typer

from dateline.cli.output import Output, rows_of
from dateline.cli.verbs import DONE, Day, one_of, say, verb
from dateline.config import Config
from dateline.context import Context
from dateline.errors import InputError

KINDS = ("type", "mode", "context", "sector", "organisation", "auxiliary", "rule")


@verb
def ontology(
    word: Annotated[str | None, typer.Argument(metavar="[WORD]", help="A name, or a word of a definition.")] = None,
    *,
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="KIND", help=f"One of {', '.join(KINDS)}.", autocompletion=one_of(KINDS)),
    ] = None,
    out: Output,
    config: Config,
) -> None:
    """Look up PLOVER: event types, modes, scores, contexts, sectors and rules.

    Example: dateline ontology "tear gas"
    """
    if kind is not None and kind not in KINDS:
        raise InputError(f"expected a kind, one of {', '.join(KINDS)}; found {kind!r}")
    plover = Context(config).plover
    terms = [term for term in (plover.terms if word is None else plover.find(word)) if kind in (None, term.kind)]
    out.print(rows_of(terms), columns=("name", "kind", "quad", "score", "definition"))
    if not terms:
        say(f"nothing found for {word or kind!r}; type: dateline ontology, for everything there is")
        raise typer.Exit(DONE)


@verb
def actors(
    name: Annotated[str, typer.Argument(metavar="MENTION", help="A name or phrase, as a page would write it.")],
    *,
    date: Day = None,
    out: Output,
    config: Config,
) -> None:
    """Look up an actor: country or organisation, sector, canonical name, and the office held on --date.

    Example: dateline actors "Brazilian foreign minister" --date 2024-03-04
    """
    from dateline.cli.pages import stage_rows
    from dateline.records import Page, PageKind
    from dateline.run.inputs import check_day
    from dateline.run.work import code_batch

    page = Page(id=name, text=name, mention=name, kind=PageKind.MENTION, date=check_day(date, name="--date"))
    [reading] = code_batch([page], config=config, last="resolve", keep=frozenset({"mentions"}))
    out.print(stage_rows(reading, "mentions"))
