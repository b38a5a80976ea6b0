"""Clock times, now and then, holidays and eras."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dateline.records import DateBasis
from dateline.stages.date.readings.shared import NEXT_WORD, draft_of, told_year
from dateline.stages.date.state import Draft, Point, Site, State
from dateline.text.calendar import Interval, easter, interval_of, islamic_day, make_day, nth_weekday


def read_clock(site: Site, state: State) -> list[Draft]:
    """Returns a time of day, on the day it stands with."""
    words = site.match.words
    if "noon" in words:
        hour, minute = (0 if words["noon"] == "midnight" else 12), 0
    else:
        text = words.get("hour") or words["hour2"]
        hour = int(text) if text.isdigit() else int(state.words.number.get(text, 99))
        minute = int(words.get("minute") or words.get("minute2") or 0)
        half = words.get("half", "")[:1] or {"morning": "a", "afternoon": "p", "evening": "p"}.get(words.get("tod", ""), "")
        if half and not 1 <= hour <= 12:
            return []
        hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    if hour > 24:
        return []
    zone = state.words.zone.get(words.get("zone") or words.get("zone2") or "", "")
    time = f"T{hour:02d}:{minute:02d}{zone}"
    day = _clock_day(site, state)
    if day is None:
        return [draft_of(site, "TIME", f"XXXX-XX-XX{time}", granularity="time")]
    return [draft_of(site, "TIME", f"{day.isoformat()}{time}", interval=(day, day), granularity="time", anchor=day.isoformat())]


def _clock_day(site: Site, state: State) -> date | None:
    """The day of a clock time: the one told after or just before it, else in news that of the publication."""
    if state.coming_day:
        return state.coming_day
    if state.ref and state.ref.day and (state.narrative or state.ref_line == state.line):
        return state.ref.first
    return None if state.narrative else state.published


def read_reference(site: Site, state: State) -> list[Draft]:
    """Returns "now", "formerly", "the future": PRESENT_REF, PAST_REF or FUTURE_REF."""
    name = next((name for name in ("span", "span2", "span3") if name in site.match.words), None)
    start, end = site.match.at[name] if name else (site.match.start, site.match.end)
    value = site.match.rule.value or "PRESENT_REF"
    return [Draft(start=start, end=end, type="DATE", value=value, basis=DateBasis.RELATIVE)]


def read_holiday(site: Site, state: State) -> list[Draft]:
    """Returns a holiday of holidays.toml in the year told, narrated or nearest the publication."""
    words = site.match.words
    row = state.words.holiday[words["holiday"]]
    if not site.capital("holiday") and not words["holiday"][0].isdigit():
        return []
    if "year" not in words and NEXT_WORD.match(site.plain.text, site.match.end):
        return []  # an offensive, an island or a rising named after the day
    if re.match(r" (?:agreement|accords?|offensive|rising|uprising|massacre)\b", site.after) and "year" not in words:
        return []
    year, offset = told_year(site, state)
    later = None
    if "year" in row:
        year = row["year"]
    elif year is None and offset is None:
        year, later = _holiday_year(row, state)
    days = holiday_days(row, year) if year is not None else None
    if days is None:
        return [draft_of(site, "DATE", _open_holiday(row, year), granularity="day", offset=offset)]
    value = (
        days[0].isoformat()
        if days[0] == days[1]
        else f"{days[0]:%Y-%m}"
        if (days[1] - days[0]).days > 20
        else days[0].isoformat()
    )
    point = Point(days[0].year, days[0].month, days[0].day)
    return [draft_of(site, "DATE", value, interval=days, granularity="day", offset=offset, later=later, point=point)]


def _open_holiday(row: dict[str, object], year: int | None) -> str:
    if "month" in row:
        return f"XXXX-{row['month']:02d}-{row['day']:02d}"
    return "XXXX-XX-XX" if year is None else f"{year:04d}-XX-XX"


def _holiday_year(row: dict[str, object], state: State) -> tuple[int | None, str | None]:
    if state.coming_year is not None:
        return state.coming_year, None
    if state.local and state.ref:
        return state.ref.year, None
    if state.published is None:
        return None, None
    published = state.published
    known = [days for year in range(published.year - 1, published.year + 2) if (days := holiday_days(row, year))]
    past = [days for days in known if days[0] <= published]
    coming = [days for days in known if days[0] > published]
    if not past:
        return None, None
    return past[-1][0].year, coming[0][0].isoformat() if coming else None


def holiday_days(row: dict[str, object], year: int) -> Interval | None:
    """Returns first and last day of a holiday (a row of holidays.toml) in a year."""
    if not 1583 <= year <= 4000:
        return None
    first: date | None = None
    match row:
        case {"month": int(month), "day": int(day)}:
            first = make_day(year, month, day)
        case {"easter": int(days)}:
            first = easter(year) + timedelta(days=days)
        case {"orthodox_easter": int(days)}:
            first = easter(year, orthodox=True) + timedelta(days=days)
        case {"nth": [int(month), int(weekday), int(nth)]}:
            first = nth_weekday(year, month, weekday, nth)
        case {"islamic": [int(month), int(day)]}:
            around = int((year - 622) * 33 / 32)
            found = (islamic_day(hijri, month, day) for hijri in range(around - 1, around + 3))
            first = next((day for day in found if day and day.year == year), None)
    length = row.get("days", 1)
    return (first, first + timedelta(days=int(str(length)) - 1)) if first else None


def read_era(site: Site, state: State) -> list[Draft]:
    """Returns an era of eras.toml."""
    first, last = state.words.era[site.match.words["era_name"]]
    value = f"{first:04d}/{last:04d}" if first != last else f"{first:04d}"
    return [draft_of(site, "DATE", value, interval=interval_of(value), granularity="era")]
