"""Stretches of the calendar so many steps from the publication or from the date just narrated."""

from __future__ import annotations

import math
from datetime import date, timedelta

from dateline.records import DateBasis
from dateline.stages.date.counts import GRANULARITY
from dateline.stages.date.readings.shared import REF_STEP, REL_STEP, draft_of
from dateline.stages.date.state import Draft, Point, Site, State, century_value, decade_value, point_of, year_value
from dateline.text.calendar import day_interval, interval_of, nearest_weekday, shift


def relative(site: Site, state: State, rel: str, unit: str, *, step: int | None = None) -> list[Draft]:
    """A stretch some steps from the one of the publication, or from the one just narrated: as many as `rel` says, or `step`."""
    narrated = rel in REF_STEP or (state.narrative and state.ref is not None and rel in ("this", "next"))
    step = REF_STEP.get(rel, REL_STEP.get(rel, 0)) if step is None else step
    if narrated and state.ref is not None:
        return [from_ref(site, state.ref, step, unit)]
    if narrated and rel in ("that", "the same", "that same", "that very"):
        offset = None
    else:
        offset = f"{step:+d}{unit}" if step else f"0{unit}"
    if rel == "the weekend":
        return [_weekend(site, state)]
    if state.published is None or offset is None or narrated:
        return [open_stretch(site, unit, None if narrated else offset)]
    day = shift(state.published, step, unit)
    point = point_of(day, unit) if day and unit not in ("W", "WE") else None
    return [stretch_around(site, day, unit, offset=offset, published=state.published, point=point)] if day else []


def open_stretch(site: Site, unit: str, offset: str | None) -> Draft:
    """A stretch so far from a day of publication that is not known."""
    return draft_of(site, "DATE", _OPEN[unit], granularity=GRANULARITY[unit], basis=DateBasis.RELATIVE, offset=offset)


_OPEN = {
    "D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX", "Y": "XXXX", "DE": "XXX",
    "CE": "XX",
}  # fmt: skip


def stretch_around(site: Site, day: date, unit: str, *, offset: str, published: date, point: Point | None) -> Draft:
    """The stretch around a day that is told by its distance from the publication."""
    value, interval = day_interval(day, unit)
    return draft_of(
        site,
        "DATE",
        value,
        interval=interval,
        granularity=GRANULARITY[unit],
        basis=DateBasis.RELATIVE,
        offset=offset,
        anchor=published.isoformat(),
        point=point,
    )


def _weekend(site: Site, state: State) -> Draft:
    if state.published is None:
        return draft_of(site, "DATE", "XXXX-WXX-WE", granularity="weekend", basis=DateBasis.RELATIVE)
    saturday = nearest_weekday(state.published, 6, coming=False) or state.published
    value, interval = day_interval(saturday, "WE")
    later = day_interval(saturday + timedelta(days=7), "WE")[0]
    return draft_of(
        site,
        "DATE",
        value,
        interval=interval,
        granularity="weekend",
        basis=DateBasis.RELATIVE,
        later=later,
        anchor=state.published.isoformat(),
    )


def from_ref(site: Site, ref: Point, step: int, unit: str, *, vague: bool = False) -> Draft:
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
    return draft_of(
        site, "DATE", value, interval=interval, granularity=granularity, basis=DateBasis.RELATIVE, anchor=ref.value, point=point
    )


def _open_at(ref: Point, unit: str) -> str:
    """What remains known of the narrated date where it is less exact than the unit."""
    year = year_value(ref.year)
    if unit == "D":
        return f"{year}-{ref.month:02d}-XX" if ref.month else f"{year}-XX-XX"
    return {"W": f"{year}-WXX", "WE": f"{year}-WXX-WE", "M": f"{year}-XX", "Q": f"{year}-QX"}.get(unit, "XXXX")


def running(site: Site, state: State, count: float, unit: str, *, back: bool) -> Draft:
    """A stretch that ends, or begins, on the day of publication."""
    value = duration_value(count, unit)
    published = state.published if not state.narrative else None
    days = {"TH": count / 24, "TM": count / 1440, "TS": 0, "FN": 14 * count}.get(unit)
    steps, unit_of_steps = (math.ceil(days), "D") if days is not None else (round(count), unit)
    far = shift(published, steps * (-1 if back else 1), unit_of_steps) if published else None
    interval = None
    if published and far:
        interval = (far, published) if back else (published, far)
    return draft_of(
        site,
        "DURATION",
        value,
        interval=interval,
        granularity=GRANULARITY.get(unit, "time"),
        basis=DateBasis.RELATIVE,
        anchor=published.isoformat() if published else None,
    )


def duration_value(count: float | None, unit: str) -> str:
    """The TIMEX3 value of a length of time.

    >>> duration_value(3, "D"), duration_value(None, "TH"), duration_value(2.5, "Y")
    ('P3D', 'PTXH', 'P2.5Y')
    """
    if unit == "FN":
        unit, count = "W", None if count is None else count * 2
    number = "X" if count is None else f"{count:g}"
    return f"PT{number}{unit[1]}" if unit[0] == "T" else f"P{number}{unit}"
