"""Which pieces are story text: a score for each piece by itself, evened out along the page."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.records import LineKind
from dateline.stages.clean.marks import Marks

# What it costs to go into or out of story text between two pieces; a lone subheading is cheaper kept than left out.
SWITCH = 2.0


def decode(marks: Sequence[Marks]) -> list[bool]:
    """Returns for each piece whether it is story text."""
    scores = [score(m) for m in marks]
    scores = _in_sections(marks, scores)
    keep = _viterbi(scores)
    return _drop_islands(marks, scores, keep)


def score(m: Marks) -> float:
    """Returns how much a piece by itself looks like story text: above zero rather yes."""
    if not m.words:
        return -0.5
    total = -2.0
    if m.ended and m.words >= 5:
        total += 2.2
    total += sum(gain for least, gain in ((8, 0.4), (15, 1.0), (30, 1.5), (50, 1.0)) if m.words >= least)
    if m.function >= 0.25:
        total += 0.8
    elif m.function < 0.1 and m.words >= 4:
        total -= 0.8
    if m.clauses >= 2 and m.ended:
        total += 0.5
    if m.bullet:
        total -= 1.0
    if m.titled > 0.75 and m.words >= 3 and not m.ended:
        total -= 1.0
    if m.words <= 3:
        total -= 1.0
    if m.dateline:
        total += 2.5
    return total + _cue_score(m)


def _cue_score(m: Marks) -> float:
    total = 0.0
    for cue in m.cues:
        if cue.kind is LineKind.KEY_POINT:
            total += 2.0
        elif cue.where == "whole":
            total -= 3.0
        elif cue.where == "any":
            total -= 2.5
        elif m.words > 22 and cue.max_words <= 40:
            total -= 1.0
        else:
            total -= 3.0
    if m.date_only or m.credit:
        total -= 3.0
    if m.stamp_only:
        total -= 1.0
    if m.url:
        total -= 1.5
    return max(total, -6.0)


def _in_sections(marks: Sequence[Marks], scores: list[float]) -> list[float]:
    """Lowers what stands under a heading of links, in the comments, and in the foot of the page."""
    out = list(scores)
    section = ""
    for i, m in enumerate(marks):
        if m.heads("comments"):
            section = "comments"
        elif m.heads("foot") and section != "comments":
            section = "foot"
        elif m.heads("list") and section != "comments":
            section = "list"
        elif section == "list" and m.words >= 30 and m.ended and not m.bullet:
            section = ""
        elif section in ("foot",) and m.words >= 40 and m.ended and not m.cues:
            section = ""
        if section == "comments":
            out[i] -= 4.0
        elif section:
            out[i] -= 2.5
    return out


def _viterbi(scores: Sequence[float]) -> list[bool]:
    """Returns the best way through the page with `SWITCH` paid at each change."""
    back: list[tuple[bool, bool]] = []
    outside, inside = 0.0, -SWITCH
    for value in scores:
        from_inside = inside - SWITCH > outside
        to_outside = max(outside, inside - SWITCH)
        from_outside = outside - SWITCH > inside
        to_inside = max(inside, outside - SWITCH) + value
        back.append((from_inside, from_outside))
        outside, inside = to_outside, to_inside
    state = inside - SWITCH > outside
    keep = [False] * len(scores)
    for i in range(len(scores) - 1, -1, -1):
        keep[i] = state
        from_inside, from_outside = back[i]
        state = (not from_outside) if state else from_inside
    return keep


def _drop_islands(marks: Sequence[Marks], scores: Sequence[float], keep: list[bool]) -> list[bool]:
    return keep
