"""What the office holders that a story names say about when it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from dateline.text.calendar import interval_of
from dateline.text.normal import normalise

# Words before a title that say its bearer did not hold the office when the story was written.
_NOT_NOW = re.compile(
    r"(?i)\b(?:former|ex-?|then-?|late|future|incoming|designate|onetime|outgoing|one-time|acting|first|deputy|vice)[\s-]*(?:[\w.]+\s){0,2}$"
)
_ELECT = re.compile(r"(?i)[-\s](?:elect|designate|candidate|hopeful)\b")
# A year near the mention: the holder of that year may be meant, not today's.
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


class Offices(Protocol):
    """The table of who held which office when."""

    def office_terms(self, text: str) -> list[tuple[int, int, str, str | None, str]]:
        """Returns start and end in `text`, first and last day of the term (None: still), and the name."""
        ...


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a named office holder; `words` are the words of the mention."""

    words: str
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which days a story was written as its office holders tell, and whose words set the bound."""

    first: date | None = None
    first_words: str = ""
    last: date | None = None
    last_words: str = ""


def office_bounds(text: str, offices: Offices | None) -> Bounds:
    """Returns the bounds that the office holders named in `text` (one story's) set; none without a table."""
    find = getattr(offices, "office_terms", None)
    if find is None:
        return Bounds()
    text = normalise(text).text
    mentions: dict[tuple[int, int], list[Term]] = {}
    dated: set[tuple[int, int]] = set()
    for start, end, first, last, _ in find(text):
        if _NOT_NOW.search(text[max(0, start - 30) : start]) or _ELECT.search(text[start:end]):
            continue
        term = _term(text[start:end], first, last)
        if term:
            mentions.setdefault((start, end), []).append(term)
        if _YEAR.search(text[max(0, start - 60) : end + 60]):
            dated.add((start, end))
    return bounds_of([(terms, place not in dated) for place, terms in mentions.items()])


def bounds_of(mentions: Iterable[tuple[list[Term], bool]]) -> Bounds:
    """Returns the bounds for mentions, each with the terms of its person and whether it surely speaks of the present.

    A story is no older than the newest holder's first possible term. Of a person with several terms, the first that
    reaches that day counts. Terms that ended before it belong to history. A term's end bounds the story only where
    the mention surely speaks of the present.
    """
    mentions = list(mentions)
    bounds = Bounds()
    for _ in range(len(mentions) + 1):  # a later bound can rule out a first term, which makes the bound later still
        moved = bounds
        for terms, _present in mentions:
            fits = [t for t in terms if t.last is None or moved.first is None or t.last >= moved.first]
            if fits:
                earliest = min(fits, key=lambda t: t.first)
                if moved.first is None or earliest.first > moved.first:
                    moved = Bounds(earliest.first, earliest.words)
        if moved == bounds:
            break
        bounds = moved
    last, words = None, ""
    for terms, present in mentions:
        fits = [t for t in terms if bounds.first is None or t.last is None or t.last >= bounds.first]
        if present and fits and all(t.last for t in fits):
            end = max(t.last for t in fits if t.last)
            if last is None or end < last:
                last, words = end, fits[0].words
    return Bounds(bounds.first, bounds.first_words, last, words)


def _term(words: str, first: str, last: str | None) -> Term | None:
    start, end = interval_of(first), interval_of(last) if last else None
    return Term(words, start[0], end[1] if end else None) if start else None
