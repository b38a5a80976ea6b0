"""What each piece of a page is called, once it is known what is story text."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.records import LineKind
from dateline.stages.clean.marks import Marks


def name_kinds(marks: Sequence[Marks], keep: Sequence[bool]) -> list[LineKind]:
    """Returns the kind of each piece."""
    return [_kept_kind(m) if kept else _dropped_kind(m) for m, kept in zip(marks, keep, strict=True)]


def _kept_kind(m: Marks) -> LineKind:
    if m.cue(LineKind.KEY_POINT):
        return LineKind.KEY_POINT
    if m.stamp_only:
        return LineKind.ENTRY_TIME
    if m.words <= 14 and not m.ended:
        return LineKind.HEADLINE
    return LineKind.BODY


def _dropped_kind(m: Marks) -> LineKind:
    if m.cues:
        return m.cues[0].kind
    if m.date_only:
        return LineKind.DATE
    if m.stamp_only:
        return LineKind.ENTRY_TIME
    if m.credit:
        return LineKind.CAPTION
    if m.bullet:
        return LineKind.LINK_LIST
    return LineKind.OTHER
