"""The safety net of clean: a page whose paragraphs were nearly all taken for furniture gets them back."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.records import LineKind
from dateline.stages.clean.marks import Marks

# Where less than this share of the words in paragraphs was kept, the page was misread: digests of cut-off teasers under
# kickers and headlines have more short lines than long ones.
FEWEST_KEPT = 0.6
# Words of a paragraph, and of a sentence that is believed where the page has no paragraph.
PARAGRAPH_WORDS = 18
SENTENCE_WORDS = 8
# A page of so few lines is what somebody typed or cut out: its sentences are believed from so few words on.
FEW_LINES = 5
FEW_WORDS = 3
# Share of little words in prose; lists of names and links have fewer.
PROSE_FUNCTION = 0.15
# The same in a long line without any full stop that may be a sentence cut off.
CUT_FUNCTION = 0.25
# Marks with which a line is believed to be furniture however long it is.
_NO_NEWS = frozenset({LineKind.LEGAL, LineKind.ADVERT, LineKind.COMMENT, LineKind.SHARE})


def catch(marks: Sequence[Marks], keep: Sequence[bool], *, foreign: bool) -> list[bool]:
    """Returns `keep`, and with it the paragraphs of news if next to none of them were kept.

    Without a paragraph on the page its sentences are taken, and where nothing at all was kept, long lines that may be
    sentences cut off. What stands under comments, once something else has been told, is not.
    """
    for least in (PARAGRAPH_WORDS, SENTENCE_WORDS):
        prose = _prose(marks, least, foreign=foreign, cut=not any(keep))
        told = sum(marks[i].words for i in prose)
        if sum(marks[i].words for i in prose if keep[i]) >= FEWEST_KEPT * told and (prose or any(keep)):
            return list(keep)
        if prose:
            break
    if not prose and not any(keep) and len(marks) <= FEW_LINES:
        prose = [i for i, m in enumerate(marks) if m.ended and m.words >= FEW_WORDS and not _is_furniture(m)]
    out = list(keep)
    for i in prose:
        out[i] = True
    return _with_headlines(marks, out)


def _prose(marks: Sequence[Marks], least: int, *, foreign: bool, cut: bool) -> list[int]:
    found: list[int] = []
    for i, m in enumerate(marks):
        if m.heads("comments") and found:
            break
        whole = m.ended or m.broken or (cut and m.words >= PARAGRAPH_WORDS and m.function >= CUT_FUNCTION)
        if m.words >= least and whole and (foreign or m.function >= PROSE_FUNCTION) and not _is_furniture(m):
            found.append(i)
    return found


def _is_furniture(m: Marks) -> bool:
    if m.hint is not None and m.hint not in (LineKind.BODY, LineKind.KEY_POINT, LineKind.HEADLINE):
        return True
    sure = [c for c in m.cues if c.kind is not LineKind.KEY_POINT]
    return any(c.kind in _NO_NEWS or c.where != "start" for c in sure) or m.credit or (bool(sure) and m.words < PARAGRAPH_WORDS)


def _with_headlines(marks: Sequence[Marks], keep: list[bool]) -> list[bool]:
    """Keeps the line right above a caught paragraph that may be its headline."""
    out = list(keep)
    for i in range(len(marks) - 1):
        m = marks[i]
        headed = keep[i + 1] and not keep[i] and m.hint is None
        if headed and 2 <= m.words <= PARAGRAPH_WORDS and not (m.cues or m.date_only or m.stamp_only or m.credit or m.url):
            out[i] = True
    return out
