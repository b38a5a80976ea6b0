"""Arithmetic on half-open spans."""

from __future__ import annotations

from collections.abc import Iterable

from dateline.records import Span


def overlap(a: Span, b: Span) -> int:
    """Returns how many characters two spans share.

    >>> overlap((0, 5), (3, 9))
    2
    """
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def contains(outer: Span, inner: Span) -> bool:
    """Tells whether `inner` lies wholly in `outer`."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def within_any(spans: Iterable[Span], inner: Span) -> bool:
    """Tells whether `inner` lies wholly in one of `spans`."""
    return any(contains(span, inner) for span in spans)


def merge(spans: Iterable[Span]) -> list[Span]:
    """Returns the spans sorted, with those that touch or overlap joined.

    >>> merge([(4, 6), (0, 4), (8, 9)])
    [(0, 6), (8, 9)]
    """
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
