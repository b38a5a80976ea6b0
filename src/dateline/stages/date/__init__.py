"""date: reads time expressions, dates each story."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date as Day
from itertools import pairwise

from dateline.context import Context
from dateline.records import Issue, Reading, Story, StoryDate, TimeExpression
from dateline.stages.date.expressions import Piece, read_expressions
from dateline.stages.date.offices import office_bounds
from dateline.stages.date.published import candidates, story_date
from dateline.text.calendar import parse_day


def date(reading: Reading, context: Context) -> Iterator[TimeExpression | StoryDate | Issue]:
    """Yields the time expressions of every story and one `StoryDate` a story.

    The page's own date (``Page.date``) dates its main story; the others are dated by what stands with them, or left open.
    """
    if not reading.stories:
        return
    main = main_story(reading.stories)
    found = candidates(reading, main)
    actors = getattr(context, "actors", None)
    offices = {story.story: office_bounds(_text(reading, story), actors) for story in reading.stories}
    newest = max((b for number, b in offices.items() if b.first and number != main), key=lambda b: str(b.first), default=None)
    for story in reading.stories:
        dated = story_date(story, reading, found, main=main, offices=offices[story.story], newest=newest)
        published = parse_day(dated.published)
        yield from read_expressions(reading.page.id, story.story, reading.page.text, _pieces(story, published), published)
        yield dated


def main_story(stories: Sequence[Story]) -> int:
    """Returns the number of the page's main story: the first complete one that is at least half as long as the longest."""
    lengths = {story.story: sum(end - start for start, end in story.spans) for story in stories}
    whole = [story.story for story in stories if story.complete] or [story.story for story in stories]
    longest = max(lengths[number] for number in whole)
    return next(number for number in whole if lengths[number] * 2 >= longest)


def _text(reading: Reading, story: Story) -> str:
    return "\n".join(reading.page.text[start:end] for start, end in story.spans)


def _pieces(story: Story, published: Day | None) -> list[Piece]:
    """The story's spans, cut where a live-blog entry begins; what an entry says is counted from its own day."""
    entries = sorted(story.entries, key=lambda entry: entry.start)
    starts = [entry.start for entry in entries]
    bounds = sorted({at for entry in entries for at in (entry.start, entry.end)})
    pieces = []
    for start, end in story.spans:
        inside = bounds[bisect_right(bounds, start) : bisect_left(bounds, end)]
        for low, high in pairwise((start, *inside, end)):
            at = bisect_right(starts, low) - 1
            time = entries[at].time if at >= 0 and low < entries[at].end else None
            pieces.append(Piece(low, high, parse_day(time) or published))
    return pieces
