"""The program: its verbs, its general options, and how errors become messages and exit statuses."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from dateline.records import Issue, to_json

app = typer.Typer(no_args_is_help=True)

Inputs = Annotated[list[str], typer.Argument()]
Date = Annotated[str | None, typer.Option("--date")]
Jsonl = Annotated[bool, typer.Option("--jsonl")]


@app.command()
def code(inputs: Inputs, date: Date = None, jsonl: Jsonl = False) -> None:
    """Codes pages."""
    _run("link", "events", inputs, date)


@app.command()
def stage(name: str, inputs: Inputs, date: Date = None, jsonl: Jsonl = False) -> None:
    """Prints one stage's records."""
    from dateline.pipeline import STAGES

    _run(name, next(s.gives for s in STAGES if s.name == name), inputs, date)


def _run(last: str, gives: str, inputs: list[str], date: str | None) -> None:
    from dateline.context import Context
    from dateline.pipeline import read_page
    from dateline.run.inputs import read_pages

    context = Context()
    for page in read_pages(inputs, date=date):
        issues: tuple[Issue, ...] = (page,) if isinstance(page, Issue) else ()
        if not isinstance(page, Issue):
            reading = read_page(page, context, last=last)
            issues = reading.issues
            for field in gives.split():
                for record in getattr(reading, field):
                    row = to_json(record)
                    assert isinstance(row, dict)
                    entities = row.pop("entities") if last == "resolve" else None
                    for more in entities if isinstance(entities, list) else [{}]:
                        own = {"id": page.id} if page.mention else {}
                        assert isinstance(more, dict)
                        print(json.dumps({**row, **more, **own}, ensure_ascii=False))
        for issue in issues:
            print(json.dumps(to_json(issue), ensure_ascii=False), file=sys.stderr)


def main() -> None:
    """Runs the program."""
    app()
