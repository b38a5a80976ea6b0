"""What each piece of a page is called, once it is known what is story text."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.records import LineKind
from dateline.stages.clean.marks import Marks

# Between a headline and its story stand at most so many lines: share bar, byline, date, caption.
HEADLINE_REACH = 15
HEADLINE_WORDS = (3, 28)
POINT_HEADING_WORDS = 8


def name_kinds(marks: Sequence[Marks], keep: Sequence[bool]) -> list[LineKind]:
    """Returns the kind of each piece."""
    kinds = [_kept_kind(m) if kept else _dropped_kind(m) for m, kept in zip(marks, keep, strict=True)]
    _name_points(marks, keep, kinds)
    for i in _headlines(marks, keep, kinds):
        kinds[i] = LineKind.HEADLINE
    _name_captions(marks, keep, kinds)
    _name_sections(marks, keep, kinds)
    return kinds


def _kept_kind(m: Marks) -> LineKind:
    if m.hint in (LineKind.KEY_POINT, LineKind.HEADLINE, LineKind.ENTRY_TIME):
        return m.hint
    if m.cue(LineKind.KEY_POINT):
        return LineKind.KEY_POINT
    if m.place_date:
        return LineKind.DATELINE
    if m.words <= 14 and not m.ended and not m.bullet:
        return LineKind.HEADLINE
    return LineKind.BODY


def _dropped_kind(m: Marks) -> LineKind:
    if m.hint is LineKind.HEADLINE and m.cues:
        return m.cues[0].kind
    if m.hint is not None and m.hint is not LineKind.BODY:
        return m.hint
    if m.place_date:
        return LineKind.DATELINE
    if m.date_only:
        return LineKind.DATE
    if m.stamp_only:
        return LineKind.ENTRY_TIME
    if m.cues:
        return m.cues[0].kind
    if m.credit:
        return LineKind.CAPTION
    if m.bullet and m.words:
        return LineKind.LINK_LIST
    return LineKind.OTHER


def _headlines(marks: Sequence[Marks], keep: Sequence[bool], kinds: Sequence[LineKind]) -> list[int]:
    """Returns the dropped pieces that head a run of story text: far above it for the first run, right above it later."""
    found: list[int] = []
    reach = HEADLINE_REACH
    for i, kept in enumerate(keep):
        if not kept or (i and keep[i - 1]):
            continue
        above = [j for j in range(i - 1, max(-1, i - 1 - reach), -1) if not keep[j]]
        fit = [j for j in above if _may_head(marks[j], kinds[j])]
        if fit:
            found.append(max(fit, key=lambda j: (min(marks[j].words, 6), j)))
        reach = 2
    return found


def _may_head(m: Marks, kind: LineKind) -> bool:
    low, high = HEADLINE_WORDS
    return kind is LineKind.OTHER and low <= m.words <= high and not m.bullet and not m.url


def _name_points(marks: Sequence[Marks], keep: Sequence[bool], kinds: list[LineKind]) -> None:
    """Two or more lines without a full stop under a heading of key points are key points."""
    for i, m in enumerate(marks):
        if not keep[i] or kinds[i] is not LineKind.KEY_POINT or m.words > POINT_HEADING_WORDS:
            continue
        end = i + 1
        while end < len(marks) and keep[end] and kinds[end] is LineKind.HEADLINE:
            end += 1
        if end - i > 2:
            kinds[i + 1 : end] = [LineKind.KEY_POINT] * (end - i - 1)


def _name_captions(marks: Sequence[Marks], keep: Sequence[bool], kinds: list[LineKind]) -> None:
    """A dropped sentence right above a photo credit is its caption."""
    for i in range(len(marks) - 1):
        if (
            not keep[i]
            and kinds[i] is LineKind.OTHER
            and marks[i].words >= 6
            and marks[i].ended
            and kinds[i + 1] is LineKind.CAPTION
        ):
            kinds[i] = LineKind.CAPTION


def _name_sections(marks: Sequence[Marks], keep: Sequence[bool], kinds: list[LineKind]) -> None:
    """What stands below the story under a heading of links is links, under one of comments comments."""
    section: LineKind | None = None
    for i in range(next((i for i, kept in enumerate(keep) if kept), len(marks)), len(marks)):
        if keep[i] or kinds[i] is LineKind.HEADLINE:
            section = None
        elif marks[i].heads("comments"):
            section = LineKind.COMMENT
        elif marks[i].heads("list") and section is not LineKind.COMMENT:
            section = LineKind.LINK_LIST
        elif section is not None and kinds[i] is LineKind.OTHER and marks[i].words:
            kinds[i] = section
