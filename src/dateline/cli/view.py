"""Event records drawn for a person: the table of ``dateline code``, the marked page of ``dateline explain``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dateline.cli.output import Row, printable
from dateline.ontology.phrases import phrase
from dateline.records import Entity, Event, Reading, Status
from dateline.text.amounts import counted

# Below this many columns a table of five columns is unreadable; the records are then drawn as blocks.
NARROW = 90
# A shell that spells out a glob gives thousands.
SHOWN_INPUTS = 5
_STATUS_STYLE = {
    Status.ACTUAL: "",
    Status.ALLEGED: "yellow",
    Status.FUTURE: "cyan",
    Status.HYPOTHETICAL: "magenta",
    Status.NEGATED: "red",
    Status.HISTORICAL: "dim",
}
_MARKS = ("bold green", "bold cyan", "bold magenta", "bold yellow", "bold blue", "bold red")


def show_events(rows: list[Row]) -> None:
    """Draws event rows as a table that fits the terminal: date, who did what to whom, according to whom, status, words."""
    console = Console()
    if not rows:
        console.print("No events.", style="dim")
    elif console.width < NARROW:
        for row in rows:
            console.print(_block(row))
    else:
        console.print(_table(rows))


def _table(rows: list[Row]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False, expand=True, padding=(0, 2, 1, 0))
    table.add_column("date", width=10, no_wrap=False)
    table.add_column("who did what to whom", ratio=4)
    table.add_column("according to", ratio=2)
    table.add_column("status", width=12)
    table.add_column("words", ratio=4)
    for row in rows:
        status = row["status"]
        shown = Text("" if status == Status.ACTUAL else status, style=_STATUS_STYLE[Status(status)])
        table.add_row(when(row), _told(row), sources(row), shown, _quoted(row))
    return table


def _block(row: Row) -> Text:
    block = Text()
    block.append(when(row) or "no date", style="bold").append("  ").append_text(_told(row))
    if row["status"] != Status.ACTUAL:
        block.append(f"  {row['status']}", style=_STATUS_STYLE[Status(row["status"])])
    if said := sources(row):
        block.append(f"\n  according to {said}")
    return block.append("\n  ").append_text(_quoted(row)).append("\n")


def show_runs(rows: list[Row]) -> None:
    """Draws what each run did, a block each: a table of all that is known of it fits no terminal."""
    console = Console()
    if not rows:
        console.print("No runs.", style="dim")
    for row in rows:
        console.print(Text.assemble((row["run"], "bold"), "  ", row["verb"]))
        console.print(Padding("\n".join(_did(row)), (0, 0, 1, 2)), markup=False, highlight=False)


def _did(row: Row) -> Iterator[str]:
    started, finished = (str(row[name] or "")[:19].replace("T", " ") for name in ("started", "finished"))
    yield f"{started} to {finished or 'no end: going on, or stopped'}"
    if inputs := [printable(name) for name in row["inputs"] or ()]:
        more = f" and {len(inputs) - SHOWN_INPUTS} more" if len(inputs) > SHOWN_INPUTS else ""
        yield f"of {', '.join(inputs[:SHOWN_INPUTS])}{more}"
    yield run_words(**{name: row[name] or 0 for name in ("pages", "skipped", "stories", "events", "claims")})
    if row["reasons"]:
        counted = (reason.rpartition(": ") for reason in row["reasons"])
        yield "not coded: " + ", ".join(f"{count} {name}" for name, _, count in counted)
    yield f"by dateline {row['version']}, codebook {row['codebook']}, config {row['config']}"


def run_words(*, pages: int, skipped: int, stories: int, events: int, claims: int) -> str:
    """Returns what a run did."""
    found = ", ".join((counted(stories, "story"), counted(events, "event"), counted(claims, "claim")))
    return f"{counted(pages, 'page')} coded, {skipped:,} there already: {found}"


def when(row: Row) -> str:
    """Returns the day of an event row, ``first to last`` for several, the page's words where they give no day, or nothing."""
    first, last = row.get("date"), row.get("enddate")
    if not first:
        words = row.get("date_info", {}).get("text")
        return f"“{printable(words)}”" if words else ""
    return first if last in (None, first) else f"{first} to {last}"


def sources(row: Row) -> str:
    """Returns the chain of speakers of an event row, nearest first."""
    return " ← ".join(_name(speaker) for speaker in row["attribution"])


def told(row: Row) -> str:
    """Returns an event row as a sentence."""
    actors, recipients = ([_name(entity) for entity in row[side]] for side in ("actor", "recipient"))
    return phrase(row["event"][0], row["mode"], actors=actors, recipients=recipients, status=row["status"])


def _told(row: Row) -> Text:
    kind = "/".join([row["event"][0], *row["mode"][:1]])
    return Text(told(row)).append(f"  {kind}", style="dim")


def _quoted(row: Row) -> Text:
    words = " … ".join(printable(words) for words in row["event_text"])
    return Text(f"“{words}”", style="italic")


def _name(entity: Row) -> str:
    from dateline.ontology.phrases import entity_name

    name = printable(entity_name(Entity(entity_text=entity["entity_text"], identifier_text=entity.get("identifier_text"))))
    code = entity.get("code")
    return f"{name} ({code})" if code else name


def show_reading(reading: Reading, *, console: Console | None = None) -> None:
    """Draws a page with the words of each record marked and numbered, and below each story line what gave the record."""
    console = console or Console()
    numbered = list(enumerate(reading.events, 1))
    text = reading.page.text
    at = 0
    for line in reading.lines:
        if line.start > at and "\n\n" in text[at : line.start]:
            console.print()
        inside = [(n, event) for n, event in numbered if line.start <= event.predicate[0] < line.end]
        console.print(_marked(line.text, line.start, inside, style="" if line.keep else "dim strike"))
        for number, event in inside:
            console.print(_reasons(number, event, text))
        at = line.end
    kept = f"{sum(line.keep for line in reading.lines)} of {counted(len(reading.lines), 'line')} kept"
    summary = f"{counted(len(reading.events), 'record')}, {counted(len(reading.stories), 'story')}, {kept}"
    console.print(summary, style="dim")


def _marked(text: str, offset: int, events: Iterable[tuple[int, Event]], *, style: str) -> Text:
    shown = Text(printable(text), style=style)
    for number, event in events:
        mark = _MARKS[(number - 1) % len(_MARKS)]
        for start, end in spans_of(event, text, offset):
            shown.stylize(f"{mark} not strike", start - offset, end - offset)
    return shown


def spans_of(event: Event, text: str, offset: int) -> list[tuple[int, int]]:
    """Returns the spans of a record's words in the page, as far as they stand in `text`, which begins at `offset`."""
    low, high = event.text_info.start - offset, event.text_info.end - offset
    spans = {event.predicate}
    for words in event.event_text:
        at = text.find(words, max(low, 0), high)
        if at >= 0:
            spans.add((offset + at, offset + at + len(words)))
    return sorted(spans)


def _reasons(number: int, event: Event, text: str) -> Text:
    shown = Text("  ")
    mark = _MARKS[(number - 1) % len(_MARKS)]
    row = event_row(event)
    shown.append(f"[{number}] ", style=mark).append_text(_told(row)).append(f"  {when(row)}", style="bold")
    if event.status is not Status.ACTUAL:
        shown.append(f"  {event.status}", style=_STATUS_STYLE[event.status])
    if said := sources(row):
        shown.append(f"  according to {said}")
    shown.append(f"  confidence {event.confidence:.2f}", style="dim")
    for reason in event.reasons:
        words = f" “{printable(text[slice(*reason.span)])}”" if reason.span else ""
        shown.append(f"\n      {reason.field}: {printable(reason.rule)}{words}", style="dim")
    return shown


def event_row(event: Event) -> Row:
    """Returns the JSON shape of a record."""
    from typing import cast

    from dateline.records import to_json

    return cast(Row, to_json(event))


def explained(readings: Sequence[Reading]) -> Iterable[Row]:
    """Yields one row a record: what it says, its words with their offsets, and what gave each field."""
    for reading in readings:
        text = reading.page.text
        for event in reading.events:
            reasons = [
                {"field": r.field, "rule": r.rule, **({"span": list(r.span), "words": text[slice(*r.span)]} if r.span else {})}
                for r in event.reasons
            ]
            row = event_row(event)
            yield {
                "id": event.id,
                "page": event.page,
                "story": event.story,
                "event": row["event"],
                "mode": row["mode"],
                "told": told(row),
                "words": [list(span) for span in spans_of(event, text, 0)],
                "event_text": row["event_text"],
                "text": event.text,
                "confidence": event.confidence,
                "reasons": reasons,
            }
