"""Dates with a day: full, in figures, and lists of days of one month."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from typing import Any

from dateline.records import DateBasis
from dateline.stages.date.readings.shared import draft_of, month_is_name, month_number, partial_year, told_year
from dateline.stages.date.state import Draft, Point, Site, State
from dateline.text.calendar import interval_of, make_day


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
    day = int(re.sub(r"\D", "", site.match.words["day"]))
    if state.ref is not None and state.ref.month and (state.local or state.ref_line == state.line):
        point, later, anchor = Point(state.ref.year, state.ref.month, day), None, state.ref.value
    elif state.published is not None:
        months = [made for step in (-1, 0, 1) if (made := _in_month(state.published, step, day)) is not None]
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
