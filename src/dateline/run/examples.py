"""The user's own tables checked as they work: all can be read, and each row of the lexicon does in its example what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from dateline.config import Config
from dateline.context import Context
from dateline.errors import InputError
from dateline.ontology.crosswalk import load_crosswalk
from dateline.ontology.phrases import load_phrases
from dateline.ontology.predicates import Predicate
from dateline.ontology.problems import Level, Problem
from dateline.records import Event, Page, PageKind
from dateline.run.work import code_batch, shared_context

# Any day will do: an example is about what happened, not when.
DAY = "2024-03-04"


def check_tables(config: Config) -> Iterator[Problem]:
    """Yields what is wrong with the tables in the user's folder: rows without an example, and rows whose example does not
    give a record of their event and mode (for a row of silence: gives one).

    Raises:
        InputError: the settings name no folder.
        OntologyError: a table cannot be read; the message names the file, line and what was expected.
    """
    context = shared_context(config)
    if context.own is None:
        raise InputError("expected the folder of your own tables; add --ontology DIR")
    _read_all(context)
    yield from _phrases(context)
    rows = [row for row in context.lexicon.rows if Path(row.where).is_relative_to(context.own)]
    for row in rows:
        if not row.example:
            yield _problem(row, "has no example", "write a sentence in which it should be found, as news would", Level.WARNING)
    shown = [row for row in rows if row.example]
    pages = [Page(id=str(n), text=row.example, kind=PageKind.SENTENCE, date=DAY) for n, row in enumerate(shown)]
    for row, reading in zip(shown, code_batch(pages, config=config, last="code"), strict=True):
        if not does_what_it_says(row, reading.events):
            found = "; ".join(_told(event) for event in reading.events) or "no record"
            wanted = "/".join(part for part in (row.event or row.operator or "silence", row.mode) if part)
            text = f"the example should give {wanted}, and gives {found}: {row.example}"
            yield _problem(row, text, "change the row or the example; dateline explain shows what each row does")


def does_what_it_says(row: Predicate, events: Sequence[Event]) -> bool:
    """Tells whether these records, of the example of `row`, are of its making, its event and its mode."""
    if not row.event and not row.operator:
        return not events
    made = [event for event in events if any(row.id in reason.rule for reason in event.reasons)]
    modes = set(row.mode.split("+")) if row.mode else set()
    return any(not row.event or (event.event[0] == row.event and modes <= set(event.mode)) for event in made)


def _read_all(context: Context) -> None:
    """Every table is loaded when first asked for: all are asked for."""
    for name in ("plover", "lexicon", "contexts", "confidence", "cues", "actors", "places"):
        getattr(context, name)
    load_crosswalk(context.own)


def _phrases(context: Context) -> Iterator[Problem]:
    types = context.plover.types
    for key in load_phrases(context.own):
        event, _, mode = key.partition("/")
        if event not in types or (mode and mode not in types[event].modes):
            file, do = str((context.own or Path()) / "phrases.toml"), "type: dateline ontology --kind mode, for all there are"
            yield Problem(level=Level.ERROR, file=file, line=0, name=key, problem="no such type or mode", do=do)


def _problem(row: Predicate, text: str, do: str, level: Level = Level.ERROR) -> Problem:
    file, _, line = row.where.rpartition(":")
    return Problem(level=level, file=file, line=int(line), name=row.id.partition(":")[2], problem=text, do=do)


def _told(event: Event) -> str:
    rules = [reason.rule for reason in event.reasons if reason.field == "event"]
    return "/".join([*event.event, *event.mode]) + (f" by {rules[0]}" if rules else "")
