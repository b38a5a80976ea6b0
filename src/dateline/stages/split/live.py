"""Live blogs: whether a page is one, where its entries start, and when each was posted."""

from __future__ import annotations

import dataclasses
import datetime
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.ontology.page import Told, calls_itself_live, load_live_cues
from dateline.ontology.page.posts import FEWEST_STAMPS, Post, Posts, find_posts, is_text, stated_moments, steps
from dateline.ontology.page.stamps import Stamp, find_day, find_stamp, offset_minutes, read_stamp, read_zone
from dateline.records import Entry, Line, LineKind, Page
from dateline.stages.split.ages import days_of_ages

# Stamps stand at most so many lines above the first line of the story, and below its last.
ABOVE = 4
BELOW = 2
# Share of the stamps that have a headline above them where headlines come first.
WITH_HEADLINE = 0.6
# A title stands among the first lines; the notes of a live blog ("all times GMT") too.
FIRST_LINES = 15
# Words under which a line without a full stop may be the headline of an entry.
HEADLINE_WORDS = 24
# A short line that comes so often, and in every other entry, is a label ("Link copied", "Breaking").
LABEL_TIMES = 3
# A byline or dateline with the page's date is read so far.
LONGEST_DATE_LINE = 200
# A label such as "Pinned" stands among the first characters of its line.
SHORT = 40
# Entries that are out of order by less are on one day.
DISORDER = 60
_HANDLE = re.compile(r"\(@\w{1,30}\)")
_NAME = re.compile(r"(?:By |From )?[A-Z][\w'’.-]+(?:,? (?:and|[A-Z][\w'’.-]+)){1,5}")
_ASIDE = (LineKind.BYLINE, LineKind.SHARE, LineKind.CAPTION)


@dataclass(frozen=True, slots=True)
class _Start:
    """Where an entry starts (index of its first line), its stamp, and the day over it; one that is `pinned` to the top is
    out of order."""

    line: int
    stamp: Stamp | None
    header: Stamp | None = None
    pinned: bool = False


def read_entries(page: Page, lines: Sequence[Line]) -> tuple[Entry, ...]:
    """Returns the entries of a live blog, none for a page that is no live blog."""
    kept = [i for i, line in enumerate(lines) if line.keep]
    if not kept:
        return ()
    told = calls_itself_live(page.url, page.title, _heads(lines, kept[0]))
    posts = _posts(page, lines, kept, told=told)
    if posts is not None:
        starts = _from_posts(posts, lines)
    elif told is Told.SURELY:
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


def _heads(lines: Sequence[Line], first: int) -> list[str]:
    return [line.text for line in lines[max(0, first - FIRST_LINES) : first + 5]]


def _posts(page: Page, lines: Sequence[Line], kept: Sequence[int], *, told: Told) -> Posts | None:
    """Returns the stamps of entries from a little above the story to right below it, by the numbers of their lines."""
    low, high = max(0, kept[0] - ABOVE), kept[-1] + 1 + BELOW
    told_by = (LineKind.DATE, LineKind.ENTRY_TIME, LineKind.BYLINE)
    texts = [
        line.text if line.keep or line.kind in told_by or not is_text(line.text) else ""  # what was dropped is no entry's text
        for line in lines[low:high]
    ]
    stated, witnesses = stated_moments(page.declared, "line"), stated_moments(page.declared, "entry")
    found = find_posts(
        texts,
        told=told,
        moments=[stated.get(line.start) for line in lines[low:high]] if stated else (),
        witnesses=[witnesses.get(line.start) for line in lines[low:high]] if witnesses else (),
    )
    if found is None:
        return None
    shifted = (dataclasses.replace(post, first=post.first + low, last=post.last + low) for post in found.posts)
    return dataclasses.replace(found, posts=tuple(shifted))


def _from_posts(found: Posts, lines: Sequence[Line]) -> list[_Start]:
    """Returns the entries that stamps make; each starts at the headline over its stamp where the page has them so."""
    posts = found.posts
    if found.below:
        firsts = [_top(lines, posts[0].first), *(_below(lines, post.last) for post in posts[:-1])]
    else:
        often = Counter(line.text for line in lines)
        fit = [_may_head(line) and often[line.text] < max(LABEL_TIMES, len(posts) / 2) for line in lines]
        over = sum(_headline_above(lines, fit, post.first, alone=True) is not None for post in posts)
        below = sum(at < len(fit) and fit[at] and not _is_name(lines[at].text) for at in (_below(lines, p.last) for p in posts))
        up = over >= WITH_HEADLINE * len(posts) and over > below
        heads = [_headline_above(lines, fit, post.first) if up else None for post in posts]
        firsts = [post.first if head is None else head for post, head in zip(posts, heads, strict=True)]
    return [_Start(first, post.stamp, post.header, _is_pinned(lines, post)) for first, post in zip(firsts, posts, strict=True)]


def _is_pinned(lines: Sequence[Line], post: Post) -> bool:
    return any("pinned" in line.text[:SHORT].lower() for line in lines[max(0, post.first - 1) : post.last + 1])


def _below(lines: Sequence[Line], i: int) -> int:
    """Returns the line below line `i` that is no byline."""
    return next((j for j in range(i + 1, len(lines)) if lines[j].kind not in _ASIDE), i)


def _top(lines: Sequence[Line], i: int) -> int:
    """Returns where the entry starts that ends at line `i`: at the headline over its text."""
    at = i
    while at > 0 and (at == i or is_text(lines[at].text) or lines[at].kind in _ASIDE):
        at -= 1
    return at


def _headline_above(lines: Sequence[Line], fit: Sequence[bool], i: int, *, alone: bool = False) -> int | None:
    """Returns the headline over line `i` among those that are `fit` to be one; `alone`: only where no other stands over it."""
    at = i - 1
    while at > max(0, i - 4) and lines[at].kind in (LineKind.BYLINE, LineKind.NAVIGATION, LineKind.SHARE):
        at -= 1
    return at if at >= 0 and fit[at] and not (alone and at > 0 and fit[at - 1]) else None


def _is_name(text: str) -> bool:
    """Tells whether a line may be the name of who wrote an entry rather than a headline."""
    return _NAME.fullmatch(text) is not None


def _may_head(line: Line) -> bool:
    if line.kind in (*_ASIDE, LineKind.ADVERT, LineKind.DATE, LineKind.ENTRY_TIME):
        return False
    text = line.text
    words = len(text.split(None, HEADLINE_WORDS + 1))
    if not 2 <= words <= HEADLINE_WORDS or text[-1] in ".,;:)" or text[-2:-1] in ".,;:" or read_stamp(text) is not None:
        return False
    return any(c.isalpha() for c in text)


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
    """Returns entries that only headlines part: short lines, two of them never in a row, with text right below."""
    return [
        _Start(i - 1, None)
        for i in kept
        if i > 0
        and is_text(lines[i].text)
        and lines[i - 1].kind in (LineKind.HEADLINE, LineKind.OTHER)
        and _may_head(lines[i - 1])
        and (i - 1 > kept[0] or not (i > 1 and _may_head(lines[i - 2])))
        and lines[max(0, i - 2)].kind is not LineKind.HEADLINE
    ]


def _times(starts: Sequence[_Start], page: Page, lines: Sequence[Line], first: int) -> list[str | None]:
    """Returns when each entry was posted; the day comes from its stamp, the order of the clock times and the page's date."""
    days = _relative_days([s.stamp.minute if s.stamp and not s.pinned else None for s in starts])
    base = _page_day(page, lines, first)
    anchors = _anchors(starts, base[1] if base else None)
    if not anchors and base is not None:
        latest, day = base
        at = max(days) if latest else min(days)
        anchors = {next(i for i, d in enumerate(days) if d == at): day}
    anchors = anchors or _embedded_days(starts, lines)
    notes = lines[: first + FIRST_LINES]
    zone = next((z for line in notes if (z := _all_times(line.text)) is not None), None) or _page_zone(lines[: first + ABOVE])
    known = sorted(anchors)
    times: list[str | None] = []
    for i, start in enumerate(starts):
        near = _nearest(known, i) if known and start.stamp else None
        posted = anchors[near] + datetime.timedelta(days=days[i] - days[near]) if near is not None else None
        times.append(_iso(start.stamp, posted, zone) if start.stamp and posted else None)
    return days_of_ages([start.stamp for start in starts], times, page, notes)


def _nearest(known: Sequence[int], i: int) -> int:
    """Returns which of some sorted numbers is nearest to `i`, of two as near the lower."""
    at = bisect_left(known, i)
    return min(known[max(0, at - 1) : at + 1], key=lambda n: (abs(n - i), n > i))


def _relative_days(minutes: Sequence[int | None]) -> list[int]:
    """Returns for each entry on which day it is, counted from the first entry's."""
    ways = steps(minutes)
    newest_first = sum(s < 0 for s in ways) > sum(s > 0 for s in ways)
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


def _anchors(starts: Sequence[_Start], near: datetime.date | None) -> dict[int, datetime.date]:
    """Returns the entries whose day is written on them or over them."""
    anchors: dict[int, datetime.date] = {}
    used: Stamp | None = None
    for i, start in enumerate(starts):
        day = start.stamp.date(near) if start.stamp and start.stamp.day is not None else None
        if day is None and start.header is not None and start.header is not used:
            used, day = start.header, start.header.date(near)
        if day is not None:
            anchors[i] = near = day
    return anchors


def _embedded_days(starts: Sequence[_Start], lines: Sequence[Line]) -> dict[int, datetime.date]:
    """Returns the entries that quote a post of the network of the day, with the day of that."""
    ends = [*(start.line for start in starts[1:]), len(lines)]
    days: dict[int, datetime.date] = {}
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        texts = (line.text for line in lines[start.line : end] if len(line.text) <= LONGEST_DATE_LINE)
        day = next((day for text in texts if (at := _HANDLE.search(text)) and (day := find_day(text[at.end() :]))), None)
        if day is not None:
            days[i] = day
    return days


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


def _page_zone(lines: Sequence[Line]) -> str | None:
    """Returns the zone of the page's own stamps, where they agree on one."""
    found = (find_stamp(line.text) for line in lines if len(line.text) <= LONGEST_DATE_LINE and not is_text(line.text))
    zones = {stamp.zone for stamp in found if stamp is not None and stamp.day is not None and stamp.zone is not None}
    return zones.pop() if len(zones) == 1 else None


def _all_times(text: str) -> str | None:
    low = text.lower()
    return read_zone(text) if "all times" in low or "times are" in low else None


def _iso(stamp: Stamp, day: datetime.date, zone: str | None) -> str | None:
    if stamp.minute is None:
        return day.isoformat() if stamp.is_day else None
    clock = f"{day.isoformat()}T{stamp.minute // 60:02d}:{stamp.minute % 60:02d}"
    name = stamp.zone or zone
    offset = offset_minutes(name, day) if name else None
    if offset is None:
        return clock
    return f"{clock}{'-' if offset < 0 else '+'}{abs(offset) // 60:02d}:{abs(offset) % 60:02d}"
