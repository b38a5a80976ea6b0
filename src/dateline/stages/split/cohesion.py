"""Which paragraphs of a page belong to one story, from the words they share with those before them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.stages.split.shape import BRIEF, briefs, cut_off, speaks_in_turns, start_score
from dateline.stages.split.vocabulary import Vocabulary, read_vocabulary

# Words are looked for in this many paragraphs back.
WINDOW = 14
# Readings of the page kept while walking down it.
BEAM = 8
# Share of its words that a paragraph has in common with the window by chance.
CHANCE = 0.05
# How fast the odds grow with what is shared, and where they stop.
SLOPE = 1.9
CEILING = 3.5
# What a cut-off paragraph costs that goes on all the same, and gains that does not.
CUT = 2.0
# What a story's end, and a way back into a story after an insertion, cost.
NEW_STORY = 2.2
RESUME = 0.8
# What more it takes on a page in a language whose common words are not known.
FOREIGN = 2.0
# Most pages hold one story: the first new one has to show more.
FIRST = 1.2
# After a story of one paragraph another one is likelier: teasers come in rows.
IN_A_ROW = 1.4
# ... where that paragraph was cut off or has so many words: fewer do not tell a story.
WHOLE_WORDS = 40


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph as the boundary search sees it: `set_off` tells that a separator or a headline stands before it."""

    text: str
    set_off: float = 0.0


@dataclass(frozen=True, slots=True)
class _Page:
    """What is known of each paragraph: its words, how much it looks like a first one, whether it was cut off, and whether it
    may be all that the page has of a story."""

    vocabulary: Vocabulary
    starts: list[float]
    cuts: list[bool]
    whole: list[bool]


@dataclass(slots=True)
class _Path:
    """One reading of the page so far. `now` and `outer` are windows (bits) of the story that runs and of the one it
    interrupts; `size` counts the paragraphs of the former."""

    total: float
    now: int
    size: int
    number: int
    outer: int
    outer_number: int
    stories: int
    labels: tuple[object, ...]


def group(blocks: Sequence[Block]) -> list[int]:
    """Returns the story number of each block."""
    if not blocks:
        return []
    vocabulary = read_vocabulary([b.text for b in blocks])
    dialogue = speaks_in_turns([b.text for b in blocks])
    foreign = FOREIGN if vocabulary.foreign else 0.0
    short = briefs([b.text for b in blocks])
    starts = [
        start_score(b.text, dialogue=dialogue) + b.set_off - foreign + (BRIEF if i in short else 0.0)
        for i, b in enumerate(blocks)
    ]
    cuts = [cut_off(b.text) for b in blocks]
    whole = [cut or len(b.text.split(None, WHOLE_WORDS)) > WHOLE_WORDS for b, cut in zip(blocks, cuts, strict=True)]
    page = _Page(vocabulary, starts, cuts, whole)
    paths = [_Path(0.0, 1, 1, 0, 0, -1, 1, (None, 0))]
    for i in range(1, len(blocks)):
        paths = _step(paths, i, page)
    return _unroll(max(paths, key=lambda p: p.total).labels)


def _step(paths: list[_Path], i: int, page: _Page) -> list[_Path]:
    best: dict[tuple[int, int, int], _Path] = {}
    links: dict[int, float] = {}
    for path in paths:
        for following in _ways_on(path, i, page, links):
            key = (following.now, following.outer, min(following.size, 3))
            if key not in best or best[key].total < following.total:
                best[key] = following
    return sorted(best.values(), key=lambda p: -p.total)[:BEAM]


def _ways_on(path: _Path, i: int, page: _Page, links: dict[int, float]) -> list[_Path]:
    fresh = page.starts[i] + (CUT / 2 if page.cuts[i - 1] else 0.0) - NEW_STORY
    bit = 1 << i
    link = _link(page.vocabulary, i, path.now, links)
    outer, outer_number = (path.now, path.number) if path.size > 1 else (path.outer, path.outer_number)
    ways = [
        _Path(
            path.total + link - (CUT if page.cuts[i - 1] else 0.0),
            _slide(path.now, bit),
            path.size + 1,
            path.number,
            0,
            -1,
            path.stories,
            (path.labels, path.number),
        ),
        _Path(
            path.total
            + fresh
            - (FIRST if path.stories == 1 else 0.0)
            + (IN_A_ROW if path.size == 1 and path.stories > 1 and page.whole[i - 1] else 0.0),
            bit,
            1,
            path.stories,
            outer,
            outer_number,
            path.stories + 1,
            (path.labels, path.stories),
        ),
    ]
    if path.size == 1 and path.outer:
        back = _link(page.vocabulary, i, path.outer, links) - RESUME
        ways.append(
            _Path(
                path.total + back,
                _slide(path.outer, bit),
                2,
                path.outer_number,
                0,
                -1,
                path.stories,
                (path.labels, path.outer_number),
            )
        )
    return ways


def _slide(window: int, bit: int) -> int:
    window |= bit
    while window.bit_count() > WINDOW:
        window &= window - 1
    return window


def _link(vocabulary: Vocabulary, i: int, window: int, known: dict[int, float]) -> float:
    """Returns the log odds that paragraph `i` goes on with the story that has the paragraphs `window`."""
    if window not in known:
        shared, weight = vocabulary.shared(i, window), vocabulary.weight(i)
        known[window] = min(
            SLOPE * math.log((shared + 0.7) / (CHANCE * weight * math.sqrt(window.bit_count()) / 2 + 0.7)), CEILING
        )
    return known[window]


def _unroll(labels: tuple[object, ...]) -> list[int]:
    found: list[int] = []
    node: object = labels
    while isinstance(node, tuple):
        node, number = node
        found.append(number)
    found.reverse()
    order: dict[int, int] = {}
    return [order.setdefault(n, len(order)) for n in found]
