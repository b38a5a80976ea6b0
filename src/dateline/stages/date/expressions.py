"""The time expressions of one story, in text order, each anchored on its publication or on the date just narrated."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from datetime import date

from dateline.records import DateBasis, DateReading, DateSense, Span, TimeExpression
from dateline.stages.date.find import Finder, Match, PlainText, finder, plain_text
from dateline.stages.date.readings import read
from dateline.stages.date.state import Draft, Site, State
from dateline.text.calendar import interval_of, parse_day

# Between the two ends of a range. "and" needs a "between" before it.
_JOIN = re.compile(r" ?(?:-|to|until|till|through|and) ?$")
_BETWEEN = re.compile(r"\bbetween (?:[a-z]+ ){0,2}$")
_FROM = re.compile(r"\bfrom (?:[a-z]+ ){0,2}$")
_SINCE = re.compile(r"\b(?:ever )?since (?:at least |early |late )?$")
_THROUGHOUT = re.compile(r"\b(?:throughout|all through)(?: the| all of)? ?$")
# A date without a year takes the year of one that follows so close: "from 3 May to 5 June 1940".
_JOINED = re.compile(r" ?(?:-|/|to|until|till|through|and|or|,) ?(?:the |early |late |mid-)*$")
_NEAR_YEARS = 1
# What may stand between the beginning of a sentence and a year that opens it: "By late", "In the year".
_OPENS = re.compile(r"(?:^|\n|[.!?:;][\"')\]]* )\s*(?:[a-z]+ ){0,3}$")


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """A span of the page that belongs to a story; `published` overrides the story's date (an entry of a live blog)."""

    start: int
    end: int
    published: date | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class _Found:
    piece: Piece
    plain: PlainText
    line: int
    match: Match


def read_expressions(
    page: str, story: int, text: str, pieces: Sequence[Piece], published: date | None
) -> Iterator[TimeExpression]:
    """Yields the time expressions of one story: `text` is the page's, `pieces` the story's spans in reading order."""
    tables = finder()
    found = list(_find(tables, text, pieces))
    state = State(published=published, words=tables.words)
    state.narrative = _tells_of_other_years(found, published)
    for i, item in enumerate(found):
        state.line = item.line
        state.published = item.piece.published or published
        state.coming_year = _coming_year(item, found[i + 1] if i + 1 < len(found) else None)
        drafts = read(Site(item.match, item.plain), state)
        for draft in drafts:
            _remember(draft, item, state)
        previous = found[i - 1] if i else None
        yield from _records(page, story, item, drafts, previous)


def _find(tables: Finder, text: str, pieces: Sequence[Piece]) -> Iterator[_Found]:
    line = 0
    for piece in pieces:
        plain = plain_text(text[piece.start : piece.end])
        at = 0
        for match in tables.find(plain):
            line += plain.text.count("\n", at, match.start)
            at = match.start
            yield _Found(piece, plain, line, match)
        line += plain.text.count("\n", at) + 1


def _tells_of_other_years(found: Sequence[_Found], published: date | None) -> bool:
    """Whether the story is a narrative: the years it names are mostly not those around its publication."""
    years = [_explicit_year(item.match) for item in found]
    told = [year for year in years if year is not None]
    if published is None:
        return False
    far = sum(abs(year - published.year) > _NEAR_YEARS for year in told)
    near_words = sum(item.match.rule.reads in ("deictic", "weekday") for item in found)
    return len(told) >= 3 and far * 2 > len(told) and far > 2 * near_words


def _explicit_year(match: Match) -> int | None:
    text = match.words.get("year")
    return (-int(text) if "era" in match.words else int(text)) if text else None


def _coming_year(item: _Found, following: _Found | None) -> int | None:
    """The year of the expression that follows, where both are one range and this one has none."""
    if following is None or following.plain is not item.plain or _explicit_year(item.match) is not None:
        return None
    gap = item.plain.low[item.match.end : following.match.start]
    if len(gap) > 14 or not _JOINED.fullmatch(gap) or "month" not in following.match.words:
        return None
    return _explicit_year(following.match)


def _remember(draft: Draft, item: _Found, state: State) -> None:
    """Moves the narrated date on, but not for a year mentioned in passing."""
    if draft.point is None or _in_passing(draft, item, state):
        return
    state.ref, state.ref_line = draft.point, item.line
    state.ref_firm = draft.basis is DateBasis.EXPLICIT and "year" in item.match.words


def _in_passing(draft: Draft, item: _Found, state: State) -> bool:
    """Whether a date is in brackets, or is a mere year that does not open its sentence: the story does not move there."""
    if state.ref is None:
        return False
    before = item.plain.low[max(0, draft.start - 60) : draft.start]
    return before.rfind("(") > before.rfind(")") or (draft.granularity == "year" and not _OPENS.search(before))


def _records(page: str, story: int, item: _Found, drafts: list[Draft], previous: _Found | None) -> Iterator[TimeExpression]:
    for draft in drafts:
        start = item.piece.start + item.plain.original(draft.start)
        end = item.piece.start + item.plain.original(draft.end - 1) + 1
        interval, sense = draft.interval, draft.sense
        before = item.plain.low[max(0, draft.start - 24) : draft.start]
        if _SINCE.search(before) and interval and item.piece.published is None:
            sense = DateSense.THROUGHOUT
        elif _THROUGHOUT.search(before):
            sense = DateSense.THROUGHOUT
        later = interval_of(draft.later) if draft.later else None
        yield TimeExpression(
            page=page,
            story=story,
            start=start,
            end=end,
            text=item.plain.text[draft.start : draft.end],
            type=draft.type,
            value=draft.value,
            first=interval[0].isoformat() if interval else None,
            last=interval[1].isoformat() if interval else None,
            anchor=draft.anchor,
            offset=draft.offset,
            granularity=draft.granularity,
            basis=draft.basis,
            sense=sense,
            later=DateReading(value=draft.later, first=later[0].isoformat(), last=later[1].isoformat())
            if draft.later and later
            else None,
        )


def entry_day(time: str | None) -> date | None:
    """Returns the day of a live-blog entry's time."""
    return parse_day(time)


__all__ = ["Piece", "Span", "entry_day", "read_expressions"]
