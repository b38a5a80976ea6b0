"""date: reads time expressions, dates each story."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.context import Context
from dateline.records import DateBasis, Issue, Reading, Story, StoryDate, TimeExpression
from dateline.stages.date.expressions import Piece, entry_day, read_expressions
from dateline.text.calendar import parse_day


def date(reading: Reading, context: Context) -> Iterator[TimeExpression | StoryDate | Issue]:
    """Yields the time expressions of every story and one `StoryDate` a story."""
    main = 0
    for story in reading.stories:
        published = parse_day(reading.page.date) if story.story == main else None
        yield from read_expressions(reading.page.id, story.story, reading.page.text, _pieces(story), published)
        yield StoryDate(
            page=reading.page.id,
            story=story.story,
            published=published.isoformat() if published else None,
            first=published.isoformat() if published else None,
            last=published.isoformat() if published else reading.page.date,
            basis=DateBasis.PUBLICATION if published else DateBasis.NONE,
        )


def _pieces(story: Story) -> list[Piece]:
    """The story's spans, cut where a live-blog entry begins, each with the day of its entry."""
    pieces = []
    for start, end in story.spans:
        cuts = sorted({start, end} | {at for entry in story.entries for at in (entry.start, entry.end) if start < at < end})
        for low, high in zip(cuts, cuts[1:], strict=False):
            time = next((entry.time for entry in story.entries if entry.start <= low < entry.end), None)
            pieces.append(Piece(low, high, entry_day(time)))
    return pieces
