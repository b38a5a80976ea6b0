"""Live blogs: whether a page is one, where its entries start, and when each was posted."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.ontology.page import load_live_cues
from dateline.ontology.page.stamps import Stamp, find_day, offset_minutes, read_opening_stamp, read_stamp, read_zone
from dateline.records import Entry, Line, LineKind, Page

# Stamps that make a live blog of a page that calls itself one, and of a page that does not.
FEWEST_STAMPS = 2
FEWEST_UNTOLD = 4
# Share of the stamps that must have text under them, and share that must run one way through the day.
WITH_TEXT = 0.6
ONE_WAY = 0.7
# A title stands among the first lines; the notes of a live blog ("all times GMT") too.
FIRST_LINES = 15
# Words under which a line without a full stop may be the headline of an entry.
HEADLINE_WORDS = 24
# A byline or dateline with the page's date is read so far.
LONGEST_DATE_LINE = 200
HALF_DAY = 720
# Entries that are out of order by less are on one day.
DISORDER = 60


@dataclass(frozen=True, slots=True)
class _Start:
    """Where an entry starts (index of its first line) and its stamp."""

    line: int
    stamp: Stamp | None
    header: datetime.date | None = None


def read_entries(page: Page, lines: Sequence[Line]) -> tuple[Entry, ...]:
    """Returns the entries of a live blog, none for a page that is no live blog."""
    kept = [i for i, line in enumerate(lines) if line.keep]
    if not kept:
        return ()
    told = _calls_itself_live(page, lines, kept[0])
    stamps = _stamps(lines, kept)
    if _are_entries(stamps, lines, told):
        starts = _from_stamps(stamps, lines)
    elif told:
        starts = _from_separators(lines, kept) or _from_headlines(lines, kept)
    else:
        starts = []
    if len(starts) < FEWEST_STAMPS:
        return ()
    times = _times(starts, page, lines, kept[0])
    ends = [*(start.line for start in starts[1:]), kept[-1] + 1]
    return tuple(
        Entry(start=lines[start.line].start, end=_last_end(lines, start.line, end), time=time)
        for start, end, time in zip(starts, ends, times, strict=True)
    )


def _last_end(lines: Sequence[Line], low: int, high: int) -> int:
    """Returns where the last kept line from `low` to before `high` ends."""
    return next((lines[i].end for i in range(high - 1, low, -1) if lines[i].keep), lines[low].end)


def _calls_itself_live(page: Page, lines: Sequence[Line], first: int) -> bool:
    cues = load_live_cues()
    if page.url and cues.url.search(page.url.lower()):
        return True
    heads = [page.title or "", *(line.text[:300] for line in lines[max(0, first - FIRST_LINES) : first + 5])]
    return any(cues.title.search(head.lower()) for head in heads)


def _stamps(lines: Sequence[Line], kept: Sequence[int]) -> dict[int, Stamp]:
    """Returns the lines that are or open with a stamp, from the last one above the story to its end."""
    found: dict[int, Stamp] = {}
    for i in range(max(0, kept[0] - 4), kept[-1] + 1):
        stamp = read_stamp(lines[i].text) or read_opening_stamp(lines[i].text)
        if stamp is not None:
            found[i] = stamp
    return _without_doubles(found, lines)


def _without_doubles(stamps: dict[int, Stamp], lines: Sequence[Line]) -> dict[int, Stamp]:
    """Drops the notes of when entries were updated, and joins two stamps of one entry ("2h ago", "(14:30 GMT)")."""
    updated = {i for i in stamps if "updat" in lines[i].text[:40].lower()}
    found: dict[int, Stamp] = {}
    for i, stamp in stamps.items():
        if i in updated and 2 * len(updated) <= len(stamps):
            continue
        if found and i - 1 in found and found[i - 1].ago and stamp.minute is not None:
            found[i - 1] = stamp
        else:
            found[i] = stamp
    return found


def _are_entries(stamps: dict[int, Stamp], lines: Sequence[Line], told: bool) -> bool:
    """Tells whether the clock stamps of a page head entries: enough of them, with text below, running one way."""
    clocks = [i for i, s in stamps.items() if s.minute is not None or (s.ago and told)]
    if len(clocks) < (FEWEST_STAMPS if told else FEWEST_UNTOLD):
        return False
    bounds = [*clocks[1:], len(lines)]
    with_text = sum(any(_is_text(lines[j]) for j in range(i, end)) for i, end in zip(clocks, bounds, strict=True))
    if with_text < WITH_TEXT * len(clocks):
        return False
    steps = _steps([stamps[i].minute for i in clocks])
    return told or not steps or max(sum(s >= 0 for s in steps), sum(s <= 0 for s in steps)) >= ONE_WAY * len(steps)


def _is_text(line: Line) -> bool:
    return line.keep and len(line.text.split(None, 8)) > 8


def _steps(minutes: Sequence[int | None]) -> list[int]:
    """Returns the minutes from stamp to stamp; what looks like more than half a day is taken the other way round."""
    known = [m for m in minutes if m is not None]
    steps = (b - a for a, b in itertools.pairwise(known))
    return [s - 2 * HALF_DAY if s > HALF_DAY else s + 2 * HALF_DAY if s < -HALF_DAY else s for s in steps]


def _from_stamps(stamps: dict[int, Stamp], lines: Sequence[Line]) -> list[_Start]:
    """Returns the entries that clock stamps make; each starts at the headline over its stamp where the page has them so."""
    clocks = [i for i, s in stamps.items() if s.minute is not None or s.ago]
    above = {i: _headline_above(lines, i, stamps) for i in clocks}
    below = sum(any(_may_head(lines, j, stamps) for j in (i + 1, i + 2)) for i in clocks)
    over = sum(head is not None for head in above.values())
    up = over >= WITH_TEXT * len(clocks) and over > below
    header: datetime.date | None = None
    starts: list[_Start] = []
    for i, stamp in stamps.items():
        if stamp.minute is None and not stamp.ago:
            header = stamp.date(header) or header
        else:
            head = above[i] if up else None
            starts.append(_Start(i if head is None else head, stamp, header))
    return starts


def _headline_above(lines: Sequence[Line], i: int, stamps: dict[int, Stamp]) -> int | None:
    at = i - 1
    while at > max(0, i - 3) and lines[at].kind is LineKind.BYLINE:
        at -= 1
    return at if at >= 0 and _may_head(lines, at, stamps) and not _may_head(lines, at - 1, stamps) else None


def _may_head(lines: Sequence[Line], i: int, stamps: dict[int, Stamp]) -> bool:
    if not 0 <= i < len(lines) or i in stamps:
        return False
    text = lines[i].text
    words = len(text.split(None, HEADLINE_WORDS + 1))
    if lines[i].kind in (LineKind.BYLINE, LineKind.SHARE, LineKind.CAPTION, LineKind.ADVERT, LineKind.DATE):
        return False
    return 2 <= words <= HEADLINE_WORDS and text[-1] not in '.,;:)"”' and any(c.isalpha() for c in text)


def _from_separators(lines: Sequence[Line], kept: Sequence[int]) -> list[_Start]:
    separator = load_live_cues().separator
    starts: list[_Start] = []
    for i in range(kept[0], kept[-1]):
        if separator.match(lines[i].text.strip()):
            following = next((j for j in range(i + 1, kept[-1] + 1) if lines[j].keep), None)
            if following is not None and (not starts or starts[-1].line != following):
                starts.append(_Start(following, None))
    return starts


def _from_headlines(lines: Sequence[Line], kept: Sequence[int]) -> list[_Start]:
    """Returns entries that only headlines part: short lines with text below, text above."""
    return [
        _Start(i, None)
        for n, i in enumerate(kept)
        if 0 < n < len(kept) - 1
        and lines[i].kind is LineKind.HEADLINE
        and _may_head(lines, i, {})
        and _is_text(lines[kept[n + 1]])
        and lines[kept[n - 1]].kind is not LineKind.HEADLINE
    ]


def _times(starts: Sequence[_Start], page: Page, lines: Sequence[Line], first: int) -> list[str | None]:
    """Returns when each entry was posted; the day comes from its stamp, the order of the clock times and the page's date."""
    minutes = [s.stamp.minute if s.stamp else None for s in starts]
    days = _relative_days(minutes)
    anchors = _anchors(starts, days)
    if not anchors:
        base = _page_day(page, lines, first)
        if base is not None:
            latest, day = base
            at = max(days) if latest else min(days)
            anchors = {next(i for i, d in enumerate(days) if d == at): day}
    zone = next((z for line in lines[: first + FIRST_LINES] if (z := _all_times(line.text)) is not None), None)
    return [_iso(start, i, days, anchors, zone) for i, start in enumerate(starts)]


def _relative_days(minutes: Sequence[int | None]) -> list[int]:
    """Returns for each entry on which day it is, counted from the first entry's."""
    steps = _steps(minutes)
    newest_first = sum(s < 0 for s in steps) > sum(s > 0 for s in steps)
    days: list[int] = []
    day, last = 0, None
    for minute in minutes:
        if minute is not None and last is not None:
            if newest_first and minute - last > DISORDER:
                day -= 1
            elif not newest_first and last - minute > DISORDER:
                day += 1
        last = minute if minute is not None else last
        days.append(day)
    return days


def _anchors(starts: Sequence[_Start], days: Sequence[int]) -> dict[int, datetime.date]:
    """Returns the entries whose day is written on them or over them."""
    anchors: dict[int, datetime.date] = {}
    near: datetime.date | None = None
    used: datetime.date | None = None
    for i, start in enumerate(starts):
        day = start.stamp.date(near) if start.stamp and start.stamp.day is not None else None
        if day is None and start.header is not None and start.header != used:
            day = used = start.header
        if day is not None:
            anchors[i] = near = day
    return anchors


def _page_day(page: Page, lines: Sequence[Line], first: int) -> tuple[bool, datetime.date] | None:
    """Returns a day of the page and whether it is that of the latest entry (else of the earliest)."""
    if page.date:
        return True, datetime.date.fromisoformat(page.date[:10])
    for line in lines[: first + 3]:
        low = line.text[:LONGEST_DATE_LINE].lower()
        day = find_day(low)
        if day is not None and "view" not in low and "©" not in low:
            return "publish" not in low and "posted" not in low, day
    for kind, latest in (("updated", True), ("published", False), ("url", False)):
        for name, iso in page.declared:
            if name == kind:
                return latest, datetime.date.fromisoformat(iso[:10])
    return None


def _all_times(text: str) -> str | None:
    low = text.lower()
    return read_zone(text) if "all times" in low or "times are" in low else None


def _iso(start: _Start, i: int, days: Sequence[int], anchors: dict[int, datetime.date], zone: str | None) -> str | None:
    if not anchors or start.stamp is None:
        return None
    anchor = min(anchors, key=lambda n: (abs(n - i), n > i))
    day = anchors[anchor] + datetime.timedelta(days=days[i] - days[anchor])
    if start.stamp.minute is None:
        return None
    clock = f"{day.isoformat()}T{start.stamp.minute // 60:02d}:{start.stamp.minute % 60:02d}"
    name = start.stamp.zone or zone
    offset = offset_minutes(name, day) if name else None
    if offset is None:
        return clock
    return f"{clock}{'-' if offset < 0 else '+'}{abs(offset) // 60:02d}:{abs(offset) % 60:02d}"
