"""Calendar arithmetic on ISO 8601 days and TIMEX3 values. Knows no text and no politics.

A TIMEX3 value names a stretch of the calendar (``2024-01-22``, ``2024-W03``, ``2024-Q1``, ``1943-SU``, ``199`` for the
1990s, ``19`` for the twentieth century); what is unknown stands as X (``XXXX-09``, ``XXXX-WXX-3``). An offset says how
far a stretch lies from the day of publication (``-1D``, ``-2W``, ``-1M``, ``-1Y``, ``0M``).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

from dateline.records import DateBasis, TimeExpression

Interval = tuple[date, date]

SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 14)}
"""First and last month of the northern seasons; months beyond 12 are the next year's."""

_OFFSET = re.compile(r"([+-]?\d+)(D|WE|W|M|Q|Y|DE|CE)$")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTH = re.compile(r"(\d{4})-(\d\d)$")
_WEEK = re.compile(r"(\d{4})-W(\d\d)(?:-(WE|[1-7]))?$")
_PART = re.compile(r"(\d{4})-(?:(SP|SU|FA|WI)|Q([1-4])|H([12]))$")


def parse_day(text: str | None) -> date | None:
    """Returns the day at the start of an ISO 8601 date or time, or None if there is no such day.

    >>> parse_day("2024-01-22T08:00Z")
    datetime.date(2024, 1, 22)
    """
    found = _DAY.match(text or "")
    return make_day(int(found[1]), int(found[2]), int(found[3])) if found else None


def make_day(year: int, month: int, day: int) -> date | None:
    """Returns that day, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_interval(year: int, month: int, months: int = 1) -> Interval | None:
    """Returns the first and last day of `months` months from that one; a month beyond 12 is the next year's."""
    first_index = year * 12 + month - 1
    last_year, last_month = divmod(first_index + months - 1, 12)
    year, month = divmod(first_index, 12)
    if not (year >= 1 and last_year <= 9999):
        return None
    return date(year, month + 1, 1), date(last_year, last_month + 1, monthrange(last_year, last_month + 1)[1])


def year_interval(year: int, years: int = 1) -> Interval | None:
    """Returns the first day of `year` and the last day of the last of `years` years."""
    last = min(year + years - 1, 9999)
    return (date(year, 1, 1), date(last, 12, 31)) if 1 <= year <= 9999 else None


def week_of(day: date) -> Interval:
    """Returns the Monday and the Sunday of the week of `day`.

    >>> week_of(date(2024, 1, 17))
    (datetime.date(2024, 1, 15), datetime.date(2024, 1, 21))
    """
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def week_value(day: date) -> str:
    """Returns the TIMEX3 value of the week of `day`.

    >>> week_value(date(2024, 1, 17))
    '2024-W03'
    """
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def shift(day: date, count: int, unit: str) -> date | None:
    """Returns the day `count` units (D, W, M, Q, Y, DE, CE) from `day`; a day beyond the month's end becomes its last.

    >>> shift(date(2024, 3, 31), -1, "M")
    datetime.date(2024, 2, 29)
    """
    try:
        if unit in ("D", "W", "WE"):
            return day + timedelta(days=count * (1 if unit == "D" else 7))
        months = count * {"M": 1, "Q": 3, "Y": 12, "DE": 120, "CE": 1200}[unit]
        year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])) if 1 <= year <= 9999 else None
    except (OverflowError, ValueError):
        return None


def interval_of(value: str) -> Interval | None:
    """Returns the first and last day that a TIMEX3 value names, or None where it is open, no stretch of days, or BC.

    >>> interval_of("2024-Q1")
    (datetime.date(2024, 1, 1), datetime.date(2024, 3, 31))
    >>> interval_of("XXXX-09") is None
    True
    """
    first, slash, last = value.partition("/")
    if slash:
        low, high = interval_of(first), interval_of(last)
        return (low[0], high[1]) if low and high else None
    value = value.partition("T")[0]
    if _DAY.fullmatch(value):
        day = parse_day(value)
        return (day, day) if day else None
    if found := _MONTH.match(value):
        return month_interval(int(found[1]), int(found[2])) if 1 <= int(found[2]) <= 12 else None
    if found := _WEEK.match(value):
        return _week_interval(int(found[1]), int(found[2]), found[3])
    if found := _PART.match(value):
        return _part_interval(int(found[1]), found[2], found[3], found[4])
    if value.isdigit() and 2 <= len(value) <= 4:
        years = 10 ** (4 - len(value))
        return year_interval(int(value) * years, years)
    return None


def _week_interval(year: int, week: int, part: str | None) -> Interval | None:
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    if part == "WE":
        return monday + timedelta(days=5), monday + timedelta(days=6)
    if part:
        day = monday + timedelta(days=int(part) - 1)
        return day, day
    return monday, monday + timedelta(days=6)


def _part_interval(year: int, season: str | None, quarter: str | None, half: str | None) -> Interval | None:
    if season:
        low, high = SEASONS[season]
        return month_interval(year, low, high - low + 1)
    if quarter:
        return month_interval(year, int(quarter) * 3 - 2, 3)
    return month_interval(year, int(half or 1) * 6 - 5, 6)


def day_interval(day: date, unit: str) -> tuple[str, Interval | None]:
    """Returns the TIMEX3 value and the interval of the day, week, month, quarter, year, decade or century around `day`."""
    value = {
        "D": day.isoformat(),
        "W": week_value(day),
        "WE": f"{week_value(day)}-WE",
        "M": f"{day.year:04d}-{day.month:02d}",
        "Q": f"{day.year:04d}-Q{(day.month + 2) // 3}",
        "Y": f"{day.year:04d}",
        "DE": f"{day.year // 10:03d}",
        "CE": f"{day.year // 100:02d}",
    }[unit]
    return value, interval_of(value)


def nearest_weekday(anchor: date, weekday: int, *, coming: bool) -> date | None:
    """Returns the last such weekday up to `anchor` (Monday is 1), or with `coming` the first after it.

    >>> nearest_weekday(date(2024, 1, 22), 3, coming=False)
    datetime.date(2024, 1, 17)
    """
    back = (anchor.isoweekday() - weekday) % 7
    return shift(anchor, 7 - back if coming else -back, "D")


def apply_offset(value: str, offset: str | None, first: date, last: date) -> Interval | None:
    """Returns the days that an open value can mean, given the first and last day on which its story may have been published.

    `value` and `offset` are those of a time expression that was left open. With one day of publication the answer is
    the same that the expression would have had at once; with an interval it covers every possibility.

    >>> apply_offset("XXXX-09", "-1Y", date(2024, 1, 1), date(2024, 3, 31))
    (datetime.date(2023, 9, 1), datetime.date(2023, 9, 30))
    """
    low, high = close_value(value, offset, first), close_value(value, offset, last)
    if low is None or high is None:
        return None
    return min(low[1][0], high[1][0]), max(low[1][1], high[1][1])


def close_value(value: str, offset: str | None, published: date) -> tuple[str, Interval] | None:
    """Returns the value and interval of an open value read on the day `published`, or None where it stays open.

    A month, day or weekday without an offset is the last one up to that day.

    >>> close_value("XXXX-WXX-3", None, date(2024, 1, 22))
    ('2024-01-17', (datetime.date(2024, 1, 17), datetime.date(2024, 1, 17)))
    """
    known = interval_of(value)
    if known:
        return value, known
    moved = _OFFSET.match(offset or "")
    anchor: date | None = published
    if moved:
        anchor = shift(published, int(moved[1]), moved[2])
    if anchor is None:
        return None
    date_part, _, time = value.partition("T")
    closed = _fill(date_part, anchor, moved[2] if moved else None)
    if closed is None:
        return None
    interval = interval_of(closed)
    return (f"{closed}T{time}" if time else closed, interval) if interval else None


def _fill(value: str, anchor: date, unit: str | None) -> str | None:
    """The open value with its X filled in from `anchor`; `unit` None: the last such stretch that began by `anchor`."""
    if found := re.fullmatch(r"XXXX-WXX-([1-7])", value):
        return _fill_weekday(int(found[1]), anchor, unit)
    if value == "XXXX-WXX-WE":
        saturday = anchor if unit else nearest_weekday(anchor, 6, coming=False)
        return day_interval(saturday, "WE")[0] if saturday else None
    if value in ("XXX", "XX") and unit:
        return day_interval(anchor, "DE" if value == "XXX" else "CE")[0]
    if not value.startswith("XXXX"):
        return None
    rest = value[4:]
    if "X" not in rest and rest:
        year = anchor.year
        interval = interval_of(f"{year}{rest}")
        if unit is None and interval and interval[0] > anchor:
            year -= 1
        return f"{year:04d}{rest}"
    if unit is None:
        return None
    grain = {"": "Y", "-XX": "M", "-XX-XX": "D", "-WXX": "W", "-QX": "Q"}.get(rest)
    return day_interval(anchor, grain or unit)[0]


def _fill_weekday(weekday: int, anchor: date, unit: str | None) -> str | None:
    if unit == "W":
        return (week_of(anchor)[0] + timedelta(days=weekday - 1)).isoformat()
    day = nearest_weekday(anchor, weekday, coming=False)
    return day.isoformat() if day else None


def close(expression: TimeExpression, first: date, last: date) -> TimeExpression:
    """Returns an open time expression with the days it can mean in a story published between `first` and `last`.

    The value is closed too where the publication is one day. An expression that is not open, or tells too little, is
    returned as it is.
    """
    if expression.first is not None:
        return expression
    interval = apply_offset(expression.value, expression.offset, first, last)
    closed = close_value(expression.value, expression.offset, first) if first == last else None
    if interval is None:
        return expression
    return replace(
        expression,
        value=closed[0] if closed else expression.value,
        first=interval[0].isoformat(),
        last=interval[1].isoformat(),
        basis=DateBasis.LINKED,
    )


def easter(year: int, *, orthodox: bool = False) -> date:
    """Returns Easter Sunday of `year` (computus of Meeus; `orthodox` by the Julian calendar), for 1583-4099.

    >>> easter(2024), easter(2024, orthodox=True)
    (datetime.date(2024, 3, 31), datetime.date(2024, 5, 5))
    """
    if orthodox:
        d = (19 * (year % 19) + 15) % 30
        e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
        month, day = divmod(d + e + 114, 31)
        return date(year, month, day + 1) + timedelta(days=year // 100 - year // 400 - 2)
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + weekday - 7 * ((a + 11 * h + 22 * weekday) // 451) + 114, 31)
    return date(year, month, day + 1)


def islamic_day(year: int, month: int, day: int) -> date | None:
    """Returns the Gregorian day of a day of the tabular Islamic calendar; sightings of the moon differ by a day or two.

    >>> islamic_day(1445, 9, 1)
    datetime.date(2024, 3, 11)
    """
    ordinal = day + -(-59 * (month - 1) // 2) + (year - 1) * 354 + (3 + 11 * year) // 30 + 227014
    try:
        return date.fromordinal(ordinal)
    except (ValueError, OverflowError):
        return None


def hebrew_day(year: int, days: int) -> date:
    """Returns the day so many days after (or before) the Jewish New Year that falls in the Gregorian `year`.

    Passover is always 163 days before it; a feast after the second month moves by a day with that month's length.

    >>> hebrew_day(2023, 0), hebrew_day(2023, -163), hebrew_day(2024, 83)
    (datetime.date(2023, 9, 16), datetime.date(2023, 4, 6), datetime.date(2024, 12, 26))
    """
    first, following = _hebrew_new_year(year + 3761), _hebrew_new_year(year + 3762)
    long = days > _TWO_SHORT_MONTHS and (following - first) % 10 == 5
    return date.fromordinal(first + days + long)


_TWO_SHORT_MONTHS = 59


def _hebrew_new_year(year: int) -> int:
    before, here, after = (_hebrew_molad_day(n) for n in (year - 1, year, year + 1))
    delay = 2 if after - here == 356 else 1 if here - before == 382 else 0
    return here + delay - 1373427


def _hebrew_molad_day(year: int) -> int:
    """Returns the day of the new moon that begins a Hebrew year, put off from Sunday, Wednesday and Friday."""
    moons = (235 * year - 234) // 19
    day = 29 * moons + (12084 + 13753 * moons) // 25920
    return day + (3 * (day + 1) % 7 < 3)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    """Returns the `nth` such weekday of a month (Monday is 1; -1 the last).

    >>> nth_weekday(2024, 11, 4, 4)
    datetime.date(2024, 11, 28)
    """
    if nth > 0:
        first = date(year, month, 1)
        found = first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (nth - 1))
    else:
        last = date(year, month, monthrange(year, month)[1])
        found = last - timedelta(days=(last.isoweekday() - weekday) % 7)
    return found if found.month == month else None
