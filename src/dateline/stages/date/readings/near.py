"""Weekdays, yesterday and tomorrow, last week, that year, the following day."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dateline.records import DateBasis
from dateline.stages.date.readings.shared import LAST_WORD, REF_STEP, draft_of
from dateline.stages.date.readings.steps import from_ref, relative, running
from dateline.stages.date.state import Draft, Point, Site, State
from dateline.text.calendar import nearest_weekday, shift, week_of

_NAME_BEFORE = re.compile(r"[A-Z][A-Za-z]+ $")


def read_weekday(site: Site, state: State) -> list[Draft]:
    """Returns a weekday: the last one up to the publication, with the coming one as its later reading."""
    words = site.match.words
    number = state.words.weekday[words["weekday"]]
    before = LAST_WORD.search(site.before)
    after = re.match(r" (\w+)", site.after)
    if not site.capital("weekday") or (before and before[1] in state.words.not_weekday_before):
        return []
    if after and after[1] in state.words.not_weekday_after and site.plain.text[site.match.end + 1].isupper():
        return []
    if "many" in words and "rel" not in words:
        return [draft_of(site, "SET", f"XXXX-WXX-{number}", granularity="week")]
    tod = words.get("tod")
    suffix = f"T{state.words.part_of_day[tod]}" if tod else ""
    anchor = _day_anchor(state)
    rel, week = words.get("rel"), words.get("week")
    step = {"last": -1, "next": 1, "this": 0}.get(week or "", 0)
    offset = f"{step:+d}W" if week and step else "0W" if week else None
    kind = "TIME" if suffix else "DATE"
    if anchor is None:
        value = f"XXXX-WXX-{number}{suffix}"
        return [draft_of(site, kind, value, granularity="day", offset=offset, basis=DateBasis.RELATIVE)]
    if week:
        shifted = shift(week_of(anchor)[0], step, "W")
        day, later = (shift(shifted, number - 1, "D") if shifted else None), None
    else:
        day, later = _weekday_day(anchor, number, rel, narrated=state.local or rel in REF_STEP)
    if day is None:
        return []
    return [
        draft_of(
            site,
            kind,
            day.isoformat() + suffix,
            interval=(day, day),
            granularity="day",
            offset=offset,
            anchor=anchor.isoformat(),
            basis=DateBasis.RELATIVE,
            later=later.isoformat() + suffix if later else None,
            point=Point(day.year, day.month, day.day),
        )
    ]


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
        # Of the day before, everybody says yesterday.
        return (shift(past, -7, "D") if past and (anchor - past).days <= 1 else past), None
    if rel == "this":
        return week_of(anchor)[0] + timedelta(days=number - 1), None
    if narrated:
        return (past if past == anchor else coming), None
    return past, coming


_DEICTIC = {
    "yesterday": -1,
    "tomorrow": 1,
    "today": 0,
    "tonight": 0,
    "overnight": 0,
    "last night": -1,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "the day before yesterday": -2,
    "the night before last": -2,
    "the day after tomorrow": 2,
}


def read_deictic(site: Site, state: State) -> list[Draft]:
    """Returns "yesterday", "tonight", "this morning", counted from the publication."""
    words = site.match.words
    word = words["word"]
    if site.capital("word") and _NAME_BEFORE.search(site.plain.text[max(0, site.match.start - 20) : site.match.start]):
        return []  # USA Today, Europe Tonight
    tod = words.get("tod") or next((t for t in ("night", "morning", "afternoon", "evening") if t in word), None)
    suffix = f"T{state.words.part_of_day[tod]}" if tod else ""
    step = _DEICTIC[word]
    if word == "today" and state.narrative:
        return [draft_of(site, "DATE", "PRESENT_REF", basis=DateBasis.RELATIVE)]
    offset = f"{step:+d}D" if step else "0D"
    day = shift(state.published, step, "D") if state.published and not state.narrative else None
    kind = "TIME" if suffix else "DATE"
    if day is None:
        value = f"XXXX-XX-XX{suffix}"
        return [draft_of(site, kind, value, granularity="day", offset=offset, basis=DateBasis.RELATIVE)]
    start = day - timedelta(days=1) if word == "overnight" else day  # overnight: from the evening before
    return [
        draft_of(
            site,
            kind,
            day.isoformat() + suffix,
            interval=(start, day),
            granularity="day",
            offset=offset,
            basis=DateBasis.RELATIVE,
            anchor=state.published.isoformat() if state.published else None,
            point=Point(day.year, day.month, day.day),
        )
    ]


def read_stretch(site: Site, state: State) -> list[Draft]:
    """Returns "last week", "this month", "that year", "the following day"."""
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
        return [running(site, state, 1, unit, back=True)]
    if rel in ("", "the"):
        told = state.local or (unit == "D" and state.ref is not None and state.ref.day and state.ref_line == state.line)
        rel = "the weekend" if unit == "WE" else "that" if told else "this"
    return relative(site, state, rel, unit)


def read_part_of_day(site: Site, state: State) -> list[Draft]:
    """Returns "the next morning", "at night"."""
    words = site.match.words
    group = next(name for name in words if name.startswith("tod"))
    word = words[group].replace("-", "").removesuffix("time").removesuffix("fall")
    code = state.words.part_of_day.get(word, "NI")
    rel = words.get("rel")
    if rel is None:
        told = None if state.narrative else state.day_told
        anchor, interval = (told.isoformat(), (told, told)) if told is not None else (None, None)
        value = f"{anchor or 'XXXX-XX-XX'}T{code}"
        return [draft_of(site, "TIME", value, interval=interval, granularity="time", anchor=anchor)]
    day: Draft | None = None
    if state.ref and (state.ref.day or state.local):
        day = from_ref(site, state.ref, REF_STEP[rel], "D")
    if day is None:
        return [draft_of(site, "TIME", f"XXXX-XX-XXT{code}", granularity="time")]
    return [
        draft_of(
            site,
            "TIME",
            f"{day.value}T{code}",
            interval=day.interval,
            granularity="day",
            basis=DateBasis.RELATIVE,
            anchor=day.anchor,
            point=day.point,
        )
    ]
