"""Dates with a day: full, in figures, and lists of days of one month."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from typing import Any

from dateline.records import DateBasis
from dateline.stages.date.readings.shared import draft_of, month_is_name, month_number, partial_year, told_year
from dateline.stages.date.readings.steps import relative
from dateline.stages.date.readings.years import read_month
from dateline.stages.date.state import Draft, Point, Site, State
from dateline.text.calendar import Interval, interval_of, make_day, nth_weekday

# A day of the month that is a certain weekday ("Tuesday the 9th") is looked for in so many months either way.
MONTHS_BY_WEEKDAY = 6
MOST_WEEKS = 5


def read_full_date(site: Site, state: State) -> list[Draft]:
    """Returns a date with day and month: "3 March 2021", "March 3", "2021-03-03"."""
    words = site.match.words
    month = month_number(site, state)
    day = state.words.ordinal[words["ordinal"]] if "ordinal" in words else int(re.sub(r"\D", "", words["day"]))
    if month is None or ("month" in words and not month_is_name(site, dated=True)):
        return []
    weekday = state.words.weekday.get(words.get("weekday", "").rstrip("."))
    draft = _dated(site, state, month, day, weekday, site.match.start, site.match.end)
    return [_with_time(draft, site, state)] if draft else []


def read_slashed_date(site: Site, state: State) -> list[Draft]:
    """Returns a date in figures; where day and month can be told apart neither way, both days bound it."""
    words = site.match.words
    a, b, year = int(words["a"]), int(words["b"]), int(words["year"])
    day_first, month_first = make_day(year, b, a), make_day(year, a, b)
    if words["mark"] == "." or day_first == month_first or (day_first and state.day_first is True):
        month_first = None
    elif month_first and state.day_first is False:
        day_first = None
    if not (day_first or month_first):
        return []
    found = day_first or month_first
    if day_first and month_first:  # either order is possible: both days bound it, the page may settle it
        value = f"{year:04d}-XX-XX"
        interval = min(day_first, month_first), max(day_first, month_first)
        return [draft_of(site, "DATE", value, interval=interval, granularity="day")]
    if found is None:
        return []
    point = Point(year, found.month, found.day)
    return [draft_of(site, "DATE", point.value, interval=(found, found), granularity="day", point=point)]


def read_ordinal_day(site: Site, state: State) -> list[Draft]:
    """Returns a day of the month just narrated, else of the one of the publication or before: "on the 14th"."""
    words = site.match.words
    day = state.words.ordinal[words["ordinal"]] if "ordinal" in words else int(re.sub(r"\D", "", words["day"]))
    weekday = state.words.weekday[words["weekday"]] if "weekday" in words else None
    if "rel" in words:
        return _of_month_near(site, state, day)
    told = state.ref is not None and state.ref.month and (state.local or state.ref_line == state.line)
    if told and state.ref is not None and (weekday is None or state.published is None):
        point, later, anchor = Point(state.ref.year, state.ref.month, day), None, state.ref.value
    elif state.published is not None:
        reach = range(-MONTHS_BY_WEEKDAY, MONTHS_BY_WEEKDAY + 1) if weekday else (-1, 0, 1)
        months = [made for step in reach if (made := _in_month(state.published, step, day)) is not None]
        months = [made for made in months if weekday in (None, made.isoweekday())] or months
        past = [made for made in months if made <= state.published]
        coming = next((made for made in months if made > state.published), None)
        found = past[-1] if past else months[0]
        later, anchor = coming.isoformat() if coming else None, state.published.isoformat()
        point = Point(found.year, found.month, found.day)
    else:
        return [draft_of(site, "DATE", f"XXXX-XX-{day:02d}", granularity="day")]
    if make_day(abs(point.year), point.month or 1, day) is None:
        return []
    return [_on(point, site.match.start, site.match.end, later=later, anchor=anchor)]


def _of_month_near(site: Site, state: State, day: int) -> list[Draft]:
    """A day of a month told by its distance: "the 3rd of last month"."""
    words = site.match.words
    rel = words["rel"] if words["rel"] != "the" else "that" if state.local else "this"
    (month,) = relative(site, state, rel, "M")
    if month.interval is None:
        value = month.value.removesuffix("-XX") + f"-XX-{day:02d}"
        return [dataclasses.replace(month, value=value, granularity="day")]
    found = _in_month(month.interval[0], 0, day)
    if found is None:
        return []
    point = Point(found.year, found.month, found.day)
    return [dataclasses.replace(month, value=point.value, interval=(found, found), granularity="day", point=point)]


def read_weekday_of_month(site: Site, state: State) -> list[Draft]:
    """Returns "the first Monday of May", "the last Friday of last month"."""
    words = site.match.words
    if not site.capital("weekday"):
        return []
    number, weekday = _place(words["nth"], state), state.words.weekday[words["weekday"]]
    if "month" in words:
        months = read_month(site, state)
    else:
        rel = words["rel2"] if words["rel2"] != "the" else "that" if state.local else "this"
        months = relative(site, state, rel, "M")
    drafts = []
    for month in months:
        day = _nth_weekday(month.interval, weekday, number)
        if day is None:
            drafts.append(dataclasses.replace(month, value=f"{month.value}-XX", granularity="day", interval=None, later=None))
            continue
        later = _nth_weekday(interval_of(month.later), weekday, number) if month.later else None
        point = Point(day.year, day.month, day.day)
        changes = {"later": later.isoformat() if later else None, "point": point, "granularity": "day"}
        drafts.append(dataclasses.replace(month, value=point.value, interval=(day, day), **changes))  # type: ignore[arg-type]  # fields of a draft
    return drafts


def _place(word: str, state: State) -> int:
    if word in ("last", "final"):
        return -1
    return state.words.ordinal[word] if word in state.words.ordinal else int(word[0])


def _nth_weekday(month: Interval | None, weekday: int, number: int) -> date | None:
    return nth_weekday(month[0].year, month[0].month, weekday, number) if month and number <= MOST_WEEKS else None


def _in_month(near: date, step: int, day: int) -> date | None:
    """A day of the month so many months from the one of a day."""
    month = near.year * 12 + near.month - 1 + step
    return make_day(month // 12, month % 12 + 1, day)


def read_day_list(site: Site, state: State) -> list[Draft]:
    """Returns each day of "3 to 5 June 1920", "April 6-7"."""
    month = month_number(site, state)
    if month is None or not month_is_name(site, dated=True):
        return []
    low, _ = site.match.at["days"]
    numbers = [
        (low + n.start(), low + n.end(), int(n[1])) for n in re.finditer(r"(\d+)(?:st|nd|rd|th)?", site.match.words["days"])
    ]
    month_first = site.match.at["month"][0] < low
    drafts = []
    for i, (start, end, day) in enumerate(numbers):
        start = site.match.start if i == 0 and month_first else start
        end = site.match.end if i == len(numbers) - 1 else end
        draft = _dated(site, state, month, day, None, start, end)
        if draft is None:
            return []
        drafts.append(draft)
    return drafts


def _dated(site: Site, state: State, month: int, day: int, weekday: int | None, start: int, end: int) -> Draft | None:
    """A day and month, with the year as told, or from what was narrated, or nearest the publication."""
    year, offset = told_year(site, state)
    partial = f"XXXX-{month:02d}-{day:02d}"
    if year is None and offset is None:
        return _undated_day(state, month, day, weekday, start, end)
    if year is None:
        basis = DateBasis.RELATIVE
        return Draft(start=start, end=end, type="DATE", value=partial, granularity="day", basis=basis, offset=offset)
    if make_day(abs(year), month, day) is None:
        return None
    point = Point(year, month, day)
    basis = DateBasis.RELATIVE if offset else DateBasis.EXPLICIT
    anchor = state.published.isoformat() if offset and state.published else None
    return _on(point, start, end, basis=basis, offset=offset, anchor=anchor)


def _on(point: Point, start: int, end: int, **fields: Any) -> Draft:
    """A draft of one day."""
    interval = interval_of(point.value)
    return Draft(
        start=start, end=end, type="DATE", value=point.value, interval=interval, granularity="day", point=point, **fields
    )


def _undated_day(state: State, month: int, day: int, weekday: int | None, start: int, end: int) -> Draft | None:
    if make_day(2024, month, day) is None:
        return None
    partial = f"{month:02d}-{day:02d}"
    year, later, anchor = partial_year(state, partial, weekday)
    if year is None:
        return Draft(start=start, end=end, type="DATE", value=f"XXXX-{partial}", granularity="day")
    return _on(Point(year, month, day), start, end, later=later, anchor=anchor)


def _with_time(draft: Draft, site: Site, state: State) -> Draft:
    words = site.match.words
    if "tod" in words:
        return dataclasses.replace(draft, type="TIME", value=f"{draft.value}T{state.words.part_of_day[words['tod']]}")
    if "clock" in words:
        zone = words.get("zone", "").upper()
        return dataclasses.replace(draft, type="TIME", value=f"{draft.value}T{words['clock']}{zone}")
    return draft
