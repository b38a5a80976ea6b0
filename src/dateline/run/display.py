"""Pages and records as a notebook shows them (IPython, Jupyter): HTML with the page's own text escaped."""

from __future__ import annotations

import sys
from collections.abc import Callable
from html import escape
from typing import Any

from dateline.ontology.phrases import entity_name, tell
from dateline.records import Event, Page, Reading
from dateline.text.amounts import counted

_CELL = "text-align: left; vertical-align: top; white-space: pre-wrap"


def page_html(page: Page) -> str:
    """Returns a page's title, or its id, and its text."""
    return f"<h4>{escape(page.title or page.id)}</h4><div style='white-space: pre-wrap'>{escape(page.text)}</div>"


def reading_html(reading: Reading) -> str:
    """Returns a page with the words of each record marked, and the records below.

    >>> reading_html(Reading(page=Page(id="a.txt", text="Fish & chips.")))
    "<h4>a.txt</h4><div style='white-space: pre-wrap'>Fish &amp; chips.</div><p>0 records</p>"
    """
    text, parts, at = reading.page.text, [], 0
    events = sorted(reading.events, key=lambda event: event.predicate)
    for event in events:
        start, end = event.predicate
        if start >= at:
            parts += [escape(text[at:start]), f"<mark title='{escape(tell(event))}'>{escape(text[start:end])}</mark>"]
            at = end
    parts.append(escape(text[at:]))
    head = f"<h4>{escape(reading.page.title or reading.page.id)}</h4><div style='white-space: pre-wrap'>{''.join(parts)}</div>"
    return f"{head}<p>{counted(len(events), 'record')}</p>{''.join(map(event_html, events))}"


def event_html(event: Event) -> str:
    """Returns a record as a table of what is known of it."""
    days = event.date if event.enddate in (None, event.date) else f"{event.date} to {event.enddate}"
    known = {
        "told": tell(event),
        "type": "/".join([*event.event, *event.mode]),
        "status": event.status,
        "day": days or event.date_info.text,
        "place": event.event_loc and (event.event_loc.name or event.event_loc.text),
        "according to": " ← ".join(entity_name(speaker) for speaker in event.attribution),
        "sentence": event.text,
    }
    rows = "".join(
        f"<tr><th style='{_CELL}'>{name}</th><td style='{_CELL}'>{escape(v)}</td></tr>" for name, v in known.items() if v
    )
    return f"<table>{rows}</table>"


SHOWN: tuple[tuple[type, Callable[[Any], str]], ...] = ((Event, event_html), (Page, page_html), (Reading, reading_html))


def show_in_notebook() -> bool:
    """Lets the notebook that this process runs, if any, draw pages and records; returns whether there is one."""
    notebook = sys.modules.get("IPython")
    shell = notebook.get_ipython() if notebook else None
    if shell is None:
        return False
    formatter = shell.display_formatter.formatters["text/html"]
    for kind, draw in SHOWN:
        formatter.for_type(kind, draw)
    return True
