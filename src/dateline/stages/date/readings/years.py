"""Months, seasons, years and longer."""

from __future__ import annotations

import dataclasses
import re
from datetime import timedelta

from dateline.records import DateBasis
from dateline.stages.date.counts import amount
from dateline.stages.date.readings.shared import (
    LAST_WORD,
    TEMPORAL,
    draft_of,
    month_is_name,
    month_number,
    partial_year,
    stepped_year,
    told_year,
    year_number,
)
from dateline.stages.date.readings.steps import relative
from dateline.stages.date.state import Draft, Point, Site, State, decade_value, year_value
from dateline.text.calendar import Interval, interval_of, shift


def read_month(site: Site, state: State) -> list[Draft]:
    """Returns a month, with its year as told, narrated or nearest the publication."""
    month = month_number(site, state)
    words = site.match.words
    if month is None or not month_is_name(site, dated="year" in words or words.get("rel", "").endswith("year")):
        return []
    year, offset = told_year(site, state)
    later = anchor = None
    rel = words.get("rel", "")
    if year is None and offset is None:
        if rel and not rel.endswith("year"):
            year = stepped_year(state, rel, f"{month:02d}")
            anchor = state.published.isoformat() if state.published else None
        else:
            year, later, anchor = partial_year(state, f"{month:02d}")
    elif offset and state.published:
        anchor = state.published.isoformat()
    basis = DateBasis.RELATIVE if rel else DateBasis.EXPLICIT
    if year is None:
        return [draft_of(site, "DATE", f"XXXX-{month:02d}", granularity="month", basis=basis, offset=offset)]
    point = Point(year, month)
    return [
        draft_of(
            site,
            "DATE",
            point.value,
            interval=interval_of(point.value),
            granularity="month",
            point=point,
            later=later,
            basis=basis,
            offset=offset,
            anchor=anchor,
        )
    ]


def read_year(site: Site, state: State) -> list[Draft]:
    """Returns a year, unless the number counts something."""
    words = site.match.words
    year = year_number(words.get("year") or words["year2"])
    year = -year if "era" in words else year
    if not _year_is_date(site, year):
        return []
    return [_year_draft(year, site.match.start, site.match.end)]


def _year_draft(year: int, start: int, end: int) -> Draft:
    value = year_value(year)
    return Draft(
        start=start, end=end, type="DATE", value=value, interval=interval_of(value), granularity="year", point=Point(year)
    )


def _year_is_date(site: Site, year: int) -> bool:
    words = site.match.words
    if "era" in words or site.match.rule.name == "anno domini" or site.match.end - site.match.start != 4:
        return True
    before = LAST_WORD.search(site.before)
    temporal = bool(before and before[1] in TEMPORAL)
    if re.match(r"[ -](?:[a-z]+ )?(?:metres|meters|km|kilometers|miles|tons|tonnes)\b|%|°| ?[°]", site.after):
        return False
    if year < 1500 or (year % 100 == 0 and year < 1900):
        return temporal and not re.match(r" [a-z]+s\b", site.after)
    if year % 1000 == 0 or year > 2050:
        return temporal or not re.match(r" [a-z]", site.after)
    return True


def read_year_range(site: Site, state: State) -> list[Draft]:
    """Returns both years of "1950-53" or "499 to 493 BC"."""
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


def read_part_of_year(site: Site, state: State) -> list[Draft]:
    """Returns a quarter or half of a year; a quarter without a year is the last one begun by the publication."""
    words = site.match.words
    quarter = next((words[name] for name in _QUARTER_GROUPS if name in words), None)
    if quarter is not None:
        part = f"Q{quarter[0] if quarter[0].isdigit() else state.words.ordinal.get(quarter, 4)}"
    else:
        half = words.get("half") or words.get("half_number") or words["half_number2"]
        part = "H1" if half in ("first", "1") else "H2"
    year, offset = told_year(site, state)
    if words.get("rel") == "the year":
        year = state.ref.year if state.local and state.ref else state.published.year if state.published else None
    if year is not None or offset is not None or "rel" in words:
        return [_part(site, year, part, offset, state)]
    if quarter in ("last", "second") or not _quarter_is_time(site, state):
        return []
    year, later, anchor = partial_year(state, part)
    return [dataclasses.replace(_part(site, year, part, None, state), later=later, anchor=anchor)]


_QUARTER_GROUPS = ("quarter", "quarter2", "quarter3", "quarter4")
# So far around a quarter is looked for the words of a game.
_PLAY_REACH = 200


def _quarter_is_time(site: Site, state: State) -> bool:
    """Whether a quarter without a year is one of a year: not of a game, a field or a city."""
    if re.match(r"-?(?:final|finals|finalists?|back|of)\b| of\b|-", site.after) or re.search(r"\ba $", site.before):
        return False
    low, start, end = site.plain.low, site.match.start, site.match.end
    before = re.split(r"[.!?\n]", low[max(0, start - _PLAY_REACH) : start])[-1]
    after = re.split(r"[.!?\n]", low[end : end + _PLAY_REACH])[0]
    return not state.words.play.intersection(re.findall(r"[a-z]+", f"{before} {after}"))


def _part(site: Site, year: int | None, part: str, offset: str | None, state: State) -> Draft:
    value = f"{year_value(year) if year is not None else 'XXXX'}-{part}"
    anchor = state.published.isoformat() if offset and state.published else None
    return draft_of(
        site,
        "DATE",
        value,
        interval=interval_of(value),
        granularity="quarter" if part[0] == "Q" else "half",
        offset=offset,
        anchor=anchor,
        basis=DateBasis.RELATIVE if offset else DateBasis.EXPLICIT,
        point=Point(year) if year is not None else None,
    )


def read_part_of_stretch(site: Site, state: State) -> list[Draft]:
    """ "The first week of March 2022": the value of the whole, the days of the part."""
    words = site.match.words
    year, offset = told_year(site, state)
    rel = words.get("rel2", "")
    if rel.endswith("month"):
        drafts = relative(site, state, rel.removesuffix(" month"), "M")
        whole = drafts[0]
    elif "month" in words:
        drafts = read_month(site, state)
        if not drafts:
            return []
        whole = drafts[0]
    else:
        if year is None and offset is None:
            year = state.ref.year if state.local and state.ref else state.published.year if state.published else None
        value = year_value(year) if year is not None else "XXXX"
        whole = draft_of(site, "DATE", value, interval=interval_of(value), granularity="year", offset=offset)
    count = round(amount(words["count"], state.words) or 0) if "count" in words else None
    part = _cut(whole.interval, words["which"], words["unit"], count)
    later = _cut(interval_of(whole.later), words["which"], words["unit"], count) if whole.later else None
    return [dataclasses.replace(whole, interval=part or whole.interval, later_interval=later)]


def _cut(whole: Interval | None, which: str, unit: str, count: int | None) -> Interval | None:
    """The first or last `count` units of a stretch, or one of them; None where it is not told how many."""
    place = {"first": 0, "opening": 0, "second": 1, "third": 2, "fourth": 3}.get(which)
    letter = {"d": "D", "w": "W", "m": "M"}[unit[0]]
    if whole is None or unit.startswith("weekend") or unit.endswith("s") != bool(count):
        return None
    length = count or 1
    if place is None:
        start = shift(whole[1] + timedelta(days=1), -length, letter)
        return (max(start, whole[0]), whole[1]) if start else None
    start, end = shift(whole[0], place, letter), shift(whole[0], place + length, letter)
    return (start, min(end - timedelta(days=1), whole[1])) if start and end and start <= whole[1] else None


def read_decade(site: Site, state: State) -> list[Draft]:
    """Returns a decade."""
    words = site.match.words
    if "decade" in words:
        year = int(words["decade"]) * (-1 if "era" in words else 1)
    else:
        tens = state.words.decade[words["decade_word"]] * 10 if "decade_word" in words else int(words["decade_short"])
        century = state.ref.year // 100 * 100 if state.local and state.ref and state.ref.year > 0 else 1900
        year = century + tens
    value = decade_value(year)
    return [draft_of(site, "DATE", value, interval=interval_of(value), granularity="decade")]


def read_century(site: Site, state: State) -> list[Draft]:
    """Returns a century."""
    text = site.match.words["century"]
    number = state.words.ordinal[text] if text in state.words.ordinal else int(re.sub(r"\D", "", text))
    if not 1 <= number <= 30:
        return []
    first = (number - 1) * 100
    if "era" in site.match.words:
        value, granularity = f"BC{number - 1:02d}", "century"
    elif "decade" in site.match.words:
        place = site.match.words["decade"]
        tens = state.words.ordinal.get(place, 1 if place == "opening" else 10) - 1
        value, granularity = f"{first // 10 + tens:03d}", "decade"
        if tens > 9:
            return []
    else:
        value, granularity = f"{number - 1:02d}", "century"
    return [draft_of(site, "DATE", value, interval=interval_of(value), granularity=granularity)]


def read_turn(site: Site, state: State) -> list[Draft]:
    """Returns the turn of a century or year: the years around it, or its two months.

    Without a number it is the turn nearest the date just narrated, else the last one up to the publication, else open.
    """
    words = site.match.words
    unit = words.get("unit") or words["unit2"]
    narrated = state.ref if state.local else None
    near = narrated.year if narrated else state.published.year if state.published else None
    if unit == "year":
        return [_turn_of_year(site, state, narrated)]
    length = 1000 if unit == "millennium" else 100
    if "century" in words:
        number = words["century"]
        year: int | None = (state.words.ordinal.get(number) or int(re.sub(r"\D", "", number))) * 100 - 100
    elif near is None or near < length:
        year = None
    else:
        year = (near + length // 2) // length * length if narrated else near // length * length
    if year is None or not 0 < year < 9000:
        return [draft_of(site, "DATE", "XX", granularity="era")]
    value = f"{year - TURN_YEARS:04d}/{year + TURN_YEARS:04d}"
    return [draft_of(site, "DATE", value, interval=interval_of(value), granularity="era")]


# The turn of a century is so many years either way.
TURN_YEARS = 5


def _turn_of_year(site: Site, state: State, narrated: Point | None) -> Draft:
    """December and January: those around the date just narrated or up to the publication; the coming ones may be meant, too."""
    near = narrated.first if narrated else state.published
    if near is None:
        return draft_of(site, "DATE", "XXXX", granularity="month")
    past = near.year if near.month < 12 else near.year + 1
    values = [f"{year - 1:04d}-12/{year:04d}-01" for year in (past, past + 1)]
    later = None if narrated else values[1]
    return draft_of(site, "DATE", values[0], interval=interval_of(values[0]), granularity="month", later=later)


def read_season(site: Site, state: State) -> list[Draft]:
    """Returns a season, unless the word names something else."""
    words = site.match.words
    code = state.words.season[words["season"]]
    rel = words.get("rel", "")
    year, offset = told_year(site, state)
    later = anchor = None
    told = year is not None or offset is not None
    if not told and not _season_is_time(site, rel):
        return []
    if not told:
        if rel in ("", "the"):
            year, later, anchor = partial_year(state, code)
        else:
            year = stepped_year(state, rel, code) if rel not in ("that", "that same", "the same") else None
            if rel.startswith("that") or rel == "the same":
                year = state.ref.year if state.ref else state.published.year if state.published else None
            anchor = state.published.isoformat() if state.published else None
    value = f"{year_value(year) if year is not None else 'XXXX'}-{code}"
    basis = DateBasis.RELATIVE if rel not in ("", "the") else DateBasis.EXPLICIT
    return [
        draft_of(
            site,
            "DATE",
            value,
            interval=interval_of(value),
            granularity="season",
            later=later,
            anchor=anchor,
            offset=offset,
            basis=basis,
            point=Point(year) if year is not None else None,
        )
    ]


def _season_is_time(site: Site, rel: str) -> bool:
    """Spring is a well, fall a defeat, and the Arab Spring neither."""
    word = site.match.words["season"]
    start = site.match.at["season"][0]
    if site.capital("season") and re.search(r"[A-Z][\w']* $", site.plain.text[max(0, start - 20) : start]):
        return False
    before = LAST_WORD.search(site.before)
    temporal = bool(before and before[1] in TEMPORAL)
    if word == "fall":
        if rel in ("", "the"):
            return bool(before and before[1] in ("in", "during", "by", "last", "this")) and not re.match(
                r" (?:of|in|from|to)\b", site.after
            )
        return rel not in ("this", "that", "the same")
    if re.match(r" (?:games|olympics|olympic|palace|break|water|coats?|uprising|house)\b", site.after):
        return False
    if word in ("winter", "summer", "autumn") and not site.capital("season"):
        return True
    return (
        bool(re.match(r" (?:counter-?)?(?:offensives?|campaigns?|elections?)\b", site.after))
        or bool(rel)
        or temporal
        or site.match.end - site.match.start > len(word)
    )
