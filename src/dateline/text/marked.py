"""Stories in which every word that tells an event is marked, as training/README.md says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# What a mark may begin with: an event only as the content of another, such as a promise; one that coders may differ on.
CONTENT, DOUBTFUL = "~", "?"


class Mark(NamedTuple):
    """An event that a sentence tells: its type, with what sign (`CONTENT`, `DOUBTFUL` or ""), where its words start, and where
    the heads of actor and recipient do, None where the sides are not marked. Offsets are of the story's text."""

    event: str
    sign: str
    at: tuple[int, ...]
    sides: tuple[tuple[int, ...], tuple[int, ...]] | None


class MarkedSentence(NamedTuple):
    """A sentence by its offsets, half-open, with its marks."""

    start: int
    end: int
    marks: tuple[Mark, ...]


class MarkedStory(NamedTuple):
    """A story: its sentences with a space between two."""

    text: str
    sentences: tuple[MarkedSentence, ...]


def marked_stories(text: str) -> Iterator[MarkedStory]:
    r"""Yields the stories of a file. Words that a sentence does not have are left out of its marks.

    >>> [story] = marked_stories("# agency, Lima\nPeru said no to Chile.\tREJECT:said no@Peru>Chile")
    >>> story.sentences[0].marks
    (Mark(event='REJECT', sign='', at=(5, 10), sides=((0,), (16,))),)
    """
    for block in text.split("\n\n"):
        story, sentences = "", []
        for line in block.splitlines():
            if line.startswith("#"):
                continue
            sentence, _, marks = line.partition("\t")
            start = len(story) + bool(story)
            story = f"{story} {sentence}" if story else sentence
            found = tuple(_mark(sentence, start, mark.strip()) for mark in marks.split(";") if mark.strip())
            sentences.append(MarkedSentence(start, len(story), found))
        if story:
            yield MarkedStory(story, tuple(sentences))


def _mark(sentence: str, start: int, mark: str) -> Mark:
    told, _, sides = mark.partition("@")
    event, _, words = told.partition(":")
    actor, _, recipient = sides.partition(">")
    heads = (_starts(sentence, start, actor), _starts(sentence, start, recipient)) if sides else None
    sign = next((sign for sign in (DOUBTFUL, CONTENT) if sign in event), "")
    return Mark(event.lstrip(CONTENT + DOUBTFUL), sign, _starts(sentence, start, words), heads)


def _starts(sentence: str, start: int, words: str) -> tuple[int, ...]:
    """Where marked words stand: ``word`` or, for the second such, ``word/2``, parted by spaces or plus signs."""
    found = []
    for part in re.split(r"[ +]+", words.strip()):
        word, _, nth = part.partition("/")
        same = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", sentence)] if word else []
        found += [start + at for at in same[int(nth or 1) - 1 : int(nth or 1)]]
    return tuple(found)
