"""The days of entries that tell only how long ago they were posted ("2h ago"), from when the page was shown.

A site writes such stamps when it shows the page. That moment is known from an entry that has its time as well, from the page's
note of its last update, from when it was fetched, or from a note of when it was viewed; the entry's is then known within an
hour or so. A minute is never made of that, but a day is where all of it lies in one.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import accumulate

from dateline.ontology.page.stamps import Stamp, find_stamp
from dateline.records import Line, Page

Window = tuple[datetime.datetime, datetime.datetime]

_EVER: Window = (datetime.datetime.min, datetime.datetime.max)
# A note of the last update or of the visit is read in lines of so many characters.
_LONGEST_NOTE = 200
_VIEW_WORDS = ("view", "access", "retrieved", "visited", "crawled", "archived")


def days_of_ages(
    stamps: Sequence[Stamp | None], times: Sequence[str | None], page: Page, lines: Sequence[Line]
) -> list[str | None]:
    """Returns `times`, those of the entries in page order, with the days of those that have only a stamp of their age.

    `lines` are those among which the page's own notes stand.
    """
    if not any(stamp is not None and stamp.ago for stamp in stamps):
        return list(times)
    between = _between([_window_of(time) for time in times])
    shown = _shown(stamps, times, page, lines)
    found = list(times)
    for i, stamp in enumerate(stamps):
        if stamp is None or not stamp.ago or stamp.age is None or times[i] is not None:
            continue
        low, high = between[i]
        if shown is not None:
            low = max(low, _moved(shown[0], -stamp.age[1]))
            high = min(high, _moved(shown[1], -stamp.age[0]))
        if low <= high and low.date() == high.date():
            found[i] = low.date().isoformat()
    return found


def _between(known: Sequence[Window | None]) -> list[Window]:
    """Returns for each entry the window that the next known ones on both sides leave for it, where there are both."""
    before, after = _carried(known), _carried(known[::-1])[::-1]
    pairs = zip(before, after, strict=True)
    return [(min(a[0], b[0]), max(a[1], b[1])) if a is not None and b is not None else _EVER for a, b in pairs]


def _carried(known: Sequence[Window | None]) -> list[Window | None]:
    """Returns for each entry the last window that is known up to it."""
    return list(accumulate(known, _later))


def _later(last: Window | None, window: Window | None) -> Window | None:
    return window if window is not None else last


def _shown(stamps: Sequence[Stamp | None], times: Sequence[str | None], page: Page, lines: Sequence[Line]) -> Window | None:
    """Returns between which moments the page was shown, by the best evidence there is; on the clock of the page."""
    told = [
        (_moved(window[0], stamp.age[0]), _moved(window[1], stamp.age[1]))
        for stamp, time in zip(stamps, times, strict=True)
        if stamp is not None and stamp.age is not None and time and "T" in time and (window := _window_of(time)) is not None
    ]
    if told:
        low, high = max(low for low, _ in told), min(high for _, high in told)
        return (low, high) if low <= high else None
    newest = min((stamp.age for stamp in stamps if stamp is not None and stamp.age is not None), default=(0, 0))
    updated = next(_updates(page, lines), None)
    if updated is not None:  # the newest entry is the last update
        return updated, _moved(updated, newest[1])
    seen = _moment(page.fetched) or next(_views(lines), None)
    return (seen, seen) if seen is not None else None


def _updates(page: Page, lines: Sequence[Line]) -> Iterator[datetime.datetime]:
    yield from _notes(lines, ("updat",))
    yield from (moment for kind, iso in page.declared if kind == "updated" and (moment := _moment(iso)) is not None)


def _views(lines: Sequence[Line]) -> Iterator[datetime.datetime]:
    yield from _notes(lines, _VIEW_WORDS)


def _notes(lines: Sequence[Line], words: Sequence[str]) -> Iterator[datetime.datetime]:
    """Yields the moments that stand in lines with one of some words."""
    for line in lines:
        low = line.text.lower() if len(line.text) <= _LONGEST_NOTE else ""
        stamp = find_stamp(low) if any(word in low for word in words) else None
        day = stamp.date(None) if stamp is not None and stamp.year is not None else None
        if stamp is not None and day is not None and stamp.minute is not None:
            yield datetime.datetime.combine(day, datetime.time(*divmod(stamp.minute, 60)))


def _window_of(time: str | None) -> Window | None:
    """Returns the minute or the day that an entry's time tells."""
    if not time:
        return None
    if "T" in time:
        moment = _moment(time)
        return (moment, moment) if moment is not None else None
    day = datetime.date.fromisoformat(time)
    return datetime.datetime.combine(day, datetime.time.min), datetime.datetime.combine(day, datetime.time(23, 59))


def _moment(iso: str | None) -> datetime.datetime | None:
    """Returns a day and time of day as written, None for a day alone or anything else."""
    try:
        return datetime.datetime.fromisoformat(iso).replace(tzinfo=None) if iso and len(iso) > len("2024-01-01") else None
    except ValueError:
        return None


def _moved(moment: datetime.datetime, minutes: int) -> datetime.datetime:
    try:
        return moment + datetime.timedelta(minutes=minutes)
    except OverflowError:
        return moment
