"""Verbs over pages: code, stage, explain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Annotated, cast

import typer

from dateline.cli.output import Format, Output, Row, columns_of, rows_of
from dateline.cli.verbs import Day, Inputs, Tally, Workers, one_of, verb
from dateline.config import Config
from dateline.errors import InputError
from dateline.pipeline import STAGES
from dateline.records import Entity, Event, Mention, Reading, to_json
from dateline.run.inputs import check_day, read_pages
from dateline.run.work import read_many

STAGE_NAMES = tuple(stage.name for stage in STAGES)


@verb
def code(inputs: Inputs, *, date: Day = None, workers: Workers = None, out: Output, config: Config) -> None:
    """Code pages: print who did what to whom, one event record a row.

    Example: dateline code page.txt --date 2024-03-04
    """
    from dateline.cli.view import show_events

    tally = Tally()
    found = tally.reading(read_pages(inputs, date=check_day(date, name="--date")))
    readings = tally.readings(read_many(found, config=with_workers(config, workers)))
    rows = (row for reading in readings for row in rows_of(reading.events))
    out.print(rows, columns=columns_of(Event), show=show_events)
    tally.finish()


@verb
def stage(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help=f"One of {', '.join(STAGE_NAMES)}.", autocompletion=one_of(STAGE_NAMES)),
    ],
    inputs: Inputs,
    *,
    date: Day = None,
    workers: Workers = None,
    out: Output,
    config: Config,
) -> None:
    """Run the stages up to NAME and print that stage's records, for looking inside and for measuring.

    Example: dateline stage split page.txt
    """
    wanted = next((stage for stage in STAGES if stage.name == name), None)
    if wanted is None:
        raise InputError(f"expected a stage, one of {', '.join(STAGE_NAMES)}; found {name!r}")
    fields = wanted.gives.split()
    tally = Tally()
    found = tally.reading(read_pages(inputs, date=check_day(date, name="--date")))
    # A mention row's answer is printed under the row's own id, so the page has to come along.
    readings = tally.readings(read_many(found, config=with_workers(config, workers), last=name, keep=frozenset(fields)))
    out.print(row for reading in readings for field in fields for row in stage_rows(reading, field))
    tally.finish()


@verb
def explain(
    page: Annotated[str, typer.Argument(metavar="PAGE", help="A file, sample:NAME, or - for standard input.")],
    *,
    date: Day = None,
    out: Output,
    config: Config,
) -> None:
    """Show a page with every record's words marked, and the rule or model that produced each.

    Example: dateline explain page.txt --date 2024-03-04
    """
    from dateline.cli.view import explained, show_reading

    tally = Tally()
    found = tally.reading(read_pages([page], date=check_day(date, name="--date")))
    keep = frozenset({"lines", "stories", "events"})
    readings = list(tally.readings(read_many(found, config=with_workers(config, 1), keep=keep)))
    if out.format is Format.TABLE:
        for reading in readings[: out.limit]:
            show_reading(reading)
    else:
        out.print(explained(readings))
    tally.finish()


def stage_rows(reading: Reading, field: str) -> Iterator[Row]:
    """Yields the rows that ``dateline stage`` prints for one field of a reading.

    A mention has one row for each entity it stands for; a row of the input that is a mention itself has one row at
    all, under its own id.
    """
    records: Iterable[object] = getattr(reading, field)
    if field != "mentions":
        yield from rows_of(records)
    elif reading.page.mention is not None:
        entities = [entity for mention in cast(tuple[Mention, ...], records) for entity in mention.entities]
        yield {"id": reading.page.id, **_entity(entities[0] if entities else None)}
    else:
        for mention in cast(tuple[Mention, ...], records):
            row = cast(Row, to_json(mention))
            del row["entities"]
            for entity in mention.entities or (None,):
                yield {**row, **_entity(entity)}


def _entity(entity: Entity | None) -> Row:
    return {"other_sectors": []} if entity is None else cast(Row, to_json(entity))


def with_workers(config: Config, workers: int | None) -> Config:
    """Returns the settings with the number of workers that the command line asks for."""
    return config if workers is None else replace(config, workers=workers)
