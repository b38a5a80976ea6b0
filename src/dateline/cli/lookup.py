"""The verb `ontology`: PLOVER looked up, and the user's own tables checked."""

from __future__ import annotations

from typing import Annotated

import typer

from dateline.cli.output import Output, rows_of
from dateline.cli.verbs import DONE, one_of, say, verb
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
