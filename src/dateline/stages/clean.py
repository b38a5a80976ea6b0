"""clean: gives each line a kind and keeps story text."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.context import Context
from dateline.records import Issue, Line, LineKind, Reading


def clean(reading: Reading, context: Context) -> Iterator[Line | Issue]:
    """Yields the lines of the page."""
    at = 0
    for n, text in enumerate(reading.page.text.splitlines(keepends=True)):
        start, at = at, at + len(text)
        text = text.rstrip("\r\n")
        if text.strip():
            yield Line(page=reading.page.id, line=n, start=start, end=start + len(text), text=text, kind=LineKind.BODY, keep=True)
