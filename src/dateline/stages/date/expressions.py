"""The time expressions of one story, in text order, each anchored on its publication or on the date just narrated."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from dateline.records import DateBasis, DateReading, DateSense, TimeExpression
from dateline.stages.date.find import Finder, Match, PlainText, finder, plain_text
from dateline.stages.date.readings import read
from dateline.stages.date.readings.shared import year_number
from dateline.stages.date.state import Draft, Site, State, day_order
from dateline.text.calendar import Interval, interval_of

# Between the two ends of a range. "and" needs a "between" before it.
_JOIN = re.compile(r" ?(-|to|until|till|through|and) ?(?:the |early |late |mid-)*")
_BETWEEN = re.compile(r"\bbetween (?:[a-z]+ ){0,2}$")
_FROM = re.compile(r"\bfrom (?:[a-z]+ ){0,2}$")
_SINCE = re.compile(r"\b(?:ever )?since (?:at least |early |late )?$")
_THROUGHOUT = re.compile(r"\b(?:throughout|all through)(?: the| all of)? ?$")
# A date without a year takes the year of one that follows so close: "from 3 May to 5 June 1940".
_JOINED = re.compile(r" ?(?:-|/|to|until|till|through|and|or|,) ?(?:the |early |late |mid-)*$")
_CLOCK_JOIN = re.compile(r"(?: local time| time| [a-z]+ time)?\)?,? ?(?:on )?\(?")
_CLOCK_AGAIN = re.compile(r"(?: local time| time| [a-z]+ time)?,? ?[(/]")
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
    state = State(published=published, words=tables.words, day_first=day_order(text) if "/" in text else None)
    state.narrative = _tells_of_other_years(found, published)
    drafts: list[tuple[_Found, Draft]] = []
    for i, item in enumerate(found):
        following = found[i + 1] if i + 1 < len(found) else None
        state.line = item.line
        state.published = item.piece.published or published
        state.coming_year = _coming_year(item, following)
        state.coming_day = _coming_day(item, found[i + 1 : i + 3], state)
        for draft in read(Site(item.match, item.plain), state):
            _remember(draft, item, state)
            drafts.append((item, _since(draft, item, state)))
    for item, draft in _join_ranges(drafts):
        yield _record(page, story, item, draft)


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
    years = [(item, _explicit_year(item.match)) for item in found]
    # Both ends of a range are one mention (*between 2008 and 2011*).
    told = [
        year
        for n, (item, year) in enumerate(years)
        if year is not None and not (n and years[n - 1][1] is not None and _is_range(years[n - 1][0], item))
    ]
    far = sum(published is None or abs(year - published.year) > _NEAR_YEARS for year in told)
    near_words = sum(
        item.match.rule.reads in ("deictic", "weekday") or item.match.words.get("rel") in ("last", "this", "next")
        for item in found
    )
    return len(told) >= 3 and far * 2 > len(told) and far > 2 * near_words


def _is_range(low: _Found, high: _Found) -> bool:
    return low.plain is high.plain and bool(_JOIN.fullmatch(low.plain.low[low.match.end : high.match.start]))


def _explicit_year(match: Match) -> int | None:
    text = match.words.get("year")
    return (-int(text) if "era" in match.words else year_number(text)) if text else None


def _coming_year(item: _Found, following: _Found | None) -> int | None:
    """The year of the expression that follows, where both are one range and this one has none."""
    if following is None or following.plain is not item.plain or _explicit_year(item.match) is not None:
        return None
    gap = item.plain.low[item.match.end : following.match.start]
    if len(gap) > 14 or not _JOINED.fullmatch(gap) or not following.match.words.keys() & {"month", "season"}:
        return None
    return _explicit_year(following.match)


def _remember(draft: Draft, item: _Found, state: State) -> None:
    """Moves the narrated date on, but not for a year mentioned in passing."""
    if draft.point is None or _in_passing(draft, item, state):
        return
    carried = state.local and state.ref is not None and state.ref.year == draft.point.year
    state.ref, state.ref_line = draft.point, item.line
    told = draft.basis is DateBasis.EXPLICIT and "year" in item.match.words
    state.ref_firm = carried or (told and (draft.point.day is not None or _opens_sentence(draft, item)))


def _in_passing(draft: Draft, item: _Found, state: State) -> bool:
    """Whether a date is in brackets, or is a mere year that does not open its sentence: the story does not move there."""
    if state.ref is None:
        return False
    before = item.plain.low[max(0, draft.start - 60) : draft.start]
    return before.rfind("(") > before.rfind(")") or (draft.granularity == "year" and not _opens_sentence(draft, item))


def _opens_sentence(draft: Draft, item: _Found) -> bool:
    return bool(_OPENS.search(item.plain.low[max(0, draft.start - 60) : draft.start]))


def _coming_day(item: _Found, coming: Sequence[_Found], state: State) -> date | None:
    """The day of a clock time that is told right after it: "at 5:30 am on 3 May", "at 5:30 am (0230 GMT) on Monday"."""
    following = coming[0] if coming else None
    if item.match.rule.reads != "clock" or following is None or following.plain is not item.plain:
        return None
    if following.match.rule.reads == "clock" and _CLOCK_AGAIN.fullmatch(item.plain.low[item.match.end : following.match.start]):
        return _coming_day(following, coming[1:], state)
    gap = item.plain.low[item.match.end : following.match.start]
    if following.match.rule.reads not in ("full_date", "weekday", "deictic") or not _CLOCK_JOIN.fullmatch(gap):
        return None
    drafts = read(Site(following.match, following.plain), state)
    return drafts[0].interval[0] if drafts and drafts[0].interval else None


def _since(draft: Draft, item: _Found, state: State) -> Draft:
    """What has gone on since a date goes on until the publication; what goes on throughout fills its dates."""
    before = item.plain.low[max(0, draft.start - 30) : draft.start]
    if draft.interval and draft.type in ("DATE", "TIME") and _SINCE.search(before):
        last = state.published if state.published and not state.narrative else draft.interval[1]
        interval = (draft.interval[0], max(last, draft.interval[0]))
        return dataclasses.replace(draft, sense=DateSense.THROUGHOUT, interval=interval)
    if _THROUGHOUT.search(before) or (draft.type == "DURATION" and before.endswith("for ")):
        return dataclasses.replace(draft, sense=DateSense.THROUGHOUT)
    return draft


def _join_ranges(drafts: Sequence[tuple[_Found, Draft]]) -> list[tuple[_Found, Draft]]:
    """The drafts, with the two ends of a range ("from May to July") each bounded by the whole of it."""
    joined = list(drafts)
    for i in range(len(joined) - 1):
        (item, low), (other, high) = joined[i], joined[i + 1]
        if item.plain is not other.plain or not (low.interval and high.interval) or low.type != "DATE" or high.type != "DATE":
            continue
        gap = _JOIN.fullmatch(item.plain.low[low.end : high.start])
        before = item.plain.low[max(0, low.start - 24) : low.start]
        if not gap or (gap[1] == "and" and not _BETWEEN.search(before)):
            continue
        if item.match.rule.reads == other.match.rule.reads == "weekday":
            low = _week_before(low, high.interval[0])
        start, end = (low.interval or high.interval)[0], high.interval[1]
        coming = interval_of(high.later) if high.later else None
        if coming and high.later and end <= start:  # "from 3 January to 2 February", printed in between
            high = dataclasses.replace(high, value=high.later, later=None)
            end = coming[1]
        if end <= start:
            continue
        later = _span(interval_of(low.later), interval_of(high.later)) if low.later and high.later else None
        changes = {"interval": (start, end), "later_interval": later}
        sense = DateSense.THROUGHOUT if _FROM.search(before) else low.sense
        joined[i] = item, dataclasses.replace(low, sense=sense, **changes)  # type: ignore[arg-type]  # two intervals
        joined[i + 1] = other, dataclasses.replace(high, sense=sense, **changes)  # type: ignore[arg-type]  # two intervals
    return joined


def _week_before(low: Draft, high: date) -> Draft:
    """The weekday that begins a range, before the one that ends it: on a Monday, "from Monday to Friday" was last week."""
    if low.interval is None or low.later is None or low.interval[0] <= high:
        return low
    day = low.interval[0] - timedelta(days=7)
    suffix = low.value.removeprefix(low.interval[0].isoformat())
    return dataclasses.replace(low, value=day.isoformat() + suffix, interval=(day, day), later=low.value)


def _span(low: Interval | None, high: Interval | None) -> Interval | None:
    return (low[0], high[1]) if low and high and low[0] <= high[1] else None


def _record(page: str, story: int, item: _Found, draft: Draft) -> TimeExpression:
    interval = draft.interval
    later = draft.later_interval or (interval_of(draft.later) if draft.later else None)
    reading = None
    if draft.later and later:
        reading = DateReading(value=draft.later, first=later[0].isoformat(), last=later[1].isoformat())
    return TimeExpression(
        page=page,
        story=story,
        start=item.piece.start + item.plain.original(draft.start),
        end=item.piece.start + item.plain.original(draft.end - 1) + 1,
        text=item.plain.text[draft.start : draft.end],
        type=draft.type,
        value=draft.value,
        first=interval[0].isoformat() if interval else None,
        last=interval[1].isoformat() if interval else None,
        anchor=draft.anchor,
        offset=draft.offset,
        granularity=draft.granularity,
        basis=draft.basis,
        sense=draft.sense,
        later=reading,
    )
