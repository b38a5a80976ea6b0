"""What a reading may know: the day of publication, the date just narrated, the text around a match; and what it gives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from dateline.records import DateBasis, DateSense
from dateline.stages.date.find import Match, PlainText, Words
from dateline.text.calendar import Interval, day_interval, interval_of

_FIGURES = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Point:
    """A date of the text: a year (negative before Christ), and the month and day as far as told."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def value(self) -> str:
        """The TIMEX3 value.

        >>> Point(-480, 8).value
        'BC0480-08'
        """
        parts = [year_value(self.year)]
        if self.month:
            parts.append(f"{self.month:02d}")
            if self.day:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)

    @property
    def first(self) -> date | None:
        """The first day of the date, None before Christ."""
        interval = interval_of(self.value)
        return interval[0] if interval else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A reading of a match, offsets in the plain text. `point` is what later expressions hang on, where it is one."""

    start: int
    end: int
    type: str
    value: str
    interval: Interval | None = None
    granularity: str | None = None
    basis: DateBasis = DateBasis.EXPLICIT
    offset: str | None = None
    anchor: str | None = None
    sense: DateSense = DateSense.WITHIN
    later: str | None = None
    later_interval: Interval | None = None
    point: Point | None = None


# How many days before its publication and how many lines before it a story may have told the day of "at noon".
_RECENT_DAYS, _NEAR_LINES = 7, 3


@dataclass(slots=True)
class State:
    """Where the reading of one story stands. `ref` is the date just narrated, `ref_line` the line it stands in; `narrative`
    says that the story tells of other years than that of its publication; `day_first` is the order that the page's dates
    in figures have, None where it does not tell."""

    published: date | None
    words: Words
    narrative: bool = False
    before_christ: bool = False
    ref: Point | None = None
    ref_line: int = -1
    line: int = 0
    coming_year: int | None = None
    coming_day: date | None = None
    day_first: bool | None = None
    ref_firm: bool = False

    @property
    def local(self) -> bool:
        """Whether a date without a year belongs to the date just narrated rather than to the publication."""
        if self.ref is None:
            return False
        if self.narrative:
            return True
        other = self.published is None or self.ref.year != self.published.year
        return self.ref_firm and self.ref_line == self.line and other

    @property
    def day_told(self) -> date | None:
        """The day on which a time of day was, by what the story told just before it: in news only of the days before."""
        day = self.ref.first if self.ref is not None and self.ref.day else None
        if day is None or self.narrative or self.ref_line == self.line:
            return day
        recent = self.published is not None and 0 <= (self.published - day).days <= _RECENT_DAYS
        return day if recent and self.line - self.ref_line <= _NEAR_LINES else None


@dataclass(frozen=True, slots=True)
class Site:
    """A match in its text."""

    match: Match
    plain: PlainText

    @property
    def before(self) -> str:
        """Up to 40 characters before the match, in lower case."""
        return self.plain.low[max(0, self.match.start - 40) : self.match.start]

    @property
    def after(self) -> str:
        """Up to 40 characters after the match, in lower case."""
        return self.plain.low[self.match.end : self.match.end + 40]

    def written(self, group: str) -> str:
        """A named group as written, with its capitals."""
        start, end = self.match.at[group]
        return self.plain.text[start:end]

    def capital(self, group: str) -> bool:
        """Whether a named group begins with a capital."""
        return self.written(group)[:1].isupper()


def year_value(year: int) -> str:
    """Returns a year as TIMEX3 writes it.

    >>> year_value(-499), year_value(79)
    ('BC0499', '0079')
    """
    return f"BC{-year:04d}" if year < 0 else f"{year:04d}"


def decade_value(year: int) -> str:
    """Returns the decade of a year as TIMEX3 writes it."""
    return f"BC{-year // 10:03d}" if year < 0 else f"{year // 10:03d}"


def century_value(year: int) -> str:
    """Returns the century of a year as TIMEX3 writes it."""
    return f"BC{-year // 100:02d}" if year < 0 else f"{year // 100:02d}"


def point_of(day: date, unit: str) -> Point | None:
    """Returns the date around a day as exact as the unit is."""
    if unit in ("D", "W", "WE"):
        return Point(day.year, day.month, day.day)
    if unit in ("M", "Q"):
        return Point(day.year, day.month)
    return Point(day.year) if unit == "Y" else None


def around(day: date, unit: str) -> tuple[str, Interval | None]:
    """Returns value and interval of the day, week, month ... around a day."""
    return day_interval(day, unit)


def day_order(text: str) -> bool | None:
    """Returns whether a page writes the day before the month in figures, None where its dates do not tell.

    >>> day_order("Filed 25/11/2023, updated 1/12/2023"), day_order("Filed 1/12/2023")
    (True, None)
    """
    day = month = False
    for found in _FIGURES.finditer(text):
        day = day or int(found[1]) > 12
        month = month or int(found[2]) > 12
    return day if day != month else None
