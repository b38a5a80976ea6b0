"""From a match to a value: one function for each name that patterns.toml gives under `reads`.

Each takes where the match stands and the state of the story, and returns the drafts of its expressions: none where the
words are no time after all, several for a list of days or a range of years.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from datetime import date, timedelta

from dateline.records import DateBasis, DateSense
from dateline.stages.date.counts import GRANULARITY, amount
from dateline.stages.date.state import Draft, Point, Site, State, century_value, decade_value, point_of, year_value
from dateline.text.calendar import (
    Interval,
    day_interval,
    easter,
    interval_of,
    islamic_day,
    make_day,
    nearest_weekday,
    nth_weekday,
    shift,
    week_of,
)

Reading = Callable[[Site, State], list[Draft]]

_REL_STEP = {
    "last": -1, "this past": -1, "this": 0, "the current": 0, "this coming": 1, "next": 1, "the coming": 1,
}  # fmt: skip
_REF_STEP = {
    "the previous": -1, "the preceding": -1, "the following": 1, "the next": 1, "the ensuing": 1, "the subsequent": 1,
    "the same": 0, "that same": 0, "that": 0, "that very": 0,
}  # fmt: skip
_TEMPORAL = frozenset(
    "in by of since until till from to and or between during late early mid this last next on through before after for around"
    " about circa throughout year".split()
)
_NAMED_MONTHS = frozenset(("may", "march", "april", "june", "august"))
_LAST_WORD = re.compile(r"([\w'$£€]+)[ (\"'-]*$")
_NEXT_WORD = re.compile(r" ([A-Z][a-z]+)")


def read(site: Site, state: State) -> list[Draft]:
    """Returns the drafts of one match."""
    return _READINGS[site.match.rule.reads](site, state)


# Dates with a day


def _full_date(site: Site, state: State) -> list[Draft]:
    words = site.match.words
    month = _month_number(site, state)
    day = state.words.ordinal[words["ordinal"]] if "ordinal" in words else int(re.sub(r"\D", "", words["day"]))
    if month is None or ("month" in words and not _month_is_name(site, dated=True)):
        return []
    weekday = state.words.weekday.get(words.get("weekday", "").rstrip("."))
    draft = _dated(site, state, month, day, weekday, site.match.start, site.match.end)
    return [_with_time(draft, site, state)] if draft else []


def _slashed_date(site: Site, state: State) -> list[Draft]:
    words = site.match.words
    a, b, year = int(words["a"]), int(words["b"]), int(words["year"])
    day_first, month_first = make_day(year, b, a), make_day(year, a, b)
    if words["mark"] == "." or not month_first or day_first == month_first:
        month_first = None
    if not (day_first or month_first):
        return []
    found = day_first or month_first
    if day_first and month_first:  # either order is possible: both days bound it, the page may settle it
        value = f"{year:04d}-XX-XX"
        interval = min(day_first, month_first), max(day_first, month_first)
        return [_draft(site, "DATE", value, interval=interval, granularity="day")]
    if found is None:
        return []
    point = Point(year, found.month, found.day)
    return [_draft(site, "DATE", point.value, interval=(found, found), granularity="day", point=point)]


def _day_list(site: Site, state: State) -> list[Draft]:
    month = _month_number(site, state)
    if month is None or not _month_is_name(site, dated=True):
        return []
    low, _ = site.match.at["days"]
    numbers = [(low + n.start(), low + n.end(), int(n[1])) for n in re.finditer(r"(\d+)(?:st|nd|rd|th)?", site.match.words["days"])]
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
    year, offset = _told_year(site, state)
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
    return Draft(
        start=start, end=end, type="DATE", value=point.value, interval=interval_of(point.value), granularity="day",
        point=point, basis=basis, offset=offset, anchor=anchor,
    )  # fmt: skip


def _undated_day(state: State, month: int, day: int, weekday: int | None, start: int, end: int) -> Draft | None:
    if make_day(2024, month, day) is None:
        return None
    partial = f"{month:02d}-{day:02d}"
    year, later, anchor = _partial_year(state, partial, weekday)
    if year is None:
        return Draft(start=start, end=end, type="DATE", value=f"XXXX-{partial}", granularity="day")
    point = Point(year, month, day)
    return Draft(
        start=start, end=end, type="DATE", value=point.value, interval=interval_of(point.value), granularity="day",
        point=point, later=later, anchor=anchor,
    )  # fmt: skip


def _partial_year(state: State, partial: str, weekday: int | None = None) -> tuple[int | None, str | None, str | None]:
    """The year for a month, day or season without one; the later reading; and the day or date it rests on."""
    if state.coming_year is not None:
        return state.coming_year, None, None
    if state.local and state.ref:
        return state.ref.year, None, state.ref.value
    if state.published is None:
        return None, None, None
    published = state.published
    years = {year: interval_of(f"{year:04d}-{partial}") for year in range(published.year - 4, published.year + 5)}
    known = {year: days for year, days in years.items() if days}
    if weekday:
        known = {year: days for year, days in known.items() if days[0].isoweekday() == weekday} or known
    past = [year for year, days in known.items() if days[0] <= published + timedelta(days=1)]
    coming = [year for year, days in known.items() if days[1] > published]
    if weekday and past and coming and known[coming[0]][0] - published < published - known[past[-1]][0]:
        return coming[0], None, published.isoformat()  # a weekday leaves few years, the nearest is meant
    year = past[-1] if past else coming[0]
    later = f"{coming[0]:04d}-{partial}" if coming and coming[0] != year else None
    return year, later, published.isoformat()


def _told_year(site: Site, state: State) -> tuple[int | None, str | None]:
    """The year told in the match and, where it hangs on the publication, the offset."""
    words = site.match.words
    for name in ("year", "year2"):
        if name in words:
            year = int(words[name])
            return (-year if "era" in words else year), None
    for name in ("rel", "rel2"):
        if words.get(name, "").endswith("year"):
            return _which_year(words[name].removesuffix(" year"), state)
    return None, None


def _which_year(rel: str, state: State) -> tuple[int | None, str | None]:
    if rel in _REL_STEP and not (state.narrative and state.ref and rel != "last"):
        step = _REL_STEP[rel]
        return (state.published.year + step if state.published else None), f"{step:+d}Y" if step else "0Y"
    step = _REL_STEP.get(rel, _REF_STEP.get(rel, 0))
    if state.ref:
        return state.ref.year + step, None
    if state.published:
        return state.published.year + step, None
    return None, "0Y" if not step else f"{step:+d}Y"


# Months, years and longer


def _month(site: Site, state: State) -> list[Draft]:
    month = _month_number(site, state)
    words = site.match.words
    if month is None or not _month_is_name(site, dated="year" in words or words.get("rel", "").endswith("year")):
        return []
    year, offset = _told_year(site, state)
    later = anchor = None
    rel = words.get("rel", "")
    if year is None and offset is None:
        if rel and not rel.endswith("year"):
            year = _stepped_year(state, rel, f"{month:02d}")
            anchor = state.published.isoformat() if state.published else None
        else:
            year, later, anchor = _partial_year(state, f"{month:02d}")
    elif offset and state.published:
        anchor = state.published.isoformat()
    basis = DateBasis.RELATIVE if rel else DateBasis.EXPLICIT
    if year is None:
        return [_draft(site, "DATE", f"XXXX-{month:02d}", granularity="month", basis=basis, offset=offset)]
    point = Point(year, month)
    return [
        _draft(
            site, "DATE", point.value, interval=interval_of(point.value), granularity="month", point=point, later=later,
            basis=basis, offset=offset, anchor=anchor,
        )
    ]  # fmt: skip


def _stepped_year(state: State, rel: str, partial: str) -> int | None:
    """The year of "last May", "next summer", "the following spring"."""
    if rel in _REF_STEP and state.ref:
        start = state.ref.first
        if start is None:
            return state.ref.year + _REF_STEP[rel]
        anchor, step = start, _REF_STEP[rel]
    elif state.published:
        anchor, step = state.published, _REL_STEP.get(rel, _REF_STEP.get(rel, 0))
        if state.narrative and state.ref and step >= 0:
            anchor = state.ref.first or anchor
    else:
        return None
    here = interval_of(f"{anchor.year:04d}-{partial}")
    if here is None:
        return None
    if step < 0:
        return anchor.year if here[1] < anchor else anchor.year - 1
    if step > 0:
        return anchor.year if here[0] > anchor else anchor.year + 1
    return anchor.year


def _year(site: Site, state: State) -> list[Draft]:
    words = site.match.words
    year = int(words.get("year") or words["year2"])
    year = -year if "era" in words else year
    if not _year_is_date(site, year):
        return []
    return [_year_draft(year, site.match.start, site.match.end)]


def _year_draft(year: int, start: int, end: int) -> Draft:
    value = year_value(year)
    return Draft(start=start, end=end, type="DATE", value=value, interval=interval_of(value), granularity="year", point=Point(year))


def _year_is_date(site: Site, year: int) -> bool:
    words = site.match.words
    if "era" in words or site.match.rule.name == "anno domini" or site.match.end - site.match.start > 4:
        return True
    before = _LAST_WORD.search(site.before)
    temporal = bool(before and before[1] in _TEMPORAL)
    if re.match(r"[ -](?:[a-z]+ )?(?:metres|meters|km|kilometers|miles|tons|tonnes)\b|%|°| ?[°]", site.after):
        return False
    if year < 1500 or (year % 100 == 0 and year < 1900):
        return temporal and not re.match(r" [a-z]+s\b", site.after)
    if year % 1000 == 0 or year > 2050:
        return temporal or not re.match(r" [a-z]", site.after)
    return True


def _year_range(site: Site, state: State) -> list[Draft]:
    words = site.match.words
    first = int(words["year"])
    text = words["year2"]
    second = int(text) if "era" in words or len(text) == 4 else first // 100 * 100 + int(text)
    if "era" in words:
        if second > first or len(words["year"]) > 4:
            return []
        first, second = -first, -second
    elif second <= first:
        return []
    (low, high), end = site.match.at["year"], site.match.end
    drafts = [_year_draft(first, low, high), _year_draft(second, site.match.at["year2"][0], end)]
    start, last = drafts[0].interval, drafts[1].interval
    if start and last:
        drafts = [dataclasses.replace(draft, interval=(start[0], last[1])) for draft in drafts]
    return drafts


def _part_of_year(site: Site, state: State) -> list[Draft]:
    words = site.match.words
    if "quarter_number" in words:
        part = f"Q{words['quarter_number']}"
    elif "quarter" in words:
        part = "Q" + {"1": "1", "f": "1", "s": "2", "2": "2", "t": "3", "3": "3", "4": "4", "l": "4"}.get(words["quarter"][0], "4")
        part = "Q4" if words["quarter"] in ("fourth", "final") else part
    else:
        part = "H1" if words["half"] == "first" else "H2"
    year, offset = _told_year(site, state)
    if words.get("rel") == "the year":
        year = state.ref.year if state.local and state.ref else state.published.year if state.published else None
    return [_part(site, year, part, offset, state, "quarter" if part[0] == "Q" else "half")]


def _part(site: Site, year: int | None, part: str, offset: str | None, state: State, granularity: str) -> Draft:
    value = f"{year_value(year) if year is not None else 'XXXX'}-{part}"
    anchor = state.published.isoformat() if offset and state.published else None
    return _draft(
        site, "DATE", value, interval=interval_of(value), granularity=granularity, offset=offset, anchor=anchor,
        basis=DateBasis.RELATIVE if offset else DateBasis.EXPLICIT, point=Point(year) if year is not None else None,
    )  # fmt: skip


def _part_of_stretch(site: Site, state: State) -> list[Draft]:
    """"The first week of March 2022": the value of the whole, the days of the part."""
    words = site.match.words
    year, offset = _told_year(site, state)
    rel = words.get("rel2", "")
    if rel.endswith("month"):
        drafts = _relative(site, state, rel.removesuffix(" month"), "M")
        whole = drafts[0]
    elif "month" in words:
        drafts = _month(site, state)
        if not drafts:
            return []
        whole = drafts[0]
    else:
        if year is None and offset is None:
            year = state.ref.year if state.local and state.ref else state.published.year if state.published else None
        value = year_value(year) if year is not None else "XXXX"
        whole = _draft(site, "DATE", value, interval=interval_of(value), granularity="year", offset=offset)
    part = _cut(whole.interval, words["which"], words["unit"])
    return [dataclasses.replace(whole, interval=part or whole.interval)]


def _cut(whole: Interval | None, which: str, unit: str) -> Interval | None:
    place = {"first": 0, "opening": 0, "second": 1, "third": 2, "fourth": 3}.get(which)
    letter = {"d": "D", "w": "W", "m": "M"}[unit[0]]
    if whole is None or unit.startswith("weekend") or unit.endswith("s"):
        return None
    if place is None:
        start = shift(whole[1], -1, letter)
        return (start + timedelta(days=1), whole[1]) if start else None
    start, end = shift(whole[0], place, letter), shift(whole[0], place + 1, letter)
    return (start, min(end - timedelta(days=1), whole[1])) if start and end and start <= whole[1] else None


def _decade(site: Site, state: State) -> list[Draft]:
    words = site.match.words
    if "decade" in words:
        year = int(words["decade"]) * (-1 if "era" in words else 1)
    else:
        tens = state.words.decade[words["decade_word"]] * 10 if "decade_word" in words else int(words["decade_short"])
        century = state.ref.year // 100 * 100 if state.local and state.ref and state.ref.year > 0 else 1900
        year = century + tens
    value = decade_value(year)
    return [_draft(site, "DATE", value, interval=interval_of(value), granularity="decade")]


def _century(site: Site, state: State) -> list[Draft]:
    text = site.match.words["century"]
    number = state.words.ordinal[text] if text in state.words.ordinal else int(re.sub(r"\D", "", text))
    if not 1 <= number <= 30:
        return []
    value = f"BC{number - 1:02d}" if "era" in site.match.words else f"{number - 1:02d}"
    return [_draft(site, "DATE", value, interval=interval_of(value), granularity="century")]


def _season(site: Site, state: State) -> list[Draft]:
    words = site.match.words
    code = state.words.season[words["season"]]
    rel = words.get("rel", "")
    year, offset = _told_year(site, state)
    later = anchor = None
    told = year is not None or offset is not None
    if not told and not _season_is_time(site, rel):
        return []
    if not told:
        if rel in ("", "the"):
            year, later, anchor = _partial_year(state, code)
        else:
            year = _stepped_year(state, rel, code) if rel not in ("that", "that same", "the same") else None
            if rel.startswith("that") or rel == "the same":
                year = state.ref.year if state.ref else state.published.year if state.published else None
            anchor = state.published.isoformat() if state.published else None
    value = f"{year_value(year) if year is not None else 'XXXX'}-{code}"
    basis = DateBasis.RELATIVE if rel not in ("", "the") else DateBasis.EXPLICIT
    return [
        _draft(
            site, "DATE", value, interval=interval_of(value), granularity="season", later=later, anchor=anchor, offset=offset,
            basis=basis, point=Point(year) if year is not None else None,
        )
    ]  # fmt: skip


def _season_is_time(site: Site, rel: str) -> bool:
    """Spring is a well, fall a defeat, and the Arab Spring neither."""
    word = site.match.words["season"]
    start = site.match.at["season"][0]
    if site.capital("season") and re.search(r"[A-Z][\w']* $", site.plain.text[max(0, start - 20) : start]):
        return False
    before = _LAST_WORD.search(site.before)
    temporal = bool(before and before[1] in _TEMPORAL)
    if word == "fall":
        if rel in ("", "the"):
            return bool(before and before[1] in ("in", "during", "by", "last", "this")) and not re.match(r" (?:of|in|from|to)\b", site.after)
        return rel not in ("this", "that", "the same")
    if re.match(r" (?:games|olympics|olympic|palace|break|water|coats?|uprising|house)\b", site.after):
        return False
    if word in ("winter", "summer", "autumn") and not site.capital("season"):
        return True
    return bool(re.match(r" (?:counter-?)?(?:offensives?|campaigns?|elections?)\b", site.after)) or bool(rel) or temporal or site.match.end - site.match.start > len(word)


# Weekdays and days near the publication


def _weekday(site: Site, state: State) -> list[Draft]:
    words = site.match.words
    number = state.words.weekday[words["weekday"]]
    before = _LAST_WORD.search(site.before)
    after = re.match(r" (\w+)", site.after)
    if not site.capital("weekday") or (before and before[1] in state.words.not_weekday_before):
        return []
    if after and after[1] in state.words.not_weekday_after and site.plain.text[site.match.end + 1].isupper():
        return []
    if "many" in words and "rel" not in words:
        return [_draft(site, "SET", f"XXXX-WXX-{number}", granularity="week")]
    tod = words.get("tod")
    suffix = f"T{state.words.part_of_day[tod]}" if tod else ""
    anchor = _day_anchor(state)
    rel, week = words.get("rel"), words.get("week")
    step = {"last": -1, "next": 1, "this": 0}.get(week or "", 0)
    offset = f"{step:+d}W" if week and step else "0W" if week else None
    kind = "TIME" if suffix else "DATE"
    if anchor is None:
        value = f"XXXX-WXX-{number}{suffix}"
        return [_draft(site, kind, value, granularity="day", offset=offset, basis=DateBasis.RELATIVE)]
    if week:
        shifted = shift(week_of(anchor)[0], step, "W")
        day, later = (shift(shifted, number - 1, "D") if shifted else None), None
    else:
        day, later = _weekday_day(anchor, number, rel, narrated=state.local or rel in _REF_STEP)
    if day is None:
        return []
    return [
        _draft(
            site, kind, day.isoformat() + suffix, interval=(day, day), granularity="day", offset=offset, anchor=anchor.isoformat(),
            basis=DateBasis.RELATIVE, later=later.isoformat() + suffix if later else None, point=Point(day.year, day.month, day.day),
        )
    ]  # fmt: skip


def _day_anchor(state: State) -> date | None:
    """The day that weekdays are counted from."""
    if state.local and state.ref and state.narrative:
        return state.ref.first if state.ref.day else None
    return state.published


def _weekday_day(anchor: date, number: int, rel: str | None, *, narrated: bool) -> tuple[date | None, date | None]:
    past, coming = nearest_weekday(anchor, number, coming=False), nearest_weekday(anchor, number, coming=True)
    if rel in ("next", "this coming", "the following"):
        return coming, None
    if rel in ("last", "this past", "the previous"):
        return (shift(anchor, -7, "D") if past == anchor else past), None
    if rel == "this":
        return week_of(anchor)[0] + timedelta(days=number - 1), None
    if narrated:
        return (past if past == anchor else coming), None
    return past, coming


_DEICTIC = {
    "yesterday": -1, "tomorrow": 1, "today": 0, "tonight": 0, "overnight": 0, "last night": -1, "this morning": 0,
    "this afternoon": 0, "this evening": 0, "the day before yesterday": -2, "the day after tomorrow": 2,
}  # fmt: skip


def _deictic(site: Site, state: State) -> list[Draft]:
    words = site.match.words
    word = words["word"]
    tod = words.get("tod") or next((t for t in ("night", "morning", "afternoon", "evening") if word.endswith(t)), None)
    suffix = f"T{state.words.part_of_day[tod]}" if tod else ""
    step = _DEICTIC[word]
    if word == "today" and state.narrative:
        return [_draft(site, "DATE", "PRESENT_REF", basis=DateBasis.RELATIVE)]
    offset = f"{step:+d}D" if step else "0D"
    day = shift(state.published, step, "D") if state.published and not state.narrative else None
    kind = "TIME" if suffix else "DATE"
    if day is None:
        value = f"XXXX-XX-XX{suffix}"
        return [_draft(site, kind, value, granularity="day", offset=offset, basis=DateBasis.RELATIVE)]
    start = day - timedelta(days=1) if word == "overnight" else day  # overnight: from the evening before
    return [
        _draft(
            site, kind, day.isoformat() + suffix, interval=(start, day), granularity="day", offset=offset,
            basis=DateBasis.RELATIVE, anchor=state.published.isoformat() if state.published else None,
            point=Point(day.year, day.month, day.day),
        )
    ]  # fmt: skip


# Stretches: last week, that year, the following day


def _stretch(site: Site, state: State) -> list[Draft]:
    words = site.match.words
    rel, unit = words["rel"], state.words.unit[words["unit"]]
    if words.get("side"):
        rel = "the following" if words["side"] in ("after", "following") else "the previous"
    if rel in ("last", "this", "that", "next") and re.match(r" of\b|-", site.after):
        return []
    if unit == "FN":
        unit = "W"
    if unit == "D" and rel in ("last", "next", "the past", "the coming", "the current"):
        return []
    if rel == "the past":
        return [_running(site, state, 1, unit, back=True)]
    if rel in ("", "the"):
        rel = "the weekend" if unit == "WE" else "that" if state.local else "this"
    return _relative(site, state, rel, unit)


def _relative(site: Site, state: State, rel: str, unit: str) -> list[Draft]:
    """A stretch some steps from the one of the publication, or from the one just narrated."""
    granularity = GRANULARITY[unit]
    narrated = rel in _REF_STEP or (state.narrative and state.ref is not None and rel in ("this", "next"))
    step = _REF_STEP.get(rel, _REL_STEP.get(rel, 0))
    if narrated and state.ref is not None:
        return [_from_ref(site, state.ref, step, unit)]
    if narrated and rel in ("that", "the same", "that same", "that very"):
        offset = None
    else:
        offset = f"{step:+d}{unit}" if step else f"0{unit}"
    if rel == "the weekend":
        return [_weekend(site, state)]
    open_value = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX", "Y": "XXXX",
                  "DE": "XXX", "CE": "XX"}[unit]  # fmt: skip
    if state.published is None or offset is None or narrated:
        return [_draft(site, "DATE", open_value, granularity=granularity, basis=DateBasis.RELATIVE, offset=None if narrated else offset)]
    day = shift(state.published, step, unit)
    if unit == "WE" and step < 0 and state.published.isoweekday() < 6:
        day = shift(state.published, -7, "D")
    if day is None:
        return []
    value, interval = day_interval(day, unit)
    anchor = state.published.isoformat()
    return [
        _draft(site, "DATE", value, interval=interval, granularity=granularity, basis=DateBasis.RELATIVE, offset=offset,
               anchor=anchor, point=point_of(interval[0], unit) if interval and unit not in ("W", "WE") else None)
    ]  # fmt: skip


def _weekend(site: Site, state: State) -> Draft:
    if state.published is None:
        return _draft(site, "DATE", "XXXX-WXX-WE", granularity="weekend", basis=DateBasis.RELATIVE)
    saturday = nearest_weekday(state.published, 6, coming=False) or state.published
    value, interval = day_interval(saturday, "WE")
    later = day_interval(saturday + timedelta(days=7), "WE")[0]
    return _draft(site, "DATE", value, interval=interval, granularity="weekend", basis=DateBasis.RELATIVE, later=later,
                  anchor=state.published.isoformat())  # fmt: skip


def _from_ref(site: Site, ref: Point, step: int, unit: str, *, vague: bool = False) -> Draft:
    """A stretch so many steps from the date just narrated."""
    granularity = GRANULARITY[unit]
    start = ref.first
    exact = {"D": ref.day, "W": ref.day, "WE": ref.day, "M": ref.month, "Q": ref.month}.get(unit, True)
    value, interval, point = _open_at(ref, unit), None, None
    if unit in ("Y", "DE", "CE") and start is None:
        year = ref.year + step * {"Y": 1, "DE": 10, "CE": 100}[unit]
        value = {"Y": year_value, "DE": decade_value, "CE": century_value}[unit](year)
        point = Point(year) if unit == "Y" else None
    elif start and exact:
        day = shift(start, step, unit)
        if day:
            value, interval = day_interval(day, unit)
            point = point_of(day, unit)
    elif start is None and exact and ref.month and unit == "M":
        point = Point(ref.year, ref.month) if not step else None
        value = point.value if point else value
    elif start is None and exact and ref.day and not step:
        value = ref.value
    elif not step and unit in ("D", "W", "M"):
        interval = interval_of(ref.value)
    return _draft(site, "DATE", value, interval=interval, granularity=granularity, basis=DateBasis.RELATIVE, anchor=ref.value, point=point)


def _open_at(ref: Point, unit: str) -> str:
    """What remains known of the narrated date where it is less exact than the unit."""
    year = year_value(ref.year)
    if unit == "D":
        return f"{year}-{ref.month:02d}-XX" if ref.month else f"{year}-XX-XX"
    return {"W": f"{year}-WXX", "WE": f"{year}-WXX-WE", "M": f"{year}-XX", "Q": f"{year}-QX"}.get(unit, "XXXX")


def _part_of_day(site: Site, state: State) -> list[Draft]:
    words = site.match.words
    group = next(name for name in words if name.startswith("tod"))
    word = words[group].replace("-", "").removesuffix("time").removesuffix("fall")
    code = state.words.part_of_day.get(word, "NI")
    rel = words.get("rel")
    if rel is None:
        return [_draft(site, "TIME", f"XXXX-XX-XXT{code}", granularity="time")]
    day: Draft | None = None
    if state.ref and (state.ref.day or state.local):
        day = _from_ref(site, state.ref, _REF_STEP[rel], "D")
    if day is None:
        return [_draft(site, "TIME", f"XXXX-XX-XXT{code}", granularity="time")]
    return [_draft(site, "TIME", f"{day.value}T{code}", interval=day.interval, granularity="day", basis=DateBasis.RELATIVE,
                   anchor=day.anchor, point=day.point)]  # fmt: skip


# Counted units


def _counted(site: Site, state: State) -> list[Draft]:
    words = site.match.words
    side = words["side"]
    back = side in ("ago", "earlier", "previously", "beforehand", "prior", "before")
    if side == "in":
        back = False
    count = amount(words.get("count", ""), state.words) if "count" in words else None
    if count is None:
        return [_draft(site, "DATE", "PAST_REF" if back else "FUTURE_REF", basis=DateBasis.RELATIVE)]
    unit_word = "century" if words["unit"].startswith("centur") else words["unit"]
    unit = state.words.unit[unit_word]
    if unit == "FN":
        unit, count = "W", count * 2
    steps = round(count) * (-1 if back else 1)
    if unit == "Q" or unit == "WE":
        return []
    if unit in ("TS", "TM", "TH"):
        return [_hours_off(site, state, steps, unit, now=side in ("ago", "from now", "in", "hence"))]
    if side in ("ago", "from now", "in", "hence") and not (state.narrative and state.ref):
        return [_from_publication(site, state, steps, unit)]
    if state.ref is None:
        return [_draft(site, "DATE", "XXXX" if unit == "Y" else "XXXX-XX-XX" if unit == "D" else "XXXX-XX", basis=DateBasis.RELATIVE)]
    return [_from_ref(site, state.ref, steps, unit)]


def _from_publication(site: Site, state: State, steps: int, unit: str) -> Draft:
    offset = f"{steps:+d}{unit}"
    granularity = GRANULARITY[unit]
    open_value = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "M": "XXXX-XX", "Y": "XXXX", "DE": "XXX", "CE": "XX"}[unit]
    day = shift(state.published, steps, unit) if state.published else None
    if day is None or state.published is None:
        return _draft(site, "DATE", open_value, granularity=granularity, basis=DateBasis.RELATIVE, offset=offset)
    value, interval = day_interval(day, unit)
    return _draft(site, "DATE", value, interval=interval, granularity=granularity, basis=DateBasis.RELATIVE, offset=offset,
                  anchor=state.published.isoformat(), point=point_of(day, unit))  # fmt: skip


def _hours_off(site: Site, state: State, steps: int, unit: str, *, now: bool) -> Draft:
    """Some hours from a moment: on the same day, as far as the text tells."""
    day = state.published if now and not state.narrative else state.ref.first if state.ref and state.ref.day else None
    if day is None or abs(steps) > 24 * (1 if unit == "TH" else 60):
        return _draft(site, "TIME", "XXXX-XX-XXTXX", granularity="time", basis=DateBasis.RELATIVE)
    return _draft(site, "TIME", f"{day.isoformat()}TXX", interval=(day, day), granularity="time", basis=DateBasis.RELATIVE,
                  anchor=day.isoformat())  # fmt: skip


def _running_words(site: Site, state: State) -> list[Draft]:
    words = site.match.words
    rel = words["rel"]
    unit_word = "century" if words["unit"].startswith("centur") else words["unit"]
    unit = state.words.unit[unit_word]
    back = rel in ("the last", "the past", "these past", "these last", "last", "past")
    if rel == "recent":
        return [_draft(site, "DATE", "PAST_REF", basis=DateBasis.RELATIVE)]
    if "count" not in words and rel in ("last", "past", "next"):
        return []
    count = amount(words["count"], state.words) if "count" in words else None
    if (back or rel in ("the next", "the coming", "next")) and count and not re.match(r" of\b", site.after):
        return [_running(site, state, count, unit, back=back)]
    return [_draft(site, "DURATION", _duration_value(count, unit), granularity=GRANULARITY.get(unit, "time"))]


def _running(site: Site, state: State, count: float, unit: str, *, back: bool) -> Draft:
    """A stretch that ends, or begins, on the day of publication."""
    value = _duration_value(count, unit)
    published = state.published if not state.narrative else None
    far = shift(published, round(count) * (-1 if back else 1), unit if unit != "FN" else "W") if published and unit[0] != "T" else None
    interval = None
    if published and far:
        interval = (far, published) if back else (published, far)
    return _draft(site, "DURATION", value, interval=interval, granularity=GRANULARITY.get(unit, "time"), basis=DateBasis.RELATIVE,
                  anchor=published.isoformat() if published else None)  # fmt: skip


def _duration(site: Site, state: State) -> list[Draft]:
    words = site.match.words
    untold = words.get("vague") or words.get("long")
    if untold:
        singular = "century" if untold.startswith("centur") else untold.rstrip("s")
        unit = state.words.unit[singular]
        value = _duration_value(1 if words.get("long") == singular else None, unit)
        return [_draft(site, "DURATION", value, granularity=GRANULARITY.get(unit, "time"), sense=_sense(site))]
    word, text = words["unit"], words["count"]
    unit = state.words.unit["century" if word.startswith("centur") else word]
    plural = bool(words["many"]) or word.endswith("ie")
    if unit in ("TS", "Q") and not (plural and unit == "TS"):
        return []
    if text in ("a", "an") and not _single_is_duration(site, words["gap"]):
        return []
    if text == "few" or (text in ("some", "many", "several", "various") and not plural):
        return []
    count = amount(text, state.words)
    start = site.match.start
    if "period" not in words and (article := re.match(r"(?:over )?an? (?=[\w,.]+-)", site.plain.low[start : site.match.end])):
        start += article.end()  # the article is that of the noun: a three-day strike
    return [
        Draft(
            start=start, end=site.match.end, type="DURATION", value=_duration_value(count, unit),
            granularity=GRANULARITY.get(unit, "time"), sense=_sense(site),
        )
    ]  # fmt: skip


def _single_is_duration(site: Site, gap: str) -> bool:
    """"A year" is a length of time after some words only; elsewhere it is a rate or a point."""
    if site.match.words.get("age") or site.plain.low[site.match.start : site.match.end].split(" ")[0] not in ("a", "an"):
        return True
    before = _LAST_WORD.search(site.before)
    return bool(before and before[1] in (
        "for", "in", "within", "after", "over", "of", "than", "about", "nearly", "almost", "under", "spent", "lasted", "took",
        "took", "by", "at", "half", "least", "only", "just", "last", "takes",
    )) and gap == " "  # fmt: skip


def _duration_value(count: float | None, unit: str) -> str:
    """The TIMEX3 value of a length of time.

    >>> _duration_value(3, "D"), _duration_value(None, "TH"), _duration_value(2.5, "Y")
    ('P3D', 'PTXH', 'P2.5Y')
    """
    if unit == "FN":
        unit, count = "W", None if count is None else count * 2
    number = "X" if count is None else f"{count:g}"
    return f"PT{number}{unit[1]}" if unit[0] == "T" else f"P{number}{unit}"


def _sense(site: Site) -> DateSense:
    before = _LAST_WORD.search(site.before)
    return DateSense.THROUGHOUT if before and before[1] in ("for", "throughout", "since", "lasted") else DateSense.WITHIN


def _set_of(site: Site, state: State) -> list[Draft]:
    words = site.match.words
    start, end = site.match.start, site.match.end
    for name in ("single", "single2", "single3"):
        if name in words:
            start, end = site.match.at[name]
            return [Draft(start=start, end=end, type="SET", value="P1" + state.words.unit[words[name].split()[1]], granularity="set")]
    if "daily" in words:
        if site.capital("daily") and re.match(r" [A-Z]", site.plain.text[end : end + 2]):
            return []
        value = {"h": "XXXX-XX-XXTXX", "d": "XXXX-XX-XX", "n": "XXXX-XX-XXTNI", "w": "XXXX-WXX", "b": "XXXX-WXX", "f": "XXXX-WXX",
                 "m": "XXXX-XX", "q": "XXXX-QX", "y": "XXXX", "a": "XXXX"}[words["daily"][0]]  # fmt: skip
        return [_draft(site, "SET", value, granularity="set")]
    unit = words.get("unit") or words.get("per")
    if unit is None:
        return [_draft(site, "SET", "XXXX-XX-XX", granularity="set")]
    if unit in state.words.weekday:
        return [_draft(site, "SET", f"XXXX-WXX-{state.words.weekday[unit]}", granularity="set")]
    if unit in state.words.season:
        return [_draft(site, "SET", f"XXXX-{state.words.season[unit]}", granularity="set")]
    if unit in state.words.part_of_day:
        return [_draft(site, "SET", f"XXXX-XX-XXT{state.words.part_of_day[unit]}", granularity="set")]
    return [_draft(site, "SET", _duration_value(1, state.words.unit[unit]), granularity="set")]


# Clock times, references, names


def _clock(site: Site, state: State) -> list[Draft]:
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
        return [_draft(site, "TIME", f"XXXX-XX-XX{time}", granularity="time")]
    return [_draft(site, "TIME", f"{day.isoformat()}{time}", interval=(day, day), granularity="time", anchor=day.isoformat())]


def _clock_day(site: Site, state: State) -> date | None:
    """The day of a clock time: the one told after or just before it, else in news that of the publication."""
    if state.coming_day:
        return state.coming_day
    if state.ref and state.ref.day and (state.narrative or state.ref_line == state.line):
        return state.ref.first
    return None if state.narrative else state.published


def _reference(site: Site, state: State) -> list[Draft]:
    name = next((name for name in ("span", "span2", "span3") if name in site.match.words), None)
    start, end = site.match.at[name] if name else (site.match.start, site.match.end)
    value = site.match.rule.value or "PRESENT_REF"
    return [Draft(start=start, end=end, type="DATE", value=value, basis=DateBasis.RELATIVE)]


def _holiday(site: Site, state: State) -> list[Draft]:
    words = site.match.words
    row = state.words.holiday[words["holiday"]]
    if not site.capital("holiday") and not words["holiday"][0].isdigit():
        return []
    if "year" not in words and _NEXT_WORD.match(site.plain.text, site.match.end):
        return []  # an offensive, an island or a rising named after the day
    if re.match(r" (?:agreement|accords?|offensive|rising|uprising|massacre)\b", site.after) and "year" not in words:
        return []
    year, offset = _told_year(site, state)
    later = None
    if "year" in row:
        year = row["year"]
    elif year is None and offset is None:
        year, later = _holiday_year(row, state)
    days = holiday_days(row, year) if year is not None else None
    if days is None:
        return [_draft(site, "DATE", _open_holiday(row, year), granularity="day", offset=offset)]
    value = days[0].isoformat() if days[0] == days[1] else f"{days[0]:%Y-%m}" if (days[1] - days[0]).days > 20 else days[0].isoformat()
    point = Point(days[0].year, days[0].month, days[0].day)
    return [_draft(site, "DATE", value, interval=days, granularity="day", offset=offset, later=later, point=point)]


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


def _era(site: Site, state: State) -> list[Draft]:
    first, last = state.words.era[site.match.words["era_name"]]
    value = f"{first:04d}/{last:04d}" if first != last else f"{first:04d}"
    return [_draft(site, "DATE", value, interval=interval_of(value), granularity="era")]


# Shared


def _draft(site: Site, kind: str, value: str, **fields: object) -> Draft:
    return Draft(start=site.match.start, end=site.match.end, type=kind, value=value, **fields)  # type: ignore[arg-type]


def _with_time(draft: Draft, site: Site, state: State) -> Draft:
    words = site.match.words
    if "tod" in words:
        return dataclasses.replace(draft, type="TIME", value=f"{draft.value}T{state.words.part_of_day[words['tod']]}")
    if "clock" in words:
        zone = words.get("zone", "").upper()
        return dataclasses.replace(draft, type="TIME", value=f"{draft.value}T{words['clock']}{zone}")
    return draft


def _month_number(site: Site, state: State) -> int | None:
    words = site.match.words
    if "month_number" in words:
        return int(words["month_number"])
    return state.words.month.get(words.get("month", "").rstrip("."))


def _month_is_name(site: Site, *, dated: bool) -> bool:
    """Whether the month word is a month: capital, and not a person (Theresa May), a march or a modal verb."""
    if not site.capital("month"):
        return False
    word = site.match.words["month"].rstrip(".")
    if dated or word not in _NAMED_MONTHS or site.match.at["month"][0] > site.match.start:
        return True
    before = _LAST_WORD.search(site.before)
    if before and before[1] in _TEMPORAL:
        return True
    following = _NEXT_WORD.match(site.plain.text, site.match.end)
    if following:
        return False
    start = site.match.start
    if re.search(r"[A-Z][\w'.]* $", site.plain.text[max(0, start - 30) : start]):
        return False
    if word == "march" and before and before[1] in ("a", "the"):  # "a March raid" but "the March on the capital"
        return bool(re.match(r" (?!on\b|of\b|to\b|for\b|by\b|in\b|was\b|and\b)[a-z]+", site.after))
    return not (word in ("may", "march") and re.match(r" [a-z]", site.after))


_READINGS: dict[str, Reading] = {
    "full_date": _full_date, "slashed_date": _slashed_date, "day_list": _day_list, "month": _month, "year": _year,
    "year_range": _year_range, "part_of_year": _part_of_year, "part_of_stretch": _part_of_stretch, "decade": _decade,
    "century": _century, "season": _season, "weekday": _weekday, "deictic": _deictic, "stretch": _stretch,
    "part_of_day": _part_of_day, "counted": _counted, "running": _running_words, "duration": _duration, "set_of": _set_of,
    "clock": _clock, "reference": _reference, "holiday": _holiday, "era": _era,
}  # fmt: skip

__all__ = ["holiday_days", "read"]
