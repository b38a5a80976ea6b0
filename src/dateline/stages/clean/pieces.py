"""Cuts the page text into pieces: physical lines, and the parts of lines that were run together."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

# A line of this length on a page of hardly any other line is a page that lost its line breaks.
LONG_LINE = 1000
FEW_LINES = 3
# A piece stays short enough for every pattern to be run over it without care.
MAX_PIECE = 20_000

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
# Places where furniture was glued to a word: "has soCurrent:Home > ScamsLive updates", "the talks.Share this".
_GLUED = re.compile(
    r"(?<=[a-z0-9.!?…”\"'’)])(?=(?:Current: ?Home|View Date:|Home ?> ?[A-Z]|Share this|Read more|Read also|Related:|"
    r"Advertisement|Copyright ©|©|Photo:|Image:|published at \d|Follow us|Sign up|Subscribe)(?![a-z]))"
)
# The end of a breadcrumb: "... > ScamsLive updates" has a small letter, then a capital, with no space between.
_BREADCRUMB = re.compile(r"(?:Current:|You are here:)? ?Home(?: ?[>»›/] ?[A-Z][\w&' -]{1,40}?){1,6}(?<=[a-z])(?=[A-Z])")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”’')\]]{0,2}(?=\s+[\"“‘'(\[]?[A-Z0-9])|(?<=[a-z][.!?])(?=[A-Z][a-z])")
_CUE_STARTS = re.compile(
    r"\s(?=(?:Related(?: articles| stories)?:|Read (?:also|more)(?: ?:|\s)|Share this|Advertisement\s|© ?\d{4}|Copyright ©|Copyright \d{4}|"  # noqa: E501
    r"All rights reserved|Sign up (?:for|to) |Subscribe to |Follow us |Most (?:read|popular)\s|Photo: |"
    r"(?:Published|Updated|Posted|Last updated):? ))"
    r"|(?<=[.!?”\"])\s(?=\d{1,2}[:.]\d\d ?(?:[ap]\.?m\.?|[AP]M|GMT|BST|UTC|CET|ET|EST|EDT)\b)"
)

# A byline, a note of the day and a dateline end and begin without a full stop.
_DATE_NOTE = re.compile(
    r"\b(?:Published|Updated|Posted|Last updated)[^.!?]{0,40}?\b\d{4}(?:,? (?:at )?\d{1,2}[:.]\d\d(?: ?[ap]\.?m\b\.?)?(?: [A-Z]{2,4}\b)?)?(?=\s[A-Z])"  # noqa: E501
    r"|\s(?=By [A-Z][a-z]+ [A-Z][a-z]+\b)|\s(?=[A-Z]{4,20}(?:, [A-Z][a-z]{2,8}\.? \d{1,2})? \([A-Z][A-Za-z ]{1,20}\) [-–—])"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of the page or a part of one; `line` counts physical lines from 0, `indent` tells a list item's mark."""

    line: int
    start: int
    end: int
    text: str


def pieces(text: str) -> Iterator[Piece]:
    """Yields the non-blank pieces of `text` in order; they do not overlap, and white space at their ends is left out."""
    spans = list(_physical_lines(text))
    few = len(spans) <= FEW_LINES
    for number, start, end in spans:
        cuts = [start, *_cuts(text, start, end, few), end]
        for low, high in itertools.pairwise(cuts):
            trimmed = _trim(text, low, high)
            if trimmed is not None:
                yield Piece(number, *trimmed, text[trimmed[0] : trimmed[1]])


def _physical_lines(text: str) -> Iterator[tuple[int, int, int]]:
    number = at = 0
    for found in _LINE.finditer(text):
        gap = text[at : found.start()]
        number += len(gap) - gap.count("\r\n")
        at = found.end()
        if not found.group().isspace():
            yield number, found.start(), at


def _trim(text: str, low: int, high: int) -> tuple[int, int] | None:
    part = text[low:high]
    bare = part.strip()
    if not bare:
        return None
    start = low + len(part) - len(part.lstrip())
    return start, start + len(bare)


def _cuts(text: str, start: int, end: int, few: bool) -> list[int]:
    """Returns the offsets inside a physical line at which it is cut."""
    found = {m.start() for m in _GLUED.finditer(text, start, end)}
    found.update(m.end() for m in _BREADCRUMB.finditer(text, start, end))
    if few and end - start > LONG_LINE:
        found.update(m.end() for m in _SENTENCE.finditer(text, start, end))
        found.update(m.start() for m in _CUE_STARTS.finditer(text, start, end))
        found.update(m.end() for m in _DATE_NOTE.finditer(text, start, end))
    if end - start > MAX_PIECE:
        found.update(_cap(text, sorted({start, end, *found})))
    return sorted(c for c in found if start < c < end)


def _cap(text: str, cuts: list[int]) -> Iterator[int]:
    """Yields further cuts, at spaces where there are any, so that no piece is longer than `MAX_PIECE`."""
    for low, high in itertools.pairwise(cuts):
        while high - low > MAX_PIECE:
            space = text.rfind(" ", low + 1, low + MAX_PIECE)
            low = space if space > low else low + MAX_PIECE
            yield low
