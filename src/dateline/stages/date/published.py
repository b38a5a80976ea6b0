"""When each story was published: the dates that a page shows, what each of them is, and which one holds."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dateline.records import DateBasis, Line, LineKind, Reading, RejectedDate, Story, StoryDate
from dateline.stages.date.find import Match, PlainText, finder, plain_text
from dateline.stages.date.offices import Bounds
from dateline.stages.date.readings import read
from dateline.stages.date.state import Draft, Site, State, day_order
from dateline.text.calendar import make_day, parse_day


class Role(StrEnum):
    """What a date on a page is."""

    PUBLISHED = "published"
    DATELINE = "dateline"
    URL = "url"
    ENTRY = "entry"
    UPDATED = "updated"
    VIEWED = "viewed"
    COPYRIGHT = "copyright"
    OTHER_ITEM = "other item"
    COMMENT = "comment"
    CAPTION = "caption"
    UNPLACED = "unplaced"


WHY = {
    Role.UPDATED: "updated then: only an upper bound",
    Role.VIEWED: "when the page was viewed: only an upper bound",
    Role.COPYRIGHT: "a copyright year, not a day of publication",
    Role.OTHER_ITEM: "belongs to another item, in a list of links",
    Role.COMMENT: "the date of a comment",
    Role.CAPTION: "the date of a picture",
    Role.UNPLACED: "stands with no story",
}
_TRUST = (Role.PUBLISHED, Role.DATELINE, Role.URL, Role.ENTRY)
_BOUNDS = (Role.UPDATED, Role.VIEWED)

# The word nearest before a date says what it is; patterns are tried in this order on the words before it in its line.
_LABELS = (
    (Role.COPYRIGHT, re.compile(r"©|\(c\)|\bcopyright\b|all rights reserved")),
    (
        Role.OTHER_ITEM,
        re.compile(r"\b(?:trending|most (?:read|viewed|popular)|popular|related|recommended|read (?:more|next|also))\b"),
    ),
    (
        Role.VIEWED,
        re.compile(r"\b(?:view(?:ed)?|access(?:ed)?|retrieved|visited|printed?|crawled|archived|captured|cached|today)\b"),
    ),
    (Role.UPDATED, re.compile(r"\b(?:updated?|modified|modification|revised|edited|last changed)\b")),
    (
        Role.PUBLISHED,
        re.compile(r"\b(?:publish(?:ed)?|publication|posted|issued|released|filed|written|first appeared|date)\b"),
    ),
)
_NOT_PUBLISHED_KINDS = {
    LineKind.LINK_LIST: Role.OTHER_ITEM,
    LineKind.NAVIGATION: Role.OTHER_ITEM,
    LineKind.ADVERT: Role.OTHER_ITEM,
    LineKind.SHARE: Role.OTHER_ITEM,
    LineKind.COMMENT: Role.COMMENT,
    LineKind.CAPTION: Role.CAPTION,
    LineKind.LEGAL: Role.COPYRIGHT,
}
_YEAR_MARK = re.compile(r"(?:©|\(c\)|copyright)\s*(?:\w+\s)?((?:\d{4}\s*[-,–]\s*)?\d{4})", re.IGNORECASE)
_DATELINE = re.compile(r"\s*(?:\([A-Z][\w .]*\) ?)?[A-Z][A-Z .,'/-]{2,40}[A-Z.)](?:,? ?\(?[A-Z][\w .]+\)?)?,? ")
_DATELINE_END = re.compile(r" ?,?\s?(?:\([^)\n]{2,40}\)\s?)?(?:/[^/\n]{2,30}/\s?)?[-:–—]")
# Farther above its story, a date without a label is the site's own: with a weekday it is the day of the visit.
_NEAR_LINES = 8
# One in a byline or with a time of day is the story's, though share bars and pictures may stand between them.
_FAR_LINES = 40
# A date that says it is the day of publication is believed before a bare one that stands up to so many lines nearer.
_NO_LABEL_RANK = 20
_CLOCK = re.compile(r"\d[:.]\d\d\b|\d ?[ap]\.?m\b")
# "Nov 20 20194:29 AM": where markup is lost, a year and a time of day run together.
_RUN_TOGETHER = re.compile(r"((?:19|20)\d\d)(?=\d?\d:\d\d)")
_LINE_LIMIT = 300
# A holder whose term ended longer ago than this before the page's last day is more likely history than news.
_OFFICE_MEMORY_DAYS = 12 * 366
# "Published" may stand in a line of its own above its date.
_LABEL = re.compile(r"[^\d\n]{1,24}")
# A dateline stands in one of the first lines: below a headline, a standfirst and a byline.
_DATELINE_LINES = 4
# A page of nothing but dates gives no more reasons than these.
_MOST_REJECTED = 50
# A date line has little besides its date.
_REST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A date on the page that might be when a story was published. `last` is the other day that 3/5/2024 may mean; of two
    with the same role, that of the lower `rank` is believed."""

    text: str
    day: date
    role: Role
    story: int | None
    last: date | None = None
    rank: int = 0


class _Layout:
    """Where the lines and stories of a page begin, for looking up what stands with what."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.line_starts = [line.start for line in reading.lines]
        self.stories = sorted((story for story in reading.stories if story.spans), key=lambda story: story.spans[0][0])
        self.story_starts = [story.spans[0][0] for story in self.stories]
        self.day_first = day_order(reading.page.text)

    def owner(self, line: Line) -> tuple[int | None, int]:
        """The story that a line of furniture stands with: the one around it, else the next below it, else the only one;
        and how many lines away that begins, below zero where the line comes after its beginning."""
        at = bisect_right(self.story_starts, line.start)
        around = at and line.start < self.stories[at - 1].spans[-1][1]
        if not around and at == len(self.stories) != 1:
            return None, 0
        at = at - 1 if around or at == len(self.stories) else at
        here, there = bisect_left(self.line_starts, line.start), bisect_left(self.line_starts, self.story_starts[at])
        return self.stories[at].story, there - here


def candidates(reading: Reading, main: int) -> list[Candidate]:
    """Returns the dates that the page shows outside its running text, with what each is and whose."""
    layout = _Layout(reading)
    found = list(_declared(reading, main))
    label = ""
    for line in reading.lines:
        found += _from_line(line, label, layout)
        label = line.text.lower() if not line.keep and _LABEL.fullmatch(line.text) else ""
    for story in reading.stories:
        found += _from_story(story, reading, layout.day_first)
    return found


def copyright_years(reading: Reading) -> list[str]:
    """Returns the copyright marks of the page, as written."""
    return [found[0] for line in reading.lines if not line.keep and len(line.text) < _LINE_LIMIT * 2
            for found in _YEAR_MARK.finditer(line.text)]  # fmt: skip


def story_date(
    story: Story, reading: Reading, found: Sequence[Candidate], *, main: int, offices: Bounds, newest: Bounds | None = None
) -> StoryDate:
    """Returns when `story` was published, from the given date, the page's dates and the office holders it names.

    `newest` are the bounds of whichever other story shows the page to be newer than the date given for it, if one does.
    """
    given = parse_day(reading.page.date)
    mine = [c for c in found if c.story == story.story]
    page_wide = [c for c in found if c.story is None and story.story == main]
    limit = min((c.day for c in found if c.role is Role.VIEWED), default=None)
    rejected = [RejectedDate(text=c.text, why=WHY[c.role]) for c in (*mine, *page_wide) if c.role in WHY]
    if story.story == main:
        rejected += [RejectedDate(text=text, why=WHY[Role.COPYRIGHT]) for text in copyright_years(reading)]
        if given:
            rejected += [
                RejectedDate(text=c.text, why=f"not the date given for the page, {given.isoformat()}")
                for c in mine
                if c.role in _TRUST and c.day != given
            ]
            rejected += _contradiction(offices, given, "the page's date")
            return _dated(reading, story, given, DateBasis.PUBLICATION, rejected)
    outdated = _contradiction(offices, given, "the page's date") if given and story.story != main else []
    if given and newest and not outdated and story.story != main:
        outdated = _contradiction(newest, given, "the page's date, in another story of the page")
    rejected += outdated
    given = None if outdated else given
    upper = min((day for day in (given, limit, *(c.day for c in mine if c.role is Role.UPDATED)) if day), default=None)
    bounds = [day for day in (given if story.story != main else None, limit) if day]
    chosen, late = _choose(mine, min(bounds, default=None))
    rejected += late
    if chosen:
        told = {r.text for r in rejected}
        rejected += [
            RejectedDate(text=c.text, why=f"{chosen.text} is better evidence")
            for c in mine
            if c.role in _TRUST and c.day != chosen.day and c.text not in told
        ]
        if chosen.last:
            low, high = sorted((chosen.day, chosen.last))
            return _between(reading, story, low, min(high, upper) if upper and upper >= low else high, rejected)
        rejected += _contradiction(offices, chosen.day, chosen.text)
        return _dated(reading, story, chosen.day, DateBasis.EXPLICIT, rejected)
    return _bounded(reading, story, upper, offices, rejected)


def _dated(reading: Reading, story: Story, day: date, basis: DateBasis, rejected: list[RejectedDate]) -> StoryDate:
    text = day.isoformat()
    return StoryDate(
        page=reading.page.id, story=story.story, published=text, first=text, last=text, basis=basis, rejected=_unique(rejected)
    )


def _bounded(reading: Reading, story: Story, upper: date | None, offices: Bounds, rejected: list[RejectedDate]) -> StoryDate:
    """A story without a day of publication, between the bounds that are known."""
    first, last = offices.first, upper
    if offices.first and upper and offices.first > upper:
        rejected = [*rejected, *_contradiction(offices, upper, "the page's last day")]
        last = None
    elif offices.last and upper and offices.last < upper and (upper - offices.last).days < _OFFICE_MEMORY_DAYS:
        last = offices.last
    return _between(reading, story, first, last, rejected)


def _between(
    reading: Reading, story: Story, first: date | None, last: date | None, rejected: Sequence[RejectedDate]
) -> StoryDate:
    return StoryDate(
        page=reading.page.id,
        story=story.story,
        first=first.isoformat() if first else None,
        last=last.isoformat() if last else None,
        rejected=_unique(rejected),
    )


def _contradiction(offices: Bounds, day: date, name: str) -> list[RejectedDate]:
    if offices.first and offices.first > day:
        why = f"{offices.first_words} took office on {offices.first.isoformat()}, after {name}"
        return [RejectedDate(text=day.isoformat(), why=why)]
    return []


def _choose(mine: Sequence[Candidate], limit: date | None) -> tuple[Candidate | None, list[RejectedDate]]:
    """The best evidence among a story's candidates, and those that are later than the page itself."""
    late = [c for c in mine if c.role in _TRUST and limit and c.day > limit]
    usable = [c for c in mine if c.role in _TRUST and c not in late]
    usable.sort(key=lambda c: (_TRUST.index(c.role), c.rank))  # stable: of equals the first on the page
    why = f"later than the page, {limit.isoformat()}" if limit else ""
    return (usable[0] if usable else None), [RejectedDate(text=c.text, why=why) for c in late]


def _unique(rejected: Sequence[RejectedDate]) -> tuple[RejectedDate, ...]:
    return tuple(dict.fromkeys(rejected))[:_MOST_REJECTED]


# Where candidates come from


def _declared(reading: Reading, main: int) -> Iterator[Candidate]:
    roles = {"published": Role.PUBLISHED, "updated": Role.UPDATED, "url": Role.URL}
    for kind, text in reading.page.declared:
        day = parse_day(text)
        if day and kind in roles:
            yield Candidate(text, day, roles[kind], main)
    if reading.page.url and not any(kind == "url" for kind, _ in reading.page.declared):
        found = re.search(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?:[/-]|$)", reading.page.url)
        day = make_day(int(found[1]), int(found[2]), int(found[3])) if found else None
        if found and day:
            yield Candidate(found[0].strip("/-"), day, Role.URL, main)


def _from_line(line: Line, label_above: str, layout: _Layout) -> Iterator[Candidate]:
    """The dates of one line of furniture, or of one marked as a date, byline or entry time."""
    marked = line.kind in (LineKind.DATE, LineKind.BYLINE, LineKind.DATELINE)
    if (line.keep and not marked) or line.kind is LineKind.ENTRY_TIME or len(line.text) > _LINE_LIMIT:
        return
    if not re.search(r"\d", line.text):
        return
    text = _RUN_TOGETHER.sub(r"\1 ", line.text)
    plain = plain_text(text)
    end = 0
    for match, draft in _full_days(plain, layout.day_first):
        before = plain.low[end : match.start]
        end = match.end
        if draft.interval is None or "year" not in match.words:
            continue
        role, story, rank = _judge(line, plain, match, before or label_above, layout, marked=marked)
        start = max(0, match.start - 24) if len(text) > 60 else 0
        first, last = draft.interval
        yield Candidate(text[start : match.end].strip(), first, role, story, last if last != first else None, rank)


def _judge(
    line: Line, plain: PlainText, match: Match, before: str, layout: _Layout, *, marked: bool
) -> tuple[Role, int | None, int]:
    """What a date in a line is, which story it belongs to, and its rank."""
    label = next((role for role, pattern in _LABELS if pattern.search(before)), None)
    story, distance = layout.owner(line)
    rank = abs(distance) + (_NO_LABEL_RANK if label is None else 0)
    wordy = _other_words(plain, match) > _REST_WORDS
    if label is Role.VIEWED and wordy:
        return Role.UNPLACED, None, rank  # when a footnote's source was read
    if label is Role.OTHER_ITEM:
        return label, None, rank
    if label in (Role.COPYRIGHT, Role.VIEWED):
        return label, story if label is Role.VIEWED and len(layout.stories) == 1 else None, rank
    if not marked and line.kind in _NOT_PUBLISHED_KINDS:
        return _NOT_PUBLISHED_KINDS[line.kind], None, rank
    if story is None or (label is None and not marked and wordy):
        return Role.UNPLACED, None, rank
    timed = line.kind is LineKind.BYLINE or _CLOCK.search(plain.low)
    if label is None and distance > (_FAR_LINES if timed else _NEAR_LINES):
        return (Role.VIEWED if "weekday" in match.words else Role.UNPLACED), None, rank
    return label or Role.PUBLISHED, story, rank


def _other_words(plain: PlainText, match: Match) -> int:
    """How many words of a line have nothing to do with dates."""
    known = finder().known
    words = re.findall(r"[a-z]{2,}", f"{plain.low[: match.start]} {plain.low[match.end :]}")
    return sum(word not in known and not any(pattern.search(word) for _, pattern in _LABELS) for word in words)


def _from_story(story: Story, reading: Reading, day_first: bool | None) -> Iterator[Candidate]:
    """The dateline at the head of a story, and the times of its live-blog entries."""
    days = sorted(day for entry in story.entries if (day := parse_day(entry.time)))
    if days:
        yield Candidate(days[0].isoformat(), days[0], Role.ENTRY, story.story)
    if not story.spans:
        return
    start, end = story.spans[0][0], story.spans[min(len(story.spans), _DATELINE_LINES) - 1][1]
    for line in reading.page.text[start : min(end, start + 1200)].splitlines()[:_DATELINE_LINES]:
        found = _dateline(line[:160], day_first)
        if found:
            yield Candidate(found[0], found[1], Role.DATELINE, story.story)
            return


def _dateline(line: str, day_first: bool | None) -> tuple[str, date] | None:
    """The words and the day of "PORT AMSEL, May 3, 2024 (Wire) -", None where the line opens otherwise."""
    place = _DATELINE.match(line)
    if not place:
        return None
    plain = plain_text(line)
    for match, draft in _full_days(plain, day_first):
        if match.start > place.end() + 2 or not _DATELINE_END.match(plain.text, match.end):
            return None
        if draft.interval and "year" in match.words and draft.interval[0] == draft.interval[1]:
            return plain.text[: match.end].strip(), draft.interval[0]
        return None
    return None


def _full_days(plain: PlainText, day_first: bool | None) -> Iterator[tuple[Match, Draft]]:
    tables = finder()
    state = State(published=None, words=tables.words, day_first=day_first)
    for match in tables.find(plain):
        if match.rule.reads in ("full_date", "slashed_date"):
            for draft in read(Site(match, plain), state):
                yield match, draft
