"""When each story was published: the dates that a page shows, what each of them is, and which one holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dateline.records import DateBasis, Line, LineKind, Reading, RejectedDate, Story, StoryDate
from dateline.stages.date.find import Match, PlainText, finder, plain_text
from dateline.stages.date.offices import Bounds
from dateline.stages.date.readings import read
from dateline.stages.date.state import Draft, Site, State
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
# Farther above its story, a date without a label is the site's own, of the day of the visit.
_NEAR_LINES = 8
_LINE_LIMIT = 300
# A date line has little besides its date.
_REST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A date on the page that might be when a story was published."""

    text: str
    day: date
    role: Role
    story: int | None


def candidates(reading: Reading, main: int) -> list[Candidate]:
    """Returns the dates that the page shows outside its running text, with what each is and whose."""
    return [
        *_declared(reading, main),
        *(candidate for line in reading.lines for candidate in _from_line(line, reading)),
        *(candidate for story in reading.stories for candidate in _from_story(story, reading)),
    ]


def copyright_years(reading: Reading) -> list[str]:
    """Returns the copyright marks of the page, as written."""
    return [found[0] for line in reading.lines if not line.keep and len(line.text) < _LINE_LIMIT * 2
            for found in _YEAR_MARK.finditer(line.text)]  # fmt: skip


def story_date(story: Story, reading: Reading, found: Sequence[Candidate], *, main: int, offices: Bounds) -> StoryDate:
    """Returns when `story` was published, from the given date, the page's dates and the office holders it names."""
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
    upper = min((day for day in (given, limit, *(c.day for c in mine if c.role is Role.UPDATED)) if day), default=None)
    chosen, late = _choose(mine, given if story.story != main else None)
    rejected += late
    if chosen:
        rejected += [
            RejectedDate(text=c.text, why=f"{chosen.text} is better evidence")
            for c in mine
            if c.role in _TRUST and c.day != chosen.day and c.text not in {r.text for r in rejected}
        ]
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
    clash = _contradiction(offices, upper, "the page's date") if upper else []
    if clash:
        upper = None  # the story is newer than the date of its page: it was put there later
    last = min((day for day in (upper, offices.last) if day), default=None)
    if offices.first and last and last < offices.first:
        last = upper
    return StoryDate(
        page=reading.page.id,
        story=story.story,
        first=offices.first.isoformat() if offices.first else None,
        last=last.isoformat() if last else None,
        rejected=_unique([*rejected, *clash]),
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
    usable.sort(key=lambda c: _TRUST.index(c.role))  # stable: of equals the first on the page
    why = f"later than the page, {limit.isoformat()}" if limit else ""
    return (usable[0] if usable else None), [RejectedDate(text=c.text, why=why) for c in late]


def _unique(rejected: Sequence[RejectedDate]) -> tuple[RejectedDate, ...]:
    return tuple(dict.fromkeys(rejected))


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


def _from_line(line: Line, reading: Reading) -> Iterator[Candidate]:
    """The dates of one line of furniture, or of one marked as a date, byline or entry time."""
    marked = line.kind in (LineKind.DATE, LineKind.BYLINE, LineKind.DATELINE)
    if (line.keep and not marked) or line.kind is LineKind.ENTRY_TIME or len(line.text) > _LINE_LIMIT:
        return
    if not re.search(r"\d", line.text):
        return
    plain = plain_text(line.text)
    end = 0
    for match, draft in _full_days(plain):
        before = plain.low[end : match.start]
        end = match.end
        if draft.interval is None or draft.interval[0] != draft.interval[1] or "year" not in match.words:
            continue
        role, story = _judge(line, plain, match, before, reading, marked=marked)
        yield Candidate(
            line.text[max(0, match.start - 24) if len(line.text) > 60 else 0 : match.end].strip(),
            draft.interval[0],
            role,
            story,
        )


def _judge(
    line: Line, plain: PlainText, match: Match, before: str, reading: Reading, *, marked: bool
) -> tuple[Role, int | None]:
    """What a date in a line is, and which story it belongs to."""
    label = next((role for role, pattern in _LABELS if pattern.search(before)), None)
    story, distance = _owner(line, reading)
    if label in (Role.COPYRIGHT, Role.VIEWED):
        return label, story if label is Role.VIEWED and len(reading.stories) == 1 else None
    if not marked and line.kind in _NOT_PUBLISHED_KINDS:
        return _NOT_PUBLISHED_KINDS[line.kind], None
    if label is Role.UPDATED:
        return (label, story) if story is not None else (Role.UNPLACED, None)
    rest = len(plain.low[: match.start].split()) + len(plain.low[match.end :].split())
    if label is None and not marked and rest > _REST_WORDS:
        return Role.UNPLACED, None
    if story is None:
        return Role.UNPLACED, None
    if label is None and distance > _NEAR_LINES:
        return Role.VIEWED, None
    return Role.PUBLISHED, story


def _owner(line: Line, reading: Reading) -> tuple[int | None, int]:
    """The story that a line of furniture stands with, the next one below it or the one around it, and how many lines away."""
    following = [(story.spans[0][0], story) for story in reading.stories if story.spans and story.spans[0][0] >= line.start]
    inside = [s for s in reading.stories if s.spans and s.spans[0][0] <= line.start < s.spans[-1][1]]
    if inside:
        return inside[-1].story, 0
    if following:
        start, story = min(following, key=lambda pair: pair[0])
        between = sum(1 for other in reading.lines if line.end <= other.start < start)
        return story.story, between
    if len(reading.stories) == 1:  # below the only story, at its foot
        return reading.stories[0].story, 1
    return None, 0


def _from_story(story: Story, reading: Reading) -> Iterator[Candidate]:
    """The dateline at the head of a story, and the times of its live-blog entries."""
    days = sorted(day for entry in story.entries if (day := parse_day(entry.time)))
    if days:
        yield Candidate(days[0].isoformat(), days[0], Role.ENTRY, story.story)
    start, end = story.spans[0] if story.spans else (0, 0)
    head = reading.page.text[start : min(end, start + 160)]
    place = _DATELINE.match(head)
    if not place:
        return
    plain = plain_text(head)
    for match, draft in _full_days(plain):
        if match.start > place.end() + 2 or not _DATELINE_END.match(plain.text, match.end):
            return
        if draft.interval and "year" in match.words:
            yield Candidate(plain.text[: match.end].strip(), draft.interval[0], Role.DATELINE, story.story)
        return


def _full_days(plain: PlainText) -> Iterator[tuple[Match, Draft]]:
    tables = finder()
    state = State(published=None, words=tables.words)
    for match in tables.find(plain):
        if match.rule.reads in ("full_date", "slashed_date"):
            for draft in read(Site(match, plain), state):
                yield match, draft
