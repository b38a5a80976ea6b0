"""resolve: says who each actor mention is."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.context import Context
from dateline.records import Issue, Mention, MentionKind, PageKind, Reading
from dateline.stages.resolve.mention import resolve_mention
from dateline.stages.resolve.story import resolve_story
from dateline.text.normal import dateline_land, dateline_places


def resolve(reading: Reading, context: Context) -> Iterator[Mention | Issue]:
    """Yields the actor mentions of the page's stories in text order; for a row that holds a mention, just that one."""
    page = reading.page
    if page.kind is PageKind.MENTION:
        text = page.mention or ""
        entity = resolve_mention(text, context.actors, date=page.date, context=page.context)
        yield Mention(
            page=page.id,
            story=0,
            sentence=0,
            head=0,
            start=0,
            end=len(text),
            text=text,
            kind=MentionKind.NOUN,
            entities=(entity,),
        )
        return
    dates = {d.story: d.published or d.last or d.first for d in reading.dates}
    stories: dict[int, list[int]] = {}
    for at, sentence in enumerate(reading.sentences):
        stories.setdefault(sentence.story, []).append(at)
    for story, indices in stories.items():
        sentences = [reading.sentences[at] for at in indices]
        yield from resolve_story(
            sentences,
            context.actors,
            date=dates.get(story) or page.date,
            text=page.text,
            filed=_filed(reading, story),
        )


def _filed(reading: Reading, story: int) -> frozenset[tuple[str, str]]:
    """The places from which a story was filed, by its datelines, with the state that these add."""
    spans = next((s.spans for s in reading.stories if s.story == story), ())
    found = ((line, dateline_places(line.text)) for line in reading.lines if line.text[:1].isupper())
    filed = [
        (line.start, line.text[low:high].title(), dateline_land(line.text)) for line, places in found for low, high in places
    ]
    return frozenset((name, land) for at, name, land in filed if any(start <= at < end for start, end in spans))
