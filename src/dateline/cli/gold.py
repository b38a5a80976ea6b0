"""The verb that measures: evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.output import Output
from dateline.cli.verbs import say, verb
from dateline.config import Config

COLUMNS = ("part", "name", "wanted", "found", "recall", "coded", "right", "precision", "f1", "calibration_error")


@verb
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Hand-coded pages as JSON Lines (docs/gold.md).")],
    *,
    pages: Annotated[Path | None, typer.Option("--pages", metavar="DIR", help="Where its pages are; else beside it.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="Also say what was missed, wrong or too much.")] = False,
    out: Output,
    config: Config,
) -> None:
    """Score this version on hand-coded pages: in all, per event type and per field.

    Example: dateline evaluate gold.jsonl --pages pages/ --list
    """
    from dateline.evaluate import evaluate as run
    from dateline.evaluate import figure_rows

    tally = run(gold, pages=pages, config=config)
    if list_:
        for note in tally.notes:
            say(note)
    out.print(figure_rows(tally), columns=COLUMNS)
