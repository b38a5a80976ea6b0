"""Reads the stamps that pages put over their entries: a clock time, a day, a zone, or how long ago."""

from __future__ import annotations

import dataclasses
import datetime
import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_MONTHS = {name: i for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}  # noqa: SIM905
_WEEKDAYS = {name: i for i, name in enumerate("mon tue wed thu fri sat sun".split())}  # noqa: SIM905
_MONTH = r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"  # noqa: E501
_DAY = re.compile(
    r"(?<![\w/.])(?:(?P<y1>(?:19|20)\d\d)[-/.](?P<n1>\d{1,2})[-/.](?P<d1>\d{1,2})(?=t\d|\D|$)"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH.format('m2')}(?:,?\s+(?P<y2>(?:19|20)\d\d))?(?!\w)"
    rf"|{_MONTH.format('m3')}\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y3>(?:19|20)\d\d))?(?![\w:]))"
)
_WEEKDAY = re.compile(r"\b(?P<w>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?\b\.?")
_CLOCK = re.compile(
    r"(?<![\d:.])t?(?:(?P<h>[01]?\d|2[0-4])(?:(?P<s>[:.h])(?P<m>[0-5]\d)(?::[0-5]\d(?:\.\d+)?)?)?\s?(?P<ap>a\.?m\b\.?|p\.?m\b\.?)?|\b(?P<word>noon|midnight)\b)(?![\d%])"
)
_AGO = re.compile(
    r"(?:\b(?P<one>an?)\s|(?<!\d)(?<!\d[.,])(?P<n>\d{1,3})\s?)(?P<unit>s|m|h|d)[a-z]{0,6}"
    r"(?P<more>\s?(?:and )?\d{1,2}\s?m(?:in(?:ute)?s?)?)?\s+ago(?![a-z])|\bjust now\b|\bmoments ago\b"
)
# "14h", "32 min": a line of nothing else.
_BARE_AGO = re.compile(r"\d{1,2} ?(?:m|min|mins|h|hr|hrs|d)")
_UNIT_MINUTES = {"s": 0, "m": 1, "h": 60, "d": 1440}
_SHIFT = re.compile(
    r"\b(?:gmt|utc)\s?(?P<sign>[+-])\s?(?P<h>\d{1,2})(?::?(?P<m>\d\d))?|(?<=\d)(?P<sign2>[+-])(?P<h2>\d\d):?(?P<m2>\d\d)\b"
)
_LABELS = re.compile(
    r"(?<=\d )[a-z]{3,12}(?: [a-z]{3,12})? time\b|"
    r"\b(?:posted|published|publish|updated|update|last|first|modified|entry|time|at|on|and|the|local|date|created|edited|by|live|new|pinned|latest|key event|from|today|yesterday|uhr|hours|hrs|breaking)\b"  # noqa: E501
)
# So many letters may be left on a line that is nothing but a stamp: "h" of an odd format, a zone that is not listed.
_SPARE_LETTERS = 5
_SPARE_WORD = 4
_PLAIN_WORD = re.compile(r"[^\W_]+")
LONGEST = 90
_HALF_DAY = 720


@dataclass(frozen=True, slots=True)
class Stamp:
    """A stamp: `minute` of the day, `month`, `day` and perhaps `year`, `weekday` (Monday 0), `zone` as written, and how many
    minutes `age` it had when the page was shown, at least and at most."""

    minute: int | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    zone: str | None = None
    age: tuple[int, int] | None = None

    @property
    def ago(self) -> bool:
        """Whether the stamp tells only how long ago it was."""
        return self.age is not None and self.minute is None and self.day is None

    @property
    def is_day(self) -> bool:
        """Whether the stamp tells a day and no time of it."""
        return self.minute is None and not self.ago

    def joined(self, other: Stamp) -> Stamp:
        """Returns what this stamp and another of the same moment tell together."""
        day = self if self.day is not None else other
        minute = self if self.minute is not None else other
        return Stamp(
            minute=minute.minute,
            year=day.year or self.year or other.year,
            month=day.month,
            day=day.day,
            weekday=self.weekday if self.weekday is not None else other.weekday,
            zone=minute.zone or self.zone or other.zone,
            age=self.age or other.age,
        )

    def shown_at(self, stated: Stamp | None) -> Stamp:
        """Returns this stamp with the day and the zone of the moment that the page's markup states for it."""
        if stated is None or self.minute is None:
            return dataclasses.replace(stated, age=self.age) if stated is not None else self
        day, minute = stated.date(None), stated.minute
        if day is None or minute is None:
            return self
        ahead = (self.minute - minute + _HALF_DAY) % (2 * _HALF_DAY) - _HALF_DAY
        moved = datetime.datetime.combine(day, datetime.time()) + datetime.timedelta(minutes=minute + ahead)
        zone = offset_minutes(stated.zone, day) if stated.zone else None
        there = None if zone is None or (zone + ahead) % 15 else _shift_of(zone + ahead)
        return dataclasses.replace(self, year=moved.year, month=moved.month, day=moved.day, zone=self.zone or there)

    def date(self, near: datetime.date | None) -> datetime.date | None:
        """Returns the day, in the year nearest to `near` where none is written, None where it cannot be told."""
        if self.month is not None and self.day is not None:
            years = [self.year] if self.year else [near.year + n for n in (0, -1, 1)] if near else []
            days = [made for year in years if (made := _make(year, self.month, self.day)) is not None]
            return min(days, key=lambda d: abs((d - near).days) if near else 0, default=None)
        if self.weekday is not None and near is not None:
            back = (near.weekday() - self.weekday) % 7
            return near - datetime.timedelta(days=back if back < 6 else back - 7)
        return None


def stated_stamp(moment: str) -> Stamp | None:
    """Returns the stamp that a moment in ISO 8601 is, None for anything else.

    >>> stated_stamp("2024-05-07T18:05:00Z").zone
    'gmt+00:00'
    """
    try:
        read = datetime.datetime.fromisoformat(moment)
    except ValueError:
        return None
    shift = read.utcoffset()
    zone = None if shift is None else _shift_of(int(shift.total_seconds()) // 60)
    return Stamp(read.hour * 60 + read.minute, read.year, read.month, read.day, zone=zone)


def _shift_of(minutes: int) -> str:
    return f"gmt{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _make(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def read_stamp(text: str) -> Stamp | None:
    """Returns the stamp that a line is, None where it is more or less than one.

    >>> read_stamp("10:05 a.m. GMT, March 4").minute
    605
    >>> read_stamp("The talks began at 10:05 a.m.") is None
    True
    """
    return _read_short(_plain(text)) if len(text) <= LONGEST and _SIGN.search(text) is not None else None


# A stamp has a figure or one of these words; asked of every line of every page.
_SIGN = re.compile(r"\d|(?i:now|noon)")


@lru_cache(maxsize=512)
def _read_short(low: str) -> Stamp | None:
    stamp, rest = take_stamp(low)
    if stamp is None:
        return None
    rest = _LABELS.sub(" ", rest)
    words = _PLAIN_WORD.findall(rest)
    return stamp if sum(map(len, words)) <= _SPARE_LETTERS and not any(len(word) > _SPARE_WORD for word in words) else None


def find_stamp(text: str) -> Stamp | None:
    """Returns what stamp stands in a text among other words, None without one.

    >>> find_stamp("Updated by the desk on 7 May 2024 18:20").minute
    1100
    """
    return take_stamp(_plain(text))[0]


def find_day(text: str) -> datetime.date | None:
    """Returns the first day with a year that is written in a text, None without one.

    >>> find_day("By Ana Petrova | Updated 7 May 2024 18:20")
    datetime.date(2024, 5, 7)
    """
    low = _plain(text)
    found = next((d for d in _DAY.finditer(low) if d["y1"] or d["y2"] or d["y3"]), None)
    if found is None:
        slashed = _SLASHED.search(low)
        return _day_in_figures(slashed) if slashed is not None else None
    year, month, day = _day_of(found)
    return _make(year, month, day) if year is not None else None


def offset_minutes(zone: str, day: datetime.date) -> int | None:
    """Returns how far from UTC a zone is on a day, None where the name is not known.

    >>> offset_minutes("et", datetime.date(2024, 7, 1))
    -240
    """
    shift = _SHIFT.fullmatch(zone)
    if shift is not None:
        sign, hours, minutes = (shift["sign"] or shift["sign2"], shift["h"] or shift["h2"], shift["m"] or shift["m2"] or "0")
        return (int(hours) * 60 + int(minutes)) * (-1 if sign == "-" else 1)
    table = _zones()
    if zone in table["fixed"]:
        return int(table["fixed"][zone])
    for rule, is_summer in (("us", _us_summer), ("europe", _european_summer)):
        if zone in table[rule]:
            return int(table[rule][zone][is_summer(day)])
    return None


@cache
def _zones() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("zones.toml").read_text(encoding="utf-8"))


def zone_names() -> list[str]:
    """Returns the names of zones.toml.

    >>> "gmt" in zone_names()
    True
    """
    return [name for names in _zones().values() for name in names]


@cache
def _zone_pattern() -> re.Pattern[str]:
    names = "|".join(sorted(zone_names(), key=len, reverse=True))
    return re.compile(rf"(?:(?<=\d)|\b)(?:{names})\b")


def _us_summer(day: datetime.date) -> bool:
    """Tells whether America keeps summer time on a day: second Sunday of March to first Sunday of November (since 2007)."""
    march, november = datetime.date(day.year, 3, 8), datetime.date(day.year, 11, 1)
    start = march + datetime.timedelta(days=(6 - march.weekday()) % 7)
    end = november + datetime.timedelta(days=(6 - november.weekday()) % 7)
    return start <= day < end


def _european_summer(day: datetime.date) -> bool:
    """Tells whether Europe keeps summer time on a day: last Sunday of March to last Sunday of October (since 1996)."""
    march, october = datetime.date(day.year, 3, 31), datetime.date(day.year, 10, 31)
    start = march - datetime.timedelta(days=(march.weekday() + 1) % 7)
    end = october - datetime.timedelta(days=(october.weekday() + 1) % 7)
    return start <= day < end


def read_zone(text: str) -> str | None:
    """Returns the zone that a note such as "all times GMT" names, None without one."""
    low = _plain(text)
    shift = _SHIFT.search(low)
    found = shift or _zone_pattern().search(low)
    return found.group().strip() if found else None


def _plain(text: str) -> str:
    return collapse(text).lower()


def collapse(text: str) -> str:
    """Returns a text with single spaces, and its clock times with a colon."""
    text = " ".join(text.split())
    if not _SIGN.search(text):
        return text
    return _MONTH_DAY.sub(r"\1 ", _BARE_CLOCK.sub(r"\1:\2", text))


# "0410 GMT", "1805 hrs": only what follows tells such a clock time from a year or a number.
_BARE_CLOCK = re.compile(r"(?<![\w.,:/-])([01]\d|2[0-3])([0-5]\d)(?= ?(?i:gmt|utc|hrs|hours|ist|[acemnpw]?[cdes][sd]?t)\b)")
# "20 Jun20 Jun": where markup is lost, a stamp and its copy run together.
_MONTH_DAY = re.compile(r"\b((?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})(?=\d)")


def take_stamp(low: str) -> tuple[Stamp | None, str]:
    """Returns the stamp in a collapsed lower-case text, and what is left of the text without it."""
    age, rest = _age(low)
    dayed = _DAY.search(rest)
    year = month = day = None
    if dayed is None:
        slashed = _SLASHED.search(rest)
        rest = _SLASHED.sub(" ", rest)
        dayed = _DAY.search(rest)
        figures = _day_in_figures(slashed) if slashed is not None and dayed is None else None
        if figures is not None:
            year, month, day = figures.year, figures.month, figures.day
    if dayed is not None:
        year, month, day = _day_of(dayed)
        rest = _DAY.sub(" ", rest)
    elif year is None and (short := _DOTTED.search(rest)) and _make(2024, int(short["n"]), int(short["d"])):
        month, day = int(short["n"]), int(short["d"])
        rest = _DOTTED.sub(" ", rest)
    clock = next((c for c in _CLOCK.finditer(rest) if c["word"] or c["ap"] or c["s"]), None)
    if clock is None and age is None and day is None:
        return None, low
    zone = None
    if clock is not None:
        rest = f"{rest[: clock.start()]} {_CLOCK_ALSO.sub(' ', rest[clock.end() :])}"
        zone = read_zone(rest)
        rest = _SHIFT.sub(" ", rest)
        rest = _zone_pattern().sub(" ", rest)
    weekday = _WEEKDAY.search(rest)
    rest = _WEEKDAY.sub(" ", rest)
    minute = _minute_of(clock) if clock is not None else None
    weekday_number = _WEEKDAYS[weekday["w"]] if weekday is not None else None
    return Stamp(minute, year, month, day, weekday_number, zone, age), rest


def _age(low: str) -> tuple[tuple[int, int] | None, str]:
    """Returns how many minutes ago a text says that something was, at least and at most, and the text without it.

    Some sites round and some cut: "2 hours ago" is an hour and a half to three.
    """
    found = _AGO.search(low)
    if found is None:
        if _BARE_AGO.fullmatch(low) is None:
            return None, low
        return _age(f"{low} ago")[0], ""
    if found["unit"] is None:
        return (0, 5), _AGO.sub(" ", low)
    size, count = _UNIT_MINUTES[found["unit"]], int(found["n"] or 1)
    more = int("".join(filter(str.isdigit, found["more"]))) if found["more"] else None
    count *= size
    least, most = (count - size // 2, count + size) if more is None else (count + more - 1, count + more + 1)
    return (max(0, least), max(1, most)), _AGO.sub(" ", low)


# A second reading of the same moment: "10:05 a.m. (14:05 GMT)".
_CLOCK_ALSO = re.compile(
    r"[([/]\s?(?:[01]?\d|2[0-4])[:.]?[0-5]\d(?!\d)(?:\s?[ap]\.?m\.?)?\s?(?:gmt|utc|local(?: time)?)?[)\]]?"
)


# "19/06/2024" or "06/19/2024": read where only one order makes a day.
_SLASHED = re.compile(
    r"(?<![\d/.])(?P<a>\d{1,2})(?P<mark>[/.])(?P<b>\d{1,2})(?P=mark)(?P<y>(?:(?:19|20)\d\d|[0-4]\d)(?!\d|[:.]\d))"
)
# "19.06.": a day without its year.
_DOTTED = re.compile(r"(?<![\d/.:])(?P<d>\d{1,2})\.(?P<n>0?[1-9]|1[0-2])\.(?!\d)")


def _day_in_figures(found: re.Match[str]) -> datetime.date | None:
    a, b, year = int(found["a"]), int(found["b"]), int(found["y"]) + (2000 if len(found["y"]) == 2 else 0)
    orders = [(b, a)] if found["mark"] == "." else [(b, a), (a, b)]
    days = {made for month, day in orders if (made := _make(year, month, day)) is not None}
    return days.pop() if len(days) == 1 else None


def _day_of(found: re.Match[str]) -> tuple[int | None, int, int]:
    if found["y1"]:
        return int(found["y1"]), int(found["n1"]), int(found["d1"])
    name, day, year = (found["m2"] or found["m3"], found["d2"] or found["d3"], found["y2"] or found["y3"])
    return int(year) if year else None, _MONTHS[name[:3]], int(day)


def _minute_of(clock: re.Match[str]) -> int:
    if clock["word"]:
        return 720 if clock["word"] == "noon" else 0
    hour = int(clock["h"]) % 24
    if clock["ap"]:
        hour = hour % 12 + (12 if clock["ap"].startswith("p") else 0)
    return hour * 60 + int(clock["m"] or 0)
