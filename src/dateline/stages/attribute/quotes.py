"""Quotations of a line of text: where each starts and ends, marks included."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dateline.records import Span

_MARK = re.compile(r"[\"“”„«»]|''|``|‘‘|’’")
_OPENING = {"“", "„", "«", "``", "‘‘"}
_CLOSING = {"”", "»", "’’"}
# One-mark quotations, for headlines and British usage: from a mark that starts a word to one that ends a word.
_SINGLE = re.compile(r"(?<!\w)[‘'](?=\w)([^‘\"“”\n]{3,400}?)[’'](?!\w)")


@dataclass(frozen=True, slots=True)
class Quote:
    """One quotation in the page text, marks included; `closed` is false where it runs on past the end of its line."""

    start: int
    end: int
    closed: bool = True

    @property
    def span(self) -> Span:
        """The quotation's span."""
        return self.start, self.end


def find_quotes(text: str, *, start: int = 0, end: int | None = None) -> list[Quote]:
    """Returns the quotations in one line, ``text[start:end]``; one that is not closed runs to the line's end.

    >>> [q.span for q in find_quotes('He said: “No.” She left.')]
    [(9, 14)]
    """
    end = len(text) if end is None else end
    quotes: list[Quote] = []
    opened: int | None = None
    for match in _MARK.finditer(text, start, end):
        mark = match.group()
        if opened is None:
            if mark in _OPENING or (mark not in _CLOSING and _opens(text, match.end(), end)):
                opened = match.start()
        elif mark not in _OPENING:
            quotes.append(Quote(opened, match.end()))
            opened = None
    if opened is not None:
        quotes.append(Quote(opened, end, closed=False))
    return quotes or [Quote(m.start(), m.end()) for m in _SINGLE.finditer(text, start, end) if " " in m.group(1)]


def _opens(text: str, at: int, end: int) -> bool:
    return at < end and not text[at].isspace()
