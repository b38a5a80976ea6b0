"""What the parser gets at a time: lines of the stories, cut where they are longer than anybody writes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from dateline.records import Line, LineKind, Reading
from dateline.text.normal import dateline_end

# Lines that say when and by whom, and tell nothing.
NOT_TOLD = frozenset({LineKind.DATELINE, LineKind.DATE, LineKind.ENTRY_TIME, LineKind.BYLINE})
# A dateline ends within its first words.
DATELINE_CHARS = 160
# The longest paragraph that is parsed in one; the layers of a parser hold some 5 KB for each of its characters.
MAX_CHARS = 8_000
# Where a longer one may be cut: after the last end of a sentence, else after the last space, in this much of its end.
CUT_CHARS = 2_000
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]{0,2}\s")
_STOP = re.compile(r"[.!?…;:](?=\s|[\"'”’)]|$)")
# Words between two stops, against the most tokens that a sentence may have, from which no parser finds a sentence.
ENDLESS = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line that lies in a story: its story number and its span in the page text."""

    story: int
    line: Line
    start: int
    end: int


def pieces_of(reading: Reading) -> list[Piece]:
    """Returns the parts of kept lines that lie in the stories' spans, story by story, without datelines."""
    text = reading.page.text
    spans = sorted((start, end, story.story) for story in reading.stories for start, end in story.spans)
    starts = [start for start, _, _ in spans]
    longest = max((end - start for start, end, _ in spans), default=0)
    found: list[Piece] = []
    for line in reading.lines:
        if not line.keep or line.kind in NOT_TOLD:
            continue
        first, last = bisect_right(starts, line.start - longest), bisect_right(starts, line.end)
        for start, end, story in spans[max(0, first - 1) : last]:
            low, high = max(start, line.start), min(end, line.end)
            if low < high:
                low += dateline_end(text[low : min(high, low + DATELINE_CHARS)])
                found += [Piece(story, line, a, b) for a, b in _cut(text, low, high)]
    order = {story.story: number for number, story in enumerate(reading.stories)}
    return sorted(found, key=lambda piece: order[piece.story])


def _cut(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    while high - low > MAX_CHARS:
        end = low + MAX_CHARS
        window = text[end - CUT_CHARS : end]
        ends = [match.end() for match in _SENTENCE_END.finditer(window)]
        at = ends[-1] if ends else window.rfind(" ") + 1
        cut = end - CUT_CHARS + at if at > 0 else end
        yield low, cut
        low = cut
    if low < high:
        yield low, high


def is_endless(text: str, most: int) -> bool:
    """Tells whether `text` goes on for more than `ENDLESS` times `most` words without an end of a sentence.

    >>> is_endless("word " * 40, 15)
    True
    """
    if len(text) < 2 * ENDLESS * most:  # the shortest words are one letter and a space
        return False
    return any(len(part.split(None, ENDLESS * most + 1)) > ENDLESS * most for part in _STOP.split(text))
