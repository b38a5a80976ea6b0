"""Clock times, now and then, holidays and eras."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dateline.ontology.page.stamps import offset_minutes
from dateline.records import DateBasis
from dateline.stages.date.readings.shared import NEXT_WORD, draft_of, told_year
from dateline.stages.date.state import Draft, Point, Site, State
from dateline.text.calendar import (
    Interval,
    easter,
    hebrew_day,
    interval_of,
    islamic_day,
    make_day,
    nearest_weekday,
    nth_weekday,
    parse_day,
    shift,
)


def read_clock(site: Site, state: State) -> list[Draft]:
    """Returns a time of day, on the day it stands with."""
    words = site.match.words
    if "noon" in words:
        hour, minute = (0 if words["noon"] == "midnight" else 12), 0
    else:
        text = words.get("hour") or words["hour2"]
        hour = int(text) if text.isdigit() else int(state.words.number.get(text, 99))
        minute = int(words.get("minute") or words.get("minute2") or 0)
        if past := words.get("past", ""):
            minute = 30 if past.startswith("half") else 15
            minute, hour = (45, hour - 1) if past.endswith("to") else (minute, hour)
            hour = hour or 12
        half = words.get("half", "")[:1] or {"morning": "a", "afternoon": "p", "evening": "p"}.get(words.get("tod", ""), "")
        if half and not 1 <= hour <= 12:
            return []
        hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    if hour > 24:
        return []
    day = _clock_day(site, state)
    time = f"T{hour:02d}:{minute:02d}{_zone_value(words.get('zone') or words.get('zone2'), day)}"
    if day is None:
        return [draft_of(site, "TIME", f"XXXX-XX-XX{time}", granularity="time")]
    return [draft_of(site, "TIME", f"{day.isoformat()}{time}", interval=(day, day), granularity="time", anchor=day.isoformat())]


def _zone_value(zone: str | None, day: date | None) -> str:
    """Returns the zone of a clock time as TIMEX3 writes it, nothing where it hangs on a day that is not known.

    >>> _zone_value("bst", None), _zone_value("et", date(2024, 7, 1)), _zone_value("et", None)
    ('+01', '-04', '')
    """
    offsets = {offset_minutes(zone, at) for at in ([day] if day else _BOTH_HALVES)} if zone else set()
    offset = offsets.pop() if len(offsets) == 1 else None
    if not offset:
        return "" if offset is None else "Z"
    hours, minutes = divmod(abs(offset), 60)
    return f"{'-' if offset < 0 else '+'}{hours:02d}{f':{minutes:02d}' if minutes else ''}"


_BOTH_HALVES = (date(2024, 1, 1), date(2024, 7, 1))


def _clock_day(site: Site, state: State) -> date | None:
    """The day of a clock time: the one told after or just before it, else in news that of the publication."""
    return state.coming_day or state.day_told or (None if state.narrative else state.published)


def read_reference(site: Site, state: State) -> list[Draft]:
    """Returns "now", "formerly", "the future": PRESENT_REF, PAST_REF or FUTURE_REF."""
    name = next((name for name in ("span", "span2") if name in site.match.words), None)
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
    point = Point(days[0].year, days[0].month, days[0].day)
    value = f"{days[0]:%Y-%m}" if (days[1] - days[0]).days > 20 else point.value
    if "weekend" in words:
        days = _with_weekend(days)
    kind = "DATE"
    if "tod" in words:
        kind, value, later = "TIME", f"{value}T{state.words.part_of_day[words['tod']]}", None
    return [draft_of(site, kind, value, interval=days, granularity="day", offset=offset, later=later, point=point)]


def read_weekday_near_holiday(site: Site, state: State) -> list[Draft]:
    """Returns "the Friday before Christmas", "the last Friday of Ramadan"."""
    words = site.match.words
    holidays = read_holiday(site, state) if site.capital("weekday") else []
    if not holidays or holidays[0].interval is None:
        return holidays
    first, last = holidays[0].interval
    number, place = state.words.weekday[words["weekday"]], words.get("nth")
    if words["side"] == "before":
        day = nearest_weekday(first - timedelta(days=1), number, coming=False)
    elif words["side"] == "after":
        day = nearest_weekday(last, number, coming=True)
    elif place in ("last", "final"):
        day = nearest_weekday(last, number, coming=False)
    else:
        day = nearest_weekday(first - timedelta(days=1), number, coming=True)
    day = shift(day, state.words.ordinal.get(place or "", 1) - 1, "W") if day and words["side"] != "before" else day
    if day is None:
        return []
    point = Point(day.year, day.month, day.day)
    return [draft_of(site, "DATE", point.value, interval=(day, day), granularity="day", point=point)]


def _with_weekend(days: Interval) -> Interval:
    """Returns a holiday and the weekend nearest to it: "the Memorial Day weekend" is Saturday to Monday."""
    saturday = days[0] + timedelta(days=(8 - days[0].isoweekday()) % 7 - 2)
    return min(days[0], saturday), max(days[1], saturday + timedelta(days=1))


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
        case {"hebrew": int(days)}:
            first = hebrew_day(year, days)
        case {"dates": {} as dates}:
            first = parse_day(f"{year}-{dates.get(str(year), '')}")
        case {"islamic": [int(month), int(day)]}:
            around = int((year - 622) * 33 / 32)
            found = (islamic_day(hijri, month, day) for hijri in range(around - 1, around + 3))
            first = next((day for day in found if day and day.year == year), None)
    length, after = int(str(row.get("days", 1))), timedelta(days=int(str(row.get("after", 0))))
    return (first + after, first + after + timedelta(days=length - 1)) if first else None


# "Fought in the Crimean War" tells what somebody fought in; at the head of a clause, and with a word for a time, it is when.
_IN = re.compile(r"(\w+) in (?:the )?$")
_ERA_WORDS = frozenset(("era", "period", "times", "years", "age", "ages"))


def read_era(site: Site, state: State) -> list[Draft]:
    """Returns an era of eras.toml, or the year of the edge that is named ("the end of World War II")."""
    words = site.match.words
    name = words["era_name"]
    first, last = state.words.era[name]
    if site.written("era_name").islower() and name not in state.words.common_eras:
        return []
    if state.published and first > state.published.year:
        return []
    if (within := _IN.search(site.before)) and name.split()[-1] not in _ERA_WORDS and within[1] not in state.words.era_deeds:
        return []
    edge = state.words.era_edge.get(words.get("edge", ""), "all")
    if edge != "all":
        first = last = first if edge == "first" else last
    value = f"{first:04d}/{last:04d}" if first != last else f"{first:04d}"
    return [draft_of(site, "DATE", value, interval=interval_of(value), granularity="era")]
